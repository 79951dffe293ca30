"""Exercise 3, gradient_descent(f, init_x, lr, step_num): what is asked of it; knows no other exercise.

The checks take the update apart. On a plane, f = b.x, every gradient is b, so that k steps move x by -k lr b:
the direction shows whatever the length, two rates show what lr does whatever the number of steps, and the
length then shows the number of steps. Only a curved f shows at which point each gradient was taken. Gradients
are the learner's own and numerical, hence COARSE, on the points; each fault asked for moves x by more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reference.descent import quadratic_descent

from ..exercise import PASSED, Check, Exercise, Finding, Found, Plan, Target, Tolerance
from ..outcome import Message, Outcome
from ..worker.values import pack
from ..worker.wire import Call, Record, Ref, Step, Value
from .answers import FloatArray, read
from .comparing import Case, Telling, compare, difference, failed, plan_of
from .functions import Function, number, numbers, plane, quadratic, signed, weighted_exponential
from .meanings import Role, arguments
from .paths import history_of, judge_history, last_point

COARSE = Tolerance(1e-3)
NAME = "gradient_descent"
ROLES = (
    Role("f", "f func function fn fun loss lossfunc lossfunction lossfn cost costfunction objective"),
    Role("init_x", "initx x x0 xinit init initial initialx start startx xstart initpoint point theta w"),
    Role("lr", "lr learningrate learnrate rate eta alpha stepsize learning", "rate"),
    Role(
        "step_num",
        "stepnum stepsnum steps step numsteps nsteps stepcount maxsteps epoch epochs numepochs numiter "
        "numiters niter niters iter iters itersnum iternum maxiter maxiters iteration iterations "
        "numiterations maxiterations n num times count loop loops",
        "count",
    ),
)


@dataclass(frozen=True)
class Run:
    """One descent: where from, how fast, how far; None where the default of the program stays."""

    start: FloatArray
    lr: float | None
    steps: int | None


def _ask(found: Found, f: Function, run: Run) -> tuple[tuple[Step, ...], Telling, tuple[str, ...]]:
    """Return the steps of a run, its telling, and which parameters the program lacks for it."""
    definition = found.definitions[NAME]
    values: dict[str, tuple[Value, str]] = {"f": (Ref("f"), "f"), "init_x": (pack(run.start), "x")}
    if run.lr is not None:
        values["lr"] = (run.lr, repr(run.lr))
    if run.steps is not None:
        values["step_num"] = (run.steps, repr(run.steps))
    given = arguments(definition.parameters, ROLES, values)
    telling = Telling(f"{definition.name}({given.text})", f.where(x=run.start))
    return (f.probe(), Call(NAME, given.args, given.kwargs)), telling, given.lacking


def _lacks(telling: Telling, lacking: Sequence[str]) -> Plan:
    finding = failed(telling, Message("no-parameter", {"name": lacking[0]}))
    return Plan((), lambda records: finding, telling.call, telling.where)


def _descents(found: Found, wanted: Sequence[tuple[Function, Run, FloatArray]]) -> Plan:
    cases = []
    for f, run, expected in wanted:
        steps, telling, lacking = _ask(found, f, run)
        if lacking:
            return _lacks(telling, lacking)
        cases.append(Case(steps, telling, expected, last_point))
    return plan_of(cases, COARSE, explain=lambda finding, number: _explain(finding, wanted[number]))


def _explain(finding: Finding, wanted: tuple[Function, Run, FloatArray]) -> Finding:
    """Say of a path in place of its last point what it is."""
    got = finding.evidence.got if finding.evidence else None
    size = wanted[1].start.size
    if finding.message.id == "wrong-shape" and isinstance(got, list) and list(np.shape(got))[1:] == [size]:
        return replace(finding, message=Message("returned-history-only"))
    return finding


def _slope(rng: np.random.Generator) -> FloatArray:
    """Draw the gradient of a plane, its two components clearly apart."""
    low, high = number(rng, 0.6, 1.2), number(rng, 1.9, 2.8)
    return np.asarray(np.array([low, high]) * rng.choice([-1.0, 1.0], 2))


def _direction(rng: np.random.Generator, found: Found) -> Plan:
    b, run = _slope(rng), Run(signed(rng, 1, 3, (2,)), number(rng, 0.11, 0.19), 3)
    f = plane(b)
    steps, telling, lacking = _ask(found, f, run)
    if {"f", "init_x"} & set(lacking):
        return _lacks(telling, lacking)
    if lacking:  # what it lacks is for other checks to say
        bare = Run(
            run.start, None if "lr" in lacking else run.lr, None if "step_num" in lacking else run.steps
        )
        steps, telling, _ = _ask(found, f, bare)
    expected = run.start - 3 * (run.lr or 0.0) * b

    def judge(records: Sequence[Record]) -> Finding:
        value = last_point(records[-1].value)
        finding = _explain(compare(telling, expected, value, COARSE), (f, run, expected))
        if finding.message.id != "values-differ":
            return finding
        return _judge_direction(finding, read(value, b.shape).numbers, run.start, b)

    return Plan(steps, judge, telling.call, telling.where)


def _judge_direction(finding: Finding, got: FloatArray | None, start: FloatArray, b: FloatArray) -> Finding:
    """Pass a step along -b whatever its length; else say which way it went."""
    if got is None:
        return finding
    lengths = -(got - start) / b  # how many times b each component has gone down
    with np.errstate(all="ignore"):
        along = bool(np.all(np.abs(lengths - lengths.mean()) <= 0.01 * np.abs(lengths.mean())))
    if np.all(np.abs(lengths) < 1e-9):
        return replace(finding, message=Message("did-not-move"))
    if not along:
        return replace(finding, message=Message("wrong-direction"))
    return PASSED if lengths[0] > 0 else replace(finding, message=Message("went-up"))


def _learning_rate(rng: np.random.Generator, found: Found) -> Plan:
    b, start = _slope(rng), signed(rng, 1, 3, (2,))
    rates = (number(rng, 0.11, 0.19), number(rng, 0.31, 0.47))
    asked = [_ask(found, plane(b), Run(start, lr, 2)) for lr in rates]
    lacking = asked[0][2]
    if "lr" in lacking:
        return _lacks(asked[0][1], ("lr",))
    if lacking:  # how many steps is for another check to say
        asked = [_ask(found, plane(b), Run(start, lr, None)) for lr in rates]

    def judge(records: Sequence[Record]) -> Finding:
        ends = [read(last_point(record.value), b.shape).numbers for record in records[1::2]]
        moved = []
        for at, (end, lr) in enumerate(zip(ends, rates, strict=True)):
            if end is None:
                return compare(
                    asked[at][1], start - 2 * lr * b, last_point(records[2 * at + 1].value), COARSE
                )
            moved.append(end - start)
        right = start + moved[0] * rates[1] / rates[0]
        found_ratio = difference(right, start + moved[1], COARSE)
        if found_ratio is None:
            return PASSED
        return failed(asked[1][1], Message("rate-not-used"), right.tolist(), (start + moved[1]).tolist())

    tellings = {2 * at: (telling.call, telling.where) for at, (_, telling, _) in enumerate(asked)}
    steps = asked[0][0] + asked[1][0]
    return Plan(steps, judge, asked[1][1].call, asked[1][1].where, tellings=tellings)


def _steps(rng: np.random.Generator, found: Found) -> Plan:
    b, start, lr = _slope(rng), signed(rng, 1, 3, (2,)), number(rng, 0.11, 0.19)
    f = plane(b)
    return _descents(found, [(f, Run(start, lr, count), start - count * lr * b) for count in (1, 4)])


def _no_steps(rng: np.random.Generator, found: Found) -> Plan:
    start = signed(rng, 1, 3, (2,))
    return _descents(found, [(plane(_slope(rng)), Run(start, number(rng, 0.11, 0.19), 0), start)])


def bowl(rng: np.random.Generator, size: int) -> tuple[Function, FloatArray, FloatArray]:
    """Draw a quadratic with eigenvalues 1 to 3: the function, its matrix, and the point of its minimum."""
    axes = np.linalg.qr(rng.normal(size=(size, size)))[0]
    curvature = np.round(axes @ np.diag(np.linspace(1.0, 3.0, size) if size > 1 else [2.0]) @ axes.T, 3)
    curvature = (curvature + curvature.T) / 2
    lowest = signed(rng, 0.4, 0.9, (size,))
    linear = np.round(-curvature @ lowest, 3)
    return quadratic(curvature, linear), curvature, np.linalg.solve(curvature, -linear)


def _curved(rng: np.random.Generator, size: int, lr: float, steps: int) -> tuple[Function, Run, FloatArray]:
    f, curvature, lowest = bowl(rng, size)
    start = signed(rng, 1, 3, (size,))
    return f, Run(start, lr, steps), lowest + quadratic_descent(curvature, start - lowest, lr, steps)


def _steepening(rng: np.random.Generator, lr: float, steps: int) -> tuple[Function, Run, FloatArray]:
    """Draw a descent whose gradient is no straight line: there the size of a difference's step shows."""
    f, start = weighted_exponential(numbers(rng, 0.8, 1.4, (2,))), numbers(rng, 0.6, 1.1, (2,))
    point = start
    for _ in range(steps):
        point = point - lr * f.derivative(point)
    return f, Run(start, lr, steps), point


