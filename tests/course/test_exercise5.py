"""Exercise 5: which networks pass, and which fault shows in which check."""

import pytest
from course_asking import ask, failures, outcome_of
from course_programs import TWO_LAYER_NET

from grader.outcome import Outcome

EXERCISE = "exercise5_two_layer_net"

SCORES = """
    def scores(self, x):
        z1 = logistic_unit(np.dot(x, self.params['W1']) + self.params['b1'])
        return np.dot(z1, self.params['W2']) + self.params['b2']

    def predict"""


def changed(*pairs):
    """Return the right program with texts put in the place of others."""
    source = TWO_LAYER_NET
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new)
    return source


RIGHT = {
    "plain attributes": changed(
        ("        self.params = {}\n", ""),
        ("{name: numerical_gradient(f, self.params[name]) for name in self.params}",
         "{name: numerical_gradient(f, getattr(self, name)) for name in ('W1', 'b1', 'W2', 'b2')}"),
        *((f"self.params['{name}']", f"self.{name}") for name in ("W1", "b1", "W2", "b2")),
    ),
    "keys in small": changed(("'W1'", "'w1'"), ("'W2'", "'w2'")),
    "biases of shape (1, H)": changed(
        ("np.zeros(hidden_size)", "np.zeros((1, hidden_size))"),
        ("np.zeros(output_size)", "np.zeros((1, output_size))"),
        ("d1.sum(axis=0)", "d1.sum(axis=0, keepdims=True)"),
    ),
    "other names of sizes, in another order": changed(
        ("(self, input_size, hidden_size, output_size, weight_init_std=0.01)",
         "(self, n_hidden, n_in, n_out, std=0.01)"),
        ("weight_init_std *", "std *"),
        ("input_size", "n_in"), ("hidden_size", "n_hidden"), ("output_size", "n_out"),
    ),
    "names that tell nothing": changed(
        ("input_size", "a"), ("hidden_size", "b"), ("output_size", "c"), ("weight_init_std", "d")
    ),
    "twoLayerNet": changed(("TwoLayerNet", "twoLayerNet")),
    "rand for randn": changed(("randn", "rand")),
    "a generator of its own": changed(
        ("np.random.randn(input_size, hidden_size)",
         "np.random.default_rng().normal(0, 1, (input_size, hidden_size))"),
        ("np.random.randn(hidden_size, output_size)",
         "np.random.default_rng().normal(size=(hidden_size, output_size))"),
    ),
    "scores, with a softmax in the loss": changed(
        ("        return self.forward_pass(x)\n", "        return self.scores(x)\n"),
        ("\n    def predict", SCORES),
    ),
    "a loss with 1e-4 in the logarithm": changed(("1e-7", "1e-4")),
    "one-sided numerical gradient": changed(("x[idx] = old - h", "x[idx] = old"), ("/ (2 * h)", "/ h")),
    "sigmoid by tanh": changed(("1 / (1 + np.exp(-x))", "0.5 * (1 + np.tanh(x / 2))")),
    "forward": changed(("def predict", "def forward")),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_differently_written_right_programs_pass(name):
    for seed in range(3):
        assert failures(ask(EXERCISE, RIGHT[name], seed)) == set()


def test_scores_pass_with_a_note_where_the_loss_is_right():
    assert ask(EXERCISE, RIGHT["scores, with a softmax in the loss"])["predict"].message.id == "passed-scores"


def test_scores_without_a_softmax_anywhere_do_not_pass():
    source = RIGHT["scores, with a softmax in the loss"].replace(
        "return self.entropy(x, t)", "return 0.0 * self.entropy(x, t)"
    )
    assert ask(EXERCISE, source)["predict"].message.id == "scores-not-probabilities"


def test_without_gradient_its_points_are_left_out():
    source = TWO_LAYER_NET.replace("def gradient", "def backward")
    verdicts = ask(EXERCISE, source)
    assert (verdicts["gradient"].counted, verdicts["gradient"].message.id) == (False, "left-out-no-method")
    assert outcome_of(EXERCISE, source) is Outcome.PASSED


def test_a_sigmoid_from_elsewhere_is_left_out():
    verdicts = ask(
        EXERCISE, TWO_LAYER_NET.replace("def sigmoid", "def own"), offered={"sigmoid": "common.functions"}
    )
    assert [name for name, verdict in verdicts.items() if not verdict.counted] == ["sigmoid", "sigmoid-large"]


@pytest.mark.parametrize(
    ("old", "new", "check", "message"),
    [
        ("np.exp(-np.logaddexp(0, -x))", "np.maximum(0, x)", "predict", "values-differ"),  # ReLU
        ("z1 = logistic_unit(np.dot(x, self.params['W1']) + self.params['b1'])\n        return",
         "z1 = np.dot(x, self.params['W1']) + self.params['b1']\n        return", "predict", "values-differ"),
        ("return softmax(np.dot(z1, self.params['W2']) + self.params['b2'])",
         "return softmax(np.dot(z1, self.params['W2']))", "predict", "values-differ"),
        (" / x.shape[0]\n\n    def loss", "\n\n    def loss", "loss", "values-differ"),
        ("self.params['b2'] = np.zeros(output_size)", "self.params['b1'] = np.zeros(hidden_size)",
         "parameters", "no-attribute"),
        ("(hidden_size, output_size)", "(hidden_size * output_size)", "parameters", "wrong-shape"),
        ("* z1 * (1 - z1)", "", "gradient", "gradients-differ"),
        ("(y - t)", "(t - y)", "gradient", "gradients-differ"),
        ("d1.sum(axis=0)", "d1.sum(axis=1)", "gradient", "wrong-shape"),
        ("np.dot(x.T, d1)", "np.dot(x.T, d1).T", "gradient", "wrong-shape"),
        ("'b2': d2.sum(axis=0)}", "}", "gradient", "no-key"),
        ("return {'W1'", "return [] and {'W1'", "gradient", "not-a-dict"),
        ("np.argmax(t, axis=1)", "np.argmax(self.forward_pass(x), axis=1)", "accuracy", "values-differ"),
        ("np.argmax(t, axis=1)", "np.argmax(t, axis=0)", "accuracy", "raised"),
        ("weight_init_std * np.random.randn(h", "np.random.randn(h", "initial-weights", "scale-not-used"),
        ("np.random.randn(input_size", "np.ones((input_size", "initial-weights", "weights-alike"),
        (", weight_init_std=0.01", "", "initial-weights", "no-parameter"),
        ("1 / (1 + np.exp(-x))", "1 - np.exp(-x)", "sigmoid", "values-differ"),
    ],
)  # fmt: skip
def test_a_fault_shows_in_its_check(old, new, check, message):
    assert old in TWO_LAYER_NET
    source = TWO_LAYER_NET.replace(old, new)
    source = source.replace("np.ones((input_size, hidden_size)", "np.ones((input_size, hidden_size))")
    if message == "no-parameter":
        source = source.replace("weight_init_std", "0.01")
    verdicts = ask(EXERCISE, source)
    assert failures(verdicts) == {check}
    assert verdicts[check].message.id == message


def test_each_right_gradient_earns_its_part():
    verdicts = ask(EXERCISE, TWO_LAYER_NET.replace("* z1 * (1 - z1)", ""))
    assert verdicts["gradient"].score == 8
    assert verdicts["gradient"].message.fields == {"names": ["W1", "b1"]}
    assert verdicts["gradient"].evidence.call == "net.gradient(x, t)['W1']"


def test_gradients_off_by_the_batch_size_differ_in_all_parameters():
    verdict = ask(EXERCISE, TWO_LAYER_NET.replace("(y - t) / x.shape[0]", "(y - t)"))["gradient"]
    assert verdict.message.fields == {"names": ["W1", "b1", "W2", "b2"]}
    assert verdict.score == 0


def test_a_fault_of_predict_is_the_root_of_what_follows():
    verdicts = ask(EXERCISE, TWO_LAYER_NET.replace("np.exp(-np.logaddexp(0, -x))", "np.maximum(0, x)"))
    waiting = {name for name, verdict in verdicts.items() if verdict.waits_for == "predict"}
    assert {"loss", "numerical-gradient", "gradient"} <= waiting
