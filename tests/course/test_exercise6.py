"""Exercise 6: which trainings pass, and which fault shows in which check.

That the wrong programs of `course_programs` are wrong is shown here by a network of this file, which computes
by differences of its own loss and counts what it is asked.
"""

import numpy as np
import pytest
from course_asking import ask, definitions_of, failures, outcome_of
from course_programs import TRAINING, wrong

from grader import course
from grader.course.training.iterations import factor_of
from grader.course.training.series import series_of
from grader.outcome import Outcome
from grader.worker.values import pack

EXERCISE = "exercise6_minibatch_training"
DRAWN, RETURNED = "np.random.choice(size, batch_size)", "return losses, train_accuracies, test_accuracies"
UPDATE = "network.params[name] += velocity[name]"
TRAIN_ACCURACY, TEST_ACCURACY = "network.accuracy(x_train, t_train)", "network.accuracy(x_test, t_test)"


def changed(*pairs):
    """Return the right program with texts put in the place of others."""
    source = TRAINING
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new)
    return source


RIGHT = {
    "loss before the update": changed(
        ("        losses.append(network.loss(x, t))\n", ""),
        ("        grads =", "        losses.append(network.loss(x, t))\n        grads ="),
    ),
    "accuracy at the end of an epoch": changed(("if i % epoch == 0", "if i % epoch == epoch - 1")),
    "accuracy before the training too": changed(
        ("if i % epoch == 0", "if i % epoch == epoch - 1"),
        ("    for i in", "    train_accuracies.append(network.accuracy(x_train, t_train))\n"
         "    test_accuracies.append(network.accuracy(x_test, t_test))\n    for i in"),
    ),
    "an epoch rounded up": changed(("size // batch_size", "-(-size // batch_size)")),
    "without replacement": changed(("batch_size)\n        x, t", "batch_size, replace=False)\n        x, t")),
    "a generator without a seed": changed(("np.random.choice", "np.random.default_rng().choice")),
    "a new dict of parameters": changed(
        ("            network.params[name] += velocity[name]\n", ""),
        ("        losses.append", "        network.params = "
         "{name: network.params[name] + velocity[name] for name in network.params}\n        losses.append"),
    ),
    "a dict": changed(
        (RETURNED,
         "return {'train_loss_list': losses, 'train_acc_list': train_accuracies,"
         " 'test_acc_list': test_accuracies}"),
    ),
    "a list, the network behind the series": changed(
        (RETURNED,
         "return [losses, train_accuracies, test_accuracies, network]"),
    ),
    "the losses last": changed(
        (RETURNED, "return train_accuracies, test_accuracies, losses")
    ),
    "arrays": changed(
        (RETURNED,
         "return np.array(losses), np.array(train_accuracies), np.array(test_accuracies)"),
    ),
    "a batch larger than it is given, cut": changed(
        (DRAWN, "np.random.permutation(size)[:batch_size]")
    ),
    "names that tell nothing, in the order of the exercise": changed(
        ("(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1)",
         "(a, b, c, d, e, f, g, h)"),
        ("    losses, train_acc",
         "    network, x_train, t_train, x_test, t_test, iters_num, batch_size, learning_rate ="
         " a, b, c, d, e, f, g, h\n    losses, train_acc"),
    ),
    "a near name": changed(("def train(", "def mini_batch_train(")),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_differently_written_right_programs_pass(name):
    for seed in range(2):
        verdicts = ask(EXERCISE, RIGHT[name], seed)
        assert failures(verdicts) == set()
        assert sum(verdict.score for verdict in verdicts.values()) == 100


@pytest.mark.parametrize(
    ("old", "new", "check", "message"),
    [
        (DRAWN, "np.arange(size)", "batches", "batch-whole-set"),
        (DRAWN, "np.arange(batch_size)", "batches", "batch-always-same"),
        (DRAWN, "np.random.choice(batch_size, batch_size)", "batches", "batch-of-few"),
        (DRAWN, "np.random.choice(size, 3)", "batches", "batch-size-differs"),
        ("x_all[mask]", "x_all[mask] * 2", "batches", "batch-of-no-samples"),
        ("t_all[mask]", "t_all[:batch_size]", "pairs", "labels-mixed"),
        ("choice(size,", "choice(np.arange(size, len(x_all)),", "test-unseen", "test-data-trained-on"),
        ("- learning_rate", "+ learning_rate", "update", "updated-upward"),
        (UPDATE, "value = network.params[name] + velocity[name]", "update", "not-updated"),
        (UPDATE, "network.params[name] = velocity[name]", "update", "updated-aside"),
        ("learning_rate * grads", "0.1 * grads", "learning-rate", "step-length-differs"),
        ("range(iters_num)", "range(iters_num // 2 + 1)", "iterations", "iterations-differ"),
        ("losses.append", "losses = [].append", "losses", "losses-count-differs"),
        ("network.loss(x, t)", "network.loss(x, t) + 1", "losses", "loss-differs"),
        ("if i % epoch == 0", "if i == 0", "epochs", "accuracies-count-differs"),
        ("if i % epoch == 0", "if True", "epochs", "accuracies-every-iteration"),
        ("size // batch_size", "size / batch_size", "fractional-epoch", "accuracies-count-differs"),
        (TRAIN_ACCURACY, "network.accuracy(x, t)", "accuracies", "accuracy-of-the-batch"),
        (TEST_ACCURACY, TRAIN_ACCURACY, "accuracies",
         "accuracy-on-training-twice"),
        (RETURNED, "return losses, test_accuracies, train_accuracies",
         "accuracies", "accuracies-swapped"),
        ("network.accuracy(", "100 * network.accuracy(", "accuracies", "accuracies-in-percent"),
    ],
)  # fmt: skip
def test_a_fault_shows_in_its_check(old, new, check, message):
    assert old in TRAINING
    verdicts = ask(EXERCISE, TRAINING.replace(old, new), 3)
    assert check in failures(verdicts)
    assert verdicts[check].message.id == message


def test_without_lists_only_what_asks_for_them_fails():
    verdicts = ask(EXERCISE, changed((RETURNED, "return None")))
    assert failures(verdicts) == {"losses", "epochs", "accuracies"}
    assert {verdicts[name].message.id for name in ("losses", "epochs", "accuracies")} == {"returned-nothing"}
    assert verdicts["fractional-epoch"].waits_for == "epochs"


def test_each_parameter_that_goes_downhill_earns_its_part():
    verdicts = ask(EXERCISE, changed(("for name in network.params:", "for name in ('W1', 'W2'):")))
    assert verdicts["update"].score == 9
    assert verdicts["update"].message.fields == {"names": ["b1", "b2"]}
    assert verdicts["update"].evidence.call == "net.params['b2']"


def test_targets_of_the_whole_set_are_an_error_that_says_so():
    verdict = ask(EXERCISE, changed(("t_all[mask]", "t_train")))["pairs"]
    assert verdict.outcome is Outcome.CRASHED
    assert verdict.evidence.error.message == "x has 5 samples, but t has targets for 23"


def test_a_program_that_does_nothing_earns_nothing():
    source = "def train(network, x_train, t_train, x_test, t_test, iters_num, batch_size, learning_rate):\n"
    verdicts = ask(EXERCISE, source + "    return [0.5] * iters_num, [0.5] * 5, [0.5] * 5\n")
    lengths = {"epochs", "fractional-epoch"}  # nothing but the number of entries is right
    assert {name for name, verdict in verdicts.items() if verdict.score} <= lengths
    assert outcome_of(EXERCISE, source + "    return None\n") is Outcome.FAILED


def test_batches_are_known_by_their_losses_where_the_gradient_is_the_programs_own():
    own = changed(
        ("import numpy as np\n", "import numpy as np\nfrom reference.networks import TwoLayerNet\n"),
        ("network.gradient(x, t)", "TwoLayerNet(network.params).gradient(x, t)"),
    )
    assert failures(ask(EXERCISE, own)) == set()
    same = own.replace(DRAWN, "np.arange(batch_size)")
    assert "batches" in failures(ask(EXERCISE, same))


def test_what_cannot_be_seen_is_left_out_and_the_rest_is_judged():
    unseen = changed(
        ("import numpy as np\n", "import numpy as np\nfrom reference.networks import TwoLayerNet\n"),
        ("network.gradient(x, t)", "TwoLayerNet(network.params).gradient(x, t)"),
        ("network.loss(x, t)", "TwoLayerNet(network.params).loss(x, t)"),
    )
    verdicts = ask(EXERCISE, unseen)
    assert failures(verdicts) == set()
    left_out = {name for name, verdict in verdicts.items() if not verdict.counted}
    assert left_out == {"batches", "pairs", "test-unseen", "losses", "accuracies"}
    upward = ask(EXERCISE, unseen.replace("- learning_rate", "+ learning_rate"))
    assert failures(upward) == {"update"}


def test_notes_of_other_batches_than_those_trained_on_are_not_believed():
    source = changed(
        ("x, t = x_all[mask], t_all[mask]\n",
         "x, t = x_all[:batch_size], t_all[:batch_size]\n"
         "        network.gradient(x_all[mask], t_all[mask])\n"),
        ("= network.gradient(x, t)\n", "= type(network).gradient(network, x, t)\n"),
    )  # fmt: skip
    verdicts = ask(EXERCISE, source)
    noted = ("batches", "pairs", "test-unseen", "losses", "accuracies")
    assert {verdicts[name].outcome for name in noted} == {Outcome.FAILED}
    assert verdicts["batches"].message.id == "course-differs"


def test_rows_in_order_pass_with_a_remark():
    source = changed(
        (DRAWN,
         "(np.arange(batch_size) + i * batch_size) % (size - size % batch_size)")
    )  # fmt: skip
    verdicts = ask(EXERCISE, source)
    assert failures(verdicts) == set()
    assert verdicts["batches"].message.id == "passed-in-order"


def test_a_missing_parameter_is_named():
    verdicts = ask(
        EXERCISE,
        changed((", batch_size=100", ""), ("    losses, train", "    batch_size = 5\n    losses, train")),
    )
    assert verdicts["batches"].message.fields == {"name": "batch_size"}
    assert failures(verdicts) == {"batches", "epochs"}


@pytest.mark.parametrize("seed", range(3))
def test_verdicts_and_evidence_repeat_for_a_seed(seed):
    source = wrong(EXERCISE, "pairs")
    assert ask(EXERCISE, source, seed) == ask(EXERCISE, source, seed)


def test_curves_stand_in_the_verdict_also_where_it_waits():
    for source in (TRAINING, wrong(EXERCISE, "pairs")):
        curves = {curve.name: curve for curve in ask(EXERCISE, source)["digits"].curves}
        assert set(curves) == {"loss", "train-accuracy", "test-accuracy"}
        assert len(curves["loss"].values) == 500
        assert curves["train-accuracy"].every == pytest.approx(500 / len(curves["train-accuracy"].values))


@pytest.mark.parametrize(
    ("value", "losses", "train", "test"),
    [
        (([3.0, 2.0], [0.1], [0.2]), [3, 2], [0.1], [0.2]),
        ([object(), [3.0, 2.0], np.array([0.1]), (0.2,)], [3, 2], [0.1], [0.2]),
        (([0.1], [0.2], [3.0, 2.0]), [3, 2], [0.1], [0.2]),
        ({"test_acc": [0.2], "train_acc": [0.1], "loss": [3.0, 2.0]}, [3, 2], [0.1], [0.2]),
        ({"val_loss": [9.0], "loss": [3.0, 2.0], "val_acc": [0.2], "acc_train": [0.1]}, [3, 2], [0.1], [0.2]),
        (
            {"history": {"losses": [3.0, 2.0]}, "Train": {"Acc": [0.1]}, "Test": {"Acc": [0.2]}},
            [3, 2],
            [0.1],
            [0.2],
        ),
        ((object(), {"loss": [3.0, 2.0], "train_acc": [0.1], "test_acc": [0.2]}), [3, 2], [0.1], [0.2]),
        ([3.0, 2.0], [3, 2], None, None),
        (([], [], []), [], [], []),
        (([3.0, "x"], [0.1], [0.2]), [3, np.nan], [0.1], [0.2]),
        ("nothing", None, None, None),
        (3.0, None, None, None),
        ({"weights": [1.0]}, None, None, None),
        (np.zeros((2, 2)), None, None, None),
    ],
)
def test_series_are_recognised_in_what_comes_back(value, losses, train, test):
    found = series_of(pack(value), 2)
    for got, expected in ((found.losses, losses), (found.train, train), (found.test, test)):
        if expected is None:
            assert got is None
        else:
            np.testing.assert_array_equal(got, expected)


# --- that the wrong programs are wrong, by another road ---------------------------------------------


class Spy:
    """A network of one linear layer that notes its calls; its gradient comes from differences of its loss."""

    def __init__(self):
        rng = np.random.default_rng(1)
        self.params = {"W1": rng.normal(size=(2, 3)), "b1": np.zeros(3), "W2": np.eye(3), "b2": np.zeros(3)}
        self.start = {name: value.copy() for name, value in self.params.items()}
        self.calls = []

    def scores(self, x):
        return (x @ self.params["W1"] + self.params["b1"]) @ self.params["W2"] + self.params["b2"]

    def loss(self, x, t):
        scores = self.scores(x)
        return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - (scores * t).sum(axis=1)))

    def accuracy(self, x, t):
        return float(np.mean(self.scores(x).argmax(axis=1) == t.argmax(axis=1)))

    def gradient(self, x, t):
        slopes = {}
        for name, value in self.params.items():
            slopes[name] = np.zeros_like(value)
            for index in np.ndindex(value.shape):
                kept = value[index]
                ends = []
                for step in (1e-5, -1e-5):
                    value[index] = kept + step
                    ends.append(self.loss(x, t))
                value[index] = kept
                slopes[name][index] = (ends[0] - ends[1]) / 2e-5
        state = {name: value.copy() for name, value in self.params.items()}
        self.calls.append((x.copy(), t.copy(), slopes, state))
        return slopes


