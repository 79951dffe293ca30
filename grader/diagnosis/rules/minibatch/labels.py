"""Training, the batch: whether the labels are those of its rows."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Subject
from ..editing import fix, insert_before, inside, shuffled, spoilt
from ..reading import called
from ..slips.scope import BUILTINS
from .drawing import DRAWS, base_of, draws, free_name, new_rows
from .reading import Training, is_set, spelt, taken, trainings

_LABELS = "labels-not-sampled"


def mend_labels(subject: Subject) -> Iterator[Fix]:
    """Take the labels of the rows that were drawn."""
    for training in trainings(subject):
        text = training.text
        inputs = [
            (name, value) for name, _, value in training.batches if not training.is_label(base_of(value))
        ]
        indexes = list(
            dict.fromkeys(text.of(index) for _, value in inputs if (index := taken(value)[1]) is not None)
        )
        for _, statement, value in training.batches:
            base = base_of(value)
            if not training.is_label(base) or base not in training.sets:
                continue
            own = taken(value)[1]
            if own is not None and _unset(training, own):
                continue
            for written_index in indexes:
                if (own is None or text.of(own) != written_index) and not DRAWS.search(written_index):
                    splice = inside(text, value, f"{base}[{written_index}]")
                    yield from fix(_LABELS, text, [splice], statement.lineno, 1, 0.93)
        yield from _beside(training, indexes)
        yield from _drawn_apart(training)
        yield from _whole_labels(training, indexes)


def _unset(training: Training, index: ast.expr) -> bool:
    """Tell whether an index holds a name that nothing sets: then the name is wrong, not the idea."""
    names = (node.id for node in ast.walk(index) if isinstance(node, ast.Name))
    return any(name not in BUILTINS and not is_set(training.draft, name) for name in names)


def _beside(training: Training, indexes: list[str]) -> Iterator[Fix]:
    """network.gradient(x[rows], t_train[others]): the rows of the argument beside it."""
    text = training.text
    for call in training.unit.nodes(ast.Call):
        if called(call) in ("gradient", "numerical_gradient", "loss") and len(call.args) == 2:
            base, own = taken(call.args[1])
            rows = taken(call.args[0])[1]
            known = rows is None or own is None or text.of(rows) in (*indexes, text.of(own))
            known = known or (own is not None and _unset(training, own))
            if base in training.sets and training.is_label(base) and rows is not None and not known:
                splice = inside(text, call.args[1], f"{base}[{text.of(rows)}]")
                yield from fix(_LABELS, text, [splice], call.lineno, 1, 0.93)


def _drawn_apart(training: Training) -> Iterator[Fix]:
    """x_train[choice(...)] and t_train[choice(...)]: one draw for both."""
    text = training.text
    drawing = [
        (statement, value, index)
        for _, statement, value in training.batches
        if (index := taken(value)[1]) is not None and draws(index)
    ]
    if len(drawing) == 2 and drawing[0][0].lineno < drawing[1][0].lineno:
        name = free_name(training)
        first, second = drawing
        line = insert_before(text, first[0], [f"{name} = {text.of(first[2])}"])
        splices = [line, inside(text, first[2], name), inside(text, second[2], name)]
        yield from fix(_LABELS, text, splices, second[0].lineno, 2, 0.95)


def _whole_labels(training: Training, indexes: list[str]) -> Iterator[Fix]:
    """network.gradient(x_batch, t_train)."""
    text = training.text
    labels = {
        base_of(value): name
        for name, _, value in training.batches
        if name and training.is_label(base_of(value))
    }
    for call in training.unit.nodes(ast.Call):
        if called(call) not in ("gradient", "numerical_gradient", "loss") or len(call.args) != 2:
            continue
        first, second = call.args
        base = spelt(second)
        whole = text.of(first) in training.sets or _unset(training, first)
        if base not in training.sets or not training.is_label(base) or whole:
            continue
        if base in labels:
            yield from fix(_LABELS, text, [inside(text, second, labels[base])], call.lineno, 1, 0.93)
        for index in indexes:
            yield from fix(_LABELS, text, [inside(text, second, f"{base}[{index}]")], call.lineno, 1.2, 0.85)


def spoil_labels(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the labels of the first rows, or of other ones."""
    found: list[Fix] = []
    for training in trainings(subject):
        text, size = training.text, training.batch_size
        for _, statement, value in training.batches:
            base, index = taken(value)
            if training.is_label(base) and isinstance(value, ast.Subscript) and isinstance(index, ast.Name):
                for new in (
                    f"{base}[:{size}]" if size else "",
                    new_rows(training, subject).join((f"{base}[", "]")),
                ):
                    if new:
                        found += spoilt(_LABELS, text, [inside(text, value, new)], text.span(value)[0])
                del statement
    yield from shuffled(found, rng)
