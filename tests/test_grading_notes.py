"""Notes of a report: an offered function is told of only where its points are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading import grade, mended
from grader.outcome import Outcome, Report
from grader.sandbox import Sandbox
from grader.submission import read_submission

NET = "exercise4_simple_net"
OFFERED = "from common.functions import softmax, cross_entropy_error\n"
CLASS = """
import numpy as np

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return np.dot(x, self.W)

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
"""


@pytest.fixture
def graded(sandbox: Sandbox, tmp_path: Path) -> object:
    def run(program: str) -> Report:
        (tmp_path / "mine.py").write_text(program)
        return next(grade(read_submission(str(tmp_path / "mine.py")), [NET], sandbox))

    return run


def test_a_missing_exercise_says_nothing_of_0_points(graded: object) -> None:
    report = graded(OFFERED)  # type: ignore[operator]
    assert report.outcome is Outcome.MISSING
    assert [note.id for note in report.notes if note.id == "note.offered"] == []


def test_an_offered_function_is_told_of_with_the_points_that_are_left_out(graded: object) -> None:
    report = graded(OFFERED + CLASS)  # type: ignore[operator]
    told = {note.fields["name"]: note.fields["points"] for note in report.notes if note.id == "note.offered"}
    assert set(told) == {"softmax", "cross_entropy_error"}
    left_out = sum(check.max_score for check in report.checks if not check.counted)
    assert all(points > 0 for points in told.values())
    assert sum(told.values()) >= left_out > 0


def test_what_passes_has_no_repair(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OFFERED + CLASS)
    report, repaired = mended(read_submission(str(tmp_path / "mine.py")), NET, sandbox)
    assert (report.outcome, report.diagnoses, repaired) == (Outcome.PASSED, (), None)
