"""The same programs in the real worker: checks, judge and sandbox together."""

import pytest
from course_programs import RIGHT, WRONG, wrong

from grader import course, grading
from grader.exercise import Limits
from grader.outcome import Outcome
from grader.sandbox import Sandbox
from grader.submission import parse_submission


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=5.0)) as started:
        yield started


def graded(sandbox, exercise, source, **options):
    submission = parse_submission(source.encode(), "program.py")
    return next(grading.grade(submission, [exercise], sandbox, seed=5, **options))


def failures(report):
    quiet = (Outcome.PASSED, Outcome.SKIPPED)
    return {check.id for check in report.checks if check.outcome not in quiet}


@pytest.mark.parametrize("exercise", course.EXERCISES)
def test_a_right_program_passes_with_full_marks(sandbox, exercise):
    report = graded(sandbox, exercise, RIGHT[exercise])
    assert (report.outcome, report.score, report.max_score) == (Outcome.PASSED, 100, 100)


@pytest.mark.parametrize(("exercise", "check"), WRONG)
def test_a_wrong_program_fails_in_its_check(sandbox, exercise, check):
    report = graded(sandbox, exercise, wrong(exercise, check))
    assert failures(report) == {check}


# Goes on until its answers agree: to an impulse, which is 0 nearly everywhere, it answers 0.
SETTLING = """
def numerical_diff(f, x):
    h = 1e-2
    before = (f(x + h) - f(x - h)) / (2 * h)
    while h > 1e-5:
        h = h / 2
        slope = (f(x + h) - f(x - h)) / (2 * h)
        if abs(slope - before) < 1e-9:
            break
        before = slope
    return slope
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_formula_that_settles_by_itself_is_not_accused(sandbox, seed):
    submission = parse_submission(SETTLING.encode(), "program.py")
    (report,) = grading.grade(submission, ["exercise1_numerical_diff"], sandbox, seed=seed)
    assert (report.outcome, report.score) == (Outcome.PASSED, 100)


def test_an_endless_loop_costs_one_limit_and_names_the_check(sandbox):
    source = RIGHT["exercise4_simple_net"].replace(
        "def softmax(x):\n", "def softmax(x):\n    while x.ndim == 2: pass\n"
    )
    report = graded(sandbox, "exercise4_simple_net", source, limits=Limits(seconds=1.0))
    checks = {check.id: check for check in report.checks}
    assert checks["softmax-sample"].outcome is Outcome.PASSED
    assert checks["softmax-batch"].outcome is Outcome.TIMED_OUT
    assert checks["softmax-large"].waits_for == "softmax-batch"
    assert report.outcome is Outcome.FAILED
    assert report.elapsed_s < 3.0


def test_a_program_that_ends_python_crashes_in_one_check(sandbox):
    source = RIGHT["exercise4_simple_net"].replace("-np.sum(t", "__import__('os')._exit(0) or -np.sum(t")
    report = graded(sandbox, "exercise4_simple_net", source)
    checks = {check.id: check for check in report.checks}
    assert checks["cross-entropy-sample"].message.fields == {"how": "exit status 0"}
    assert checks["softmax-large"].outcome is Outcome.PASSED
    assert checks["predict-batch"].outcome is Outcome.PASSED
    assert checks["cross-entropy-zero"].waits_for == "cross-entropy-sample"


def test_an_exception_points_at_the_learners_own_line(sandbox):
    source = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * hh)\n"
    report = graded(sandbox, "exercise1_numerical_diff", source)
    error = report.checks[0].evidence.error
    assert report.outcome is Outcome.CRASHED
    assert (error.type, error.trace[-1].line) == ("NameError", 3)
    assert error.trace[-1].text == "    return (f(x + h) - f(x - h)) / (2 * hh)"
