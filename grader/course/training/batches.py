"""Which rows the batches of a training held, with which labels; knows no exercise's points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...exercise import PASSED, Finding
from ...outcome import Message
from ..answers import IntArray
from ..comparing import Telling, failed
from .problem import Run
from .runs import Training

ENOUGH = 0.6  # part of the samples, of those that even sampling would draw, which have to be drawn


def batches(training: Training) -> Finding:
    """Judge how many rows the batches held, and whether other ones each time, from the whole training set."""
    run, telling = training.run, training.telling
    held = [iteration.rows for iteration in training.history.iterations]
    sizes = [len(each) for each in held]
    message = _wrong_size(run, sizes)
    if message is not None:
        return failed(telling, message, [run.batch] * len(sizes), sizes)
    if any(np.any(each < 0) for each in held):
        return failed(telling, Message("batch-of-no-samples"))
    rows = [sorted(each.tolist()) for each in held]
    if len(rows) > 2 and all(each == rows[0] for each in rows):
        return failed(telling, Message("batch-always-same", {"rows": rows[0]}), got=rows[0])
    drawn = sorted(row for each in rows for row in each)
    seen, likely = sorted(set(drawn)), run.samples * (1 - (1 - 1 / run.samples) ** len(drawn))
    if len(seen) < ENOUGH * likely:
        fields = {"seen": len(seen), "samples": run.samples, "draws": len(drawn)}
        return failed(telling, Message("batch-of-few", fields), got=seen)
    if len(rows) > 2 and all(_is_in_order(each) for each in held):
        return replace(PASSED, message=Message("passed-in-order"))
    return PASSED


def _wrong_size(run: Run, sizes: Sequence[int]) -> Message | None:
    """Return what is wrong with the sizes of batches, of which the last of an epoch may be smaller."""
    if all(size == run.samples for size in sizes):
        return Message("batch-whole-set", {"samples": run.samples})
    if max(sizes) == run.batch and 2 * sizes.count(run.batch) >= len(sizes):
        return None
    return Message("batch-size-differs", {"expected": run.batch, "got": sizes[0]})


def _is_in_order(rows: IntArray) -> bool:
    return bool(np.all(np.diff(rows) == 1))


def pairs(training: Training) -> Finding:
    """Judge whether each row of each batch has its own label."""
    problem = training.history.problem
    targets = np.concatenate([problem.t_train, problem.t_test])
    for at, iteration in enumerate(training.history.iterations):
        known = iteration.rows >= 0
        right = targets[iteration.rows[known]]
        wrong = np.any(right != iteration.t[known], axis=1)
        if np.any(wrong):
            fields = {"wrong": int(np.sum(wrong)), "rows": len(right), "iteration": at + 1}
            expected, got = (labels.argmax(axis=1).tolist() for labels in (right, iteration.t[known]))
            telling = Telling("t_batch.argmax(axis=1)", training.telling.call)
            return failed(telling, Message("labels-mixed", fields), expected, got)
    return PASSED


def unseen(training: Training) -> Finding:
    """Judge whether no row of the test set is in a batch."""
    samples = training.run.samples
    for at, iteration in enumerate(training.history.iterations):
        strange = iteration.rows[iteration.rows >= samples] - samples
        if strange.size:
            message = Message("test-data-trained-on", {"rows": strange.size, "iteration": at + 1})
            return failed(training.telling, message, got=strange.tolist())
    return PASSED
