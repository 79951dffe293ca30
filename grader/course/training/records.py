"""What a training writes down: losses and accuracies, how many and which; knows no exercise's points."""

from __future__ import annotations

import numpy as np

from reference.networks import TwoLayerNet

from ...exercise import PASSED, Finding
from ...outcome import Message, Outcome
from ..answers import FloatArray
from ..comparing import failed
from .runs import Training

LOSS = 1e-3  # nats
EXACT = 1e-9
MNIST = 60_000  # samples that the book's scripts train on


def _absent(training: Training, name: str) -> Finding:
    """Return what to say of a series that did not come back; a script is free to lack it."""
    fields = {"name": Message(f"curve.{name}")}
    if training.is_loop:
        return Finding(Outcome.SKIPPED, Message("left-out-no-series", fields), counted=False)
    if training.returned is None:
        return failed(training.telling, Message("returned-nothing"))
    return failed(training.telling, Message("no-series", fields), got=training.returned)


def losses(training: Training) -> Finding:
    """Judge whether there is a loss for each iteration, that of its batch before or after the update."""
    found, history = training.series.losses, training.history
    if found is None:
        return _absent(training, "loss")
    if history.is_cut:
        return failed(training.telling, Message("too-many-iterations"))
    if len(found) != history.count:
        fields = {"expected": history.count, "got": len(found)}
        return failed(training.telling, Message("losses-count-differs", fields), history.count, len(found))
    for at in range(len(history.iterations)):
        right = [history.losses(at, state) for state in (at, at + 1) if state < len(history.states)]
        if not any(_is_within(found[at], *pair) for pairs in right for pair in pairs):
            before, after = right[0][0][1], right[-1][0][1]
            differs: dict[str, object] = {"iteration": at + 1, "before": before, "after": after}
            return failed(training.telling, Message("loss-differs", differs), before, float(found[at]))
    return PASSED


def _is_within(value: float, low: float, high: float) -> bool:
    margin = LOSS * max(1.0, abs(high))
    return bool(low - margin <= value <= high + margin)


def entries(training: Training) -> Finding:
    """Judge how many accuracies there are: one an epoch, and perhaps one before or after them all."""
    run, series = training.run, training.series
    for name, values in (("train-accuracy", series.train), ("test-accuracy", series.test)):
        if values is None:
            return _absent(training, name)
        few, most = run.lengths()
        least, highest = run.iterations // most, -(-run.iterations // few) + 1
        if not least <= len(values) <= highest:
            about = round(run.iterations / run.per_epoch)
            fields: dict[str, object] = {
                "expected": about,
                "got": len(values),
                "name": Message(f"curve.{name}"),
            }
            every = len(values) >= run.iterations
            message = "accuracies-every-iteration" if every else "accuracies-count-differs"
            return failed(training.telling, Message(message, fields), about, len(values))
    return PASSED


def broken_entries(training: Training) -> Finding:
    """Judge the number of accuracies where no whole number of batches makes an epoch.

    A script is held to its own numbers: where MNIST falls into whole batches, the question does not arise.
    """
    finding = entries(training)
    if finding.outcome is not Outcome.FAILED or not training.is_loop:
        return finding
    own = training.own_batch
    if isinstance(own, int) and own > 0 and MNIST % own:
        return finding
    return Finding(Outcome.SKIPPED, Message("left-out-whole-epoch", finding.message.fields), counted=False)


def accuracies(training: Training) -> Finding:
    """Judge whether the accuracies are those of the parameters at some times, one after the other."""
    series, history = training.series, training.history
    for name, values in (("train-accuracy", series.train), ("test-accuracy", series.test)):
        if values is None:
            return _absent(training, name)
    assert series.train is not None
    assert series.test is not None
    if not history.is_whole:
        return failed(training.telling, Message("too-many-iterations"))
    right = history.accuracies()
    if _follows(right, series.train, series.test):
        return PASSED
    telling = training.telling
    shown = {
        "expected": right[: len(series.train)].T.tolist(),
        "got": [series.train.tolist(), series.test.tolist()],
    }
    if _follows(right, series.test, series.train):
        return failed(telling, Message("accuracies-swapped"), **shown)
    if _follows(right, series.train / 100, series.test / 100):
        return failed(telling, Message("accuracies-in-percent"), **shown)
    return failed(telling, Message(_mistaken(training, right)), **shown)


def _mistaken(training: Training, right: FloatArray) -> str:
    """Return the message for accuracies that are those of nothing that was asked for."""
    series, history = training.series, training.history
    assert series.train is not None
    assert series.test is not None
    batches = [
        [TwoLayerNet(state).accuracy(each.x, each.t) for state in history.states[at : at + 2]]
        for at, each in enumerate(history.iterations)
    ]
    of_batches = [value for pair in batches for value in pair]
    whole = _in_turn(of_batches, series.train) or _in_turn(of_batches, series.test)
    if whole and not _in_turn(right[:, 0].tolist(), series.train):
        return "accuracy-of-the-batch"
    if _in_turn(right[:, 0].tolist(), series.train) and _in_turn(right[:, 0].tolist(), series.test):
        return "accuracy-on-training-twice"
    return "accuracies-differ"


def _follows(right: FloatArray, train: FloatArray, test: FloatArray) -> bool:
    """Tell whether pairs of accuracies are those of parameters in their order, a later pair of later ones."""
    if len(train) != len(test):
        return False
    state = 0
    for pair in zip(train, test, strict=True):
        while state < len(right) and not np.all(np.abs(right[state] - pair) <= EXACT):
            state += 1
        if state == len(right):
            return False
        state += 1
    return True


def _in_turn(values: list[float], found: FloatArray) -> bool:
    state = iter(values)
    return all(any(abs(value - each) <= EXACT for value in state) for each in found)
