"""Exercise 2: which ways to take a gradient pass, and which fault shows in which check."""

import pytest
from course_asking import ask, failures

from grader.outcome import Outcome

EXERCISE = "exercise2_numerical_gradient"

RIGHT = {
    "a copy is moved": """
import numpy as np
def numerical_gradient(f, x):
    h, grad = 1e-4, np.empty(x.shape)
    for idx in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[idx] = h
        grad[idx] = (f(x + step) - f(x - step)) / (2 * h)
    return grad
""",
    "nditer, adding and subtracting": """
import numpy as np
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'], op_flags=['readwrite'])
    while not it.finished:
        i = it.multi_index
        x[i] += h
        a = f(x)
        x[i] -= 2 * h
        b = f(x)
        x[i] += h
        grad[i] = (a - b) / (2 * h)
        it.iternext()
    return grad
""",
    "flat": """
import numpy as np
def numerical_gradient(f, x):
    h, grad = 1e-4, np.zeros(x.size)
    flat = x.reshape(-1)
    for i in range(x.size):
        old = flat[i]
        flat[i] = old + h; above = f(x)
        flat[i] = old - h; below = f(x)
        flat[i] = old
        grad[i] = (above - below) / (2 * h)
    return grad.reshape(x.shape)
""",
    "complex step": """
import numpy as np
def numerical_gradient(f, x):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.astype(complex)
        z[i] += 1e-30j
        grad[i] = np.imag(f(z)) / 1e-30
    return grad
""",
    "five points": """
import numpy as np
def numerical_gradient(f, x):
    h, grad = 1e-3, np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        def g(s):
            y = x.copy(); y[i] += s; return f(y)
        grad[i] = (g(-2*h) - 8*g(-h) + 8*g(h) - g(2*h)) / (12*h)
    return grad
""",
    "shares f(x) between components, tiny step": """
import numpy as np
def numerical_gradient(f, x):
    h, here = 1e-8, f(x)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        y = np.array(x); y[i] += h
        grad[i] = (f(y) - here) / h
    return grad
""",
    "the book's, row by row inside f": """
import numpy as np
def partial(f, x, row, whole):
    grad, h = np.zeros_like(row), 1e-4
    for i in range(row.size):
        old = row[i]
        row[i] = old + h; a = f(whole)
        row[i] = old - h; b = f(whole)
        row[i] = old
        grad[i] = (a - b) / (2 * h)
    return grad
def numerical_gradient(f, x):
    flat = x.reshape(-1, x.shape[-1])
    return np.array([partial(f, x, row, x) for row in flat]).reshape(x.shape)
""",
}

LOOP = """
import numpy as np
def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in range(x.size):
        {body}
    return {result}
"""
BODY = (
    "old = x[idx]; x[idx] = old + h; a = f(x); x[idx] = old - h; b = f(x); "
    "grad[idx] = (a - b) / (2*h); x[idx] = old"
)

