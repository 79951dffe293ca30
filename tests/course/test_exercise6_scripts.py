"""Scripts in the book's shape, graded in the real worker: their loops run with values of ours."""

import pytest

from grader.course.exercise6_minibatch_training import EXERCISE
from grader.exercise import Limits
from grader.grading import grade
from grader.outcome import Outcome
from grader.sandbox import Sandbox
from grader.submission import parse_submission

BOOK = """import sys, os
sys.path.append(os.pardir)
import numpy as np
from dataset.mnist import load_mnist
from two_layer_net import TwoLayerNet

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)
network = TwoLayerNet(input_size=784, hidden_size=50, output_size=10)
iters_num = 10000
train_size = x_train.shape[0]
batch_size = 100
learning_rate = 0.1
train_loss_list = []
train_acc_list = []
test_acc_list = []
iter_per_epoch = max(train_size // batch_size, 1)
for i in range(iters_num):
    batch_mask = np.random.choice(train_size, batch_size)
    x_batch = x_train[batch_mask]
    t_batch = t_train[batch_mask]
    grad = network.gradient(x_batch, t_batch)
    for key in ('W1', 'b1', 'W2', 'b2'):
        network.params[key] -= learning_rate * grad[key]
    train_loss_list.append(network.loss(x_batch, t_batch))
    if i % iter_per_epoch == 0:
        train_acc_list.append(network.accuracy(x_train, t_train))
        test_acc_list.append(network.accuracy(x_test, t_test))
"""


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits()) as started:
        yield started


def graded(sandbox, *pairs, source=BOOK, exercises=(EXERCISE.id,)):
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new)
    *_, report = grade(parse_submission(source.encode(), "train.py"), exercises, sandbox, seed=7)
    return report


def failures(report):
    quiet = (Outcome.PASSED, Outcome.SKIPPED)
    return {check.id for check in report.checks if check.outcome not in quiet}


def left_out(report):
    return {check.id: check.message.id for check in report.checks if not check.counted}


def test_a_script_of_the_book_passes_with_full_points_and_is_told_to_be_one(sandbox):
    report = graded(sandbox)
    assert (report.outcome, report.score, report.max_score) == (Outcome.PASSED, 100, 100)
    (note,) = report.notes
    assert (note.id, note.fields["line"].line) == ("note.loop", 17)


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("-= learning_rate", "+= learning_rate", "update"),
        ("('W1', 'b1', 'W2', 'b2')", "('W1',)", "update"),
        ("t_train[batch_mask]", "t_train[np.random.choice(train_size, batch_size)]", "pairs"),
        ("batch_mask = np.random.choice(train_size, batch_size)", "batch_mask = np.arange(batch_size)",
         "batches"),
        ("network.accuracy(x_test, t_test)", "network.accuracy(x_train, t_train)", "accuracies"),
        ("    train_loss_list.append", "        train_loss_list.append", "losses"),
        ("    if i % iter", "    if True or i % iter", "epochs"),
    ],
)  # fmt: skip
def test_a_fault_of_a_script_shows_in_its_check(sandbox, old, new, check):
    report = graded(sandbox, (old, new))
    assert check in failures(report)
    assert report.outcome is Outcome.FAILED


def test_an_epoch_that_is_whole_with_the_scripts_own_numbers_is_left_out(sandbox):
    report = graded(sandbox, ("train_size // batch_size", "train_size / batch_size"))
    assert (report.outcome, report.max_score) == (Outcome.PASSED, 92)
    assert left_out(report) == {"fractional-epoch": "left-out-whole-epoch"}


def test_an_epoch_that_is_not_whole_with_the_scripts_own_numbers_is_a_fault(sandbox):
    report = graded(
        sandbox,
        ("train_size // batch_size", "train_size / batch_size"),
        ("batch_size = 100", "batch_size = 128"),
    )
    assert failures(report) == {"fractional-epoch"}


def test_numbers_written_into_the_loop_leave_out_what_they_decide(sandbox):
    report = graded(
        sandbox,
        ("learning_rate = 0.1\n", ""), ("learning_rate * grad", "0.1 * grad"),
        ("range(iters_num)", "range(3000)"),
    )  # fmt: skip
    assert report.outcome is Outcome.PASSED
    assert (
        {"learning-rate", "path"}
        <= set(left_out(report))
        <= {"learning-rate", "iterations", "path", "digits"}
    )
    assert set(left_out(report).values()) == {"left-out-no-variable"}


def test_a_script_that_records_no_accuracy_loses_none_of_its_points_for_it(sandbox):
    source = BOOK[: BOOK.index("    if i % iter_per_epoch")]
    report = graded(sandbox, source=source)
    assert report.outcome is Outcome.PASSED
    assert left_out(report) == dict.fromkeys(
        ("epochs", "fractional-epoch", "accuracies"), "left-out-no-series"
    )


def test_the_script_does_not_run_for_its_own_iterations(sandbox):
    report = graded(sandbox, ("iters_num = 10000", "iters_num = 10 ** 12"))
    assert report.outcome is Outcome.PASSED
    assert report.elapsed_s < 8.0


def test_the_script_is_graded_after_the_other_exercises_as_well(sandbox):
    report = graded(sandbox, exercises=("exercise5_two_layer_net", EXERCISE.id))
    assert (report.outcome, report.score) == (Outcome.PASSED, 100)


def test_the_learners_own_network_and_helpers_stay_what_they_are(sandbox):
    source = BOOK.replace("from two_layer_net import TwoLayerNet\n", "").replace(
        "(x_train, t_train), (x_test",
        "class TwoLayerNet:\n    def __init__(self, **sizes):\n        self.params = {}\n\n"
        "def pick(size, count):\n    return np.random.choice(size, count)\n\n(x_train, t_train), (x_test", 1
    )  # fmt: skip
    report = graded(sandbox, ("np.random.choice(train_size", "pick(train_size"), source=source)
    assert (report.outcome, report.score) == (Outcome.PASSED, 100)


def test_a_function_is_graded_before_a_loop(sandbox):
    header = "train(network, x_train, t_train, x_test, t_test, iters_num, batch_size, learning_rate)"
    source = f"{BOOK}\ndef {header}:\n    pass\n"
    report = graded(sandbox, source=source)
    assert report.outcome is Outcome.FAILED
    assert not [note for note in report.notes if note.id == "note.loop"]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nfor i in range(3):\n    print(i)\n",
        "from two_layer_net import TwoLayerNet\nnetwork = TwoLayerNet(2, 3, 2)\nfor i in range(3):\n"
        "    network.gradient(x[i], t[i])\n",
    ],
)
def test_without_train_and_without_such_a_loop_the_exercise_is_missing(sandbox, source):
    report = graded(sandbox, source=source)
    assert (report.outcome, [note.id for note in report.notes][:1]) == (Outcome.MISSING, ["note.not-defined"])


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        ("100.0", ["learning-rate-too-large"]),
        ("10", ["learning-rate-too-large"]),
        ("1e-6", ["learning-rate-too-small"]),
        ("0.1", []),
        ("1.5", []),
    ],
)
def test_a_badly_chosen_rate_is_advised_against_in_a_plain_grading_on_its_line(sandbox, rate, told):
    source = BOOK.replace("learning_rate = 0.1", f"learning_rate = 0.5\nlearning_rate = {rate}")
    submission = parse_submission(source.encode(), "train.py")
    (report,) = grade(submission, [EXERCISE.id], sandbox, seed=7, mend=True)
    assert report.outcome is Outcome.PASSED
    assert [each.misconception for each in report.diagnoses] == told
    assert [each.location.line for each in report.diagnoses if each.location] == [13] * len(told)