def run(check, samples=23, iterations=23, rate=0.5):
    """Run the program that only this check catches; returns the spy, the lists and the data."""
    rng = np.random.default_rng(2)
    x, t = rng.normal(size=(samples, 2)), np.eye(3)[rng.permutation(np.arange(samples) % 3)]
    x_test, t_test = rng.normal(size=(7, 2)), np.eye(3)[np.arange(7) % 3]
    np.random.seed(3)
    spy = Spy()
    train = definitions_of(wrong(EXERCISE, check)).objects[0]
    return spy, train(spy, x, t, x_test, t_test, iterations, 5, rate), (x, t, x_test, t_test)


def rows(batch, x):
    return [int(np.flatnonzero(np.all(x == row, axis=1))[0]) for row in batch]


PROOFS = {
    "batches": lambda spy, out, data: all(rows(x, data[0]) == [0, 1, 2, 3, 4] for x, *_ in spy.calls),
    "pairs": lambda spy, out, data: any(
        not np.array_equal(t, data[1][rows(x, data[0])]) for x, t, *_ in spy.calls
    ),
    "test-unseen": lambda spy, out, data: any(
        np.any(np.all(row == data[2], axis=1)) for x, *_ in spy.calls for row in x
    ),
    "update": lambda spy, out, data: np.array_equal(spy.params["b2"], spy.start["b2"]),
    "learning-rate": lambda spy, out, data: np.allclose(
        spy.calls[1][3]["W1"] - spy.start["W1"], -0.1 * spy.calls[0][2]["W1"]
    ),
    "iterations": lambda spy, out, data: len(spy.calls) == 24,
    "path": lambda spy, out, data: (
        not np.allclose(
            spy.calls[2][3]["W1"] - spy.calls[1][3]["W1"], -0.5 * spy.calls[1][2]["W1"], atol=1e-4
        )
    ),
    "losses": lambda spy, out, data: out[0][-1] == spy.loss(data[2], data[3]),
    "epochs": lambda spy, out, data: len(out[1]) == 23,
    "fractional-epoch": lambda spy, out, data: len(out[1]) == 1,
    "accuracies": lambda spy, out, data: all(abs(value * 5 - round(value * 5)) < 1e-9 for value in out[1]),
    "digits": lambda spy, out, data: len(spy.calls) == 40,
}


