"""Training, the accuracies: of which samples they are taken."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Subject
from ...walking import walk
from ..editing import fix, inside, shuffled, spoilt
from ..reading import called
from .drawing import base_of
from .reading import Training, is_set, trainings

_BATCH = "evaluates-on-the-batch"
_TWICE = "evaluates-one-set-twice"


def _accuracies(training: Training) -> list[ast.Call]:
    """Return the calls that take an accuracy of names that the program sets: of others the name is wrong."""
    return [
        call
        for call in training.unit.nodes(ast.Call)
        if called(call) == "accuracy" and len(call.args) == 2 and not _unset(training, call)
    ]


def _unset(training: Training, call: ast.Call) -> bool:
    return any(isinstance(given, ast.Name) and not is_set(training.draft, given.id) for given in call.args)


def _accuracies_in(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Call) and called(node) == "accuracy" for node in walk(statement))


def _pairs(training: Training) -> dict[str, tuple[str, str]]:
    pairs = {"train": (training.x_train, training.t_train), "test": (training.x_test, training.t_test)}
    return {name: pair for name, pair in pairs.items() if all(pair)}


def _told(training: Training, call: ast.Call) -> str:
    """Return which set the accuracy is meant for, by the name that it goes to: "train", "test", ""."""
    statement = training.unit.statement(call)
    place = ""
    if isinstance(statement, ast.Assign):
        place = training.text.of(statement.targets[0])
    for above in training.unit.above(call):
        if (
            isinstance(above, ast.Call)
            and isinstance(above.func, ast.Attribute)
            and above.func.attr == "append"
        ):
            place = training.text.of(above.func.value)
    lowered = place.lower()
    return "test" if "test" in lowered or "val" in lowered else "train" if "train" in lowered else ""


def _changed(training: Training, call: ast.Call, pair: tuple[str, str], idea: str, sure: float) -> list[Fix]:
    text = training.text
    splices = [inside(text, argument, name) for argument, name in zip(call.args, pair, strict=True)]
    return fix(idea, text, splices, call.lineno, 1, sure)


def mend_batch(subject: Subject) -> Iterator[Fix]:
    """Take the accuracy of the whole set."""
    for training in trainings(subject):
        text, pairs = training.text, _pairs(training)
        known = set(pairs.values())
        wrong = []
        for call in _accuracies(training):
            given = (text.of(call.args[0]), text.of(call.args[1]))
            if given in known or given[0] in training.sets:
                continue
            told = _told(training, call)
            for name, pair in pairs.items():
                sure = 0.95 if told == name else 0.8 if not told and name == "train" else 0.4
                yield from _changed(training, call, pair, _BATCH, sure)
            if told in pairs:
                wrong.append((call, pairs[told]))
        if len(wrong) > 1:
            made = [_changed(training, call, pair, _BATCH, 0.9)[0] for call, pair in wrong]
            splices = [splice for entry in made for splice in entry.splices]
            yield from fix(_BATCH, text, splices, wrong[0][0].lineno, 1.3, 0.95)


def spoil_batch(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the accuracy of the batch."""
    found: list[Fix] = []
    for training in trainings(subject):
        text = training.text
        batch = {
            training.is_label(base_of(value)): name or text.of(value)
            for name, statement, value in reversed(training.batches)
            if training.unit.loops(statement) and not _accuracies_in(statement)
        }
        for call in _accuracies(training):
            of_train = text.of(call.args[0]) == training.x_train
            if of_train and len(batch) == 2 and training.unit.loops(call):
                splices = [inside(text, call.args[0], batch[False]), inside(text, call.args[1], batch[True])]
                found += spoilt(_BATCH, text, splices, text.span(call)[0])
    yield from shuffled(found, rng)


def mend_twice(subject: Subject) -> Iterator[Fix]:
    """Take one accuracy of the training set and one of the test set."""
    for training in trainings(subject):
        text, pairs = training.text, _pairs(training)
        calls = _accuracies(training)
        for call in calls:
            given = (text.of(call.args[0]), text.of(call.args[1]))
            told = _told(training, call)
            for name, pair in pairs.items():
                mixed = given != pair and (given[0] in training.sets or given[1] in training.sets)
                if mixed:
                    yield from _changed(training, call, pair, _TWICE, 0.93 if told == name else 0.45)
        if len(calls) == 2 and len(pairs) == 2:
            both = [(text.of(call.args[0]), text.of(call.args[1])) for call in calls]
            if both == [pairs["test"], pairs["train"]]:
                swapped = [*_changed(training, calls[0], pairs["train"], _TWICE, 0.7)]
                swapped += _changed(training, calls[1], pairs["test"], _TWICE, 0.7)
                splices = [splice for entry in swapped for splice in entry.splices]
                yield from fix(_TWICE, text, splices, calls[0].lineno, 1.3, 0.7)


def spoil_twice(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the accuracy of the training set for that of the test set."""
    found: list[Fix] = []
    for training in trainings(subject):
        text, pairs = training.text, _pairs(training)
        for call in _accuracies(training):
            given = (text.of(call.args[0]), text.of(call.args[1]))
            if len(pairs) == 2 and given == pairs["test"]:
                splices = [
                    inside(text, call.args[0], pairs["train"][0]),
                    inside(text, call.args[1], pairs["train"][1]),
                ]
                found += spoilt(_TWICE, text, splices, text.span(call)[0])
    yield from shuffled(found, rng)
