"""Exercise 4, softmax, cross_entropy_error and simpleNet: what is asked of them; knows no other exercise.

LOSS lets any small number inside the logarithm through: 1e-4 beside a probability of 0.04 or more changes
a loss by less than 1e-3 of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reference import functions as right
from reference.networks import SimpleNet

from ..exercise import PASSED, Check, Exercise, Finding, Found, Plan, Target, Tolerance
from ..outcome import Message, Outcome
from ..worker.values import pack
from ..worker.wire import Call, Get, Method, Record, Seed, Set, Step
from .answers import FloatArray, IntArray, distinct, plain, read
from .comparing import Case, Telling, compare, failed, plan_of
from .functions import listed, number, numbers, signed

EXACT = Tolerance(1e-6)
LOSS = Tolerance(1e-3)
ROUNDED = Tolerance(1e-5)  # scores computed in float32 are as good
W_PATHS = ["W", "w", "weights", "weight", "params.W", "params.w"]
PREDICT = ["predict", "forward"]
LEAST_AT_ZERO = 4.0  # -log of a probability that was 0: any number up to 0.018 inside the logarithm


def one_hot(rng: np.random.Generator, rows: int, classes: int) -> IntArray:
    """Draw one-hot rows, int64, shape (rows, classes); with two rows or more they are not all alike."""
    labels = rng.integers(0, classes, rows)
    if rows > 1:
        labels[1] = (labels[0] + 1) % classes
    return np.eye(classes, dtype=np.int64)[labels]


# --- softmax --------------------------------------------------------------------------------------


def _softmax_case(found: Found, x: FloatArray) -> Case:
    telling = Telling(f"{found.definitions['softmax'].name}(x)", f"x = {listed(x)}")
    return Case((Call("softmax", [pack(x)]),), telling, right.softmax(x))


def _softmax_sample(rng: np.random.Generator, found: Found) -> Plan:
    points = (numbers(rng, 0.2, 2.8, (3,)), signed(rng, 0.3, 2.5, (4,)))
    return plan_of([_softmax_case(found, x) for x in points], EXACT)


def _softmax_batch(rng: np.random.Generator, found: Found) -> Plan:
    return plan_of([_softmax_case(found, signed(rng, 0.3, 2.5, shape)) for shape in ((2, 3), (3, 3))], EXACT)


def _softmax_large(rng: np.random.Generator, found: Found) -> Plan:
    """Ask large scores of a sample, and of a batch where small ones come out right."""
    scores, rows = 1000.0 + numbers(rng, 0.5, 3.5, (3,)), 1000.0 + numbers(rng, 0.5, 3.5, (2, 3))
    sample = plan_of([_softmax_case(found, x) for x in (scores, -scores)], EXACT)
    small, *large = (_softmax_case(found, x) for x in (signed(rng, 0.3, 2.5, (2, 3)), rows, -rows))
    first = len(sample.steps)

    def judge(records: Sequence[Record]) -> Finding | None:
        if len(records) < first or any(record.raised for record in records[:first]):
            return None
        finding = sample.judge(records[:first])
        unfit = finding is None or finding.outcome is not Outcome.PASSED
        if unfit or len(records) <= first or not _agrees(small, records[first]):
            return finding  # a batch of small scores is for another check to ask
        for case, record in zip(large, records[first + 1 :], strict=False):
            if record.raised is not None:
                return None
            finding = compare(case.telling, case.expected, record.value, EXACT)
            if finding.outcome is not Outcome.PASSED:
                return finding
        return PASSED

    tellings = dict(sample.tellings)
    for at, case in enumerate((small, *large), start=first):
        tellings[at] = (case.telling.call, case.telling.where)
    steps = (*sample.steps, *small.steps, *(step for case in large for step in case.steps))
    return Plan(steps, judge, sample.call, sample.where, judges_failures=True, tellings=tellings)


def _agrees(case: Case, record: Record) -> bool:
    if record.raised is not None:
        return False
    return compare(case.telling, case.expected, record.value, EXACT).outcome is Outcome.PASSED


# --- cross_entropy_error --------------------------------------------------------------------------

_ENTROPY = "cross_entropy_error"


def _entropy_telling(found: Found, y: FloatArray, t: IntArray) -> Telling:
    return Telling(f"{found.definitions[_ENTROPY].name}(y, t)", f"y = {listed(y)}, t = {listed(t)}")


def _entropy_case(found: Found, y: FloatArray, t: IntArray) -> Case:
    expected = np.asarray(right.cross_entropy(y, t, epsilon=0.0))
    return Case((Call(_ENTROPY, [pack(y), pack(t)]),), _entropy_telling(found, y, t), expected)


def probabilities(rng: np.random.Generator, rows: int, classes: int) -> FloatArray:
    """Draw rows of probabilities of 0.1 or more that sum to 1, rounded to 3 decimals."""
    shares = rng.uniform(0.1, 1.0, (rows, classes))
    y = np.round(0.1 + (1 - 0.1 * classes) * shares / shares.sum(axis=1, keepdims=True), 3)
    y[:, -1] = np.round(1.0 - y[:, :-1].sum(axis=1), 3)
    return np.asarray(y)


def _entropy_sample(rng: np.random.Generator, found: Found) -> Plan:
    return plan_of(
        [_entropy_case(found, probabilities(rng, 1, 4)[0], one_hot(rng, 1, 4)[0]) for _ in range(2)], LOSS
    )


def _entropy_batch(rng: np.random.Generator, found: Found) -> Plan:
    shapes = ((2, 3), (4, 3))
    return plan_of(
        [_entropy_case(found, probabilities(rng, *shape), one_hot(rng, *shape)) for shape in shapes], LOSS
    )


def _entropy_zero(rng: np.random.Generator, found: Found) -> Plan:
    p = number(rng, 0.3, 0.7)
    y = np.array([0.0, p, round(1 - p, 3)])
    wrong, other = np.array([1, 0, 0]), np.array([0, 1, 0])
    finite = _entropy_case(found, y, other)
    telling = _entropy_telling(found, y, wrong)
    steps = (Call(_ENTROPY, [pack(y), pack(wrong)]), *finite.steps)

    def judge(records: Sequence[Record]) -> Finding:
        reading = read(records[0].value, ())
        if reading.numbers is not None and not np.isfinite(reading.numbers):
            return failed(telling, Message("log-of-zero"), got=float(reading.numbers))
        if reading.numbers is None or not reading.numbers >= LEAST_AT_ZERO:
            message = reading.problem or Message("loss-too-small", {"least": LEAST_AT_ZERO})
            return failed(telling, message, got=plain(records[0].value))
        return compare(finite.telling, finite.expected, records[1].value, LOSS)

    tellings = {1: (finite.telling.call, finite.telling.where)}
    return Plan(steps, judge, telling.call, telling.where, tellings=tellings)


# --- simpleNet ------------------------------------------------------------------------------------

_NET = "simpleNet"


def _new(into: str = "net") -> Call:
    return Call(_NET, into=into)


def _new_telling(found: Found) -> Telling:
    return Telling("net.W", f"net = {found.definitions[_NET].name}()")


def _weights(rng: np.random.Generator, found: Found) -> Plan:
    telling = _new_telling(found)

    def judge(records: Sequence[Record]) -> Finding:
        reading = read(records[-1].value, (2, 3))
        if reading.numbers is not None and np.isfinite(reading.numbers).all():
            return PASSED
        return failed(
            telling, reading.problem or Message("weights-not-numbers"), got=plain(records[-1].value)
        )

    return Plan((_new(), Get("net", W_PATHS)), judge, telling.call, telling.where)


def _random(rng: np.random.Generator, found: Found) -> Plan:
    telling = _new_telling(found)
    steps: list[Step] = []
    for name in ("net", "other"):
        steps += [Seed(int(rng.integers(2**31))), _new(name), Get(name, W_PATHS)]

    def judge(records: Sequence[Record]) -> Finding:
        one, two = (read(record.value, (2, 3)).numbers for record in records[2::3])
        if one is None or two is None or distinct(one) <= 3:
            return failed(telling, Message("weights-alike"), got=plain(records[2].value))
        if np.array_equal(one, two):
            return failed(telling, Message("weights-not-random"), got=one.tolist())
        return PASSED

    return Plan(tuple(steps), judge, telling.call, telling.where)


def _given(rng: np.random.Generator) -> FloatArray:
    """Draw weights that leave every class a probability of 0.04 or more, for inputs up to 0.9."""
    return signed(rng, 0.3, 0.7, (2, 3))


def _net_case(found: Found, W: FloatArray, method: str, x: FloatArray, t: IntArray | None = None) -> Case:
    """Ask a fresh net with weights W for scores, or with t for its loss."""
    names = [method] if t is not None else PREDICT
    given = [x] if t is None else [x, t]
    where = f"net = {found.definitions[_NET].name}(), net.W = {listed(W)}, x = {listed(x)}"
    telling = Telling("net.predict(x)", where)
    if t is not None:
        telling = Telling("net.loss(x, t)", f"{where}, t = {listed(t)}")
    net = SimpleNet(W)
    expected = net.predict(x) if t is None else np.asarray(net.loss(x, t))
    steps = (_new(), Set("net", W_PATHS, pack(W)), Method("net", names, [pack(array) for array in given]))
    return Case(steps, telling, expected)


def _predict(rng: np.random.Generator, found: Found) -> Plan:
    return plan_of([_net_case(found, _given(rng), "predict", signed(rng, 0.3, 1.5, (2,)))], ROUNDED)


def _predict_batch(rng: np.random.Generator, found: Found) -> Plan:
    return plan_of(
        [_net_case(found, _given(rng), "predict", signed(rng, 0.3, 1.5, (rows, 2))) for rows in (4, 2)],
        ROUNDED,
    )


def _loss_sample(rng: np.random.Generator, found: Found) -> Plan:
    cases = [
        _net_case(found, _given(rng), "loss", signed(rng, 0.3, 0.9, (2,)), one_hot(rng, 1, 3)[0])
        for _ in range(2)
    ]
    return plan_of(cases, LOSS)


def _loss_batch(rng: np.random.Generator, found: Found) -> Plan:
    batches = [(signed(rng, 0.3, 0.9, (rows, 2)), one_hot(rng, rows, 3)) for rows in (2, 4)]
    return plan_of([_net_case(found, _given(rng), "loss", x, t) for x, t in batches], LOSS)


def _loss_follows(rng: np.random.Generator, found: Found) -> Plan:
    """Ask one net for its loss, change W in place, and ask again."""
    x, t = signed(rng, 0.3, 0.9, (2,)), one_hot(rng, 1, 3)[0]
    cases = [_net_case(found, _given(rng), "loss", x, t) for _ in range(2)]
    again = Case(cases[1].steps[1:], cases[1].telling, cases[1].expected)
    return plan_of([cases[0], again], LOSS)


_SAMPLE = ("softmax-sample", "cross-entropy-sample", "predict")
_BATCH = ("softmax-batch", "cross-entropy-batch", "predict-batch", "loss-sample")

EXERCISE = Exercise(
    id="exercise4_simple_net",
    number=4,
    targets=(
        Target("softmax", "function", 1, ("soft_max",)),
        Target(_ENTROPY, "function", 2, ("cross_entropy", "cross_entropy_loss", "cee")),
        Target(_NET, "class", 0, ("simple_net", "simple_network"), main=True),
    ),
    checks=(
        Check("softmax-sample", "softmax", 12, _softmax_sample),
        Check("softmax-batch", "softmax", 8, _softmax_batch, waits_for=("softmax-sample",)),
        Check("softmax-large", "softmax", 8, _softmax_large, waits_for=("softmax-sample",)),
        Check("cross-entropy-sample", _ENTROPY, 12, _entropy_sample),
        Check("cross-entropy-batch", _ENTROPY, 8, _entropy_batch, waits_for=("cross-entropy-sample",)),
        Check("cross-entropy-zero", _ENTROPY, 6, _entropy_zero, waits_for=("cross-entropy-sample",)),
        Check("weights", _NET, 7, _weights),
        Check("random-weights", _NET, 4, _random, waits_for=("weights",)),
        Check("predict", _NET, 9, _predict, method=tuple(PREDICT), waits_for=("weights",)),
        Check("predict-batch", _NET, 4, _predict_batch, method=tuple(PREDICT), waits_for=("predict",)),
        Check(
            "loss-sample",
            _NET,
            12,
            _loss_sample,
            method=("loss",),
            waits_for=("weights",),
            explained_by=_SAMPLE,
        ),
        Check(
            "loss-batch",
            _NET,
            6,
            _loss_batch,
            method=("loss",),
            waits_for=("loss-sample",),
            explained_by=_BATCH,
        ),
        Check("loss-follows-weights", _NET, 4, _loss_follows, method=("loss",), waits_for=("loss-sample",)),
    ),
)
