"""Recognising a difference of values of f by its calls and by unit impulses; knows no exercise.

A formula d = sum_k w_k f(p_k) is a difference quotient at x when it is exact for constants and straight
lines: sum_k w_k = 0 and sum_k w_k (p_k - x) = 1, whatever its stencil. With f = 1 at call k and 0 elsewhere
the formula answers w_k, and the log of calls tells p_k.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exercise import PASSED, Finding, Tolerance
from ..outcome import Message, Outcome
from ..worker.wire import Call, Probe, Record, Step, Value
from .answers import FloatArray, kind_of, point, read
from .comparing import Telling, compare_reading, failed

MOST_CALLS = 12  # calls of f whose weights are asked for
IMPULSE = "f(x) = 0.0, but 1.0 in one of its calls"
_ROUNDING = 1e-9  # sum of weights over sum of magnitudes that is taken for rounding


def impulses(call: Call) -> tuple[Step, ...]:
    """Return the steps that ask for the weights: `call` many times, f being 1 at another call each time."""
    steps: list[Step] = []
    for number in range(MOST_CALLS):
        steps += [Probe("f", "impulse", {"call": number}), call]
    return tuple(steps)


def judge_calls(telling: Telling, record: Record, x: FloatArray) -> Finding | None:
    """Judge at which points f was called: at two or more, whole ones, not all of them x itself.

    x  float64, the argument that the program was given
    Returns None where the program raised before the calls told anything.
    """
    points = [point(call.point) for call in record.calls]
    for call, place in zip(record.calls, points, strict=True):
        if place is None or place.size != x.size or (x.ndim and place.shape != x.shape):
            return failed(telling, _unfit(call.point, place, x))
    if record.raised is not None:
        return None
    if not points:
        return failed(telling, Message("f-never-called"))
    away = [place for place in points if place is not None and (place.reshape(x.shape) != x).any()]
    if not away:
        return failed(telling, Message("f-called-at-x-only", {"count": record.call_count}))
    if record.call_count == 1 and not _is_complex(away):
        return failed(telling, Message("f-called-once"))
    return PASSED


def judge_weights(
    telling: Telling, records: Sequence[Record], x: FloatArray, tolerance: Tolerance
) -> Finding:
    """Judge whether answers to impulses are those of a difference quotient at x.

    records    of the steps of `impulses`
    x          float64, shape (n,) or (), the argument; answers have its shape
    tolerance  for sum_k w_k (p_k - x) against 1 (for arrays, against the unit matrix)
    What calls f another number of times when it answers otherwise follows its values, and passes where it
    answers 0 to zeros alone; so does what calls f at complex points, where a real impulse tells nothing. Of
    more than MOST_CALLS calls, one weight that is not 0 is enough.
    """
    answers = records[1::2]
    readings = [read(record.value, x.shape) for record in answers]
    rows = []
    for record, reading in zip(answers, readings, strict=True):
        row = None if reading.numbers is None else reading.numbers.ravel().tolist()
        if row is None or not all(map(math.isfinite, row)):
            return compare_reading(telling, np.zeros(x.shape), reading, record.value, tolerance)
        rows.append(row)
    weights = np.array(rows)  # shape (call, component)
    counts = {record.call_count for record in answers}
    places = [point(call.point) for call in answers[0].calls]
    if _is_complex(places):
        return PASSED
    if len(counts) > 1:
        pairs = zip(rows, answers, strict=True)
        unseen = [row for at, (row, answer) in enumerate(pairs) if 0 < answer.call_count <= at]
        if np.any(unseen):  # what saw zeros alone has nothing but 0 to answer
            return failed(telling, Message("no-difference-of-values"))
        return PASSED  # one that goes on until two slopes agree answers 0 to every impulse
    if max(counts) > MOST_CALLS:
        return PASSED if weights.any() else failed(telling, Message("no-difference-of-values"))
    offsets = _offsets(places, x)
    count = len(places)
    if offsets is None or count == 0 or weights[count:].any():
        return failed(telling, Message("no-difference-of-values"))
    weights = weights[:count]
    moments = weights.T @ offsets  # component by component of x
    balanced = (np.abs(weights.sum(axis=0)) <= _ROUNDING * np.abs(weights).sum(axis=0)).all()
    if balanced and (np.abs(moments - np.eye(x.size)) <= tolerance.relative).all():
        return PASSED
    return failed(telling, Message("no-difference-of-values"))


def less_exact(finding: Finding, _: int) -> Finding:
    """Say of values that differ by little that they are not exact enough: for `comparing.plan_of`."""
    if finding.message.id != "values-differ":
        return finding
    return replace(finding, message=Message("not-exact-enough"))


def note_side(record: Record, x: float) -> Finding:
    """Say in a passed Finding that f was called on one side of x only: it works, by a small step alone."""
    offsets = _offsets([point(call.point) for call in record.calls], np.array(x))
    if offsets is None or offsets.size == 0 or ((offsets > 0).any() and (offsets < 0).any()):
        return PASSED
    return Finding(Outcome.PASSED, Message("passed-one-sided"), share=1.0)


def _unfit(value: Value, place: NDArray[Any] | None, x: FloatArray) -> Message:
    if place is None:
        return Message("f-got-other-kind", {"kind": kind_of(value)})
    if x.ndim and place.size == 1:
        return Message("f-got-one-number", {"expected": str(x.shape)})
    if not x.ndim:
        return Message("f-got-array", {"got": str(place.shape)})
    return Message("f-got-other-shape", {"expected": str(x.shape), "got": str(place.shape)})


def _offsets(places: Sequence[NDArray[Any] | None], x: FloatArray) -> FloatArray | None:
    """Return the real points minus x, shape (call, component); None where one is of another kind."""
    rows = []
    for place in places:
        if place is None or place.size != x.size or place.dtype.kind == "c":
            return None
        rows.append(place.ravel() - x.ravel())
    return np.array(rows).reshape(len(rows), x.size)


def _is_complex(places: Sequence[NDArray[Any] | None]) -> bool:
    return any(
        place is not None and place.dtype.kind == "c" and bool((place.imag != 0).any()) for place in places
    )
