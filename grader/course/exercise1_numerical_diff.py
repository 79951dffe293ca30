"""Exercise 1, numerical_diff(f, x): what is asked of it; knows no other exercise.

Two tolerances. COARSE lets every difference formula with a sensible step through: a one-sided one with
h <= 1e-3 errs by h |f''| / 2, a central one with h <= 0.1 by h**2 |f'''| / 6, float32 on the way by some
1e-3; it stops h = 1. FINE asks for the second order: the functions under it are chosen so that, in units of
max(1, |f'|), |f'''| / 6 <= 0.5, which lets a central difference with 1e-8 <= h <= 1e-3 through, and one of
them has |f''| / 2 >= 1.8, which stops a one-sided difference with h >= 1e-6 and lets h <= 1e-7 through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..exercise import Check, Exercise, Finding, Found, Plan, Target, Tolerance
from ..outcome import Message
from ..worker.wire import Call, Record, Ref
from . import difference
from .comparing import Case, Telling, plan_of
from .functions import Function, exponential, number, polynomial, reciprocal, sine, tanh

COARSE = Tolerance(5e-3)
FINE = Tolerance(1e-6)
NAME = "numerical_diff"


def _case(found: Found, f: Function, x: float, log: bool = False) -> Case:
    telling = Telling(f"{found.definitions[NAME].name}(f, {x!r})", f.where())
    return Case((f.probe(log=log), Call(NAME, [Ref("f"), x])), telling, f.derivative(float(x)))


def _steep(rng: np.random.Generator, x: float, scale: float, low: float, high: float) -> Function:
    """Return a sine whose top lies low .. high beyond x: a small slope and a large curvature there."""
    frequency = number(rng, 0.9, 1.1)
    return sine(scale, frequency, round(np.pi / 2 - number(rng, low, high) - frequency * x, 3))


def _calls(rng: np.random.Generator, found: Found) -> Plan:
    f, x = exponential(number(rng, 0.8, 1.4), number(rng, 0.7, 1.1)), number(rng, 0.3, 1.2)
    case = _case(found, f, x, log=True)

    def judge(records: Sequence[Record]) -> Finding | None:
        if not records:
            return None
        return difference.judge_calls(case.telling, records[-1], np.array(x))

    return Plan(case.steps, judge, case.telling.call, case.telling.where, judges_failures=True)


def _values(rng: np.random.Generator, found: Found) -> Plan:
    x = number(rng, 0.5, 1.4)
    large = polynomial([0.0, number(rng, -2, -1), 0.0, number(rng, 0.6, 1.2)])
    return plan_of(
        [
            _case(found, exponential(number(rng, 0.8, 1.6), number(rng, 0.7, 1.1)), number(rng, 0.3, 1.2)),
            _case(found, _steep(rng, x, 4.0, 0.36, 0.43), x),
            _case(found, large, number(rng, 2.8, 3.9)),
            _case(found, tanh(number(rng, 1.2, 1.9), number(rng, 0.7, 1.1)), number(rng, 0.3, 0.7)),
            _case(found, reciprocal(number(rng, 2, 3), number(rng, 0.6, 0.9)), number(rng, 0.9, 1.6)),
        ],
        COARSE,
    )


def _negative_and_zero(rng: np.random.Generator, found: Found) -> Plan:
    wave = sine(number(rng, 1.5, 2.5), number(rng, 0.9, 1.1), number(rng, 0.3, 0.6))
    parabola = polynomial([0.0, number(rng, 1.1, 1.9), number(rng, 0.6, 0.9)])
    return plan_of(
        [
            _case(found, exponential(number(rng, 0.8, 1.6), number(rng, 0.7, 1.1)), -number(rng, 0.3, 1.2)),
            _case(found, wave, 0.0),
            _case(found, parabola, -number(rng, 2, 3.5)),
        ],
        COARSE,
    )


def _accuracy(rng: np.random.Generator, found: Found) -> Plan:
    x = number(rng, 0.5, 1.4)
    cubic = polynomial([number(rng, 0.3, 0.9), number(rng, 0.2, 0.6), 0.0, number(rng, 0.6, 1.2)])
    cases = [
        _case(found, exponential(number(rng, 0.8, 1.6), number(rng, 0.7, 1.2)), number(rng, 0.3, 1.2)),
        _case(found, _steep(rng, x, 7.0, 0.16, 0.24), x, log=True),
        _case(found, cubic, number(rng, 1, 1.6)),
        _case(found, tanh(number(rng, 1.2, 1.9), number(rng, 0.7, 1.0)), number(rng, 0.3, 0.7)),
        _case(found, reciprocal(number(rng, 2, 3), number(rng, 0.6, 0.9)), number(rng, 0.9, 1.6)),
    ]

    def note(records: Sequence[Record]) -> Finding:
        return difference.note_side(records[3], x)

    return plan_of(cases, FINE, then=note, explain=difference.less_exact)


def _difference(rng: np.random.Generator, found: Found) -> Plan:
    x = number(rng, 0.3, 1.2)
    telling = Telling(f"{found.definitions[NAME].name}(f, {x!r})", difference.IMPULSE)
    steps = difference.impulses(Call(NAME, [Ref("f"), x]))

    def judge(records: Sequence[Record]) -> Finding:
        return difference.judge_weights(telling, records, np.array(x), COARSE)

    return Plan(steps, judge, telling.call, telling.where)


def _whole_number(rng: np.random.Generator, found: Found) -> Plan:
    f = exponential(number(rng, 0.8, 1.6), number(rng, 0.4, 0.6))
    return plan_of([_case(found, f, int(rng.integers(1, 4))), _case(found, f, -2)], COARSE)


def _repeat(rng: np.random.Generator, found: Found) -> Plan:
    x = number(rng, 0.3, 1.2)
    f = exponential(number(rng, 0.8, 1.6), number(rng, 0.7, 1.1))
    g = tanh(number(rng, 1.2, 1.9), number(rng, 0.7, 1.1))
    return plan_of(
        [_case(found, function, x) for function in (f, g, f)],
        COARSE,
        explain=lambda finding, case: replace(finding, message=Message("depends-on-earlier-calls")),
    )


_VALUES = ("values",)

EXERCISE = Exercise(
    id="exercise1_numerical_diff",
    number=1,
    targets=(
        Target(
            NAME,
            "function",
            2,
            ("numercial_diff", "numerial_diff", "num_diff", "central_diff", "numerical_differentiation"),
            main=True,
        ),
    ),
    checks=(
        Check("calls-f", NAME, 10, _calls),
        Check("values", NAME, 35, _values, waits_for=("calls-f",)),
        Check("negative-and-zero", NAME, 15, _negative_and_zero, waits_for=_VALUES),
        Check("whole-number", NAME, 5, _whole_number, waits_for=_VALUES),
        Check("repeat", NAME, 5, _repeat, waits_for=_VALUES),
        Check("accuracy", NAME, 20, _accuracy, waits_for=_VALUES),
        Check("difference", NAME, 10, _difference, waits_for=_VALUES),
    ),
)
