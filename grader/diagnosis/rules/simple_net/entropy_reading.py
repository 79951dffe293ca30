"""Reads a cross-entropy: logarithms, products, sums, the number of samples; knows no misconception."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ...text import Draft, Text, names_in
from ...vocabulary import Subject, plain
from ...walking import walk
from ..reading import Unit, called, units
from ..reductions import Reduction, exponent, is_for_one, reduction_of
from .entropy_names import bindings, is_log, prediction

TARGET = "cross_entropy_error"
_NAMES = ("crossentropy", "entropy", "cee")
_ANSWERS = (
    "t target targets label labels true ytrue answer answers right truth onehot teacher tlabel correct q tt"
)
_TRUE = frozenset(_ANSWERS.split())


@dataclass(frozen=True, eq=False)
class Entropy:
    """A function that computes a cross-entropy.

    y, t   names of the probabilities and of the right answers
    own    a cross-entropy is all that it is
    """

    unit: Unit
    draft: Draft
    y: str
    t: str
    own: bool

    @property
    def text(self) -> Text:
        """The text of its cell."""
        return self.unit.text

    @cached_property
    def logs(self) -> list[ast.Call]:
        """Its logarithms, in source order."""
        return [call for call in self.unit.nodes(ast.Call) if is_log(call)]

    @cached_property
    def _derived(self) -> tuple[set[str], set[str]]:
        ys, ts = {self.y}, {self.t}
        for _ in range(2):
            for name, source in bindings(self.unit):
                mentioned = names_in(source)
                if mentioned & ys and not mentioned & ts and not self.is_count(source):
                    ys.add(name)
                elif mentioned & ts and not mentioned & ys and not self.is_count(source):
                    ts.add(name)
        return ys, ts - ys | {self.t}

    @property
    def ys(self) -> set[str]:
        """Names of probabilities."""
        return self._derived[0]

    @property
    def ts(self) -> set[str]:
        """Names of right answers."""
        return self._derived[1]

    # --- products -----------------------------------------------------------------------------------

    @cached_property
    def products(self) -> list[tuple[ast.BinOp, ast.expr, ast.expr, ast.Call]]:
        """(product, factor, side with the logarithm, logarithm) of products of a factor and a logarithm."""
        found = []
        for node in self.unit.nodes(ast.BinOp):
            if not isinstance(node.op, ast.Mult):
                continue
            for factor, other in ((node.left, node.right), (node.right, node.left)):
                log = other.operand if isinstance(other, ast.UnaryOp) else other
                if isinstance(log, ast.Call) and is_log(log) and names_in(factor) & (self.ys | self.ts):
                    found.append((node, factor, other, log))
        return found

    def picks(self, node: ast.AST) -> list[ast.Subscript]:
        """Return the places in a tree where right answers are used as an index of probabilities."""
        return [
            child
            for child in walk(node)
            if isinstance(child, ast.Subscript)
            and names_in(child.value) & self.ys
            and names_in(child.slice) & self.ts
            and not isinstance(child.slice, ast.Compare)
        ]

    @cached_property
    def all_picks(self) -> list[ast.Subscript]:
        """All such places, in source order."""
        return [node for node in self.unit.nodes(ast.Subscript) if node in self.picks(node)]

    def is_labelled(self, node: ast.AST) -> bool:
        """Tell whether the right answers were turned into numbers of classes before a node."""
        return any(
            name in self.ts and _has_argmax(value) and statement.lineno <= getattr(node, "lineno", 0)
            for name, statement, value in self.unit.assignments
        )

    # --- sums and the number of samples -------------------------------------------------------------

    @cached_property
    def losses(self) -> set[str]:
        """Names of what is made from logarithms."""
        found: set[str] = set()
        for _ in range(2):
            for name, _, value in self.unit.assignments:
                if self.holds_log(value, found):
                    found.add(name)
            for step in self.unit.nodes(ast.AugAssign):
                if isinstance(step.target, ast.Name) and self.holds_log(step.value, found):
                    found.add(step.target.id)
        return found

    def holds_log(self, node: ast.AST, names: set[str] | None = None) -> bool:
        """Tell whether an expression holds a logarithm or what was made from one."""
        known = self.losses if names is None else names
        return any(
            is_log(child)
            or (isinstance(child, ast.Name) and child.id in known)
            or (isinstance(child, ast.Call) and called(child) == self.unit.name)
            for child in walk(node)
        )

    @cached_property
    def reductions(self) -> list[Reduction]:
        """Sums and means over what was made from logarithms, in source order."""
        found = [reduction_of(node, self.draft) for node in self.unit.nodes(ast.Call)]
        return [
            each
            for each in found
            if each is not None and each.kind in ("sum", "mean") and self.holds_log(each.operand)
        ]

    def names_a_sum(self, node: ast.expr) -> bool:
        """Tell whether an expression is the name of a sum over logarithms, with a minus sign or without."""
        while isinstance(node, ast.UnaryOp):
            node = node.operand
        values = [value for _, value in self.unit.assigned(node.id)] if isinstance(node, ast.Name) else []
        calls = {each.call for each in self.reductions}
        return any(value in calls or getattr(value, "operand", None) in calls for value in values)

    @cached_property
    def counts(self) -> list[tuple[str, ast.stmt, ast.expr]]:
        """(name, statement, value) of names that were given a number of samples or of numbers."""
        return [
            (name, statement, value)
            for name, statement, value in self.unit.assignments
            if self.is_count(value)
        ]

    def is_count(self, node: ast.expr) -> bool:
        """Tell whether an expression counts: y.shape[0], len(y), y.size, 1 if y.ndim == 1 else ..."""
        if isinstance(node, ast.IfExp):
            return self.is_count(node.body) or self.is_count(node.orelse)
        if isinstance(node, ast.BinOp):
            return self.is_count(node.left) or self.is_count(node.right)
        if isinstance(node, ast.Subscript):
            node = node.value
            return isinstance(node, ast.Attribute) and node.attr == "shape"
        if isinstance(node, ast.Attribute):
            return node.attr == "size"
        return (
            isinstance(node, ast.Call)
            and called(node) in ("len", "float", "int", "shape")
            and bool(node.args)
            and (called(node) == "len" or self.is_count(node.args[0]))
        )

    @cached_property
    def divisions(self) -> list[ast.BinOp]:
        """Quotients of what was made from logarithms by a count or a number's name."""
        names = {name for name, _, _ in self.counts}
        return [
            node
            for node in self.unit.nodes(ast.BinOp)
            if isinstance(node.op, ast.Div)
            and self.holds_log(node.left)
            and (self.is_count(node.right) or (isinstance(node.right, ast.Name)))
            and not (
                isinstance(node.right, ast.Name)
                and node.right.id not in names
                and node.right.id in self.losses
            )
        ]

    @cached_property
    def reshapes(self) -> bool:
        """Whether it makes a batch of one sample, or takes one sample apart as a case of its own."""
        attributes = {node.attr for node in self.unit.nodes(ast.Attribute)}
        names = {called(call) for call in self.unit.nodes(ast.Call)}
        return (
            bool((attributes | names) & {"ndim", "atleast_2d", "expand_dims", "newaxis"})
            or "reshape" in attributes
        )

    def is_for_one(self, node: ast.AST) -> bool:
        """Tell whether a node stands in a case for one sample."""
        chain = [node, *self.unit.above(node)]
        return any(
            isinstance(above, ast.If) and below in above.body and is_for_one(above.test)
            for below, above in pairwise(chain)
        )

    @property
    def batch_case(self) -> ast.If | None:
        """The statement that makes a batch of one sample: if y.ndim == 1: y = y.reshape(1, y.size)."""
        for statement in self.unit.body:
            case = statement if isinstance(statement, ast.If) and not statement.orelse else None
            if case is None or not is_for_one(case.test):
                continue
            if all(isinstance(entry, ast.Assign | ast.AugAssign) for entry in case.body):
                return case
        return None

    @cached_property
    def made(self) -> str:
        """The name of probabilities that were made a batch whatever they were, "" where there is none."""
        for name, statement, value in self.unit.assignments:
            whole = isinstance(value, ast.Call) and called(value) == "atleast_2d"
            if whole and name in self.ys and statement in self.unit.body:
                return name
        return ""

    @property
    def rows(self) -> str:
        """The name of an array with a row for each sample."""
        return self.made or self.y or self.t

    @property
    def samples(self) -> tuple[str, float]:
        """How to write the number of samples here, and what it costs."""
        plainly = [name for name, statement, value in self.counts if self._counts_samples(value, statement)]
        if plainly:
            return plainly[-1], 1
        if self.batch_case is not None or self.made or not self.y:
            return f"{self.rows}.shape[0]", 1.5
        return f"(1 if {self.y}.ndim == 1 else {self.y}.shape[0])", 2

    def _counts_samples(self, value: ast.expr, statement: ast.stmt) -> bool:
        return statement in self.unit.body and not (isinstance(value, ast.Attribute) and value.attr == "size")


def _has_argmax(node: ast.AST) -> bool:
    return any(isinstance(child, ast.Call) and called(child) in ("argmax", "nonzero") for child in walk(node))


def entropies(subject: Subject) -> list[Entropy]:
    """Return the functions that compute a cross-entropy, the target first."""
    place = subject.targets.get(TARGET)
    found = []
    for unit in units(subject):
        logs = [
            call
            for call in unit.nodes(ast.Call)
            if is_log(call) and not any(exponent(node) is not None for node in walk(call.args[0]))
        ]
        named = unit.owner is None and unit.root == place
        named = named or any(word in plain(unit.name) for word in _NAMES)
        if len(unit.parameters) < 2 or (not logs and not named):
            continue
        y, t = unit.parameters[:2]
        if plain(y) in _TRUE and plain(t) not in _TRUE:
            y, t = t, y
        if plain(unit.name) == "loss" and not named:
            y = prediction(unit)
        found.append(Entropy(unit, subject.draft, y, t, named or len(unit.parameters) == 2))
    return found
