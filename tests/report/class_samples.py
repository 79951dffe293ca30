"""A class made by hand: right and wrong, late and twice, with names that are out for trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import report_samples as samples

from grader.classroom.model import ClassResults, Entry, Trouble
from grader.outcome import Location, Outcome, Report, SubmissionInfo

FIRST, SECOND, THIRD = (
    "exercise1_numerical_diff",
    "exercise2_numerical_gradient",
    "exercise3_gradient_descent",
)
DUE = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
HOSTILE = "=cmd|'/c calc'!A1\n<script>alert(1)</script>,\"\t::error::x##[error]y\u202e"


def report_of(exercise: str, score: float = 100.0, line: str = "", sha256: str = "") -> Report:
    """Return a report with two checks of 60 and 40 points; a line makes it wrong in a named way."""
    checks = (
        samples.verdict("values", Outcome.PASSED if score >= 60 else Outcome.FAILED, points=60.0),
        samples.verdict("accuracy", Outcome.PASSED if score in (40, 100) else Outcome.FAILED, points=40.0),
    )
    outcome = Outcome.PASSED if score == 100 else Outcome.FAILED
    made = replace(samples.report(checks, outcome, exercise=exercise), score=score, max_score=100.0)
    found = (samples.diagnosed(place=Location(5, text=line)),) if line else ()
    return replace(made, diagnoses=found, submission=SubmissionInfo("x.py", sha256 or samples.SHA))


def entry(
    student: str,
    report: Report,
    *,
    name: str = "",
    late_h: float | None = 0.0,
    score: float | None = None,
    attempt: int = 1,
    counts: bool = True,
) -> Entry:
    """Return an entry; score is what stays after lateness."""
    at = None if late_h is None else DUE + timedelta(hours=late_h)
    late = None if late_h is None else late_h * 3600
    final = report.score if score is None else score
    shown = name or student.title()
    path = f"{shown}/{report.exercise}.py"
    return Entry(
        student, shown, report, path, attempt, at, DUE, report.score, final, report.max_score, late, counts
    )


WRONG = "    return (f(x + h) - f(x - h)) / 2 * h  # by Ann Lee"
RESULTS = ClassResults(
    (
        entry("0012", report_of(FIRST), name="Ann Lee"),
        entry("0012", report_of(SECOND, 60.0), name="Ann Lee", late_h=30.0, score=40.0),
        entry("bob", report_of(FIRST, 40.0, WRONG), attempt=1, counts=False),
        entry("bob", report_of(FIRST, 60.0, WRONG), attempt=2),
        entry("evil", report_of(FIRST, 0.0, WRONG), name=HOSTILE, late_h=None),
        entry("evil", replace(samples.HOSTILE_REPORT, exercise=SECOND), name=HOSTILE),
    ),
    (Trouble("zoe", "zoe/work.zip", "zoe/work.zip is a broken archive", "Ask for it again."),),
    {FIRST: 1.0, SECOND: 3.0},
)
