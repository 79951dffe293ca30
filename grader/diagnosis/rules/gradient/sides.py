"""Misconceptions about the two sides, in loops that set an element of x before they call f(x).

Each rule is the one of difference/sides.py for formulas that say f(x + h), and the same for loops.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from itertools import pairwise

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from ..difference import sides as direct
from ..difference.text import after, before, change_operator, outer, put
from .following import Event
from .loop import Block, blocks
from .writing import amount, is_copied, restoring

_Sided = tuple[Event, Event | None]


def values_of(block: Block) -> list[_Sided]:
    """Return the calls of f in a block, each with the change of its array just before it."""
    found = []
    previous = 0
    for number, event in enumerate(block.events):
        if event.kind == "call":
            change = block.last_set(event)
            recent = change is not None and block.events.index(change) >= previous
            found.append((event, change if recent else None))
            if not is_copied(block, event.owner):
                previous = number
    return found


def _moved(text: Text, change: Event) -> ast.BinOp | None:
    """Return the sum in a change such as `x[i] = tmp + h`."""
    for node in walk(change.node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return node
    return None


def _flipped(text: Text, change: Event) -> Splice | None:
    statement = change.statement
    if isinstance(statement, ast.AugAssign):
        return direct.change_assignment(text, statement, "-=" if isinstance(statement.op, ast.Add) else "+=")
    node = _moved(text, change)
    if node is None:
        return None
    return change_operator(text, node, "-" if isinstance(node.op, ast.Add) else "+")


def set_to(block: Block, change: Event, wanted: float) -> Splice:
    """Return the splice after which a change moves the element to `wanted` steps from where it began."""
    text = block.text
    by = wanted - (block.before(change) or 0.0)
    sign = "+" if by > 0 else "-"
    if isinstance(change.statement, ast.AugAssign):
        start = text.span(change.statement.target)[1]
        end = outer(text, change.node)[1]
        return Splice(text.number, start, end, f" {sign}= {amount(block, abs(by))}")
    if change.relative:
        return put(text, change.node, f"{change.base} {sign} {amount(block, abs(by))}")
    base = change.base or block.base
    if not wanted:
        return put(text, change.node, base)
    return put(text, change.node, f"{base} {'+' if wanted > 0 else '-'} {amount(block, abs(wanted))}")


def put_back(block: Block, change: Event, offset: float | None) -> Splice | None:
    """Return the splice that restores an element at the end of what a block does with it."""
    line = restoring(block, change, offset)
    last = block.events[-1].statement if block.events else None
    return after(block.text, last, [line]) if line and last is not None else None


# --- the same side twice --------------------------------------------------------------------------


def mend_same_side(subject: Subject) -> Iterator[Fix]:
    """Both values with + h."""
    yield from direct.mend_same_side(subject)
    for block in blocks(subject):
        values = values_of(block)
        for (one, first), (two, second) in pairwise(values):
            if not one.offset or one.offset != two.offset or first is None:
                continue
            if second is None or second is first:
                yield from _second_set(block, first, two)
                continue
            for change in (second, first) if one.offset > 0 else (first, second):
                splice = _flipped(block.text, change)
                if splice is not None:
                    yield fix_in("same-side-twice", block, [splice], change.statement, 1.0, 0.9)


def _second_set(block: Block, first: Event, call: Event) -> Iterator[Fix]:
    """f is asked twice at the same place: the change in between lacks."""
    here = f"{first.array}[{first.index}]"
    sign = "-" if (first.offset or 0) > 0 else "+"
    line = (
        f"{here} = {first.base} {sign} {block.step}"
        if not first.relative
        else f"{here} {sign}= 2 * {block.step}"
    )
    if first.statement is not call.statement and block.of("store"):
        splice = before(block.text, call.statement, [line])
        yield fix_in("same-side-twice", block, [splice], call.statement, 3.0, 0.5)


def spoil_same_side(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Move to the same side the second time."""
    yield from direct.spoil_same_side(subject, rng)
    for block, _, second in central_blocks(subject):
        if not second.relative or block.before(second) == 0:
            splice = _flipped(block.text, second)
            if splice is not None:
                yield fix_in("same-side-twice", block, [splice], second.statement)


def central_blocks(subject: Subject) -> Iterator[tuple[Block, Event, Event]]:
    """Yield the blocks that take a value ahead and one behind, with the two changes before them."""
    for block in blocks(subject):
        values = values_of(block)
        if [event.offset for event, _ in values] == [1.0, -1.0]:
            first, second = values[0][1], values[1][1]
            if first is not None and second is not None:
                yield block, first, second


def fix_in(
    idea: str, block: Block, splices: list[Splice], place: ast.AST, cost: float = 1.0, suspicion: float = 0.9
) -> Fix:
    return Fix(idea, tuple(splices), block.text.number, getattr(place, "lineno", 1), cost, suspicion)


# --- a second step of another length --------------------------------------------------------------


def mend_second_step(subject: Subject) -> Iterator[Fix]:
    """tmp - 2 * h behind tmp + h, or x[i] -= h behind x[i] += h."""
    yield from direct.mend_second_step(subject)
    for block in blocks(subject):
        values = values_of(block)
        for (one, first), (two, second) in pairwise(values):
            if first is None or second is None or abs(one.offset or 0) != 1 or second is first:
                continue
            assert one.offset is not None
            relative = second.relative
            if two.offset in (-one.offset, one.offset) or (two.offset == 0 and not relative):
                continue
            if two.offset is None and not second.base and not relative:
                continue
            splice = set_to(block, second, -one.offset)
            yield from _with_restoring(block, second, splice, -one.offset)


def _with_restoring(block: Block, second: Event, splice: Splice, offset: float) -> Iterator[Fix]:
    idea = "wrong-second-step"
    later = [event for event in block.of("set") if event.owner == second.owner]
    later = later[later.index(second) + 1 :]
    if later or is_copied(block, second.owner):
        yield fix_in(idea, block, [splice], second.statement)
        return
    restore = put_back(block, second, offset)
    if restore is not None and second.relative:
        yield fix_in(idea, block, [splice, restore], second.statement, 1.5, 0.9)
    yield fix_in(idea, block, [splice], second.statement, 1.0, 0.6)


def spoil_second_step(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Go back too far from where x began, or not far enough from where it was."""
    yield from direct.spoil_second_step(subject, rng)
    for block, first, second in central_blocks(subject):
        short = isinstance(second.statement, ast.AugAssign) and not is_copied(block, second.owner)
        if short and block.before(second) == 1:
            splice = set_to(block, second, 0.0)
            splice = Splice(splice.cell, splice.start, splice.end, f" -= {block.step}")
            yield fix_in("wrong-second-step", block, [splice], second.statement)
        elif not short and first.offset == 1:
            yield fix_in("wrong-second-step", block, [set_to(block, second, -2.0)], second.statement)


# --- one-sided differences ------------------------------------------------------------------------
