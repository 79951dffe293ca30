"""What a network noted while it was trained, read as iterations; knows no exercise.

The notes come from the learner's process, and may be anything. What an update does is therefore judged by the
parameters at the end of a training whose course no sampling can change; notes only tell which rows a batch
held, and when. Where no gradient was asked for, since the program computes its own, the losses that it asked
for tell the batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from reference.networks import PARAMETER_NAMES, TwoLayerNet
from reference.training import parameters_after

from ...worker.wire import CallRecord, Map, Record, Value
from ..answers import FloatArray, IntArray, read, read_any
from .iterations import Iteration, Params, equal, iterations_of
from .problem import LOSSES, Asked, Problem

LARGEST = 1e-4  # number inside a logarithm, for a loss to be right
_SAME = 1e-6  # largest distance of a row from the sample that it is


@dataclass(frozen=True)
class History:
    """What is known of a training.

    iterations  those that were noted
    count       how many there may have been: more than iterations where not all are known
    final       the parameters after it; None where they are no finite arrays of the right shapes
    is_guessed  no gradient was asked for: the batches are those of losses, and the parameters tell nothing
    is_cut      more was asked for than is kept: how many iterations there were is not known
    """

    problem: Problem
    iterations: tuple[Iteration, ...]
    count: int
    final: Params | None
    is_guessed: bool = False
    is_cut: bool = False

    @cached_property
    def states(self) -> list[Params]:
        """The parameters before each noted iteration and, where all were noted, after the last."""
        found = [iteration.params for iteration in self.iterations]
        if self.final is not None and self.is_whole:
            found.append(self.final)
        return found

    @property
    def is_whole(self) -> bool:
        """Whether every iteration was noted."""
        return self.count == len(self.iterations) and not self.is_guessed

    @property
    def moved(self) -> bool:
        """Whether the parameters after training are others than before."""
        return self.final is not None and not equal(self.final, self.problem.params)

    def losses(self, number: int, state: int) -> list[tuple[float, float]]:
        """Return the losses of an iteration with the parameters of a state: of its batch, of the whole set.

        Each as the lowest and the highest that is right: with as much as LARGEST inside the logarithm, and
        with nothing. The whole set gives a slow curve, but a right one.
        """
        network, iteration = TwoLayerNet(self.states[state]), self.iterations[number]
        sets = ((iteration.x, iteration.t), (self.problem.x_train, self.problem.t_train))
        return [(network.loss(x, t, LARGEST), network.loss(x, t)) for x, t in sets]

    def accuracies(self) -> FloatArray:
        """Return the accuracies on the training and the test set at each state, shape (states, 2)."""
        found = []
        for state in self.states:
            network = TwoLayerNet(state)
            sets = ((self.problem.x_train, self.problem.t_train), (self.problem.x_test, self.problem.t_test))
            found.append([network.accuracy(x, t) for x, t in sets])
        return np.array(found).reshape(-1, 2)

    def retraced(self, rate: float) -> History:
        """Return the history with the parameters that its batches lead to, where they end at the ones found.

        So much is known of a program that computes its own gradient: with right steps its course is no guess.
        """
        if not self.is_guessed or self.final is None or self.count != len(self.iterations):
            return self
        batches = [(each.x, each.t) for each in self.iterations]
        if not batches or any(t.ndim != 2 for _, t in batches):
            return self
        after = parameters_after(self.problem.params, batches, rate)
        if any(np.max(np.abs(after[-1][name] - value)) > _SAME for name, value in self.final.items()):
            return self
        states = [self.problem.params, *after[:-1]]
        known = [replace(each, params=params) for each, params in zip(self.iterations, states, strict=True)]
        return replace(self, iterations=tuple(known), is_guessed=False)


def history_of(problem: Problem, asked: Asked, records: Sequence[Record]) -> History:
    """Read the records of a training; raises WireError where an array lies about its size."""
    call = records[asked.at]
    final = final_of(problem, asked, records)
    cut = call.call_count > len(call.calls)  # then what the last of them led to is not known
    gradients = [note for note in call.calls if _method(note) != LOSSES]
    if gradients:
        notes = [known for note in gradients if (known := _iteration(problem, note)) is not None]
        iterations = iterations_of(notes, None if cut else final) if notes else []
        lost = len(gradients) - len(notes)
        if cut and len(iterations) > 1:
            del iterations[-1]
    else:
        notes = [known for note in call.calls if (known := _iteration(problem, note)) is not None]
        iterations, lost = _batches(problem, notes), len(call.calls) - len(notes)
    count = len(iterations) + lost + max(call.call_count - len(call.calls), 0)
    return History(problem, tuple(iterations), count, final, not gradients, cut)


def final_of(problem: Problem, asked: Asked, records: Sequence[Record]) -> Params | None:
    """Return the parameters after a training; None where they are no finite arrays of the right shapes."""
    found = {
        name: read(record.value, problem.params[name].shape).numbers
        for name, record in zip(PARAMETER_NAMES, records[asked.at + 1 :], strict=False)
    }
    return _known(found)


def _known(found: dict[str, FloatArray | None]) -> Params | None:
    known = {name: value for name, value in found.items() if value is not None and np.all(np.isfinite(value))}
    return known if len(known) == len(PARAMETER_NAMES) else None


def _method(note: CallRecord) -> Value:
    return note.point.items.get("method") if isinstance(note.point, Map) else None


def _batches(problem: Problem, notes: Sequence[Iteration]) -> list[Iteration]:
    """Return the losses asked for of batches, not of a whole set; differences of losses of one batch once."""
    sets = (problem.x_train, problem.x_test)
    parts = [note for note in notes if not any(np.array_equal(note.x, x) for x in sets)]
    changing = [
        note for at, note in enumerate(parts) if not at or not np.array_equal(parts[at - 1].x, note.x)
    ]
    numbers = sum(value.size for value in problem.params.values())
    return changing if len(parts) > numbers * len(changing) else parts


def _iteration(problem: Problem, note: CallRecord) -> Iteration | None:
    """Read one note; None where it does not hold what a network notes."""
    if not isinstance(note.point, Map):
        return None
    items = note.point.items
    x, t = (read_any(items.get(name)) for name in ("x", "t"))
    state = items.get("params")
    if x is None or t is None or not isinstance(state, Map):
        return None
    params = {
        name: read(state.items.get(name), problem.params[name].shape).numbers for name in PARAMETER_NAMES
    }
    known = {
        name: value for name, value in params.items() if value is not None and np.all(np.isfinite(value))
    }
    x = np.atleast_2d(x)
    if x.ndim != 2 or x.shape[1] != problem.x_train.shape[1] or not len(x) or len(known) < len(params):
        return None
    if not np.all(np.isfinite(x)) or not np.all(np.isfinite(t)):
        return None
    if t.shape == problem.t_train.shape[1:] and len(x) == 1:
        t = t.reshape(1, -1)
    if t.shape not in ((len(x), problem.t_train.shape[1]), (len(x),)):
        return None
    return Iteration(_rows(problem, x), x, _one_hot(t, problem.t_train.shape[1]), known)


def _one_hot(t: FloatArray, classes: int) -> FloatArray:
    if t.ndim == 2:
        return t
    return np.asarray(t[:, None] == np.arange(classes), dtype=np.float64)


def _rows(problem: Problem, x: FloatArray) -> IntArray:
    samples = np.concatenate([problem.x_train, problem.x_test])
    distances = np.max(np.abs(x[:, None, :] - samples[None, :, :]), axis=2)
    nearest = np.argmin(distances, axis=1)
    return np.where(distances[np.arange(len(x)), nearest] <= _SAME, nearest, -1)
