"""Reads a class such as simpleNet: its methods, its weights, its products; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...text import Draft, Text, names_in
from ...vocabulary import Subject, plain
from ...walking import walk
from ..reading import Unit, called, numpy_names, units
from .entropy_reading import entropies
from .softmax_reading import shares

_PREDICT = ("predict", "forward")
_WEIGHTS = ("w", "weights", "weight")
_PRODUCTS = ("dot", "matmul")


@dataclass(frozen=True, eq=False)
class Product:
    """A matrix product: np.dot(a, b), a.dot(b), a @ b."""

    node: ast.Call | ast.BinOp
    left: ast.expr
    right: ast.expr


@dataclass(frozen=True, eq=False)
class Net:
    """A class with weights, predict and loss."""

    draft: Draft
    methods: tuple[Unit, ...]
    softmax: str
    entropy: str

    @property
    def text(self) -> Text:
        """The text of its cell."""
        return self.methods[0].text

    def named(self, *names: str) -> list[Unit]:
        """Return its methods of these names."""
        return [unit for unit in self.methods if plain(unit.name) in names]

    @property
    def init(self) -> list[Unit]:
        """Its constructor."""
        return [unit for unit in self.methods if unit.name == "__init__"]

    @property
    def predict(self) -> list[Unit]:
        """Its predict and forward."""
        return self.named(*_PREDICT)

    @property
    def loss(self) -> list[Unit]:
        """Its loss."""
        return self.named("loss")

    def is_softmax(self, node: ast.AST) -> bool:
        """Tell whether a node calls a softmax."""
        return isinstance(node, ast.Call) and "softmax" in plain(called(node)) and bool(node.args)

    def is_entropy(self, node: ast.AST) -> bool:
        """Tell whether a node calls the cross-entropy."""
        name = plain(called(node)) if isinstance(node, ast.Call) else ""
        return bool(name) and (name == plain(self.entropy) or "entropy" in name)

    @cached_property
    def softmax_call(self) -> str:
        """How the class calls the softmax: "softmax", "Functions.softmax"."""
        for unit in self.methods:
            for call in unit.nodes(ast.Call):
                if self.is_softmax(call):
                    return self.text.of(call.func)
        return self.softmax

    def is_weight(self, unit: Unit, node: ast.AST) -> bool:
        """Tell whether an expression is the weights: self.W, self.params['W'], a name given them."""
        if isinstance(node, ast.Attribute):
            return plain(node.attr) in _WEIGHTS
        if isinstance(node, ast.Subscript):
            key = getattr(node.slice, "value", None)
            return isinstance(key, str) and plain(key) in _WEIGHTS
        if isinstance(node, ast.Name):
            values = [value for _, value in unit.assigned(node.id)]
            return any(self.is_weight(unit, value) for value in values)
        return False

    def has_weight(self, unit: Unit, node: ast.AST) -> bool:
        """Tell whether an expression holds the weights."""
        return any(self.is_weight(unit, child) for child in walk(node))

    def products(self, unit: Unit) -> list[Product]:
        """Return the matrix products of a method in which the weights stand."""
        return [each for each in _products(unit, self.draft) if self.has_weight(unit, each.node)]

    def weight_statements(self) -> Iterator[tuple[Unit, ast.Assign, ast.expr]]:
        """Yield (constructor, statement, value) where the weights are set."""
        for unit in self.init:
            for statement in unit.nodes(ast.Assign):
                if any(self.is_weight(unit, target) for target in statement.targets):
                    yield unit, statement, statement.value
                elif any(isinstance(value, ast.Dict) for value in [statement.value]):
                    assert isinstance(statement.value, ast.Dict)
                    for key, value in zip(statement.value.keys, statement.value.values, strict=True):
                        name = getattr(key, "value", None)
                        if isinstance(name, str) and plain(name) in _WEIGHTS:
                            yield unit, statement, value


def _products(unit: Unit, draft: Draft) -> Iterator[Product]:
    module, _ = numpy_names(draft)
    for node in unit.nodes(ast.Call, ast.BinOp):
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.MatMult):
                yield Product(node, node.left, node.right)
        elif isinstance(node, ast.Call) and called(node) in _PRODUCTS:
            own = isinstance(node.func, ast.Attribute) and not (
                isinstance(node.func.value, ast.Name) and node.func.value.id in (module or "np", "numpy")
            )
            if own and len(node.args) == 1 and isinstance(node.func, ast.Attribute):
                yield Product(node, node.func.value, node.args[0])
            elif not own and len(node.args) == 2:
                yield Product(node, node.args[0], node.args[1])


def nets(subject: Subject) -> list[Net]:
    """Return the class that is graded, or the classes that look like one."""
    place = subject.targets.get("simpleNet") or subject.targets.get("TwoLayerNet")
    groups: dict[tuple[int, int], list[Unit]] = {}
    for unit in units(subject):
        if unit.owner is not None and (place is None or unit.root == place):
            groups.setdefault(unit.root, []).append(unit)
    softmax = [unit.name for unit in units(subject) if unit.owner is None and plain(unit.name) == "softmax"]
    softmax += [each.unit.name for each in shares(subject) if "softmax" in plain(each.unit.name)]
    entropy = [each.unit.name for each in entropies(subject) if each.own and each.unit.owner is None]
    found = [
        Net(
            subject.draft,
            tuple(methods),
            (softmax or ["softmax"])[0],
            (entropy or ["cross_entropy_error"])[0],
        )
        for methods in groups.values()
    ]
    return [net for net in found if net.predict or net.loss]


def mentions(node: ast.AST, name: str) -> bool:
    """Tell whether a tree mentions a name."""
    return name in names_in(node)
