"""Exercise 4: which networks pass, and which fault shows in which check."""

import pytest
from course_asking import ask, failures, outcome_of
from course_programs import SIMPLE_NET

from grader.outcome import Outcome

EXERCISE = "exercise4_simple_net"
SOFTMAX = SIMPLE_NET.split("def cross_entropy_error")[0]
ENTROPY = (
    "def cross_entropy_error" + SIMPLE_NET.split("def cross_entropy_error")[1].split("class simpleNet")[0]
)
NET = "class simpleNet" + SIMPLE_NET.split("class simpleNet")[1]

RIGHT = {
    "the book's softmax": SIMPLE_NET.replace(
        SOFTMAX,
        "import numpy as np\ndef softmax(x):\n    if x.ndim == 2:\n"
        "        x = x.T\n        x = x - np.max(x, axis=0)\n"
        "        y = np.exp(x) / np.sum(np.exp(x), axis=0)\n        return y.T\n"
        "    x = x - np.max(x)\n    return np.exp(x) / np.sum(np.exp(x))\n",
    ),
    "a softmax that changes its argument": SIMPLE_NET.replace("x = x - np.max", "x -= np.max"),
    "float32 scores": SIMPLE_NET.replace("np.dot(x, self.W)", "np.dot(x, self.W).astype('f4')"),
    "a tiny epsilon": SIMPLE_NET.replace("y + 1e-7", "y + 1e-50"),
    "a large epsilon": SIMPLE_NET.replace("y + 1e-7", "y + 1e-4"),
    "a clipped logarithm": SIMPLE_NET.replace("np.log(y + 1e-7)", "np.log(np.clip(y, 1e-12, 1))"),
    "labels from one-hot": SIMPLE_NET.replace(
        "    return -np.sum(t * np.log(y + 1e-7)) / y.shape[0]",
        "    return -np.log(y[np.arange(len(y)), t.argmax(axis=1)] + 1e-7).mean()",
    ),
    "w in small": SIMPLE_NET.replace("self.W", "self.w"),
    "weights": SIMPLE_NET.replace("self.W", "self.weights"),
    "params": SIMPLE_NET.replace("self.W = np", "self.params = {}\n        self.params['W'] = np").replace(
        "np.dot(x, self.W)", "np.dot(x, self.params['W'])"
    ),
    "forward": SIMPLE_NET.replace("predict", "forward"),
    "SimpleNet": SIMPLE_NET.replace("simpleNet", "SimpleNet"),
    "simple_net": SIMPLE_NET.replace("simpleNet", "simple_net"),
    "rand for randn": SIMPLE_NET.replace("randn", "rand"),
    "a generator of its own": SIMPLE_NET.replace(".randn(2, 3)", ".default_rng().normal(size=(2, 3))"),
    "a bias that stays zero": SIMPLE_NET.replace(
        "randn(2, 3)", "randn(2, 3)\n        self.b = np.zeros(3)"
    ).replace("np.dot(x, self.W)", "np.dot(x, self.W) + self.b"),
    "a loss of shape (1,)": SIMPLE_NET.replace("/ y.shape[0]", "/ np.array([y.shape[0]])"),
}  # fmt: skip


def test_the_parts_make_the_whole():
    assert SOFTMAX + ENTROPY + NET == SIMPLE_NET


@pytest.mark.parametrize("name", RIGHT)
def test_differently_written_right_programs_pass(name):
    for seed in range(3):
        assert failures(ask(EXERCISE, RIGHT[name], seed)) == set()


def test_a_loss_of_shape_1_passes_with_a_note():
    verdict = ask(EXERCISE, RIGHT["a loss of shape (1,)"])["loss-sample"]
    assert verdict.message.id == "one-element-array"


def test_a_softmax_for_one_sample_costs_the_batch_parts_alone():
    source = SIMPLE_NET.replace(", axis=-1, keepdims=True", "")
    verdicts = ask(EXERCISE, source)
    assert failures(verdicts) == {"softmax-batch"}
    skipped = {name for name, verdict in verdicts.items() if verdict.outcome is Outcome.SKIPPED}
    assert skipped == {"loss-batch"}
    assert verdicts["loss-batch"].waits_for == "softmax-batch"


