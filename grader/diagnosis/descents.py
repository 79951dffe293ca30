"""Recovering what a descent does from where it ends, on functions whose descents have closed forms.

On a plane f = b.x every gradient is b. A right descent then ends at x - n lr b after n steps, so that what it
does to the rate and to the number of steps can be read off: k = (x - end) / (lr b) is n, or -n where it goes
up, n - 1 where a step lacks. On f = x.diag(a).x / 2 component i is multiplied by 1 - lr a_i a step: by
(1 - lr a_i)^n in all, but by 1 - n lr a_i where the gradient is always that of the start.

    steps_for(definition)   what to ask a program
    read(records)           what its answers say
Runs nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..course.answers import FloatArray, read_any
from ..course.exercise3_gradient_descent import NAME, ROLES
from ..course.meanings import arguments
from ..course.paths import last_point
from ..outcome import Message
from ..worker.values import pack
from ..worker.wire import Call, Definition, Probe, Record, Ref, Step, Value
from .stencil import Reading

_SLOPE = (0.83, -2.31)  # of the plane
_CURVATURE = (1.0, 3.0)
_START = (1.37, -2.19)
_EARLY = (  # what makes one step of all of them
    "return-inside-loop",
    "restarts-each-step",
    "update-not-kept",
    "statement-outside-loop",
    "ignores-step-count",
)
_CLOSE = 2e-3  # relative distance of two counts of steps: above the noise of a learner's own differences


@dataclass(frozen=True)
class _Run:
    """One descent asked of a program: on the plane, or on the bowl."""

    rate: float
    steps: int
    curved: bool = False


_SHORT, _STEEP, _LONG = _Run(0.13, 2), _Run(0.37, 2), _Run(0.13, 5)
_RUNS = (_SHORT, _STEEP, _LONG, _Run(0.13, 4, curved=True))


def steps_for(definition: Definition) -> list[Step]:
    """Return the steps that ask a program for its descents; none where its parameters lack a meaning.

    definition  the function that stands for gradient_descent
    """
    plane = {"matrix": pack(np.zeros((2, 2))), "linear": pack(np.array(_SLOPE))}
    bowl = {"matrix": pack(np.diag(_CURVATURE)), "linear": pack(np.zeros(2))}
    steps: list[Step] = []
    for run in _RUNS:
        values: dict[str, tuple[Value, str]] = {
            "f": (Ref("f"), ""),
            "init_x": (pack(np.array(_START)), ""),
            "lr": (run.rate, ""),
            "step_num": (run.steps, ""),
        }
        given = arguments(definition.parameters, ROLES, values)
        if given.lacking:
            return []
        steps += [
            Probe("f", "quadratic", bowl if run.curved else plane),
            Call(NAME, given.args, given.kwargs),
        ]
    return steps


def read(records: Sequence[Record]) -> Reading:
    """Read the records of the steps of `steps_for`; they may end early, with a step that raised."""
    ends = [_end(record) for record in records[1::2]]
    if len(ends) < len(_RUNS):
        return Reading()
    whole = [end for end in ends if end is not None]
    if len(whole) < len(ends):
        return Reading()
    for form in (_still, _assigned, _rate_added, _rate_idle, _divided):
        reading = form(whole)
        if reading is not None:
            return reading
    return _of_counts(whole)


def _end(record: Record) -> FloatArray | None:
    """Return the point that a descent gave back, None where it is no finite point of the start's size."""
    if record.raised is not None:
        return None
    numbers = read_any(last_point(record.value))
    if numbers is None or numbers.shape != np.shape(_START) or not np.all(np.isfinite(numbers)):
        return None
    return numbers


def _close(left: FloatArray, right: FloatArray) -> bool:
    return bool(np.all(np.abs(left - right) <= _CLOSE * np.maximum(np.abs(left), np.abs(right))))


def _said(name: str, ids: tuple[str, ...], **fields: object) -> Reading:
    return Reading(ids, told=(Message(f"recovered.descent-{name}", fields),))


def _still(ends: Sequence[FloatArray]) -> Reading | None:
    if not all(np.array_equal(end, _START) for end in ends):
        return None
    return _said("still", ("update-not-kept", "returns-wrong-variable", "ignores-step-count"))


