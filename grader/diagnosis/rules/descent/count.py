"""Gradient descent, the number of steps: unused, or one too many or too few."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ..editing import (
    change_operator,
    delete,
    fix,
    indent_of,
    insert_before,
    inside,
    put,
    reindent,
    shuffled,
    spoilt,
    stands_alone,
    step_of,
)
from ..reading import called
from .rate import added_parameter
from .reading import Descent, main_descent, mentions, number

_COUNT = "ignores-step-count"
_ONE = "off-by-one-steps"


# --- ignores-step-count ---------------------------------------------------------------------------


def mend_count(subject: Subject) -> Iterator[Fix]:
    """Let the parameter say how many steps there are."""
    for descent in main_descent(subject):
        unit, text = descent.unit, descent.text
        count = descent.count or "step_num"
        adding: list[Splice | None] = [] if descent.count else [added_parameter(unit, count, "100")]
        unused = bool(adding) or not unit.uses(count)
        for name, statement, value in unit.assignments:
            if name == count and number(value) is not None and not unit.loops(statement):
                gone = delete(text, statement)
                yield from fix(_COUNT, text, gone and [*adding, *gone], statement.lineno, 1, 0.9)
            elif number(value) is not None and unused and name != count and _bounds(descent, name):
                yield from fix(_COUNT, text, [*adding, inside(text, value, count)], statement.lineno, 1, 0.8)
        for bound in _limits(descent):
            line = unit.node.lineno if adding else bound.lineno
            sure = (0.9 if number(bound) is not None else 0.6) if unused else 0.15
            yield from fix(_COUNT, text, [*adding, put(text, bound, count)], line, 1 + len(adding), sure)
        if adding:
            yield from fix(_COUNT, text, adding, unit.node.lineno, 2, 0.7)
        if unused and descent.step_loop is None and not adding:
            yield from _looped(descent, count)


def _limits(descent: Descent) -> list[ast.expr]:
    """Return what bounds the loops over steps: the last argument of range, or the number compared with."""
    found: list[ast.expr] = []
    loop = descent.step_loop
    if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call) and loop.iter.args:
        at = 1 if len(loop.iter.args) > 1 else 0
        found.append(loop.iter.args[at])
    elif isinstance(loop, ast.While) and isinstance(loop.test, ast.Compare):
        found += [
            side for side in (loop.test.comparators[0], loop.test.left) if number(side) not in (None, 0, 1)
        ]
    plain = [
        side
        for bound in found
        for side in (bound, *((bound.left, bound.right) if isinstance(bound, ast.BinOp) else ()))
        if side is bound or number(side) not in (None, 1)
    ]
    return [bound for bound in plain if not mentions(bound, descent.count)]


def _bounds(descent: Descent, name: str) -> bool:
    return any(isinstance(bound, ast.Name) and bound.id == name for bound in _limits(descent))


def _looped(descent: Descent, count: str) -> list[Fix]:
    """Put a loop around the statements from the first gradient to the last update."""
    unit, text = descent.unit, descent.text
    if not descent.updates or any(called(call) == unit.name for call in unit.nodes(ast.Call)):
        return []
    last = descent.updates[-1]
    block = unit.block(last)
    within = [
        statement
        for statement in block[: block.index(last) + 1]
        if descent.is_gradient(statement) and not isinstance(statement, ast.If | ast.Return)
    ]
    chosen = block[block.index(within[0]) : block.index(last) + 1]
    if not all(stands_alone(text, statement) for statement in chosen):
        return []
    end = text.line_of(text.span(last)[1])
    indent = indent_of(text, chosen[0]) or ""
    name = next(name for name in ("i", "k", "step", "_") if not mentions(unit.node, name))
    moved = reindent(text, chosen[0].lineno + 1, end, step_of(text))
    start = text.line_span(chosen[0].lineno)[0]
    head = f"{indent}for {name} in range({count}):\n{step_of(text)}"
    return fix(_COUNT, text, [Splice(text.number, start, start, head), *moved], chosen[0].lineno, 4, 0.7)


def spoil_count(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Write a number in the place of the count, or set the count anew."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        unit, text = descent.unit, descent.text
        if not descent.count or any(called(call) == unit.name for call in unit.nodes(ast.Call)):
            continue
        for use in unit.uses(descent.count):
            statement = unit.statement(use)
            bounding = isinstance(statement, ast.For | ast.While) and not unit.loops(statement)
            bounding = bounding and not (isinstance(statement, ast.While) and statement.test is use)
            if bounding and len(unit.uses(descent.count)) == 1:
                splice = inside(text, use, rng.choice(["100", "20", "10"]))
                found += spoilt(_COUNT, text, [splice], text.span(use)[0])
        if unit.body and unit.uses(descent.count):
            first = unit.body[0]
            line = insert_before(text, first, [f"{descent.count} = {rng.choice(['100', '20'])}"])
            found += spoilt(_COUNT, text, [line], text.line_span(first.lineno)[0], -1)
    yield from shuffled(found, rng)


# --- off-by-one-steps -----------------------------------------------------------------------------


_TOGGLED = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}


def _count_names(descent: Descent) -> set[str]:
    """Return the names that hold the count: the parameter and plain copies of it."""
    names = {descent.count} if descent.count else set()
    names |= {
        name
        for name, _, value in descent.unit.assignments
        if isinstance(value, ast.Name) and value.id in names
    }
    return names


def mend_one(subject: Subject) -> Iterator[Fix]:
    """Take one step more or one less."""
    for descent in main_descent(subject):
        unit, text, names = descent.unit, descent.text, _count_names(descent)
        own = [call for call in unit.nodes(ast.Call) if called(call) == unit.name]
        for node in unit.nodes(ast.BinOp):
            plain = isinstance(node.left, ast.Name) and node.left.id in names and number(node.right) == 1
            if plain and isinstance(node.op, ast.Add | ast.Sub) and not _is_counting(descent, node, own):
                sure = 0.05 if _starts_at_one(descent, node) else 0.9
                yield from fix(_ONE, text, [put(text, node, text.of(node.left))], node.lineno, 1, sure)
        for call in unit.nodes(ast.Call):
            ranging = called(call) in ("range", "arange") and len(call.args) == 2
            last = call.args[1] if ranging and number(call.args[0]) == 1 else None
            if isinstance(last, ast.Name) and last.id in names:
                start, end = text.span(call.args[0])[0], text.span(last)[0]
                yield from fix(_ONE, text, [Splice(text.number, start, end, "")], call.lineno, 1, 0.9)
        yield from _compared(descent, names)


def _starts_at_one(descent: Descent, node: ast.expr) -> bool:
    above = descent.unit.parent(node)
    return isinstance(above, ast.Call) and len(above.args) == 2 and number(above.args[0]) == 1


def _is_counting(descent: Descent, node: ast.BinOp, own: list[ast.Call]) -> bool:
    """Tell whether a sum is the count of what is left: in a call of the function itself, or a new value."""
    chain = list(descent.unit.above(node))
    if any(call in chain for call in own):
        return True
    if any(isinstance(above, ast.Assign | ast.NamedExpr) for above in chain[:1]):
        return True
    return any(isinstance(above, ast.Call) and called(above) in ("zeros", "empty") for above in chain)


def _compared(descent: Descent, names: set[str]) -> Iterator[Fix]:
    unit, text = descent.unit, descent.text
    for node in unit.nodes(ast.Compare):
        if len(node.ops) != 1 or not names & names_in(node):
            continue
        right = node.comparators[0]
        toggled = _TOGGLED.get(type(node.ops[0]))
        if toggled is not None:
            splice = change_operator(text, ast.BinOp(node.left, ast.Sub(), right), *toggled)
            loose = toggled[0] == "<=" or (toggled[0] == ">=" and number(right) == 0)
            yield from fix(_ONE, text, [splice], node.lineno, 1, 0.7 if loose else 0.2)
        if number(right) in (1, -1):
            yield from fix(_ONE, text, [inside(text, right, "0")], node.lineno, 1, 0.6)
        if isinstance(node.left, ast.Name):
            for statement, value in unit.assigned(node.left.id):
                if number(value) == 1 and not unit.loops(statement):
                    yield from fix(_ONE, text, [inside(text, value, "0")], statement.lineno, 1, 0.75)


def spoil_one(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take one step less or one more."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        unit, text, names = descent.unit, descent.text, _count_names(descent)
        for call in unit.nodes(ast.Call):
            last = call.args[-1] if call.args else None
            if (
                called(call) == "range"
                and len(call.args) == 1
                and isinstance(last, ast.Name)
                and last.id in names
            ):
                at = text.span(last)[0]
                for new in (f"{last.id} - 1", f"1, {last.id}", f"{last.id} + 1"):
                    found += spoilt(_ONE, text, [inside(text, last, new)], at)
            elif called(call) == "range" and len(call.args) > 1 and mentions(call.args[1], descent.count):
                bound = call.args[1]
                named = isinstance(bound, ast.Name)
                new = f"{text.of(bound)} - 1" if named else descent.count
                found += spoilt(_ONE, text, [inside(text, bound, new)], text.span(bound)[0])
            elif called(call) == "islice" and len(call.args) > 1 and isinstance(call.args[1], ast.Name):
                bound = call.args[1]
                found += spoilt(_ONE, text, [inside(text, bound, f"{bound.id} + 1")], text.span(bound)[0])
        for node in unit.nodes(ast.Compare):
            looping = isinstance(unit.parent(node), ast.While)
            toggled = _TOGGLED.get(type(node.ops[0]))
            if looping and toggled is not None and len(node.ops) == 1 and names & names_in(node):
                splice = change_operator(text, ast.BinOp(node.left, ast.Sub(), node.comparators[0]), *toggled)
                found += spoilt(_ONE, text, [splice], text.span(node)[0])
    yield from shuffled(found, rng)
