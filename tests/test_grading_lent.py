"""Several exercises of one submission share a child where that changes nothing; the reports prove it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from grader.grading import grade
from grader.outcome import Outcome, Report
from grader.sandbox import Child, Sandbox
from grader.submission import parse_submission

RIGHT = Path(__file__).parent / "right"
WRONG = Path(__file__).parent / "wrong"
FIRST, SECOND, THIRD = (
    "exercise1_numerical_diff",
    "exercise2_numerical_gradient",
    "exercise3_gradient_descent",
)
EXERCISES = (FIRST, SECOND, THIRD)


def of(*files: Path) -> str:
    return "\n\n".join(file.read_text(encoding="utf-8") for file in files)


BOOK = of(
    RIGHT / "exercise1" / "book.py",
    RIGHT / "exercise2" / "book_nditer.py",
    RIGHT / "exercise3" / "while_loop.py",
)
SPOILS = """
import numpy as np

calls = 0


def numerical_diff(f, x):
    global calls
    calls += 1
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_gradient(f, x):
    h = 1e-4 if calls == 0 else 1.0
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        above = f(x)
        x[index] = old - h
        grad[index] = (above - f(x)) / (2 * h)
        x[index] = old
    return grad
"""
DIES = RIGHT.joinpath("exercise1", "book.py").read_text(encoding="utf-8") + (
    "\n\nimport os\n\ndef numerical_gradient(f, x):\n    os._exit(0)\n"
)
GUARDED = BOOK + "\n\nif __name__ == '__main__':\n    numerical_gradient = None\n"
OFFERED = "from common.functions import *\n" + BOOK
NOISY = BOOK + "\n\nprint('x' * 100000)\nraise ValueError('at the end')\n"
STALLS = BOOK + "\n\nwhile True:\n    pass\n"
PROGRAMS = {
    "book": BOOK,
    "spoils": SPOILS,
    "dies": DIES,
    "guarded": GUARDED,
    "offered": OFFERED,
    "noisy": NOISY,
    "stalls": STALLS,
    "wrong": of(sorted((WRONG / "exercise1").glob("*.py"))[0]) + "\n\n" + BOOK,
    "nothing": "x = 1\n",
}


@contextmanager
def forks(sandbox: Sandbox) -> Iterator[list[int]]:
    """Count the children that a sandbox forks."""
    pids: list[int] = []
    fork = sandbox._fork

    def noted(seconds: float) -> Child:
        child = fork(seconds)
        pids.append(child.pid)
        return child

    sandbox._fork = noted  # type: ignore[method-assign]
    try:
        yield pids
    finally:
        sandbox._fork = fork  # type: ignore[method-assign]


def graded(sandbox: Sandbox, text: str, exercises: Sequence[str] = EXERCISES) -> list[Report]:
    submission = parse_submission(text.encode(), "a.py")
    reports = list(grade(submission, exercises, sandbox, seed=11))
    return [replace(report, elapsed_s=0.0) for report in reports]


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name != "stalls"])
def test_graded_together_or_alone_the_reports_are_the_same(sandbox: Sandbox, name: str) -> None:
    together = graded(sandbox, PROGRAMS[name])
    alone = [report for each in EXERCISES for report in graded(sandbox, PROGRAMS[name], (each,))]
    assert together == alone


def test_a_statement_that_stalls_costs_its_time_once(sandbox: Sandbox) -> None:
    with forks(sandbox) as pids:
        start = time.monotonic()
        outcomes = [report.outcome for report in graded(sandbox, STALLS)]
    assert outcomes == [Outcome.PASSED] * 3
    assert len(pids) <= 3
    assert time.monotonic() - start < sandbox.limits.seconds


def test_right_programs_need_one_child_for_all_their_exercises(sandbox: Sandbox) -> None:
    with forks(sandbox) as pids:
        outcomes = [report.outcome for report in graded(sandbox, BOOK)]
    assert outcomes == [Outcome.PASSED] * 3
    assert len(pids) == 1


def test_what_fails_in_the_child_of_another_exercise_is_decided_in_a_new_one(sandbox: Sandbox) -> None:
    with forks(sandbox) as pids:
        reports = graded(sandbox, SPOILS)
    assert [report.outcome for report in reports] == [Outcome.PASSED, Outcome.PASSED, Outcome.MISSING]
    assert len(pids) == 2


def test_no_child_is_left_when_the_reports_are_not_all_taken(sandbox: Sandbox) -> None:
    submission = parse_submission(BOOK.encode(), "a.py")
    with forks(sandbox) as pids:
        reports = grade(submission, EXERCISES, sandbox)
        assert next(reports).outcome is Outcome.PASSED
        reports.close()  # type: ignore[attr-defined]
    for pid in pids:
        with pytest.raises(OSError):  # noqa: PT011  (gone, or reaped)
            Path(f"/proc/{pid}/stat").read_text()


def test_a_seed_for_each_exercise_is_used(sandbox: Sandbox) -> None:
    submission = parse_submission(BOOK.encode(), "a.py")
    found = list(grade(submission, (FIRST, SECOND), sandbox, seed=(3, 4)))
    assert [report.seed for report in found] == [3, 4]
    with pytest.raises(ValueError, match="zip"):
        list(grade(submission, (FIRST, SECOND), sandbox, seed=(3,)))
