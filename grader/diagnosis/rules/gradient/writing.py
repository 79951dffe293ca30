"""Writing the steps of a gradient's loop, in a learner's own names and layout; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from ...text import Splice
from ..difference.text import after, before, put
from ..difference.writing import callee, unused
from .following import Event
from .loop import Block


@dataclass(frozen=True, eq=False)
class Spot:
    """A place where f should be asked with one element of x moved.

    statement  where
    node       what is to be replaced by the value of f
    sign, term the move, as written: "+", "h"
    value      how f is asked, "" for f(x)
    """

    statement: ast.stmt
    node: ast.expr
    sign: str
    term: str
    value: str = ""


def element(block: Block, array: str = "") -> str:
    """Return the element that a block works on, as written: "x[idx]"."""
    return f"{array or block.array or block.formula.point}[{block.index}]"


def call_text(block: Block) -> str:
    """Return a call of f with the whole of x."""
    return f"{callee(block.formula)}({block.formula.point})"


def stepped(block: Block, spots: Sequence[Spot]) -> tuple[Splice, ...]:
    """Return the splices that set the element before each value is taken, and put it back afterwards."""
    text, here = block.text, element(block)
    saved = [
        event
        for event in block.of("save")
        if event.offset == 0.0 and event.statement.lineno < spots[0].statement.lineno
    ]
    base = saved[0].name if saved else (block.element[2] if block.element is not None else "")
    first: list[str] = []
    if not base:
        base = unused(block.formula, "tmp_val")[0]
        first = [f"{base} = {here}"]
    together: dict[int, list[Spot]] = {}
    for spot in spots:
        together.setdefault(id(spot.statement), []).append(spot)
    splices: list[Splice] = []
    for group in together.values():
        statement = group[0].statement
        lines, first = list(first), []
        if len(group) == 1:
            lines.append(f"{here} = {base} {group[0].sign} {group[0].term}")
            splices.append(put(text, group[0].node, group[0].value or call_text(block)))
        else:
            names = unused(block.formula, *(f"fxh{number + 1}" for number in range(len(group))))
            for spot, name in zip(group, names, strict=True):
                lines += [
                    f"{here} = {base} {spot.sign} {spot.term}",
                    f"{name} = {spot.value or call_text(block)}",
                ]
                splices.append(put(text, spot.node, name))
            lines.append(f"{here} = {base}")
        splices.append(before(text, statement, lines))
    last = spots[-1].statement
    if len(together[id(last)]) == 1 and not _set_later(block, last):
        splices.append(after(text, last, [f"{here} = {base}"]))
    return tuple(splices)


def _set_later(block: Block, statement: ast.stmt) -> bool:
    """Tell whether the element is set once more behind a statement."""
    changes = [event for event in block.of("set") if event.index == block.index]
    return any(event.statement.lineno > statement.lineno for event in changes)


def replaced_by_copies(block: Block, spots: Sequence[Spot]) -> tuple[Splice, ...]:
    """Return the splices that ask f at a changed copy of x in each place."""
    text, x = block.text, block.formula.point
    names = unused(block.formula, *(("x_plus", "x_minus")[number % 2] for number in range(len(spots))))
    grouped: dict[int, tuple[ast.stmt, list[str]]] = {}
    splices = []
    for spot, name in zip(spots, names, strict=True):
        lines = grouped.setdefault(id(spot.statement), (spot.statement, []))[1]
        lines += [f"{name} = {x}.copy()", f"{name}[{block.index}] {spot.sign}= {spot.term}"]
        splices.append(put(text, spot.node, f"{callee(block.formula)}({name})"))
    splices += [before(text, statement, lines) for statement, lines in grouped.values()]
    return tuple(splices)


def restoring(block: Block, event: Event, offset: float | None) -> str:
    """Return the statement that puts an element back, "" where the text has no way to say so.

    event   a change of the element, which tells how the array is written
    offset  what the element is off by, in steps
    """
    here = f"{event.array}[{event.index or block.index}]"
    if block.base:
        return f"{here} = {block.base}"
    if not offset:
        return ""
    return f"{here} {'-' if offset > 0 else '+'}= {amount(block, abs(offset))}"


def amount(block: Block, steps: float) -> str:
    """Return a number of steps as written: "h", "2 * h"."""
    return block.step if steps == 1 else f"{steps:g} * {block.step}"


def is_copied(block: Block, owner: str) -> bool:
    """Tell whether a block makes its array anew."""
    return any(event.owner == owner for event in block.of("copy"))
