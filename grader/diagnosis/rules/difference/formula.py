"""Reading a difference formula in a learner's text: where f is called, with which step, what divides.

Knows how such formulas are written, in one expression or through temporaries, helpers and classes; knows no
misconception. What cannot be read is absent, never guessed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeGuard

from ...text import Function, Text, nodes
from ...walking import walk
from .numbers import called_name, number
from .stepping import Step, find_steps
from .tree import WRAPPERS, bare, bindings, dotted, each, loaded, root

_DEEPEST = 6  # names followed to what they are bound to


Names = Mapping[str, tuple[Text, ast.expr]]


@dataclass(frozen=True, eq=False)
class Quotient:
    """A difference that is divided: its numerator, and what divides it where that is written."""

    node: ast.BinOp | ast.AugAssign | ast.Call
    numerator: ast.expr
    denominator: ast.expr


@dataclass(frozen=True, eq=False)
class Offset:
    """Where a call of f looks: at base + sign * term; sign 0 at the base itself.

    place  the expression that says so: the call's argument, or what its name is bound to
    """

    call: ast.Call
    place: ast.expr
    sign: int
    base: ast.expr
    term: ast.expr | None = None


@dataclass(frozen=True, eq=False)
class Formula:
    """A function that calls an f.

    topic    "numerical_diff" or "numerical_gradient" where it is that one, "" for a helper
    callees  how f is called: "f", "self.f"
    point    the name of x, "" where there is none
    outside  names of the module or class that are bound to plain values
    """

    text: Text
    node: Function | ast.Lambda
    topic: str
    callees: frozenset[str]
    point: str
    outside: Names

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The parent of every node below the function."""
        return {child: node for node in walk(self.node) for child in ast.iter_child_nodes(node)}

    @cached_property
    def bound(self) -> dict[str, list[ast.expr]]:
        """What each name is bound to in the function, in order; parameters with their defaults."""
        found: dict[str, list[ast.expr]] = {}
        for name, value in bindings(self.node):
            found.setdefault(name, []).append(value)
        return found

    @cached_property
    def looped(self) -> frozenset[str]:
        """The names that loops and comprehensions hand out."""
        loops = (node for node in walk(self.node) if isinstance(node, ast.For | ast.comprehension))
        targets = (child for loop in loops for child in walk(loop.target))
        return frozenset(child.id for child in targets if isinstance(child, ast.Name))

    @cached_property
    def stored(self) -> dict[str, list[ast.expr]]:
        """What is put into the elements of each name."""
        found: dict[str, list[ast.expr]] = {}
        for node in walk(self.node):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Subscript):
                        found.setdefault(root(target), []).append(node.value)
            elif isinstance(node, ast.Call) and called_name(node) == "append" and len(node.args) == 1:
                found.setdefault(root(node.func), []).append(node.args[0])
        return found

    @cached_property
    def calls(self) -> list[ast.Call]:
        """The calls of f, in order."""
        found = (node for node in each(self.node, ast.Call) if isinstance(node, ast.Call))
        return [call for call in found if dotted(call.func) in self.callees and call.args]

    @cached_property
    def relays(self) -> frozenset[str]:
        """Functions inside the function that call f."""
        inner = {}
        for node in walk(self.node):
            if isinstance(node, ast.FunctionDef) and node is not self.node:
                inner[node.name] = node
        for name, values in self.bound.items():
            for value in values:
                if isinstance(value, ast.Lambda):
                    inner[name] = value  # type: ignore[assignment]
        called = set(map(id, self.calls))
        return frozenset(
            name for name, node in inner.items() if any(id(child) in called for child in walk(node))
        )

    @cached_property
    def relayed(self) -> list[ast.Call]:
        """Calls of functions that call f, inside ones or such as are given f."""
        found = (node for node in each(self.node, ast.Call) if isinstance(node, ast.Call))
        return [call for call in found if self._is_relayed(call)]

    def _is_relayed(self, call: ast.Call) -> bool:
        name = dotted(call.func)
        given = any(dotted(argument) in self.callees for argument in call.args)
        return name in self.relays or (given and name not in self.callees)

    def level(self, node: ast.expr, depth: int = 0) -> int:
        """Return 0 where no value of f is in an expression, 1 where there is, 2 where one is divided."""
        if depth > _DEEPEST:
            return 0
        if isinstance(node, ast.Call) and (dotted(node.func) in self.callees or self._is_relayed(node)):
            return 1
        if isinstance(node, ast.Name):
            values = [*self.bound.get(node.id, ()), *self.stored.get(node.id, ())]
            return max((self.level(value, depth + 1) for value in values), default=0)
        if isinstance(node, ast.Lambda):
            return 0
        children = (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        inside = max((self.level(child, depth + 1) for child in children), default=0)
        divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv)
        return 2 if divided and inside else inside

    def resolved(self, node: ast.expr) -> ast.expr:
        """Follow a name to the one expression that it is bound to; a step's name stays as it is."""
        for _ in range(_DEEPEST):
            values = self.bound.get(node.id, []) if isinstance(node, ast.Name) else []
            if len(values) != 1 or self.is_step(node):
                return node
            node = values[0]
        return node

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The step sizes, those with a name first."""
        return tuple(find_steps(self))

    @cached_property
    def step_names(self) -> frozenset[str]:
        """How the formula writes its steps."""
        return frozenset(step.name for step in self.steps if step.name)

    def is_step(self, node: ast.expr) -> bool:
        """Tell whether an expression is a step: its name, or its number."""
        if isinstance(node, ast.Constant):
            value = number(node)
            return value is not None and any(not step.name and step.value == value for step in self.steps)
        if isinstance(node, ast.Call) and called_name(node) in WRAPPERS and len(node.args) == 1:
            return self.is_step(node.args[0])
        return dotted(node) in self.step_names

    def is_double(self, node: ast.expr) -> bool:
        """Tell whether an expression is twice a step."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            pairs = ((node.left, node.right), (node.right, node.left))
            return any(number(one) == 2 and self.is_step(other) for one, other in pairs)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.is_step(node.left) and self.is_step(node.right)
        value = number(node)
        return value is not None and any(
            not step.name and step.value is not None and step.value * 2 == value for step in self.steps
        )

    def of_steps(self, node: ast.expr) -> bool:
        """Tell whether an expression consists of steps and numbers alone, and names a step."""
        if self.is_step(node):
            return True
        if isinstance(node, ast.BinOp):
            parts = (node.left, node.right)
            return any(map(self.of_steps, parts)) and all(
                self.of_steps(part) or number(part) is not None or _is_imaginary(part) for part in parts
            )
        return isinstance(node, ast.UnaryOp) and self.of_steps(node.operand)

    @cached_property
    def quotients(self) -> list[Quotient]:
        """The differences of values of f that are divided, in order."""
        return list(_quotients(self))

    @cached_property
    def pairs(self) -> list[ast.BinOp]:
        """Sums and differences of which both sides hold values of f, in order."""
        found = (node for node in each(self.node, ast.BinOp) if isinstance(node, ast.BinOp))
        return [
            node
            for node in found
            if isinstance(node.op, ast.Add | ast.Sub) and self.level(node.left) and self.level(node.right)
            if not self._is_asked(node.left)
        ]

    def _is_asked(self, node: ast.expr) -> bool:
        """Tell whether a name is what f is asked at: `x - lr * grad` is an update and no difference."""
        names = {dotted(argument) for call in (*self.calls, *self.relayed) for argument in call.args}
        return isinstance(node, ast.Name) and node.id in names

    @cached_property
    def offsets(self) -> list[Offset]:
        """Where the calls of f look, as far as the text tells."""
        found = [*map(self._offset, self.calls), *map(self._relayed_offset, self.relayed)]
        return [offset for offset in found if offset is not None]

    def _offset(self, call: ast.Call) -> Offset | None:
        place = bare(call.args[0])
        if isinstance(place, ast.Name) and place.id != self.point:
            values = [bare(value) for value in self.bound.get(place.id, ())]
            if len(values) != 1:
                return None
            place = values[0]
        if isinstance(place, ast.Name) and place.id == self.point:
            return Offset(call, place, 0, place)
        if not isinstance(place, ast.BinOp) or not isinstance(place.op, ast.Add | ast.Sub):
            return None
        left, right = place.left, place.right
        if isinstance(place.op, ast.Add) and self.of_steps(left) and not self.of_steps(right):
            left, right = right, left
        return Offset(call, place, 1 if isinstance(place.op, ast.Add) else -1, left, right)

    def _relayed_offset(self, call: ast.Call) -> Offset | None:
        for argument in call.args:
            if self.of_steps(argument):
                return Offset(
                    call, argument, -1 if isinstance(argument, ast.UnaryOp) else 1, argument, argument
                )
            if isinstance(argument, ast.BinOp) and self.of_steps(argument.right):
                sign = -1 if isinstance(argument.op, ast.Sub) else 1
                return Offset(call, argument, sign, argument.left, argument.right)
        return None

    @property
    def two_sided(self) -> bool:
        """Whether some call looks ahead and some back."""
        signs = {offset.sign for offset in self.offsets}
        return {1, -1} <= signs

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement of the function that a node stands in."""
        while node in self.parents and not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node if isinstance(node, ast.stmt) else None


def _is_imaginary(node: ast.expr) -> bool:
    """Tell whether an expression is the imaginary unit, as in `1j * h`."""
    return isinstance(node, ast.Constant) and isinstance(node.value, complex)


def _quotients(formula: Formula) -> Iterator[Quotient]:
    for node in nodes(formula.node, ast.BinOp, ast.AugAssign, ast.Call):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv):
            if formula.level(node.left):
                yield Quotient(node, node.left, formula.resolved(node.right))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                factor = formula.resolved(one)
                divides = isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Div)
                if divides and formula.level(other) == 1 and not formula.level(factor):
                    assert isinstance(factor, ast.BinOp)
                    yield Quotient(node, other, formula.resolved(factor.right))
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div | ast.FloorDiv):
            if formula.level(loaded(node.target)) or isinstance(node.target, ast.Subscript):
                yield Quotient(node, node.target, formula.resolved(node.value))
        elif _is_division(node) and formula.level(node.args[0]):
            yield Quotient(node, node.args[0], formula.resolved(node.args[1]))


def _is_division(node: ast.AST) -> TypeGuard[ast.Call]:
    called = isinstance(node, ast.Call) and called_name(node) in ("divide", "true_divide", "div")
    return called and isinstance(node, ast.Call) and len(node.args) == 2