# name -> (program, the checks that do not pass)
WRONG = {
    "passes the component": (
        LOOP.format(body="grad[idx] = (f(x[idx] + h) - f(x[idx] - h)) / (2*h)", result="grad"),
        {"whole-vector"},
    ),
    "not restored": (
        LOOP.format(
            body=BODY.replace("; x[idx] = old", "; x[idx] = old", 1).removesuffix("; x[idx] = old"),
            result="grad",
        ),
        {"values"},
    ),
    "aliased copy": (
        LOOP.format(
            body="p = x; p[idx] += h; m = x; m[idx] -= h; grad[idx] = (f(p) - f(m)) / (2*h)", result="grad"
        ),
        {"whole-vector"},
    ),
    "all components at once": (
        LOOP.format(body="grad[idx] = (f(x + h) - f(x - h)) / (2*h)", result="grad"),
        {"values"},
    ),
    "same side twice": (LOOP.format(body=BODY.replace("old - h", "old + h"), result="grad"), {"values"}),
    "missing index": (LOOP.format(body=BODY.replace("grad[idx] =", "grad ="), result="grad"), {"values"}),
    "returns a list": (LOOP.format(body=BODY, result="list(grad)"), {"values"}),
    "returns nothing": (LOOP.format(body=BODY, result="None"), {"values"}),
    "one-dimensional only": (LOOP.format(body=BODY, result="grad"), {"any-shape"}),
    "two components only": (
        LOOP.format(body=BODY, result="grad").replace("range(x.size)", "range(2)"),
        {"sizes", "any-shape"},
    ),
    "restores at the end": (
        LOOP.format(body=BODY.removesuffix("; x[idx] = old"), result="grad")
        .replace("    h = 1e-4\n", "    h = 1e-4\n    start = x.copy()\n")
        .replace("    return", "    x[:] = start\n    return"),
        {"values"},
    ),
    "restores x rounded": (
        LOOP.format(body=BODY.removesuffix("old") + "np.round(old, 1)", result="grad"),
        {"x-unchanged", "values"},
    ),
    "a column for a vector": (LOOP.format(body=BODY, result="grad.reshape(-1, 1)"), {"values"}),
    "the analytic gradient of a sum of squares": (LOOP.format(body="f(x)", result="2 * x"), {"whole-vector"}),
    "hands f lists": (
        LOOP.format(body="grad[idx] = f(list(x)) - f(list(x + h))", result="grad"),
        {"whole-vector"},
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_unusual_but_right_programs_pass(name):
    for seed in range(4):
        assert failures(ask(EXERCISE, RIGHT[name], seed)) == set()


@pytest.mark.parametrize("name", WRONG)
def test_wrong_programs_fail_the_check_that_tells_why(name):
    source, expected = WRONG[name]
    for seed in range(3):
        failed = failures(ask(EXERCISE, source, seed))
        assert failed <= expected
        assert failed


@pytest.mark.parametrize("h", ["1e-3", "1e-4", "1e-6", "1e-8"])
def test_a_central_difference_with_a_step_from_1e_8_to_1e_3_passes(h):
    source = RIGHT["a copy is moved"].replace("1e-4", h)
    assert all(failures(ask(EXERCISE, source, seed)) == set() for seed in range(8))


@pytest.mark.parametrize("h", ["1e-3", "1e-4", "1e-6"])
def test_a_one_sided_difference_loses_the_second_order_alone(h):
    source = RIGHT["shares f(x) between components, tiny step"].replace("1e-8", h)
    assert all(failures(ask(EXERCISE, source, seed)) == {"accuracy"} for seed in range(8))


def test_row_by_row_costs_the_any_shape_part_and_says_what_f_was_given():
    source = LOOP.format(body=BODY, result="grad").replace("def numerical_gradient", "def one") + (
        "def numerical_gradient(f, X):\n"
        "    return one(f, X) if X.ndim == 1 else np.array([one(f, x) for x in X])\n"
    )
    verdicts = ask(EXERCISE, source)
    assert failures(verdicts) == {"any-shape"}
    assert verdicts["any-shape"].outcome is Outcome.FAILED
    assert verdicts["any-shape"].message.fields == {"expected": "(2, 3)", "got": "(3,)"}
    assert sum(verdict.score for verdict in verdicts.values()) == 85


def test_f_of_one_component_is_told_as_the_root_of_all_else():
    verdicts = ask(EXERCISE, WRONG["passes the component"][0])
    assert verdicts["whole-vector"].message.id == "f-got-one-number"
    others = [verdict for name, verdict in verdicts.items() if name != "whole-vector"]
    assert {(verdict.outcome, verdict.waits_for) for verdict in others} == {(Outcome.SKIPPED, "whole-vector")}


def test_a_component_that_stays_moved_shows_in_the_other_one():
    verdict = ask(EXERCISE, WRONG["not restored"][0])["values"]
    assert verdict.evidence.index == (1,)


def test_x_that_is_changed_is_shown_before_and_after():
    source = WRONG["restores x rounded"][0].replace("np.round(old, 1)", "old if idx == 0 else old + 0.25")
    evidence = ask(EXERCISE, source)["x-unchanged"].evidence
    assert [
        after - before for before, after in zip(evidence.expected, evidence.got, strict=True)
    ] == pytest.approx([0, 0.25])
