"""Exercise 3: how a descent may be written and called, and which fault shows in which check."""

import re

import pytest
from course_asking import ask, failures
from course_programs import NUMERICAL_GRADIENT

from grader.outcome import Outcome

EXERCISE = "exercise3_gradient_descent"


def descent(
    signature="f, init_x, lr=0.01, step_num=100", update="x -= lr * numerical_gradient(f, x)", **parts
):
    """Write a gradient_descent from parts."""
    start = parts.get("start", "x = init_x")
    count = parts.get("count", "step_num")
    result = parts.get("result", "x")
    after = parts.get("after", "pass")
    program = (
        f"def gradient_descent({signature}):\n    {start}\n    history = []\n"
        f"    for i in range({count}):\n        {update}\n        {after}\n    return {result}\n"
    )
    return NUMERICAL_GRADIENT + program.replace("GRAD", "numerical_gradient(f, x)")


RIGHT = {
    "the book's, changing init_x": descent(),
    "a new array each time": descent(update="x = x - lr * GRAD"),
    "history from the start": descent(
        update="history.append(x.copy()); x = x - lr * GRAD",
        result="x, np.array(history)",
    ),
    "history of later points, a list": descent(
        update="x = x - lr * GRAD; history.append(x)", result="[x, history]"
    ),
    "history of all points": descent(
        start="x = init_x.copy(); history0 = [x.copy()]",
        update="x -= lr * GRAD; history0.append(x.copy())",
        result="x, np.array(history0), step_num",
    ),
    "losses in place of a path": descent(after="history.append(f(x))", result="x, history"),
    "other names in another order": descent(
        "epochs, func, x0, learning_rate",
        "x = x - learning_rate * numerical_gradient(func, x)",
        start="x = x0",
        count="epochs",
    ),
    "names that tell nothing": descent(
        "a, b, c, d", "x = x - c * numerical_gradient(a, x)", start="x = b", count="d"
    ),
    "told by the defaults": descent("f, init_x, many=100, small=0.01", "x = x - small * GRAD", count="many"),
    "keyword only, with extras": descent(
        "f, init_x, *, verbose=False, max_iter=100, eta=0.1",
        "x = x - eta * GRAD",
        count="max_iter",
    ),
    "an extra parameter between": descent("f, init_x, h=None, lr=0.01, step_num=100", "x = x - lr * GRAD"),
    "any arguments": descent(
        "*args", "x = x - args[2] * numerical_gradient(args[0], x)", start="x = args[1]", count="args[3]"
    ),
    "other defaults": descent("f, init_x, lr=0.5, step_num=3"),
    "without defaults": descent("f, init_x, lr, step_num"),
    "recursion": NUMERICAL_GRADIENT
    + (
        "def gradient_descent(f, init_x, lr=0.01, step_num=100):\n    if step_num == 0: return init_x\n"
        "    return gradient_descent(f, init_x - lr * numerical_gradient(f, init_x), lr, step_num - 1)\n"
    ),
}

# name -> (program, the check that does not pass, its message)
WRONG = {
    "assigns the step": (descent(update="x = -lr * GRAD"), "direction", "wrong-direction"),
    "adds the gradient": (descent(update="x = x - (lr + GRAD)"), "direction", "wrong-direction"),
    "ascends": (descent(update="x = x + lr * GRAD"), "direction", "went-up"),
    "ignores the rate": (descent(update="x = x - 0.01 * GRAD"), "learning-rate", "rate-not-used"),
    "ignores the count": (descent(count="100"), "step-count", "values-differ"),
    "one step too few": (descent(count="step_num - 1"), "step-count", "values-differ"),
    "returns in the loop": (descent(update="x = x - lr * GRAD; return x"), "step-count", "values-differ"),
    "a stale gradient": (
        descent(start="x = init_x; g = GRAD", update="x = x - lr * g"), "path", "values-differ"
    ),
    "the path alone": (
        descent(update="x = x - lr * GRAD; history.append(x)", result="np.array(history)"),
        "direction", "returned-history-only",
    ),
    "the scalar derivative": (
        descent(update="x = x - lr * (f(x + 1e-4) - f(x - 1e-4)) / 2e-4"), "direction", "wrong-direction"
    ),
    "never moves": (descent(update="x - lr * GRAD"), "direction", "did-not-move"),
    "no return": (descent(result="None"), "direction", "returned-nothing"),
    "no rate": (descent("f, init_x, n", "x -= 0.1 * GRAD", count="n"), "learning-rate", "no-parameter"),
    "no count": (descent("f, init_x, lr", count="4"), "step-count", "no-parameter"),
    "aliased history": (
        descent(after="history.append(x)", result="x, history"), "history", "history-aliased"
    ),
    "history of gradients": (
        descent(update="g = GRAD; x = x - lr * g; history.append(g)", result="x, np.array(history)"),
        "history", "history-differs",
    ),
    "momentum": (
        descent(
            start="x = init_x; v = 0.0; rest = False",
            update="v = 0.5 * v - lr * GRAD; x = x + v",
        ),
        "step-count", "values-differ",
    ),
    "a gradient of its own example": (descent(update="x = x - lr * 2 * x"), "direction", "wrong-direction"),
    "nan": (descent(update="x = x * np.nan"), "direction", "not-finite"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_differently_written_right_programs_pass(name):
    for seed in range(3):
        verdicts = ask(EXERCISE, RIGHT[name], seed)
        assert failures(verdicts) == set()
        assert all(verdict.outcome is Outcome.PASSED for verdict in verdicts.values() if verdict.counted)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_programs_fail_the_one_check_that_tells_why(name):
    source, check, message = WRONG[name]
    for seed in range(3):
        verdicts = ask(EXERCISE, source, seed)
        assert verdicts[check].outcome is Outcome.FAILED
        assert verdicts[check].message.id == message
        assert failures(verdicts) == {check}


def test_history_is_left_out_where_none_is_returned():
    verdict = ask(EXERCISE, RIGHT["the book's, changing init_x"])["history"]
    assert (verdict.counted, verdict.message.id) == (False, "left-out-no-history")


def test_history_counts_where_one_is_returned():
    assert ask(EXERCISE, RIGHT["history of all points"])["history"].score == 10


def test_the_call_is_written_with_the_names_of_the_learner():
    source = RIGHT["other names in another order"].replace("x - learning_rate", "x + learning_rate")
    evidence = ask(EXERCISE, source)["direction"].evidence
    assert re.fullmatch(r"gradient_descent\(3, f, x0=x, learning_rate=0\.1\d*\)", evidence.call)