@pytest.mark.parametrize(
    ("old", "new", "check", "message"),
    [
        (
            "np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)",
            "np.exp(x)",
            "softmax-sample",
            "values-differ",
        ),
        ("np.sum(t * np", "np.sum(np", "cross-entropy-sample", "values-differ"),
        ("-np.sum(t", "np.sum(t", "cross-entropy-sample", "values-differ"),
        (
            "t * np.log(y + 1e-7)",
            "np.log(y[np.arange(len(y)), t] + 1e-7)",
            "cross-entropy-sample",
            "values-differ",
        ),
        ("randn(2, 3)", "randn(3, 5)", "weights", "wrong-shape"),
        ("np.random.randn(2, 3)", "0.5", "weights", "number-for-array"),
        ("__init__", "__int__", "weights", "no-attribute"),
        ("np.random.randn(2, 3)", "np.full((2, 3), 0.5)", "random-weights", "weights-alike"),
        ("np.random.randn(2, 3)", "np.arange(6.0).reshape(2, 3)", "random-weights", "weights-not-random"),
        ("np.random.randn(2, 3)", "np.arange(6.0).reshape(2, 3) * np.nan", "weights", "weights-not-numbers"),
        ("np.dot(x, self.W)", "np.dot(x, self.W) + 1", "predict", "values-differ"),
        ("np.log(y + 1e-7)", "np.log(y)", "cross-entropy-zero", "log-of-zero"),
        (
            "np.log(y + 1e-7)",
            "np.where(y > 0, np.log(y + (y == 0)), 0)",
            "cross-entropy-zero",
            "loss-too-small",
        ),
        ("np.exp(x) / np.sum", "x / np.sum", "softmax-sample", "values-differ"),
    ],
)
def test_a_fault_shows_in_its_check(old, new, check, message):
    assert old in SIMPLE_NET
    verdicts = ask(EXERCISE, SIMPLE_NET.replace(old, new))
    assert failures(verdicts) == {check}
    assert verdicts[check].message.id == message


def test_what_an_offered_module_provides_is_left_out_with_its_points():
    source = SIMPLE_NET.replace("def softmax", "def theirs").replace("def cross_entropy_error", "def entropy")
    source = source.replace("cross_entropy_error(softmax", "entropy(theirs")
    offered = {"softmax": "common.functions", "cross_entropy_error": "common.functions"}
    verdicts = ask(EXERCISE, source, offered=offered)
    left_out = {name for name, verdict in verdicts.items() if not verdict.counted}
    assert left_out == {name for name in verdicts if name.startswith(("softmax", "cross-entropy"))}
    assert failures(verdicts) == set()
    assert outcome_of(EXERCISE, source, offered=offered) is Outcome.PASSED
    assert verdicts["softmax-batch"].message.fields == {"name": "softmax", "module": "common.functions"}


def test_a_helper_that_lacks_loses_its_checks_and_no_other():
    source = SIMPLE_NET.replace("softmax", "probabilities")
    verdicts = ask(EXERCISE, source)
    assert failures(verdicts) == {"softmax-sample", "softmax-batch", "softmax-large"} - {
        name for name, verdict in verdicts.items() if verdict.outcome is Outcome.SKIPPED
    }
    assert verdicts["softmax-sample"].outcome is Outcome.MISSING
    assert verdicts["loss-batch"].outcome is Outcome.PASSED


def test_a_method_that_lacks_is_missing():
    source = SIMPLE_NET.replace("def loss", "def cost")
    verdicts = ask(EXERCISE, source)
    assert verdicts["loss-sample"].outcome is Outcome.MISSING
    assert verdicts["loss-sample"].message.fields == {"name": "loss", "owner": "simpleNet"}
    assert verdicts["predict-batch"].outcome is Outcome.PASSED


def test_without_the_class_the_exercise_is_missing():
    assert outcome_of(EXERCISE, SOFTMAX + ENTROPY) is Outcome.MISSING
    assert {verdict.outcome for verdict in ask(EXERCISE, SOFTMAX + ENTROPY).values()} == {Outcome.MISSING}