def _path(rng: np.random.Generator, found: Found) -> Plan:
    return _descents(
        found,
        [
            _curved(rng, 2, number(rng, 0.11, 0.16), 3),
            _curved(rng, 2, number(rng, 0.21, 0.27), 6),
            _steepening(rng, number(rng, 0.11, 0.16), 3),
        ],
    )


def _sizes(rng: np.random.Generator, found: Found) -> Plan:
    return _descents(
        found, [_curved(rng, 4, number(rng, 0.11, 0.19), 2), _curved(rng, 1, number(rng, 0.11, 0.19), 2)]
    )


def _history(rng: np.random.Generator, found: Found) -> Plan:
    count, lr = 4, number(rng, 0.11, 0.16)
    f, curvature, lowest = bowl(rng, 2)
    start = signed(rng, 1, 3, (2,))
    steps, telling, lacking = _ask(found, f, Run(start, lr, count))
    if lacking:
        return _lacks(telling, lacking)
    path = np.array([lowest + quadratic_descent(curvature, start - lowest, lr, k) for k in range(count + 1)])

    def judge(records: Sequence[Record]) -> Finding:
        rows = history_of(records[-1].value, start.size)
        if rows is None:
            return Finding(Outcome.SKIPPED, Message("left-out-no-history"), counted=False)
        return judge_history(telling, rows, path, COARSE)

    return Plan(steps, judge, telling.call, telling.where)


_DIRECTION = ("direction",)

EXERCISE = Exercise(
    id="exercise3_gradient_descent",
    number=3,
    targets=(
        Target(
            NAME,
            "function",
            4,
            ("gradient_decent", "grad_descent", "gd", "gradient_method", "steepest_descent"),
            main=True,
        ),
    ),
    checks=(
        Check("direction", NAME, 25, _direction),
        Check("learning-rate", NAME, 15, _learning_rate, waits_for=_DIRECTION),
        Check("step-count", NAME, 15, _steps, waits_for=("direction", "learning-rate")),
        Check(
            "no-steps", NAME, 5, _no_steps, waits_for=_DIRECTION, explained_by=("learning-rate", "step-count")
        ),
        Check("path", NAME, 25, _path, waits_for=("direction", "learning-rate", "step-count")),
        Check("sizes", NAME, 5, _sizes, waits_for=("path",)),
        Check("history", NAME, 10, _history, waits_for=("path",)),
    ),
)
