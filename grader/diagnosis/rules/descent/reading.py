"""Reads a gradient descent: which name is the point, the gradient, the rate; knows no misconception."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...text import Text, names_in
from ...vocabulary import Subject, plain
from ...walking import children, walk
from ..reading import Unit, called, units
from .roles import ROLES, is_rate_name, roles

TARGET = "gradient_descent"
_GRADIENT = re.compile(r"grad|slope|deriv|diff|partial|nabla|jacob|richardson|gef|ableit", re.IGNORECASE)
_COPIES = ("copy", "array", "astype", "deepcopy", "float64")
_ALIASES = ("asarray", "asanyarray", "asfarray")


@dataclass(frozen=True)
class Descent:
    """A function in which steps are taken: the target, or one that it uses.

    f, start, rate, count  names of the target's parameters, "" where it lacks one
    """

    unit: Unit
    main: bool
    f: str = ""
    start: str = ""
    rate: str = ""
    count: str = ""

    @property
    def text(self) -> Text:
        """The text of its cell."""
        return self.unit.text

    @cached_property
    def gradient_calls(self) -> list[ast.Call]:
        """Calls that give a gradient, in source order."""
        return [call for call in self.unit.nodes(ast.Call) if self._is_gradient_call(call)]

    def _is_gradient_call(self, call: ast.Call) -> bool:
        name = called(call)
        if not call.args or name in (self.unit.name, self.f):
            return False
        first = call.args[0]
        takes = isinstance(first, ast.Name) and first.id == self.f and len(call.args) == 2
        return takes or (bool(_GRADIENT.search(name)) and not name[:1].isupper())

    @cached_property
    def points(self) -> set[str]:
        """Names of points: the start, what gradients are taken at, what is returned."""
        found = {self.start} if self.start else set()
        own = [call for call in self.unit.nodes(ast.Call) if called(call) == self.unit.name]
        for call in (*self.gradient_calls, *own):
            found |= {argument.id for argument in call.args[:2] if isinstance(argument, ast.Name)}
        for name, _, value in self.unit.assignments:
            left = value.left if isinstance(value, ast.BinOp) else None
            moved = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
            if moved and isinstance(left, ast.Name) and left.id == name:
                found.add(name)
        for call in self.unit.nodes(ast.Call) if self.main else []:
            if called(call) == self.f:
                found |= {argument.id for argument in call.args if isinstance(argument, ast.Name)}
        for node in self.unit.nodes(ast.Return):
            many = isinstance(node.value, ast.Tuple) and node.value.elts
            part = node.value.elts[0] if many and isinstance(node.value, ast.Tuple) else node.value
            if isinstance(part, ast.Name) and not self._is_a_gradient(part.id):
                found.add(part.id)
        for step in self.unit.nodes(ast.AugAssign):
            listed = isinstance(step.value, ast.Constant | ast.List)
            if isinstance(step.target, ast.Name) and isinstance(step.op, ast.Add | ast.Sub) and not listed:
                found.add(step.target.id)
        return found - {self.f}

    def _is_a_gradient(self, name: str) -> bool:
        """Tell whether a name is given nothing but gradients, from which no point is subtracted."""
        values = [value for _, value in self.unit.assigned(name)]
        made = {other for other, _, value in self.unit.assignments if self._has(value, set())} - {name}
        if name in self._filled:
            return True
        return bool(values) and all(
            self._has(value, made - {self.start})
            and not any(
                isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Add)
                for node in _outside(value, self.gradient_calls)
            )
            for value in values
        )

    @property
    def _filled(self) -> set[str]:
        """Names of gradients that are filled in by coordinate."""
        targets = [target for node in self.unit.nodes(ast.Assign) for target in node.targets]
        names = {base_name(target) for target in targets if isinstance(target, ast.Subscript)}
        return {name for name in names if _GRADIENT.search(name) or name in ("g", "dx", "d")}

    @cached_property
    def gradients(self) -> set[str]:
        """Names of gradients and of steps made from them."""
        found = {name for name in self.unit.parameters if _GRADIENT.search(name)} | self._filled
        for _ in range(3):
            for name, _, value in self.unit.assignments:
                if name not in self.points and self._has(value, found):
                    found.add(name)
        return found - self.points - {self.f}

    def _has(self, node: ast.AST, names: set[str]) -> bool:
        return any(
            (isinstance(child, ast.Call) and child in self.gradient_calls)
            or (isinstance(child, ast.Name) and child.id in names)
            for child in walk(node)
        )

    def is_gradient(self, node: ast.AST) -> bool:
        """Tell whether an expression holds a gradient or a step."""
        return self._has(node, self.gradients)

    def is_rate(self, node: ast.AST) -> bool:
        """Tell whether an expression holds the learning rate."""
        return any(
            (
                isinstance(child, ast.Name)
                and (child.id == self.rate or (not self.main and is_rate_name(child.id)))
            )
            or (isinstance(child, ast.Attribute) and is_rate_name(child.attr))
            for child in walk(node)
        )

    def direct(self, node: ast.AST) -> set[str]:
        """Return the names in an expression outside the calls that give gradients."""
        return {child.id for child in _outside(node, self.gradient_calls) if isinstance(child, ast.Name)}

    @cached_property
    def updates(self) -> list[ast.Assign | ast.AugAssign]:
        """Statements that move a point by a gradient, in source order."""
        found: list[ast.Assign | ast.AugAssign] = []
        for node in self.unit.nodes(ast.Assign, ast.AugAssign):
            assert isinstance(node, ast.Assign | ast.AugAssign)
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if base_name(target) in self.points and self.is_gradient(node.value):
                found.append(node)
        return found

    @property
    def moved(self) -> str:
        """The name of the point that is moved, "" where none is seen."""
        names = [base_name(target_of(update)) for update in self.updates]
        return names[-1] if names else ""

    @property
    def point(self) -> str:
        """The point that is moved; where no update is seen, the one that gradients are taken at."""
        taken = [self.taken_at(call) for call in self.gradient_calls]
        named = [node.id for node in taken if isinstance(node, ast.Name)]
        return self.moved or (named[0] if named else "")

    def taken_at(self, call: ast.Call) -> ast.expr:
        """Return the point of a gradient call: the argument behind f."""
        first = call.args[0]
        behind = isinstance(first, ast.Name) and first.id == self.f and len(call.args) > 1
        return call.args[1] if behind else call.args[-1] if len(call.args) == 2 else first

    @property
    def in_place(self) -> bool:
        """Whether the moved point is changed in its own memory."""
        return any(
            isinstance(update, ast.AugAssign) or isinstance(target_of(update), ast.Subscript)
            for update in self.updates
        ) or any(
            keyword.arg == "out" and base_name(keyword.value) == self.point
            for keyword in self.unit.nodes(ast.keyword)
        )

    @property
    def shares_start(self) -> bool:
        """Whether the moved point may be the caller's own array, changed in place."""
        return self.in_place and (self.point == self.start or self.aliasing is not None)

    @cached_property
    def aliasing(self) -> ast.stmt | None:
        """The statement by which the moved point is the caller's own array, if there is one."""
        values = self.unit.assigned(self.point)
        first = values[0] if values else None
        return first[0] if first and self.start and _is_alias(first[1], self.start) else None

    @cached_property
    def step_loop(self) -> ast.For | ast.While | None:
        """The loop over the steps: the outermost around an update or a gradient."""
        for node in (*self.updates, *self.gradient_calls):
            around = self.unit.loops(node)
            if around:
                return around[-1]
        return next((node for node in self.unit.all if isinstance(node, ast.For | ast.While)), None)


