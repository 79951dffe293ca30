"""Reads a two-layer network's text: parameters, products, what each name holds; knows no misconception.

A reference is a mention of one of W1, b1, W2, b2, however it is spelt: self.params['W1'], self.W1, p["w1"], a
local W1. Names that hold one by assignment count too. Layer classes have W and b without a number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ...text import Draft, Text
from ...vocabulary import Subject, first_line
from ..reading import Unit, numpy_names, units
from .nodes import (
    Product,
    Ref,
    callee,
    is_none,
    key_of,
    position,
    product,
    spelt,
    untransposed,
)

_GENERIC = re.compile(r"([wWbB])$")


@dataclass(frozen=True, eq=False)
class Event:
    """An assignment: its target as text; `part` is a place in a returned tuple; `augmented`: += and so on."""

    target: str
    statement: ast.stmt
    value: ast.expr
    part: int | None = None
    augmented: bool = False


class Net:
    """One reading of a program's network, shared by the rules that look at the same draft."""

    def __init__(self, subject: Subject) -> None:
        self.units = units(subject)
        self.numpy = numpy_names(subject.draft)[0] or "np"
        self._place = subject.targets.get("TwoLayerNet")
        self._events: dict[Unit, list[Event]] = {}

    @cached_property
    def cls(self) -> ast.ClassDef | None:
        """The graded class."""
        for unit in self.units:
            owner = unit.owner
            lines = (owner.lineno, first_line(owner)) if owner is not None else ()
            if self._place is not None and unit.root[0] == self._place[0] and self._place[1] in lines:
                return owner
        return None

    @cached_property
    def methods(self) -> list[Unit]:
        """The methods of the graded class, in order."""
        found = [unit for unit in self.units if unit.owner is not None and unit.owner is self.cls]
        return sorted(found, key=lambda unit: position(unit.node))

    @cached_property
    def texts(self) -> list[Text]:
        """The cells that the network's text stands in."""
        found: dict[int, Text] = {unit.text.number: unit.text for unit in self.units}
        return list(found.values())

    @cached_property
    def by_name(self) -> dict[str, Unit]:
        """Functions and methods by name; the graded class comes before others."""
        ordered = [*[unit for unit in self.units if unit not in self.methods], *self.methods]
        return {unit.name: unit for unit in ordered}

    def method(self, *names: str) -> Unit | None:
        """Return the first of these methods that the class has."""
        own = {unit.name: unit for unit in self.methods}
        return next((own[name] for name in names if name in own), None)

    # --- assignments ------------------------------------------------------------------------------

    def events(self, unit: Unit) -> list[Event]:
        """Return the assignments of a function in source order."""
        if unit not in self._events:
            self._events[unit] = [event for node in unit.all for event in _events_of(node)]
        return self._events[unit]

    @cached_property
    def attributes(self) -> dict[str, list[tuple[Unit, Event]]]:
        """Attributes of self with their assignments in all methods."""
        found: dict[str, list[tuple[Unit, Event]]] = {}
        for unit in self.units:
            for event in self.events(unit):
                if "." in event.target:
                    found.setdefault(event.target, []).append((unit, event))
        return found

    def event(self, node: ast.expr, unit: Unit) -> tuple[Unit, Event] | None:
        """Return the last assignment that a name or attribute read at a node comes from."""
        key = key_of(node)
        if not key:
            return None
        before = [
            event
            for event in self.events(unit)
            if event.target == key and _ends(event.statement) <= position(node)
        ]
        if before:
            return unit, before[-1]
        others = [entry for entry in self.attributes.get(key, ()) if entry[0].owner is unit.owner]
        useful = [entry for entry in others if not is_none(entry[1].value)]
        return useful[-1] if useful and "." in key else None

    def returned(self, call: ast.expr, part: int | None) -> tuple[ast.expr, Unit] | None:
        """Return what a call of a function of the program returns, or one part of the tuple."""
        unit = self.by_name.get(callee(call)) if isinstance(call, ast.Call) else None
        if unit is None:
            return None
        value: ast.expr | None = None
        if isinstance(unit.node, ast.Lambda):
            value = unit.node.body
        else:
            values = [node.value for node in unit.nodes(ast.Return) if node.value is not None]
            value = values[-1] if values else None
        if value is None or part is None:
            return None if value is None else (value, unit)
        if isinstance(value, ast.Tuple):
            return (value.elts[part], unit) if part < len(value.elts) else None
        return self.returned(value, part)

    # --- references -------------------------------------------------------------------------------

    def ref(self, node: ast.AST, unit: Unit) -> Ref | None:
        """Return the parameter that an expression mentions; a .T is not looked through."""
        direct = spelt(node)
        if direct is not None:
            return direct
        if isinstance(node, ast.Name):
            found = self.event(node, unit)
            if found is not None and not found[1].augmented and found[1].part is None:
                return spelt(found[1].value)
            if found is None and node.id in unit.parameters and _GENERIC.fullmatch(node.id):
                return Ref("W" if node.id in "wW" else "b", "")
        elif isinstance(node, ast.Attribute) and key_of(node) in ("self.W", "self.w", "self.b"):
            return Ref("b" if node.attr == "b" else "W", "")
        return None

    def weight(self, node: ast.expr, unit: Unit) -> Ref | None:
        """Return the weights that an expression mentions, with or without .T."""
        found = self.ref(untransposed(node)[0], unit)
        return found if found is not None and found.letter == "W" else None

    def products(self, unit: Unit) -> list[Product]:
        """Return the matrix products of a function in source order."""
        return [found for node in unit.all if (found := product(node)) is not None]


def _ends(statement: ast.stmt) -> tuple[int, int]:
    if isinstance(statement, ast.For):
        return statement.iter.end_lineno or 0, statement.iter.end_col_offset or 0
    return statement.end_lineno or 0, statement.end_col_offset or 0


def _events_of(node: ast.AST) -> Iterator[Event]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs(target, node.value, node)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _pairs(node.target, node.value, node)
    elif isinstance(node, ast.AugAssign):
        yield Event(key_of(node.target), node, node.value, augmented=True)
    elif isinstance(node, ast.For) and callee(node.iter) == "zip" and isinstance(node.iter, ast.Call):
        if isinstance(node.target, ast.Tuple):
            for target, source in zip(node.target.elts, node.iter.args, strict=False):
                yield Event(key_of(target), node, source)
    elif isinstance(node, ast.For):
        yield Event(key_of(node.target), node, node.iter)


def _pairs(target: ast.expr, value: ast.expr, statement: ast.stmt) -> Iterator[Event]:
    if not isinstance(target, (ast.Tuple, ast.List)):
        yield Event(key_of(target), statement, value)
    elif isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
        for part, share in zip(target.elts, value.elts, strict=True):
            yield from _pairs(part, share, statement)
    else:
        for number, part in enumerate(target.elts):
            yield Event(key_of(part), statement, value, part=number)


def net_of(subject: Subject) -> Net:
    """Return the reading of a subject's draft."""
    return _net(subject.draft, tuple(sorted(subject.targets.items())))


@lru_cache(maxsize=4)
def _net(draft: Draft, places: tuple[tuple[str, tuple[int, int]], ...]) -> Net:
    return Net(Subject(draft, "", dict(places)))
