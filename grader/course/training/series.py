"""The series that a training gives back, in a tuple, a list or a dict; knows no exercise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...outcome import Curve
from ...worker.wire import Array, Map, Seq, Value
from ..answers import FloatArray, read, read_any

_LOSS = ("loss", "cost", "err")
_TRAIN, _TEST = ("train", "tr"), ("test", "val", "te")


@dataclass(frozen=True)
class Series:
    """What was recognised; None for what was not there.

    losses, train, test  float64, one axis; NaN where an entry is no number
    """

    losses: FloatArray | None = None
    train: FloatArray | None = None
    test: FloatArray | None = None

    def curves(self) -> tuple[Curve, ...]:
        """Return what can be drawn, for a report."""
        found = []
        count = len(self.losses) if self.losses is not None else 0
        for name, values in (
            ("loss", self.losses),
            ("train-accuracy", self.train),
            ("test-accuracy", self.test),
        ):
            if values is not None and len(values) > 1:
                every = count / len(values) if count and name != "loss" else 1.0
                found.append(Curve(name, tuple(map(float, values)), every))
        return tuple(found)


def series_of(value: Value, count: int) -> Series:
    """Recognise the series in what a training returned.

    value  a tuple or list, the network or anything else among the series, or a dict with telling keys
    count  iterations: what makes a series the losses, in whatever place it stands
    """
    if isinstance(value, Map):
        named = dict(_flat(value))
        return _named(named) if named else Series()
    if isinstance(value, Seq):
        for item in value.items:
            if isinstance(item, Map) and (named := dict(_flat(item))):
                return _named(named)
        found = [numbers for item in value.items if (numbers := _numbers(item)) is not None]
        if found:
            return _placed(found, count)
        losses = _numbers(value)
        return Series(losses)
    return Series(_numbers(value))


def _placed(found: list[FloatArray], count: int) -> Series:
    """Take the losses to be the one series that has an entry for each iteration, else the first."""
    fitting = [at for at, numbers in enumerate(found) if len(numbers) == count]
    at = fitting[0] if len(fitting) == 1 or (fitting and fitting[0] == 0) else 0
    rest = [numbers for place, numbers in enumerate(found) if place != at]
    return Series(found[at], *rest[:2])


def _named(named: dict[str, FloatArray]) -> Series:
    losses = [name for name in named if any(word in name for word in _LOSS)]
    losses.sort(key=lambda name: any(word in name for word in ("test", "val", "epoch", "avg", "mean")))
    accuracies = [name for name in named if "acc" in name and name not in losses]
    train = _with(accuracies, _TRAIN)
    test = _with([name for name in accuracies if name != train], _TEST)
    picked = (losses[0] if losses else None, train, test)
    return Series(*(named[name] if name is not None else None for name in picked))


def _with(names: list[str], words: tuple[str, ...]) -> str | None:
    return next((name for word in words for name in names if word in name), None)


def _flat(value: Map) -> list[tuple[str, FloatArray]]:
    """Return the series of a dict under their keys, those of dicts in it too."""
    found = []
    for key, item in value.items.items():
        name = key.lower().replace("_", "")
        if isinstance(item, Map):
            found += [(name + inner, numbers) for inner, numbers in _flat(item)]
        elif (numbers := _numbers(item)) is not None:
            found.append((name, numbers))
    return found


def _numbers(value: Value) -> FloatArray | None:
    """Read a list, tuple or array of one axis as numbers; None for anything else, also for one number."""
    if isinstance(value, Array):
        numbers = read_any(value)
        return numbers if numbers is not None and numbers.ndim == 1 else None
    if not isinstance(value, Seq) or value.length != len(value.items):
        return None
    entries = [read(item, ()).numbers for item in value.items]
    if entries and all(entry is None for entry in entries):
        return None
    return np.array([np.nan if entry is None else float(entry) for entry in entries], dtype=np.float64)
