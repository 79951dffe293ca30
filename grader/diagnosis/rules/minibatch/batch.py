"""Training, the batch: whether rows are drawn, and anew for each iteration."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    delete,
    fix,
    insert_before,
    inside,
    lines_of,
    put,
    shuffled,
    spoilt,
    stands_alone,
)
from ..reading import called, numpy_call
from .drawing import base_of, drawn, draws, free_name, is_fixed, new_rows
from .reading import Training, names_in, spelt, taken, trainings

_FIXED = "batch-not-sampled"


def mend_fixed(subject: Subject) -> Iterator[Fix]:
    """Draw rows anew for every iteration."""
    for training in trainings(subject):
        if not training.x_train:
            continue
        yield from _first_rows(training, subject)
        yield from _first_of_an_order(training, subject)
        yield from _whole_set(training, subject)
        yield from _drawn_once(training)
        yield from _drawn_from_few(training, subject)
        yield from _seeded(training)


def _first_rows(training: Training, subject: Subject) -> Iterator[Fix]:
    """x_train[:batch_size], or x_batch = x_train, in both of a pair."""
    text = training.text
    same = [
        (statement, value)
        for _, statement, value in training.batches
        if spelt(value) or is_fixed(training, taken(value)[1])
    ]
    same = [
        (statement, value) for statement, value in same if training.unit.loops(statement) or not training.main
    ]
    if same:
        name = free_name(training)
        splices: list[Splice | None] = [
            insert_before(text, same[0][0], [f"{name} = {new_rows(training, subject)}"])
        ]
        for _, value in same:
            base = base_of(value)
            splices.append(inside(text, value, f"{base}[{name}]"))
        yield from fix(_FIXED, text, splices, same[0][1].lineno, 2, 0.9)
    for name, statement, value in training.unit.assignments:
        counting = isinstance(value, ast.Call) and called(value) in ("arange", "range", "list")
        if counting and not draws(value) and _takes_rows(training, name):
            splice = inside(text, value, new_rows(training, subject))
            yield from fix(
                _FIXED, text, [splice], statement.lineno, 1, 0.85 if training.unit.loops(statement) else 0.4
            )


def _takes_rows(training: Training, name: str) -> bool:
    """Tell whether rows are taken by what a name holds: all at once, or one by one in a loop over it."""
    names = {name}
    for loop in training.unit.nodes(ast.For):
        if name in names_in(loop.iter):
            names |= names_in(loop.target)
    return any(names & names_in(index) for index in _indexes(training))


def _indexes(training: Training) -> list[ast.expr]:
    found = [taken(value)[1] for _, _, value in training.batches]
    return [index for index in found if index is not None]


def _first_of_an_order(training: Training, subject: Subject) -> Iterator[Fix]:
    """mask = order[:batch_size], of rows that were put in order before the loop."""
    text, known = training.text, drawn(training)
    for name, statement, value in training.unit.assignments:
        base, index = taken(value)
        fixed = base in known and is_fixed(training, index) and training.unit.loops(statement)
        if fixed and _takes_rows(training, name):
            splice = inside(text, value, new_rows(training, subject))
            yield from fix(_FIXED, text, [splice], statement.lineno, 1.2, 0.7)


def _whole_set(training: Training, subject: Subject) -> Iterator[Fix]:
    """network.gradient(x_train, t_train)."""
    text = training.text
    for call in training.gradient_calls:
        first, second = call.args
        whole = spelt(first) in training.sets
        statement = training.unit.statement(call)
        if not whole or statement is None or not training.unit.loops(statement):
            continue
        made = {taken(value)[0]: name for name, _, value in training.batches if name}
        labels = text.of(second)
        x = spelt(first)
        if x in made:  # a batch is there, and is not used
            other = made.get(labels, labels)
            splices: list[Splice | None] = [inside(text, first, made[x]), inside(text, second, other)]
            yield from fix(_FIXED, text, splices, call.lineno, 1, 0.9)
            continue
        name = free_name(training)
        splices = [
            insert_before(text, statement, [f"{name} = {new_rows(training, subject)}"]),
            inside(text, first, f"{x}[{name}]"),
            inside(text, second, f"{labels}[{name}]"),
        ]
        yield from fix(_FIXED, text, splices, call.lineno, 2, 0.85)
        yield from _with_loss(training, name, splices, x, labels, call)


def _with_loss(
    training: Training, name: str, splices: list[Splice | None], x: str, t: str, call: ast.Call
) -> Iterator[Fix]:
    """The same, and the loss of the batch."""
    text = training.text
    for other in training.unit.nodes(ast.Call):
        if called(other) == "loss" and [text.of(argument) for argument in other.args] == [x, t]:
            more = [inside(text, other.args[0], f"{x}[{name}]"), inside(text, other.args[1], f"{t}[{name}]")]
            yield from fix(_FIXED, text, [*splices, *more], call.lineno, 2.2, 0.85)


def _drawn_once(training: Training) -> Iterator[Fix]:
    """Rows drawn before the loop: the lines move into it."""
    unit, text, loop = training.unit, training.text, training.loop
    if loop is None:
        loops = [node for node in unit.all if isinstance(node, ast.For | ast.While)]
        loop = next(
            (node for node in loops if any(call in walk(node) for call in training.gradient_calls)), None
        )
    if loop is None or not loop.body:
        return
    known = drawn(training)
    before = [
        statement
        for _, statement, value in unit.assignments
        if not unit.loops(statement)
        and unit.block(statement) is unit.block(loop)
        and statement.lineno < loop.lineno
        if (draws(value) and not _is_order(value))
        or (taken(value)[0] in training.sets and _is_row(taken(value)[1], known))
    ]
    moved = list(dict.fromkeys(before))
    if not moved or not any(draws(statement) for statement in moved):
        return
    gone = delete(text, *moved)
    lines = [line for statement in moved for line in lines_of(text, statement)]
    if gone is None or not stands_alone(text, loop.body[0]):
        return
    yield from fix(_FIXED, text, [*gone, insert_before(text, loop.body[0], lines)], moved[0].lineno, 2, 0.9)


def _is_order(value: ast.expr) -> bool:
    """Tell whether all rows are put in an order, of which pieces are taken later."""
    return isinstance(value, ast.Call) and called(value) in ("permutation", "default_rng")


def _is_row(index: ast.expr | None, drawn: set[str]) -> bool:
    return index is not None and (draws(index) or bool(names_in(index) & drawn))


def _drawn_from_few(training: Training, subject: Subject) -> Iterator[Fix]:
    """np.random.choice(batch_size, batch_size), or of a number."""
    text = training.text
    for call in training.unit.nodes(ast.Call):
        if not re.search(r"choice|randint|integers", called(call)) or not call.args:
            continue
        at = (
            1
            if called(call) in ("randint", "integers") and _is_zero(call.args[0]) and len(call.args) > 1
            else 0
        )
        first = call.args[at]
        plain = isinstance(first, ast.Constant) or (
            isinstance(first, ast.Name) and first.id in (training.batch_size, "iters_num")
        )
        of_test = any(base_of(value) == training.x_test for _, _, value in training.batches)
        test = bool(training.x_test) and training.x_test in names_in(first) and not of_test
        if plain or test:
            yield from fix(_FIXED, text, [put(text, first, training.train_size)], call.lineno, 1, 0.8)


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _seeded(training: Training) -> Iterator[Fix]:
    """A seed set, or a generator made, in the loop: the same rows each time."""
    text = training.text
    for node in training.unit.nodes(ast.Expr):
        if isinstance(node.value, ast.Call) and called(node.value) == "seed" and training.unit.loops(node):
            yield from fix(_FIXED, text, delete(text, node), node.lineno, 1.5, 0.93)
    for _, statement, value in training.unit.assignments:
        loops = training.unit.loops(statement)
        made = isinstance(value, ast.Call) and called(value) in ("default_rng", "RandomState") and value.args
        if loops and made and stands_alone(text, statement):
            gone = delete(text, statement)
            if gone is not None:
                splices = [*gone, insert_before(text, loops[-1], lines_of(text, statement))]
                yield from fix(_FIXED, text, splices, statement.lineno, 2, 0.93)


def spoil_fixed(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the first rows each time."""
    found: list[Fix] = []
    for training in trainings(subject):
        text = training.text
        size = training.batch_size
        drawing = [
            (statement, value)
            for _, statement, value in training.unit.assignments
            if isinstance(value, ast.Call) and called(value) in ("choice", "randint", "integers")
            if training.unit.loops(statement)
        ]
        if size and len(drawing) == 1:
            statement, value = drawing[0]
            new = f"{numpy_call(subject.draft, 'arange')}({size})"
            found += spoilt(_FIXED, text, [inside(text, value, new)], text.span(statement)[0])
    yield from shuffled(found, rng)
