"""What each expression of a network holds, by following assignments; knows no misconception.

The kinds: x and t, the inputs and targets; p1, p2 a product with weights; a1, a2 with the bias; z1 the hidden
values; s2 the sigmoid of the second layer's; y the probabilities; e the error y - t; d1 the error sent back
through W2; g1 that with the slope of the sigmoid; d a delta whose layer is not known; slope, half-slope. The
layer is left out inside of layer classes.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from ...text import Draft
from ...vocabulary import Subject
from ..reading import Unit
from .nodes import (
    callee,
    is_number,
    is_sigmoid,
    is_slope_name,
    is_softmax,
    key_of,
    position,
    product,
    untransposed,
)
from .reading import Event, Net, net_of

DELTAS = ("e", "d1", "g1", "d")
_SAME = ("copy", "array", "asarray", "reshape", "astype", "float64")
_DEEP = 24


def factors(node: ast.expr) -> list[ast.expr]:
    """Return the factors of a chain of multiplications, the leftmost first."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*factors(node.left), *factors(node.right)]
    return [node]


def complement(node: ast.expr) -> ast.expr | None:
    """Return z of an expression 1 - z."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and is_number(node.left, 1):
        return node.right
    return None


class Kinds:
    """The kinds of one network's expressions."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._known: dict[tuple[ast.AST, Unit], str] = {}
        self._depth = 0

    def of(self, node: ast.expr, unit: Unit) -> str:
        """Return the kind of an expression read in a function, "" where it is none."""
        key = (node, unit)
        if key not in self._known:
            if self._depth > _DEEP:
                return ""
            self._known[key] = ""  # what a loop of assignments comes back to
            self._depth += 1
            try:
                self._known[key] = self._find(node, unit)
            finally:
                self._depth -= 1
        return self._known[key]

    def is_delta(self, node: ast.expr, unit: Unit) -> bool:
        """Tell whether an expression is an error on its way back."""
        return self.of(node, unit) in DELTAS

    def holding(self, unit: Unit, node: ast.expr, kind: str) -> list[str]:
        """Return the names that hold something of a kind where a node stands, the last given first.

        Attributes that another method of the class gives come last.
        """
        found = []
        for event in self.net.events(unit):
            end = (event.statement.end_lineno or 0, event.statement.end_col_offset or 0)
            if event.target and end <= position(node) and self.after(event, unit) == kind:
                found.append(event.target)
        found.reverse()
        for key, entries in self.net.attributes.items():
            if any(
                other.owner is unit.owner and self.after(event, other) == kind for other, event in entries
            ):
                found.append(key)
        return list(dict.fromkeys(found))

    def _find(self, node: ast.expr, unit: Unit) -> str:
        if isinstance(node, (ast.Name, ast.Attribute)) and key_of(node):
            found = self.net.event(node, unit)
            if found is not None:
                return self.after(found[1], found[0])
            return self._parameter(node, unit)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            part = node.slice.value
            got = self.net.returned(node.value, part) if isinstance(part, int) else None
            return self.of(*got) if got is not None else ""
        made = product(node)
        if made is not None:
            return self._of_product(made.left, made.right, unit)
        if isinstance(node, ast.Call):
            return self._of_call(node, unit)
        if isinstance(node, ast.BinOp):
            return self._of_operation(node, unit)
        return self.of(node.operand, unit) if isinstance(node, ast.UnaryOp) else ""

    def after(self, event: Event, unit: Unit) -> str:
        """Return the kind of what an assignment leaves behind."""
        statement = event.statement
        if isinstance(statement, ast.AugAssign):
            before = self._before(event, unit)
            return self._combined(before, statement.op, self.of(event.value, unit), event.value, unit)
        if event.part is not None:
            got = self.net.returned(event.value, event.part)
            return self.of(*got) if got is not None else ""
        return self.of(event.value, unit)

    def _before(self, event: Event, unit: Unit) -> str:
        events = [entry for entry in self.net.events(unit) if entry.target == event.target]
        at = events.index(event)
        return self.after(events[at - 1], unit) if at else ""

    def _parameter(self, node: ast.expr, unit: Unit) -> str:
        if not isinstance(node, ast.Name) or node.id not in unit.parameters:
            return ""
        at = unit.parameters.index(node.id)
        if "backward" in unit.name:
            return "d" if at == 0 else ""
        if unit.owner is None:
            return ""
        return ("x", "t")[at] if at < 2 else ""

    def _of_product(self, left: ast.expr, right: ast.expr, unit: Unit) -> str:
        weights = [self.net.weight(side, unit) for side in (left, right)]
        others = [side for side, weight in zip((left, right), weights, strict=True) if weight is None]
        ref = next((weight for weight in weights if weight is not None), None)
        sides = [untransposed(side)[0] for side in others]
        if ref is None:
            return "gradient" if any(self.is_delta(side, unit) for side in sides) else ""
        if any(self.is_delta(side, unit) for side in sides):
            return "d1"
        return "p" + ref.layer

    def _of_call(self, node: ast.Call, unit: Unit) -> str:
        if is_softmax(node):
            return "y"
        if is_sigmoid(node):
            inner = self.of(node.args[0], unit)
            return "s2" if inner in ("a2", "p2") else "z1"
        name = callee(node)
        if is_slope_name(name) and len(node.args) == 1:
            return "slope"
        refs = [self.net.ref(argument, unit) for argument in node.args]
        found = {ref.letter: ref for ref in refs if ref is not None}
        if len(found) == 2 and len(node.args) >= 3:
            return "a" + found["W"].layer
        if name in _SAME:
            inner_node = node.args[0] if node.args and not isinstance(node.func, ast.Attribute) else None
            if isinstance(node.func, ast.Attribute):
                inner_node = node.args[0] if key_of(node.func).startswith(self.net.numpy) else node.func.value
            return self.of(inner_node, unit) if inner_node is not None else ""
        got = self.net.returned(node, None)
        return self.of(*got) if got is not None else ""

    def _of_operation(self, node: ast.BinOp, unit: Unit) -> str:
        if isinstance(node.op, ast.Mult):
            return self._of_factors(factors(node), unit)
        left, right = self.of(node.left, unit), self.of(node.right, unit)
        if isinstance(node.op, ast.Sub) and left == "z1" and not is_number(node.right):
            return "slope"  # z - z ** 2
        if isinstance(node.op, ast.Sub) and left == "t" and right in ("y", "a2", "s2", ""):
            return "e"
        if isinstance(node.op, ast.Add) and right.startswith("p") and self.net.ref(node.left, unit):
            return "a" + right[1:]
        return self._combined(left, node.op, right, node.right, unit)

    def _combined(self, left: str, op: ast.operator, right: str, value: ast.expr, unit: Unit) -> str:
        if isinstance(op, ast.Add) and left[:1] == "p":
            ref = self.net.ref(value, unit)
            return "a" + left[1:] if ref is not None and ref.letter == "b" else left
        if isinstance(op, ast.Sub) and right == "t":
            return "e"
        if isinstance(op, ast.Mult) and left in DELTAS:
            if right == "slope" or self._is_slope(factors(value), unit):
                return "g1"
            return left
        if isinstance(op, (ast.Div, ast.Add, ast.Sub)) and (left in DELTAS or left == "gradient"):
            return left
        return ""

    def _of_factors(self, parts: list[ast.expr], unit: Unit) -> str:
        kinds = [self.of(part, unit) for part in parts]
        delta = next((kind for kind in kinds if kind in DELTAS), "")
        sloped = "slope" in kinds or self._is_slope(parts, unit)
        if delta:
            return "g1" if sloped and delta != "g1" else delta
        return "slope" if sloped else ""

    def _is_slope(self, parts: list[ast.expr], unit: Unit) -> bool:
        rest = [inner for part in parts if (inner := complement(part)) is not None]
        return any(ast.dump(inner) == ast.dump(part) for inner in rest for part in parts)


def kinds_of(subject: Subject) -> Kinds:
    """Return the kinds of a subject's network."""
    return _kinds(subject.draft, tuple(sorted(subject.targets.items())))


@lru_cache(maxsize=4)
def _kinds(draft: Draft, places: tuple[tuple[str, tuple[int, int]], ...]) -> Kinds:
    return Kinds(net_of(Subject(draft, "", dict(places))))