@pytest.mark.parametrize("check", [check.id for check in course.load(EXERCISE).checks])
def test_the_wrong_program_of_a_check_is_wrong(check):
    spy, out, data = run(check, iterations=60 if check == "digits" else 23)
    assert PROOFS[check](spy, out, data)


def test_a_batch_without_rows_is_no_batch_and_breaks_nothing():
    empty = changed((DRAWN, "np.arange(0)"))
    told = {name: verdict.message.id for name, verdict in ask(EXERCISE, empty).items()}
    assert told["batches"] == told["losses"] == "no-batch-noted"


OWN_GENERATOR = changed(
    ("learning_rate=0.1)", "learning_rate=0.1, rng=None)"),
    ("    size =", "    if rng is None:\n        rng = np.random.default_rng()\n    size ="),
    ("np.random.choice", "rng.choice"),
)


def test_a_training_makes_a_generator_of_its_own_where_it_is_given_none():
    assert failures(ask(EXERCISE, OWN_GENERATOR)) == set()
    lacking = OWN_GENERATOR.replace("random.default_rng", "random.defualt_rng")
    assert ask(EXERCISE, lacking)["update"].message.id == "raised"
    needing = OWN_GENERATOR.replace("rng=None", "*, rng").replace("np.random.default_rng()", "1 / 0")
    assert failures(ask(EXERCISE, needing)) == set()


