"""Exercise 2, numerical_gradient(f, x): what is asked of it; knows no other exercise.

COARSE and FINE as in exercise 1: any difference formula with a sensible step, and the second order. The
strongly coupled quadratic has off-diagonal entries of 150 and more beside a gradient of about 1, so that a
component which is left 1e-4 off shows as an error of 1.5e-2, above COARSE, while its diagonal stays small, so
that a one-sided difference does not show.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..exercise import PASSED, Check, Exercise, Finding, Found, Plan, Target, Tolerance
from ..outcome import Message
from ..worker.values import pack
from ..worker.wire import Call, Record, Ref
from . import difference as differences
from .answers import FloatArray, plain, point, read
from .comparing import Case, Telling, difference, failed, plan_of
from .exercise1_numerical_diff import COARSE, FINE
from .functions import (
    Function,
    bilinear,
    coupled,
    number,
    numbers,
    quadratic,
    signed,
    sum_of_squares,
    weighted_exponential,
)

UNCHANGED = Tolerance(1e-12)  # x is put back but for rounding, as by adding and subtracting h
NAME = "numerical_gradient"


def _case(found: Found, f: Function, x: FloatArray, log: bool = False) -> Case:
    telling = Telling(f"{found.definitions[NAME].name}(f, x)", f.where(x=x))
    return Case((f.probe(log=log), Call(NAME, [Ref("f"), pack(x)])), telling, f.derivative(x))


def _with_gradient(matrix: FloatArray, x: FloatArray, gradient: FloatArray) -> Function:
    """Return the quadratic with that matrix which has about that gradient at x."""
    return quadratic(matrix, np.round(gradient - matrix @ x, 3))


def _pair(rng: np.random.Generator) -> FloatArray:
    return np.array([signed(rng, 0.5, 1.5, ())[()], number(rng, 0.4, 0.9)])


def _calls(rng: np.random.Generator, found: Found) -> Plan:
    x = signed(rng, 0.5, 1.5, (2,))
    case = _case(found, sum_of_squares(), x, log=True)

    def judge(records: Sequence[Record]) -> Finding | None:
        return differences.judge_calls(case.telling, records[-1], x) if records else None

    return Plan(case.steps, judge, case.telling.call, case.telling.where, judges_failures=True)


def _values(rng: np.random.Generator, found: Found) -> Plan:
    x = signed(rng, 0.5, 1.5, (2,))
    strong = float(signed(rng, 150, 200, ())[()])
    matrix = np.array([[number(rng, 1, 2), strong], [strong, number(rng, 1, 2)]])
    f = _with_gradient(matrix, x, signed(rng, 0.8, 1.2, (2,)))
    return plan_of([_case(found, coupled(), _pair(rng)), _case(found, f, x)], COARSE)


def _unchanged(rng: np.random.Generator, found: Found) -> Plan:
    """Ask a vector and a matrix; what does not take a matrix at all is for any-shape to say."""
    points = (_pair(rng), signed(rng, 0.3, 0.9, (2, 3)))
    matrix = weighted_exponential(numbers(rng, 0.6, 1.4, (2, 3)))
    cases = [_case(found, f, x) for f, x in zip((coupled(), matrix), points, strict=True)]

    def judge(records: Sequence[Record]) -> Finding | None:
        finding = None
        for case, record, x in zip(cases, records[1::2], points, strict=False):
            if record.raised is not None:
                break
            finding = _kept(case.telling, record, x)
            if finding is not PASSED:
                break
        return finding

    steps = cases[0].steps + cases[1].steps
    return Plan(steps, judge, cases[0].telling.call, cases[0].telling.where, judges_failures=True)


def _kept(telling: Telling, record: Record, x: FloatArray) -> Finding:
    """Judge whether x holds its own numbers after the call."""
    for changed in record.changed:
        after = read(changed.after, x.shape).numbers
        if after is None or difference(x, after, UNCHANGED) is not None:
            return failed(telling, Message("x-changed"), x.tolist(), plain(changed.after))
    return PASSED


def _sizes(rng: np.random.Generator, found: Found) -> Plan:
    half = signed(rng, 0.3, 0.9, (5, 5))
    longer = quadratic(np.round(half + half.T, 3), signed(rng, 0.5, 1.5, (5,)))
    single = weighted_exponential(numbers(rng, 0.6, 1.4, (1,)))
    return plan_of(
        [
            _case(found, longer, signed(rng, 0.5, 1.5, (5,))),
            _case(found, single, numbers(rng, 0.3, 0.9, (1,))),
        ],
        COARSE,
    )


def _any_shape(rng: np.random.Generator, found: Found) -> Plan:
    matrix = bilinear(signed(rng, 0.4, 0.9, (2,)), signed(rng, 0.4, 0.9, (3,)))
    block = weighted_exponential(numbers(rng, 0.6, 1.4, (2, 1, 3)))
    points = (signed(rng, 0.3, 0.9, (2, 3)), signed(rng, 0.3, 0.9, (2, 1, 3)))
    cases = [_case(found, f, x, log=True) for f, x in zip((matrix, block), points, strict=True)]
    plan = plan_of(cases, COARSE)

    def judge(records: Sequence[Record]) -> Finding | None:
        """Say first where f was given a part of x: that tells more than what f raised for it."""
        for at, (record, x) in enumerate(zip(records[1::2], points, strict=False)):
            for call in record.calls:
                place = point(call.point)
                if place is not None and place.shape != x.shape:
                    shapes = {"expected": str(x.shape), "got": str(place.shape)}
                    return failed(Telling(*plan.tellings[2 * at]), Message("f-got-other-shape", shapes))
        raised = any(record.raised for record in records)
        return None if raised or len(records) < len(plan.steps) else plan.judge(records)

    return Plan(plan.steps, judge, plan.call, plan.where, judges_failures=True, tellings=plan.tellings)


def _accuracy(rng: np.random.Generator, found: Found) -> Plan:
    x = signed(rng, 0.5, 1.5, (2,))
    off = float(signed(rng, 1, 2, ())[()])
    matrix = np.array([[number(rng, 5, 7), off], [off, number(rng, 5, 7)]])
    curved = _with_gradient(matrix, x, signed(rng, 0.8, 1.2, (2,)))
    cases = [_case(found, coupled(), _pair(rng)), _case(found, curved, x)]
    return plan_of(cases, FINE, explain=differences.less_exact)


def _difference(rng: np.random.Generator, found: Found) -> Plan:
    x = signed(rng, 0.5, 1.5, (2,))
    where = f"{differences.IMPULSE}, x = {x.tolist()}"
    telling = Telling(f"{found.definitions[NAME].name}(f, x)", where)
    steps = differences.impulses(Call(NAME, [Ref("f"), pack(x)]))

    def judge(records: Sequence[Record]) -> Finding:
        return differences.judge_weights(telling, records, x, COARSE)

    return Plan(steps, judge, telling.call, telling.where)


_VALUES = ("values",)

EXERCISE = Exercise(
    id="exercise2_numerical_gradient",
    number=2,
    targets=(Target(NAME, "function", 2, ("num_grad", "get_grad", "gradient", "numerical_grad"), main=True),),
    checks=(
        Check("whole-vector", NAME, 10, _calls),
        Check("values", NAME, 30, _values, waits_for=("whole-vector",)),
        Check("x-unchanged", NAME, 10, _unchanged, waits_for=_VALUES),
        Check("sizes", NAME, 10, _sizes, waits_for=_VALUES),
        Check("any-shape", NAME, 15, _any_shape, waits_for=_VALUES),
        Check("accuracy", NAME, 15, _accuracy, waits_for=_VALUES),
        Check("difference", NAME, 10, _difference, waits_for=_VALUES),
    ),
)
