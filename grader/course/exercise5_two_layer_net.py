"""Exercise 5, sigmoid and TwoLayerNet: what is asked of them; knows no other exercise.

GRADIENT and LOSS are wide enough for numerical gradients, one-sided ones too, and for a number up to 1e-4
inside the logarithm: the probabilities of the right classes are 0.3 or more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from reference import functions as right
from reference.networks import PARAMETER_NAMES

from ..exercise import PASSED, Check, Exercise, Finding, Found, Plan, Target, Tolerance
from ..outcome import Message, Outcome
from ..worker.values import pack
from ..worker.wire import Call, Get, Method, Record, Seed, Step
from .answers import FloatArray, plain, read, read_any
from .comparing import Case, Telling, compare, failed, plan_of
from .functions import listed, number, numbers, signed
from .two_layers import NET, Setting, construct, judge_gradients, judge_scale, new, paths, setting, shapes

EXACT = Tolerance(1e-6)
ROUNDED = Tolerance(1e-5)  # computed in float32 is as good
LOSS = Tolerance(1e-3)
GRADIENT = Tolerance(1e-4)
PREDICT = ["predict", "forward"]


def _sigmoid_plan(found: Found, points: Sequence[FloatArray]) -> Plan:
    call = f"{found.definitions['sigmoid'].name}(x)"
    return plan_of(
        [
            Case((Call("sigmoid", [pack(x)]),), Telling(call, f"x = {listed(x)}"), right.sigmoid(x))
            for x in points
        ],
        EXACT,
    )


def _sigmoid(rng: np.random.Generator, found: Found) -> Plan:
    return _sigmoid_plan(found, (signed(rng, 0.3, 2.5, (3,)), signed(rng, 0.3, 2.5, (2, 3))))


def _sigmoid_large(rng: np.random.Generator, found: Found) -> Plan:
    return _sigmoid_plan(found, (np.array([-1000.0, 1000.0]) - numbers(rng, 0.1, 0.9, (2,)),))


# --- a new network --------------------------------------------------------------------------------


def _get_all(found: Found, names: Sequence[str], judge: Callable[[Telling, str, Record], Finding]) -> Plan:
    """Make a plan that reads parameters of a new network and judges one after the other."""
    made, where = new(found)
    tellings = {at: (f"net.params[{name!r}]", where) for at, name in enumerate(names, start=1)}

    def judge_all(records: Sequence[Record]) -> Finding:
        for at, name in enumerate(names, start=1):
            finding = judge(Telling(*tellings[at]), name, records[at])
            if finding.outcome is not Outcome.PASSED:
                return finding
        return PASSED

    gets = [Get("net", paths(name)) for name in names]
    return Plan((made, *gets), judge_all, made.function, where, tellings={0: (where, ""), **tellings})


def _parameters(rng: np.random.Generator, found: Found) -> Plan:
    def judge(telling: Telling, name: str, record: Record) -> Finding:
        reading = read(record.value, shapes()[name], loose=name.startswith("b"))
        return failed(telling, reading.problem, got=plain(record.value)) if reading.problem else PASSED

    return _get_all(found, PARAMETER_NAMES, judge)


def _biases(rng: np.random.Generator, found: Found) -> Plan:
    def judge(telling: Telling, name: str, record: Record) -> Finding:
        reading = read(record.value, shapes()[name], loose=True)
        if reading.numbers is not None and not (reading.numbers != 0.0).any():
            return PASSED
        return failed(telling, reading.problem or Message("biases-not-zero"), got=plain(record.value))

    return _get_all(found, ("b1", "b2"), judge)


def _initial_weights(rng: np.random.Generator, found: Found) -> Plan:
    """Compare weights made with two values of weight_init_std from one state of the generator."""
    scales = (number(rng, 0.02, 0.05), number(rng, 0.6, 1.4))
    seed, sizes = Seed(int(rng.integers(2**31))), (40, 50, 30)
    made = [new(found, sizes, std) for std in scales]
    where = made[1][1]
    if "weight_init_std" in construct(found, sizes, scales[0]).lacking:
        finding = failed(Telling(where), Message("no-parameter", {"name": "weight_init_std"}))
        return Plan((), lambda records: finding)
    steps: list[Step] = []
    for call, _ in made:
        steps += [seed, call, Get("net", paths("W1")), Get("net", paths("W2"))]

    def judge(records: Sequence[Record]) -> Finding:
        for name, small, large in (("W1", records[2], records[6]), ("W2", records[3], records[7])):
            message = judge_scale(read_any(small.value), read_any(large.value), scales)
            if message is not None:
                return failed(Telling(f"net.params[{name!r}]", where), message, got=plain(large.value))
        return PASSED

    return Plan(tuple(steps), judge, where)


# --- a network with given parameters --------------------------------------------------------------


def _predict(rng: np.random.Generator, found: Found) -> Plan:
    given = setting(rng, found)
    telling = Telling("net.predict(x)", given.where)
    ask, ask_loss = Method("net", PREDICT, [pack(given.x)]), Method("net", ["loss"], given.arguments)
    at = len(given.steps)
    probabilities, scores = given.net.predict(given.x), given.net.scores(given.x)

    def judge(records: Sequence[Record]) -> Finding | None:
        """Take scores for probabilities where the loss is right: then a later softmax is meant."""
        if len(records) <= at or any(record.raised for record in records[: at + 1]):
            return None
        value = records[at].value
        finding = compare(telling, probabilities, value, ROUNDED)
        if finding.outcome is Outcome.PASSED:
            return finding
        if compare(telling, scores, value, ROUNDED).outcome is not Outcome.PASSED:
            return finding
        loss = records[at + 1].value if len(records) > at + 1 else None
        right_loss = compare(telling, np.asarray(given.net.loss(given.x, given.t)), loss, LOSS)
        if right_loss.outcome is Outcome.PASSED:
            return replace(PASSED, message=Message("passed-scores"))
        return replace(finding, message=Message("scores-not-probabilities"))

    steps = (*given.steps, ask, ask_loss)
    return Plan(steps, judge, telling.call, telling.where, judges_failures=True)


def _loss(rng: np.random.Generator, found: Found) -> Plan:
    given = setting(rng, found)
    steps = (*given.steps, Method("net", ["loss"], given.arguments))
    expected = np.asarray(given.net.loss(given.x, given.t))
    return plan_of([Case(steps, Telling("net.loss(x, t)", given.where), expected)], LOSS)


_MOST_DRAWS = 100  # nearly every second one will do


def _telling_setting(rng: np.random.Generator, found: Found) -> Setting:
    """Draw until no argmax along another axis, or along none, gives the accuracy by chance."""
    for _ in range(_MOST_DRAWS):
        given = setting(rng, found)
        y, t = given.net.predict(given.x), given.t
        right = int(np.sum(y.argmax(axis=1) == t.argmax(axis=1)))
        mistaken = (
            np.sum(y.argmax(axis=1) == t.argmax()),
            np.sum(y.argmax() == t.argmax(axis=1)),
            np.sum(y.argmax(axis=0) == t.argmax(axis=0)),
            np.sum(y.argmax() == t.argmax()),
        )
        if right not in mistaken:
            break
    return given


def _accuracy(rng: np.random.Generator, found: Found) -> Plan:
    given = _telling_setting(rng, found)
    steps = (*given.steps, Method("net", ["accuracy"], given.arguments))
    expected = np.asarray(given.net.accuracy(given.x, given.t))
    return plan_of([Case(steps, Telling("net.accuracy(x, t)", given.where), expected)], EXACT)


def _gradients(method: str) -> Callable[[np.random.Generator, Found], Plan]:
    def plan(rng: np.random.Generator, found: Found) -> Plan:
        given = setting(rng, found)
        call = f"net.{method}(x, t)"
        steps = (*given.steps, Method("net", [method], given.arguments))
        expected = given.net.gradient(given.x, given.t)

        def judge(records: Sequence[Record]) -> Finding:
            return judge_gradients(call, given.where, expected, records[-1].value, GRADIENT)

        return Plan(steps, judge, call, given.where)

    return plan


_NUMERICAL = "numerical_gradient"
_ON_PREDICT = ("parameters", "sigmoid", "predict")

EXERCISE = Exercise(
    id="exercise5_two_layer_net",
    number=5,
    targets=(
        Target("sigmoid", "function", 1, ("sigmoid_function", "logistic")),
        Target(NET, "class", 3, ("two_layer_network",), main=True),
    ),
    checks=(
        Check("sigmoid", "sigmoid", 8, _sigmoid),
        Check("sigmoid-large", "sigmoid", 4, _sigmoid_large, waits_for=("sigmoid",)),
        Check("parameters", NET, 12, _parameters),
        Check("initial-biases", NET, 4, _biases, explained_by=("parameters",)),
        Check("initial-weights", NET, 6, _initial_weights, explained_by=("parameters",)),
        Check("predict", NET, 14, _predict, method=tuple(PREDICT), explained_by=("parameters", "sigmoid")),
        Check("loss", NET, 12, _loss, method=("loss",), explained_by=_ON_PREDICT),
        Check("accuracy", NET, 8, _accuracy, method=("accuracy",), explained_by=_ON_PREDICT),
        Check(
            "numerical-gradient",
            NET,
            16,
            _gradients(_NUMERICAL),
            method=(_NUMERICAL,),
            explained_by=(*_ON_PREDICT, "loss"),
            parts=len(PARAMETER_NAMES),
        ),
        Check(
            "gradient",
            NET,
            16,
            _gradients("gradient"),
            method=("gradient",),
            optional=True,
            explained_by=_ON_PREDICT,
            parts=len(PARAMETER_NAMES),
        ),
    ),
)
