"""One-sided differences, and steps added outside the call, in loops that set an element of x first."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..difference import calls as direct
from ..difference import forward
from ..difference.formula import Formula
from ..difference.text import (
    after,
    before,
    drop,
    line_afterwards,
    outer,
    put,
    with_parentheses,
)
from ..difference.writing import unused
from .following import Event
from .loop import Block, blocks
from .sides import central_blocks, fix_in, put_back, set_to, values_of
from .writing import Spot, is_copied, stepped


def mend_half_forward(subject: Subject) -> Iterator[Fix]:
    """One value is taken at x itself, and the difference is divided by two steps."""
    yield from forward.mend_half_forward(subject)
    for block in blocks(subject):
        if forward.widen(block.formula) is None and not forward.adjusts(block.formula):
            for splices, place, cost in _other_side(block):
                yield fix_in("half-forward-difference", block, splices, place, cost, 0.8)


def mend_forward(subject: Subject) -> Iterator[Fix]:
    """One value is taken at x itself, and the difference is divided by one step."""
    yield from forward.mend_forward(subject)
    for block in blocks(subject):
        found = forward.widen(block.formula)
        if found is not None:
            quotient, wider = found
            for splices, _, cost in _other_side(block):
                yield fix_in(
                    "forward-difference", block, [*splices, wider], quotient.denominator, cost + 1, 0.8
                )


def _other_side(block: Block) -> Iterator[tuple[list[Splice], ast.AST, float]]:
    """Yield (splices, place, cost) of edits that take the value at x on the other side instead."""
    values = values_of(block)
    ahead = [pair for pair in values if pair[0].offset]
    if len(ahead) != 1 or ahead[0][1] is None:
        return
    call, change = ahead[0][0], ahead[0][1]
    side = -1.0 if (call.offset or 0) > 0 else 1.0
    for still, own in values:
        if still.offset != 0.0 or still.node is call.node:
            continue
        if own is not None and own is not change and not own.relative:
            yield from _set_further(block, own, side)
        elif own is None and still.owner != call.owner:
            yield _at_a_copy(block, still, call, side)
        elif own is None:
            yield from _taken_earlier(block, still, change, side)
    if len(values) == 1:
        yield from _taken_outside(block, call, change, side)


def _set_further(block: Block, own: Event, side: float) -> Iterator[tuple[list[Splice], ast.AST, float]]:
    splice = set_to(block, own, side)
    later = [event for event in block.of("set") if event.owner == own.owner][-1] is not own
    restore = None if later else put_back(block, own, side)
    if restore is not None and not is_copied(block, own.owner):
        yield [splice, restore], own.statement, 2.0
    else:
        yield [splice], own.statement, 1.0


def _at_a_copy(block: Block, still: Event, call: Event, side: float) -> tuple[list[Splice], ast.AST, float]:
    assert isinstance(still.node, ast.Call)
    name = unused(block.formula, "x_minus" if side < 0 else "x_plus")[0]
    whole = block.text.of(still.node.args[0])
    lines = [f"{name} = {whole}.copy()", f"{name}[{block.index}] {'-' if side < 0 else '+'}= {block.step}"]
    splices = [before(block.text, still.statement, lines), put(block.text, still.node.args[0], name)]
    return splices, still.node, 3.0


def _taken_earlier(
    block: Block, still: Event, change: Event, side: float
) -> Iterator[tuple[list[Splice], ast.AST, float]]:
    """The value at x is taken in the block before the element is moved."""
    here, sign = f"{change.array}[{change.index}]", "-" if side < 0 else "+"
    back = "+" if side < 0 else "-"
    if still.statement is change.statement:
        return
    splices = [before(block.text, still.statement, [f"{here} {sign}= {block.step}"])]
    splices.append(after(block.text, still.statement, [f"{here} {back}= {block.step}"]))
    yield splices, still.node, 3.0


def _taken_outside(
    block: Block, call: Event, change: Event, side: float
) -> Iterator[tuple[list[Splice], ast.AST, float]]:
    """The value at x is taken once, before the loop, under a name."""
    formula = block.formula
    names = [
        name
        for name, bound in formula.bound.items()
        if len(bound) == 1 and bound[0] in formula.calls and bound[0] is not call.node
    ]
    here, sign = f"{change.array}[{change.index}]", "-" if side < 0 else "+"
    back = "+" if side < 0 else "-"
    for name in names[:1]:
        value = f"{name} = {block.text.of(call.node)}"
        if change.relative:
            lines = [f"{here} {sign}= {block.step}", value, f"{here} {back}= {block.step}"]
        else:
            lines = [f"{here} = {change.base} {sign} {block.step}", value]
        yield [before(block.text, change.statement, lines)], call.node, 3.0


def spoil_half_forward(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the second value at x, and keep the two steps below."""
    yield from forward.spoil_half_forward(subject, rng)
    for block, splices, place in _second_at_x(subject):
        if forward.narrowed(block.formula) is not None:
            yield fix_in("half-forward-difference", block, splices, place)