def _assigned(ends: Sequence[FloatArray]) -> Reading | None:
    """See an end that holds the last step and nothing of the start."""
    slope = np.array(_SLOPE)
    for sign in (-1.0, 1.0):
        if all(_close(end, sign * run.rate * slope) for end, run in zip(ends, _RUNS[:3], strict=False)):
            return _said("assigned", ("assigns-the-step",), step=f"{'-' if sign < 0 else ''}lr * gradient")
    return None


def _rate_added(ends: Sequence[FloatArray]) -> Reading | None:
    """See steps of gradient + lr, of gradient - lr, of lr - gradient."""
    for slope, rate, written in ((1, 1, "gradient + lr"), (1, -1, "gradient - lr"), (-1, 1, "lr - gradient")):
        wanted = [run.steps * (slope * np.array(_SLOPE) + rate * run.rate) for run in _RUNS[:3]]
        if all(_close(np.array(_START) - end, way) for end, way in zip(ends, wanted, strict=False)):
            return _said("rate-added", ("adds-the-gradient",), step=written)
    return None


def _rate_idle(ends: Sequence[FloatArray]) -> Reading | None:
    """See ways along the gradient that are alike whatever the rate."""
    lengths = [(np.array(_START) - end) / np.array(_SLOPE) for end in ends]
    used = float(lengths[0].mean()) / _SHORT.steps
    if not used or not all(_close(way, np.full(2, used * _SHORT.steps)) for way in lengths[:2]):
        return None
    fields = {"one": f"{_SHORT.rate:g}", "other": f"{_STEEP.rate:g}", "used": f"{used:.4g}"}
    idle = not _close(lengths[2], np.full(2, used * _LONG.steps))
    return _said("rate-idle", ("ignores-learning-rate", *["ignores-step-count"] * idle), **fields)


def _divided(ends: Sequence[FloatArray]) -> Reading | None:
    """See steps of gradient / lr."""
    for sign in (1.0, -1.0):
        wanted = [sign * run.steps / run.rate * np.array(_SLOPE) for run in _RUNS[:3]]
        if all(_close(np.array(_START) - end, way) for end, way in zip(ends, wanted, strict=False)):
            return _said("divided", ("divides-by-learning-rate",))
    return None


def _of_counts(ends: Sequence[FloatArray]) -> Reading:
    """Read how many steps, of which sign, each way is; then from where each gradient was taken."""
    counts = [
        (np.array(_START) - end) / (run.rate * np.array(_SLOPE))
        for end, run in zip(ends, _RUNS[:3], strict=False)
    ]
    if not all(_close(count, np.full(2, count[0])) for count in counts) or not _close(counts[0], counts[1]):
        return Reading()
    short, long = float(counts[0][0]), float(counts[2][0])
    sign = -1 if short < 0 else 1
    made = [abs(round(short, 2)), abs(round(long, 2))]
    asked = [_SHORT.steps, _LONG.steps]
    fields = {
        "asked": asked[0],
        "made": f"{made[0]:g}",
        "asked_long": asked[1],
        "made_long": f"{made[1]:g}",
    }
    found: list[Reading] = []
    ids: tuple[str, ...]
    if sign < 0:
        found.append(_said("up", ("ascends", "flipped-sign")))
    if made[0] == made[1]:
        ids = _EARLY if made[0] == 1 else ("ignores-step-count",)
        found.append(_said("count-idle", ids, made=f"{made[0]:g}"))
    elif made != asked and {made[0] - asked[0]} == {made[1] - asked[1]} and abs(made[0] - asked[0]) <= 2:
        found.append(_said("count-off", ("off-by-one-steps",), **fields))
    elif abs(made[0] / asked[0] - made[1] / asked[1]) <= _CLOSE and made != asked:
        ids = ("update-per-coordinate", "divides-by-h", "half-forward-difference")
        found.append(_said("factor", ids, factor=f"{made[0] / asked[0]:.4g}"))
    elif made == asked and _is_stale(ends[3], sign):
        found.append(_said("stale", ("stale-gradient",)))
    ids = tuple(dict.fromkeys(name for reading in found for name in reading.ids))
    return Reading(ids, told=tuple(message for reading in found for message in reading.told))


def _is_stale(end: FloatArray, sign: int) -> bool:
    """Tell whether an end on the bowl is that of one gradient, taken at the start, for all steps."""
    run = _RUNS[3]
    factors = 1 - sign * run.steps * run.rate * np.array(_CURVATURE)
    return _close(end, factors * np.array(_START))
