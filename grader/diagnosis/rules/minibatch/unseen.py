"""Training, the batch: whether its rows are of the training set."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import fix, inside, put, shuffled, spoilt
from ..reading import called
from .drawing import base_of, draws
from .reading import Training, counts, names_in, spelt, trainings

_TEST = "test-used-for-training"
_LOOKS = re.compile(r"acc|eval|loss|score|test|valid|predict|report|record|note|measure", re.IGNORECASE)


def mend_test(subject: Subject) -> Iterator[Fix]:
    """Learn from the training set."""
    for training in trainings(subject):
        text = training.text
        swap = {training.x_test: training.x_train, training.t_test: training.t_train}
        swap = {test: train for test, train in swap.items() if test and train}
        if not swap:
            continue
        splices: list[Splice | None] = []
        lines = []
        used: list[ast.AST] = [*(value for _, _, value in training.batches), *training.gradient_calls]
        used += [value for _, _, value in training.unit.assignments if counts(value) or draws(value)]
        used += [call for call in training.unit.nodes(ast.Call) if _learns(call, set(swap))]
        for node in used:
            for child in walk(node):
                if isinstance(child, ast.Name | ast.Attribute) and spelt(child) in swap:
                    splices.append(inside(text, child, swap[spelt(child)]))
                    lines.append(child.lineno)
        unique = list(dict.fromkeys(splices))
        if unique:
            yield from fix(_TEST, text, unique, min(lines), 1.3, 0.93)
        yield from _joined(training, swap)


def _learns(call: ast.Call, tests: set[str]) -> bool:
    """Tell whether a call is given the test set, and its name tells of nothing but learning."""
    given = {spelt(argument) for argument in call.args}
    return tests <= given and not _LOOKS.search(called(call))


def _joined(training: Training, swap: dict[str, str]) -> Iterator[Fix]:
    """np.concatenate([x_train, x_test])."""
    text = training.text
    splices: list[Splice | None] = []
    lines = []
    for call in training.unit.nodes(ast.Call):
        if re.search(r"concat|stack|append|r_", called(call)):
            for test, train in swap.items():
                if test in names_in(call) and train in names_in(call):
                    splices.append(put(text, call, train))
                    lines.append(call.lineno)
    if splices:
        yield from fix(_TEST, text, splices, min(lines), 1.3, 0.93)


def spoil_test(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Learn from the test set."""
    found: list[Fix] = []
    for training in trainings(subject):
        text = training.text
        swap = {training.x_train: training.x_test, training.t_train: training.t_test}
        if "" in swap or "" in swap.values():
            continue
        taking: list[ast.AST] = [
            value
            for _, statement, value in training.batches
            if isinstance(value, ast.Subscript) and training.unit.loops(statement)
        ]
        drawing = [value for _, _, value in training.unit.assignments if draws(value)]
        sizes = {name for value in drawing for name in names_in(value)}
        drawing += [value for name, _, value in training.unit.assignments if name in sizes and counts(value)]
        if {base_of(value) for value in taking if isinstance(value, ast.expr)} != set(swap):
            continue
        places = [
            child
            for node in dict.fromkeys([*drawing, *taking])
            for child in walk(node)
            if isinstance(child, ast.Name | ast.Attribute) and spelt(child) in swap
        ]
        places = list(dict.fromkeys(places))
        splices: list[Splice | None] = [inside(text, node, swap[spelt(node)]) for node in places]
        if places:
            first = min(places, key=lambda node: (node.lineno, node.col_offset))
            found += spoilt(_TEST, text, splices, text.span(first)[0])
    yield from shuffled(found, rng)
