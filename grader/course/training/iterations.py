"""Which gradients an update was made of: notes of a network put together as iterations; knows no records.

A program may ask for more gradients than it uses: to compare two ways to one, or to see how steep the whole
training set is. What an update followed is told by where the parameters went.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from reference.networks import PARAMETER_NAMES, TwoLayerNet

from ..answers import FloatArray, IntArray

_MOST = 64  # batches tried for one update
STEP = 1e-3  # of the length of a right step: the largest distance from it that passes
Params = dict[str, FloatArray]


@dataclass(frozen=True)
class Iteration:
    """One update: the batch that its gradient was asked for, and the parameters before it.

    rows  numbers of the samples: those of training, behind them those of testing, -1 for no sample at all
    x     float64 (rows, inputs)
    t     float64 (rows, classes), or (rows,) where labels were given
    """

    rows: IntArray
    x: FloatArray
    t: FloatArray
    params: Params


def equal(one: Params, other: Params) -> bool:
    """Tell whether all parameters are the same numbers."""
    return all(np.array_equal(one[name], other[name]) for name in PARAMETER_NAMES)


def factor_of(change: FloatArray, slope: FloatArray) -> float | None:
    """Return c where the change is -c times the slope, None where it is no multiple of it.

    slope  of a program's own batch, too: it may be 0, or no number
    """
    length = float(np.sum(slope * slope))
    if not 0 < length < np.inf:
        return None
    factor = -float(np.sum(change * slope)) / length
    distance = float(np.max(np.abs(change + factor * slope)))
    return factor if distance <= STEP * abs(factor) * float(np.max(np.abs(slope))) else None


def iterations_of(notes: Sequence[Iteration], final: Params | None) -> list[Iteration]:
    """Put together the gradients that were asked for at the same parameters.

    final  the parameters after the training, where they are known
    Where the parameters never change, the notes are iterations that all failed to update. Gradients asked for
    at the parameters that the training ended with served no update.
    """
    if all(equal(note.params, notes[0].params) for note in notes):
        return list(notes)
    groups: list[list[Iteration]] = []
    for note in notes:
        if groups and equal(note.params, groups[-1][0].params):
            groups[-1].append(note)
        else:
            groups.append([note])
    if final is not None and len(groups) > 1 and equal(groups[-1][0].params, final):
        del groups[-1]
    after: list[Params | None] = [*(group[0].params for group in groups[1:]), final]
    return [_used(group, state) for group, state in zip(groups, after, strict=True)]


def _used(group: Sequence[Iteration], after: Params | None) -> Iteration:
    """Return the batch that an update followed; all that was asked for where it followed none."""
    whole = _joined(group)
    if len(group) == 1 or after is None:
        return whole
    with np.errstate(all="ignore"):  # what a program asks for may be of any size
        return next((each for each in islice(_candidates(group), _MOST) if _leads(each, after)), whole)


def _candidates(group: Sequence[Iteration]) -> Iterator[Iteration]:
    """Yield what one batch may have been: one gradient, or several in a row, with others before or behind."""
    yield from group
    for at in range(len(group) - 1):
        yield _together(group[at:])
        yield _together(group[: len(group) - at])


def _leads(iteration: Iteration, after: Params) -> bool:
    """Tell whether each parameter stayed or went along the gradient of a batch, up or down."""
    if iteration.t.ndim != 2:
        return False
    slopes = TwoLayerNet(iteration.params).gradient(iteration.x, iteration.t)
    changes = {name: after[name] - iteration.params[name] for name in PARAMETER_NAMES}
    return all(
        not np.any(changes[name]) or factor_of(changes[name], slopes[name]) is not None
        for name in PARAMETER_NAMES
    )


def _joined(group: Sequence[Iteration]) -> Iteration:
    """Put all together; a batch that was asked for twice in a row counts once, a single sample each time."""
    kept = [
        note
        for at, note in enumerate(group)
        if not at or len(note.x) == 1 or not np.array_equal(group[at - 1].x, note.x)
    ]
    return _together(kept)


def _together(group: Sequence[Iteration]) -> Iteration:
    rows, x, t = (np.concatenate([getattr(note, name) for note in group]) for name in ("rows", "x", "t"))
    return Iteration(rows, x, t, group[0].params)
