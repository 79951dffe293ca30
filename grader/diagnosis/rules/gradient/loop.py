"""Reading the loop of a numerical gradient: what x holds at each call of f, in steps from where it began.

Follows the statements of a block in order: values saved, copies and second names made, elements set, f
called, results stored. Knows no misconception; what it cannot follow is None.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ...text import Text
from ...vocabulary import Subject
from ...walking import walk
from ..difference.finding import formulas
from ..difference.formula import Formula
from ..difference.numbers import called_name
from ..difference.tree import dotted
from .following import Event, Kind, Reader


@dataclass(eq=False)
class Block:
    """The statements of one block and what happens in them.

    owner    the loop or function that the block belongs to
    element  (array, index, name) where the loop hands out the elements: `for i, v in enumerate(x)`
    """

    formula: Formula
    owner: ast.AST
    body: list[ast.stmt]
    element: tuple[str, str, str] | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def text(self) -> Text:
        """The text that the block stands in."""
        return self.formula.text

    def of(self, *kinds: Kind) -> list[Event]:
        """Return the events of some kinds."""
        return [event for event in self.events if event.kind in kinds]

    @cached_property
    def index(self) -> str:
        """The index of the element that the block works on, "" where none is told."""
        for event in (*self.of("set"), *self.of("save"), *self.of("store")):
            if event.index:
                return event.index
        if self.element is not None:
            return self.element[1]
        if isinstance(self.owner, ast.For) and isinstance(self.owner.target, ast.Name):
            return self.owner.target.id
        return ""

    @cached_property
    def array(self) -> str:
        """The array that is stepped in, as it is written."""
        for event in (*self.of("set"), *self.of("save")):
            if event.array:
                return event.array
        return self.element[0] if self.element is not None else self.formula.point

    @cached_property
    def base(self) -> str:
        """A name for the value that the element had at first, "" where the text has none."""
        for event in self.of("save"):
            if event.offset == 0.0 and event.index == self.index:
                return event.name
        if self.element is not None:
            return self.element[2]
        for event in self.of("set"):
            if event.base and not event.relative:
                return event.base
        return ""

    @cached_property
    def step(self) -> str:
        """The step as it is written."""
        names = [step.name for step in self.formula.steps if step.name]
        if names:
            return names[0]
        return self.formula.text.of(self.formula.steps[0].node) if self.formula.steps else ""

    def before(self, event: Event) -> float | None:
        """Return what the event's array was off by just before it."""
        offset: float | None = 0.0
        for other in self.events:
            if other is event:
                break
            if other.kind in ("set", "copy") and other.owner == event.owner:
                offset = other.offset
        return offset

    def last_set(self, event: Event) -> Event | None:
        """Return the last change of an array before a call of f with it."""
        found = None
        for other in self.events:
            if other is event:
                break
            if other.kind == "set" and other.owner == event.owner:
                found = other
        return found

    def final(self, owner: str) -> float | None:
        """Return what an array is off by at the end."""
        offset: float | None = 0.0
        for event in self.events:
            if event.kind in ("set", "copy") and event.owner == owner:
                offset = event.offset
        return offset


def blocks(subject: Subject) -> tuple[Block, ...]:
    """Return the blocks of a program's formulas in which elements are set or f is called, inner ones too."""
    return _read(formulas(subject))


@lru_cache(maxsize=4)
def _read(found: tuple[Formula, ...]) -> tuple[Block, ...]:
    return tuple(_blocks(found))


def _blocks(found: tuple[Formula, ...]) -> Iterator[Block]:
    for formula in found:
        if isinstance(formula.node, ast.Lambda):
            continue
        for owner in walk(formula.node):
            for name in ("body", "orelse", "finalbody"):
                body = getattr(owner, name, None)
                if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                    block = Block(formula, owner, body, _element(owner))
                    Reader(block).read()
                    if block.of("set", "call", "store") or isinstance(owner, ast.For | ast.While):
                        yield block


def _element(owner: ast.AST) -> tuple[str, str, str] | None:
    """Return (array, index, name) of a loop over pairs of index and element."""
    if not isinstance(owner, ast.For) or not isinstance(owner.iter, ast.Call) or not owner.iter.args:
        return None
    if called_name(owner.iter) not in ("enumerate", "ndenumerate"):
        return None
    target = owner.target
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and isinstance(target.elts[1], ast.Name):
        return dotted(owner.iter.args[0]), ast.unparse(target.elts[0]).strip("()"), target.elts[1].id
    return None