def _is_alias(value: ast.expr, name: str) -> bool:
    if isinstance(value, ast.Name):
        return value.id == name
    return (
        isinstance(value, ast.Call)
        and called(value) in _ALIASES
        and bool(value.args)
        and isinstance(value.args[0], ast.Name)
        and value.args[0].id == name
    )


def base_name(node: ast.expr) -> str:
    """Return the name in x, x[i] and x[:]."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def target_of(update: ast.Assign | ast.AugAssign) -> ast.expr:
    """Return what an update writes to."""
    return update.targets[0] if isinstance(update, ast.Assign) else update.target


def _outside(node: ast.AST, calls: list[ast.Call]) -> Iterator[ast.AST]:
    yield node
    if node not in calls:
        for child in children(node):
            yield from _outside(child, calls)


def copies(value: ast.expr) -> bool:
    """Tell whether an expression makes an array of its own."""
    return (isinstance(value, ast.Call) and called(value) in _COPIES) or isinstance(value, ast.BinOp)


def descents(subject: Subject) -> list[Descent]:
    """Return the functions in which steps may be taken, the target first."""
    place = subject.targets.get(TARGET)
    found: list[Descent] = []
    for unit in units(subject):
        main = unit.owner is None and (
            unit.root == place if place is not None else plain(unit.name) == plain(TARGET)
        )
        if main and not any(descent.main for descent in found):
            found.append(Descent(unit, True, **roles(unit)))
            continue
        words = {role: known.split() for role, known in ROLES}
        named = {
            role: name for name in unit.parameters for role in ("f", "rate") if plain(name) in words[role]
        }
        helper = Descent(unit, False, **named)
        if any(helper.is_rate(node) for node in unit.body):
            found.append(helper)
    return found


def main_descent(subject: Subject) -> Iterator[Descent]:
    """Yield the target, if the program has it."""
    yield from (descent for descent in descents(subject) if descent.main)


def mentions(node: ast.AST, name: str) -> bool:
    """Tell whether a tree mentions a name."""
    return bool(name) and name in names_in(node)


def number(node: ast.AST) -> float | None:
    """Return the value of a literal number."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        return float(node.value)
    return None