def test_a_gradient_of_each_row_by_itself_is_right_where_a_row_is_drawn_twice():
    one_by_one = """total = {name: 0.0 for name in network.params}
        for row in mask:
            one = network.gradient(x_all[row:row + 1], t_all[row:row + 1])
            total = {name: total[name] + one[name] / len(mask) for name in total}
        grads = total"""
    source = changed(
        (DRAWN, "np.repeat(np.random.choice(size, batch_size), 2)[:batch_size]"),
        ("grads = network.gradient(x, t)", one_by_one),
    )
    assert failures(ask(EXERCISE, source)) == set()


OWN_GRADIENT = changed(
    ("grads = network.gradient(x, t)", "grads = slopes(network.params, x, t)"),
    (
        "def train(",
        "def slopes(p, x, t):\n"
        "    z = 1 / (1 + np.exp(-(x @ p['W1'] + p['b1'])))\n"
        "    y = np.exp(z @ p['W2'] + p['b2'])\n"
        "    back = (y / y.sum(axis=1, keepdims=True) - t) / len(x)\n"
        "    deep = back @ p['W2'].T * z * (1 - z)\n"
        "    return {'W1': x.T @ deep, 'b1': deep.sum(axis=0), 'W2': z.T @ back, 'b2': back.sum(axis=0)}\n\n"
        "def train(",
    ),
)