def spoil_forward(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the second value at x, and divide by one step."""
    yield from forward.spoil_forward(subject, rng)
    for block, splices, _ in _second_at_x(subject):
        found = forward.narrowed(block.formula)
        sizes = [step.value for step in block.formula.steps if step.value is not None]
        if found is not None and sizes and min(sizes) >= 1e-6:
            yield fix_in("forward-difference", block, [*splices, found[1]], found[0].denominator)


def _second_at_x(subject: Subject) -> Iterator[tuple[Block, list[Splice], ast.AST]]:
    for block, first, second in central_blocks(subject):
        call = values_of(block)[1][0]
        if isinstance(call.node, ast.Call) and is_copied(block, second.owner):
            source = next(event.array for event in block.of("copy") if event.owner == second.owner)
            if first.owner != second.owner and isinstance(call.node.args[0], ast.Name):
                yield block, [put(block.text, call.node.args[0], source)], call.node
        elif not second.relative:
            yield block, [set_to(block, second, 0.0)], second.statement


# --- the step outside the call --------------------------------------------------------------------


def mend_outside(subject: Subject) -> Iterator[Fix]:
    """f(x) + h, where x[i] should be moved, or f(x + h) asked."""
    for block in blocks(subject):
        spots = _outside_spots(block.formula, block)
        if spots and block.index and block.formula.point:
            if not any(event.offset for event in block.of("call")):
                splices = stepped(block, spots)
                yield fix_in("step-outside-call", block, list(splices), spots[0].node, 2.0, 0.9)
            else:
                text = block.text
                removed = [
                    Splice(text.number, outer(text, spot.node.left)[1], outer(text, spot.node)[1], "")
                    for spot in spots
                    if isinstance(spot.node, ast.BinOp)
                ]
                yield fix_in("step-outside-call", block, removed, spots[0].node, 1.0, 0.8)
    yield from direct.mend_outside(subject)


def _outside_spots(formula: Formula, block: Block) -> list[Spot]:
    inside = {id(node): statement for statement in block.body for node in walk(statement)}
    return [
        Spot(
            inside[id(node)],
            node,
            "+" if isinstance(node.op, ast.Add) else "-",
            with_parentheses(formula.text, node.right),
            formula.text.of(call),
        )
        for node, call in direct.added_outside(formula)
        if id(node) in inside and node.left is call and isinstance(inside[id(node)], ast.Assign)
    ]


def spoil_outside(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Add the step to the value instead of moving the element."""
    yield from direct.spoil_outside(subject, rng)
    for block, first, second in central_blocks(subject):
        calls = [event for event, _ in values_of(block)]
        text = block.text
        if is_copied(block, first.owner) or not all(isinstance(one.statement, ast.Assign) for one in calls):
            continue
        if second.relative or calls[0].statement is calls[1].statement:
            continue
        ends = [outer(text, one.node)[1] for one in calls]
        splices = [
            drop(text, first.statement),
            drop(text, second.statement),
            Splice(text.number, ends[0], ends[0], f" + {block.step}"),
            Splice(text.number, ends[1], ends[1], f" - {block.step}"),
        ]
        line = line_afterwards(text, splices, text.span(calls[0].node)[0])
        yield Fix("step-outside-call", tuple(splices), text.number, line, 3.0, 0.9)
