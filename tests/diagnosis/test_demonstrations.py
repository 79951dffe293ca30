"""Demonstrations: each program answers wrong or raises, what is right comes from a second road."""

from __future__ import annotations

import math
from pathlib import Path

import mpmath
import numpy as np
import pytest

from grader.diagnosis import catalogue
from grader.diagnosis.demonstrations import cases, demonstrate
from grader.diagnosis.demonstrations.cases import Case
from grader.grading import grade
from grader.sandbox import Sandbox
from grader.submission import read_submission

# By hand, from closed forms: f' of the parabola at 5, exp at 0.7, gradients of squares and of x0**2 x1,
# (1 - 2 * 0.1)**10 times the starting point.
BY_HAND = {
    "missing-denominator-parentheses": 0.2,
    "step-too-large": float(mpmath.exp(mpmath.mpf("0.7"))),
    "not-restored": [24.0, 9.0],
    "missing-index": [6.0, 8.0],
    "one-dimensional-only": [[2.0, 4.0], [6.0, 8.0]],
    "ascends": [-3 * 0.8**10, 4 * 0.8**10],
    "history-aliased": [[-3, 4], [-2.4, 3.2], [-1.92, 2.56]],
    "softmax-overflow": [float(mpmath.exp(a) / sum(map(mpmath.exp, (0, -10, -20)))) for a in (0, -10, -20)],
    "cross-entropy-not-averaged": -(math.log(0.7) + math.log(0.1)) / 2,
    "sigmoid-missing-parentheses": [float(1 / (1 + mpmath.exp(-x))) for x in (-1, 1, 2)],
}
GRADIENT = """import numpy as np

def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4

def numerical_gradient(f, x):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += 1e-4
        below[i] -= 1e-4
        grad[i] = (f(above) - f(below)) / 2e-4
    return grad

"""
NAMED = (
    ("exercise1_numerical_diff", "missing-denominator-parentheses"),
    ("exercise1_numerical_diff", "step-too-small"),
    ("exercise1_numerical_diff", "plus-instead-of-minus"),
    ("exercise2_numerical_gradient", "not-restored"),
    ("exercise2_numerical_gradient", "missing-index"),
    ("exercise3_gradient_descent", "ascends"),
    ("exercise3_gradient_descent", "stale-gradient"),
    ("exercise3_gradient_descent", "history-aliased"),
)


def test_every_demonstration_is_of_a_misconception_of_the_rules() -> None:
    assert set(cases()) <= {entry.id for entry in catalogue.entries()}
    assert demonstrate("no-such-idea") is None


def test_the_formula_and_the_descent_have_a_demonstration_for_each_misconception() -> None:
    lacking = {
        entry.id
        for entry in catalogue.entries()
        if {"numerical_diff", "gradient_descent"} & set(entry.exercises[:1]) and entry.id not in cases()
    }
    assert lacking == {"wrong-default", "mutates-init-x"}  # advice: the answer is right


@pytest.mark.parametrize("idea", sorted(cases()))
def test_the_program_answers_wrong_or_raises(idea: str) -> None:
    shown = demonstrate(idea)
    assert shown is not None
    evidence = shown.evidence
    assert evidence.call.startswith(tuple(shown.code.split("def ")[1].split("(")[:1]))
    if evidence.error is not None:
        assert evidence.error.type in ("TypeError", "ValueError", "IndexError", "AttributeError")
        return
    expected, got = np.asarray(evidence.expected), np.asarray(evidence.got, dtype=float)
    assert np.all(np.isfinite(expected))
    assert expected.shape != got.shape or not np.allclose(got, expected, rtol=1e-5, atol=0)


@pytest.mark.parametrize("idea", sorted(BY_HAND))
def test_what_is_right_is_what_the_closed_form_gives(idea: str) -> None:
    shown = demonstrate(idea)
    assert shown is not None
    case = cases()[idea]
    assert np.allclose(np.asarray(case.expected(), dtype=float), BY_HAND[idea], rtol=1e-6)


def test_the_numbers_are_those_of_the_book() -> None:
    shown = demonstrate("missing-numerator-parentheses")
    assert shown is not None
    h = mpmath.mpf("1e-4")
    f = lambda x: x * x / 100 + x / 10  # noqa: E731
    assert shown.evidence.got == pytest.approx(float(f(5 + h) - f(5 - h) / (2 * h)), rel=1e-9)
    assert shown.evidence.where == "f = lambda x: 0.01 * x**2 + 0.1 * x"


def test_the_error_over_the_step_is_a_v() -> None:
    shown = demonstrate("step-too-small")
    assert shown is not None
    assert shown.plot is not None
    central, forward = shown.plot.series
    best = {}
    for series in (central, forward):
        best[series.name] = min(series.points, key=lambda point: point[1])
        assert series.points[0][1] == 1.0  # the step is lost: the difference is 0
        assert series.points[-1][1] > 1e3 * best[series.name][1]
    assert 1e-7 < best["plot.central"][0] < 1e-3
    assert best["plot.central"][1] < best["plot.forward"][1]
    assert shown.plot.here == central.points[0][0]
    assert shown.plot.here_text == "1e-49"


def test_a_descent_is_drawn_beside_the_right_one() -> None:
    shown = demonstrate("ascends")
    assert shown is not None
    assert shown.plot is not None
    right, wrong = shown.plot.series
    for count, (steps, value) in enumerate(right.points):
        assert steps == count
        assert value == pytest.approx(25 * 0.8 ** (2 * count), rel=1e-6)
    assert [value for _, value in wrong.points] == sorted(value for _, value in wrong.points)
    assert wrong.points[3][1] == pytest.approx(25 * 1.2**6, rel=1e-6)


def test_a_program_that_never_gives_a_number_is_drawn_at_the_edge() -> None:
    from grader.diagnosis.demonstrations.curves import plot_of

    code = "def gradient_descent(f, x, lr, step_num):\n    return x * np.nan"
    given = "f = lambda x: np.sum(x**2)\nx = np.array([1.0])"
    plot = plot_of(Case("", code, "", given, "x", "descent"))
    assert plot is not None
    assert {value for _, value in plot.series[1].points} == {1e17}


@pytest.mark.parametrize(("exercise", "idea"), NAMED)
def test_diagnosis_names_the_program_of_a_demonstration_by_its_id(
    exercise: str, idea: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    program = (GRADIENT if exercise.startswith("exercise3") else "import numpy as np\n\n") + cases()[
        idea
    ].code
    (tmp_path / "mine.py").write_text(program + "\n")
    report = next(grade(read_submission(str(tmp_path / "mine.py")), [exercise], sandbox, mend=True))
    named = [found.misconception for found in report.diagnoses if found.kind == "misconception"]
    assert named == [idea]