def told_of_own_gradient(*pairs):
    source = OWN_GRADIENT
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new)
    verdicts = ask(EXERCISE, source)
    return {name: verdicts[name].message.id for name in ("losses", "accuracies")}


def test_losses_and_accuracies_of_an_own_gradient_are_judged_where_its_batches_explain_the_parameters():
    assert set(told_of_own_gradient().values()) == {"passed"}
    assert failures(ask(EXERCISE, OWN_GRADIENT)) == set()
    twice = told_of_own_gradient((TEST_ACCURACY, TRAIN_ACCURACY))
    assert twice == {"losses": "passed", "accuracies": "accuracy-on-training-twice"}
    doubled = told_of_own_gradient(("append(network.loss(x, t)", "append(2 * network.loss(x, t)"))
    assert doubled == {"losses": "loss-differs", "accuracies": "passed"}
    uphill = told_of_own_gradient(("- learning_rate", "+ learning_rate"), (TEST_ACCURACY, TRAIN_ACCURACY))
    assert set(uphill.values()) == {"left-out-own-gradient"}


@pytest.mark.parametrize("slope", [0.0, 1e300, np.inf, np.nan])
def test_a_gradient_of_no_length_or_of_none_that_is_a_number_explains_no_change(slope):
    with np.errstate(all="ignore"):
        assert factor_of(np.ones(3), np.full(3, slope)) is None


def test_a_change_along_a_gradient_has_its_factor():
    slope = np.array([0.3, -2.0, 1e-3])
    assert factor_of(-0.7 * slope, slope) == pytest.approx(0.7)
    assert factor_of(slope + np.array([1.0, 0.0, 0.0]), slope) is None


def test_of_more_gradients_than_are_kept_no_batch_is_made_up():
    """Fourteen gradients an iteration: the log ends within one, and its update is not seen."""
    asks = (
        "        for _ in range(13):\n            network.gradient(x_train[:3], t_train[:3])\n        grads ="
    )
    verdicts = ask(EXERCISE, changed(("        grads =", asks)))
    assert {verdicts[name].message.id for name in failures(verdicts)} <= {"too-many-iterations"}
