"""Gradient descent, the loop over the steps: with which gradient, from where; knows not how often."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ..editing import (
    delete,
    fix,
    indent_of,
    insert_before,
    inside,
    lines_of,
    put,
    shuffled,
    spoilt,
)
from .reading import Descent, copies, descents, main_descent, mentions

_STALE = "stale-gradient"
_AGAIN = "restarts-each-step"


def _body_start(descent: Descent, loop: ast.For | ast.While) -> ast.stmt | None:
    """Return the first statement in a loop's body where it begins a line of its own."""
    first = loop.body[0]
    return first if indent_of(descent.text, first) is not None and first.lineno > loop.lineno else None


def _moved_in(descent: Descent, statements: list[ast.stmt], loop: ast.For | ast.While) -> list[Splice | None]:
    """Take statements from before a loop into its body."""
    gone = delete(descent.text, *statements)
    first = _body_start(descent, loop)
    if gone is None or first is None:
        return [None]
    lines = [line for statement in statements for line in lines_of(descent.text, statement)]
    return [*gone, insert_before(descent.text, first, lines)]


def _moved_out(
    descent: Descent, statements: list[ast.stmt], loop: ast.For | ast.While
) -> list[Splice | None]:
    """Take statements out of a loop's body to the place before it."""
    gone = delete(descent.text, *statements)
    if gone is None or len(loop.body) <= len(statements):
        return [None]
    lines = [line for statement in statements for line in lines_of(descent.text, statement)]
    return [*gone, insert_before(descent.text, loop, lines)]


# --- stale-gradient -------------------------------------------------------------------------------


def mend_stale(subject: Subject) -> Iterator[Fix]:
    """Take the gradient in every step, at the point reached."""
    for descent in descents(subject):
        unit, text = descent.unit, descent.text
        for call, argument, point in _elsewhere(descent):
            yield from fix(_STALE, text, [put(text, argument, point)], call.lineno, 1, 0.85)
        loop = descent.step_loop
        if loop is None:
            continue
        inner = {name for name, statement, _ in unit.assignments if loop in unit.loops(statement)}
        early = [
            statement
            for name, statement, value in unit.assignments
            if name in descent.gradients
            and name not in inner
            and descent.is_gradient(value)
            and statement in unit.block(loop)
            and statement.lineno < loop.lineno
        ]
        if early:
            yield from fix(_STALE, text, _moved_in(descent, early, loop), early[0].lineno, 2, 0.85)


def _elsewhere(descent: Descent) -> Iterator[tuple[ast.Call, ast.expr, str]]:
    """Yield (call, argument, moved point) of gradients taken at another point than the one that moves."""
    unit = descent.unit
    for call in descent.gradient_calls:
        argument = descent.taken_at(call)
        if not isinstance(argument, ast.Name):
            continue
        lambdas = [node for node in unit.above(call) if isinstance(node, ast.Lambda)]
        for node in unit.above(call):
            left = (
                node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Add) else None
            )
            if lambdas and isinstance(left, ast.Name) and left.id != argument.id:
                yield call, argument, left.id
        if unit.loops(call) and descent.moved and argument.id != descent.moved:
            stays = not any(
                loop in unit.loops(statement)
                for loop in unit.loops(call)
                for name, statement, _ in unit.assignments
                if name == argument.id
            )
            if stays and argument.id not in (descent.f,):
                yield call, argument, descent.moved


def spoil_stale(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the gradient once before the loop, or always at the start."""
    found: list[Fix] = []
    for descent in descents(subject):
        unit, text = descent.unit, descent.text
        for call in descent.gradient_calls:
            argument = descent.taken_at(call)
            statement = unit.statement(call)
            fold = any(isinstance(node, ast.Lambda) for node in unit.above(call))
            free = bool(descent.start) and isinstance(argument, ast.Name) and argument.id != descent.start
            if (
                free
                and not descent.shares_start
                and (unit.loops(call) or fold)
                and not _alias_in_fold(descent)
            ):
                found += spoilt(_STALE, text, [inside(text, argument, descent.start)], text.span(call)[0])
            loops = unit.loops(call)
            if len(loops) == 1 and isinstance(statement, ast.Assign) and statement in loops[0].body:
                found += _taken_once(descent, statement, loops[0])
    yield from shuffled(found, rng)


def _alias_in_fold(descent: Descent) -> bool:
    """Tell whether the point is changed in place by a call, so that the start may move with it."""
    return not descent.updates and descent.aliasing is not None


def _taken_once(descent: Descent, statement: ast.Assign, loop: ast.For | ast.While) -> list[Fix]:
    target = statement.targets[0]
    if not isinstance(target, ast.Name) or target.id not in descent.gradients:
        return []
    made = {name for name, other, _ in descent.unit.assignments if loop in descent.unit.loops(other)}
    if isinstance(loop, ast.For):
        made |= names_in(loop.target)
    needed = names_in(statement.value) - {descent.moved}
    if needed & (made - {target.id}) or loop not in descent.unit.block(loop):
        return []
    splices = _moved_out(descent, [statement], loop)
    start = descent.text.line_span(loop.lineno)[0]
    return spoilt(_STALE, descent.text, splices, start, -1)


# --- restarts-each-step ---------------------------------------------------------------------------


def mend_again(subject: Subject) -> Iterator[Fix]:
    """Set the point to the start before the loop, not in it."""
    for descent in main_descent(subject):
        loop = descent.step_loop
        if loop is None or not descent.start:
            continue
        for _, statement, value in descent.unit.assignments:
            plain = not descent.is_gradient(value) and mentions(value, descent.start)
            if statement in loop.body and plain and isinstance(statement, ast.Assign | ast.AnnAssign):
                splices = _moved_out(descent, [statement], loop)
                yield from fix(_AGAIN, descent.text, splices, statement.lineno, 1.5, 0.85)


def spoil_again(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Set the point to the start in every step."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        unit, loop = descent.unit, descent.step_loop
        if loop is None or not descent.start:
            continue
        first = _body_start(descent, loop)
        for name, statement, value in unit.assignments:
            before = statement in unit.block(loop) and statement.lineno < loop.lineno
            fresh = copies(value) or isinstance(value, ast.Name)
            between = [
                other
                for other in unit.block(loop)
                if statement.lineno < other.lineno < loop.lineno and mentions(other, name)
            ]
            if name != descent.moved or not before or not fresh or between or first is None:
                continue
            if mentions(loop.iter if isinstance(loop, ast.For) else loop.test, name):
                continue
            gone = delete(descent.text, statement)
            own = f"{name} = {descent.start}.copy()"
            line = own if isinstance(value, ast.Name) else lines_of(descent.text, statement)[0]
            if gone is None:
                continue
            splices: list[Splice | None] = [*gone, insert_before(descent.text, first, [line])]
            at = descent.text.line_span(first.lineno)[0]
            found += spoilt(_AGAIN, descent.text, splices, at, -1)
    yield from shuffled(found, rng)
