"""Recovering the difference formula that a program computes, whatever its spelling; runs nothing itself.

A difference formula is linear in f: d = sum_k w_k f(p_k). The log of calls tells the points p_k; an f that
answers 1 in call k and 0 in all others makes the program answer w_k. Offsets p_k - x and weights w_k name
the formula: weights 1 and -1/(2h) lack the numerator's parentheses, weights +-h/2 the denominator's. An f
that is 0, one that is 1 and an ordinary one tell whether the program is linear in f at all.

    steps_for(exercise)   what to ask a program
    read(records)         what the answers say: a stencil, and the misconceptions that it fits
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..course import difference
from ..course.answers import FloatArray, point, read_any
from ..outcome import Message
from ..worker.values import pack
from ..worker.wire import Array, Call, Get, Probe, Put, Record, Ref, Step
from . import stencil_names as names
from . import stencil_words as words

_SCALAR = 0.731
_VECTOR = (0.731, -1.127, 0.419)
_MATRIX = ((0.613, -0.427), (0.871, -0.389), (0.523, 0.741))
_ECHO = 2  # steps that put x into a register and read it back, so that the records tell what x was
_ORDINARY = 3  # runs before the impulses: f = 0, f = 1, and an ordinary f


@dataclass(frozen=True)
class Stencil:
    """A difference formula, recovered.

    offsets  one row for each call of f, in order; its point minus x, component by component
    weights  the same shape: what the value of that call counts for in each component of the answer
    step     the smallest distance from x at which f is asked, or what the weights say where that is 0
    """

    offsets: tuple[tuple[float, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    step: float

    def formula(self, component: int = 0) -> str:
        """Write the formula of one component, such as "(f(x + h) - f(x - h))/(2h)".

        Where f is asked at x alone no h shows, and the weights are written as numbers.
        """
        step = self.step if np.any(self.offsets) else 0.0
        return names.formula(
            [row[component] for row in self.offsets], [row[component] for row in self.weights], step
        )


@dataclass(frozen=True)
class Reading:
    """What a program's answers say.

    ids      misconceptions that fit, likeliest first; none where the formula is right or cannot be read
    stencil  the formula, where it is one
    fields   "formula", "step", "x" as text
    told     what was recovered, for the report
    """

    ids: tuple[str, ...] = ()
    stencil: Stencil | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Message, ...] = ()


def steps_for(exercise: str) -> list[Step]:
    """Return the steps that ask a program for its formula.

    exercise  "exercise1_numerical_diff" or "exercise2_numerical_gradient"; KeyError for any other
    """
    name = {
        "exercise1_numerical_diff": "numerical_diff",
        "exercise2_numerical_gradient": "numerical_gradient",
    }[exercise]
    scalar = name == "numerical_diff"
    x = _SCALAR if scalar else pack(np.array(_VECTOR))
    call = Call(name, [Ref("f"), x])
    ordinary = (
        Probe("f", "exponential", {"scale": 1.3, "rate": 0.9})
        if scalar
        else Probe("f", "weighted_exponential", {"weights": pack(np.array([1.3, 0.7, 0.9]))})
    )
    steps: list[Step] = [Put("x", x), Get("x", ["real"])]
    for probe in (Probe("f", "constant", {"value": 0.0}), Probe("f", "constant", {"value": 1.0}), ordinary):
        steps += [probe, call]
    steps += difference.impulses(call)
    if not scalar:
        steps += [Probe("f", "sum_of_squares"), Call(name, [Ref("f"), pack(np.array(_MATRIX))])]
    return steps


def read(records: Sequence[Record]) -> Reading:
    """Read the records of the steps of `steps_for`; they may end early, with a step that raised."""
    if len(records) <= _ECHO + 1:
        return Reading()
    x = read_any(records[_ECHO - 1].value)
    if x is None:
        return Reading()
    runs = list(records[_ECHO + 1 :: 2])
    early = _of_calls(runs, x)
    if early:
        return Reading(early, fields={"x": _number(x)})
    return _of_answers(runs, x)


def _of_calls(runs: Sequence[Record], x: FloatArray) -> tuple[str, ...]:
    """Return what the points alone tell: f never asked, at a component, at float32."""
    first = runs[0]
    if not first.call_count and first.raised is None:
        return ("ignores-the-function",)
    for call in first.calls:
        place = point(call.point)
        if isinstance(call.point, Array) and call.point.dtype in ("float32", "float16"):
            return ("step-below-float32",)
        if place is not None and x.ndim and place.size == 1:
            return ("passes-component",)
    if first.raised is not None:
        return names.of_exception(first.raised.type, first.raised.message, bool(x.ndim))
    return ()


def _of_answers(runs: Sequence[Record], x: FloatArray) -> Reading:
    """Read the answers to f = 0, f = 1, an ordinary f and the impulses."""
    answers = [read_any(record.value) for record in runs]
    told = {"x": _number(x)}
    whole = [answer for answer in answers[: _ORDINARY + difference.MOST_CALLS] if answer is not None]
    if len(whole) < min(len(runs), _ORDINARY + difference.MOST_CALLS) or len(whole) <= _ORDINARY:
        return Reading(fields=told)
    offsets = _offsets(runs[0], x)
    if any(not np.all(np.isfinite(answer)) for answer in whole):
        return Reading(names.of_overflow(offsets), fields=told)
    if any(answer.shape != x.shape for answer in whole):
        return Reading(names.of_shape(whole[0].shape, _moves_all(runs[0], x)), fields=told)
    weights = np.array([np.ravel(answer - whole[0]) for answer in whole[_ORDINARY:]])
    if offsets is None or not len(offsets) or len(offsets) > len(weights):
        return Reading(fields=told)
    stencil = _stencil(offsets, weights[: len(offsets)])
    found = list(names.of_stencil(stencil.offsets, stencil.weights, stencil.step))
    formulas = [stencil.formula(component) for component in range(x.size)]
    said = words.of_stencil(formulas, stencil.offsets, stencil.weights, stencil.step, not found)
    if np.any(np.abs(whole[0]) > names.ROUNDING * (1 + np.abs(weights).max())):
        found.insert(0, names.of_remainder(np.ravel(whole[0]), np.ravel(x), stencil.step))
        said.append(words.of_remainder(np.ravel(whole[0])))
    elif not _is_linear(runs, whole, weights[: len(offsets)]):
        found = ["rounds-the-result", *found]
        said = [Message("recovered.not-linear")]
    found += _of_the_rest(runs, x)
    said += _of_change(runs[0])
    told |= {"formula": "; ".join(dict.fromkeys(formulas)), "step": f"{stencil.step:g}"}
    return Reading(tuple(dict.fromkeys(found)), stencil, told, tuple(said))


def _stencil(offsets: FloatArray, weights: FloatArray) -> Stencil:
    moved = np.abs(offsets[offsets != 0])
    largest = np.abs(weights).max()
    step = float(moved.min()) if moved.size else (0.5 / float(largest) if largest else 0.0)
    return Stencil(tuple(map(tuple, offsets.tolist())), tuple(map(tuple, weights.tolist())), step)


def _offsets(record: Record, x: FloatArray) -> FloatArray | None:
    """Return the points minus x, shape (call, component); None where one is of another kind."""
    rows = []
    for call in record.calls:
        place = point(call.point)
        if place is None or place.size != x.size or np.iscomplexobj(place):
            return None
        rows.append(np.ravel(place) - np.ravel(x))
    return np.array(rows).reshape(len(rows), x.size)


def _is_linear(runs: Sequence[Record], whole: Sequence[FloatArray], weights: FloatArray) -> bool:
    """Tell whether weights that impulses showed explain the answers to f = 1 and to an ordinary f."""
    for record, answer in ((runs[1], whole[1]), (runs[2], whole[2])):
        values = np.array([_value(call.value) for call in record.calls])
        if len(values) != len(weights):
            return True
        expected = values @ weights
        noise = 1e-12 * (np.abs(values) @ np.abs(weights)) + 1e-12
        if np.any(np.abs(np.ravel(answer - whole[0]) - expected) > noise):
            return False
    return True


def _value(value: object) -> float:
    numbers = read_any(value)  # type: ignore[arg-type]
    return float(np.ravel(numbers)[0]) if numbers is not None and numbers.size else 0.0


def _moves_all(record: Record, x: FloatArray) -> bool:
    offsets = _offsets(record, x)
    return offsets is not None and bool(np.any(np.all(offsets != 0, axis=1)))


def _of_the_rest(runs: Sequence[Record], x: FloatArray) -> list[str]:
    """Return what a matrix, and x afterwards, tell of a gradient."""
    found = []
    if x.ndim and any(record.changed for record in runs[:_ORDINARY]):
        found.append("not-restored")
    if x.ndim and len(runs) > _ORDINARY + difference.MOST_CALLS:
        last = runs[-1]
        shape = np.shape(_MATRIX)
        places = [point(call.point) for call in last.calls]
        answer = None if last.raised is not None else read_any(last.value)
        whole = all(place is not None and place.shape == shape for place in places)
        if answer is None or answer.shape != shape or not whole:
            found.append("one-dimensional-only")
    return found


def _of_change(record: Record) -> list[Message]:
    """Tell how x was left by a call."""
    for changed in record.changed:
        before, after = read_any(changed.before), read_any(changed.after)
        if before is not None and after is not None:
            told = words.of_change(np.ravel(before), np.ravel(after))
            return [told] if told is not None else []
    return []


def _number(x: NDArray[Any]) -> str:
    return f"{float(x):g}" if x.ndim == 0 else str(x.tolist())
