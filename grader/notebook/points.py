"""The points of one check, for the test cells of other graders; knows how they count, not how we grade.

Other graders give each test a fixed number of points. Our reports leave points out where a program took a
tool that is offered, or lacks what is optional; there a test earns the share that the counted checks earn,
so that the share of the whole is the report's.
"""

from __future__ import annotations

from ..course import find, load
from ..errors import UsageError
from ..exercise import Check
from ..outcome import Message, Outcome, Report, Verdict
from .check import report_of

_LEAST = 1e-9  # of a share: below the rounding of points


def points(exercise: str, check: str) -> float:
    """Return the points that the cells run so far in this kernel earn in one check: a plain float.

    exercise  str, as on the command line: "exercise3"
    check     str, the check's id
    Raises UsageError for names that there are none of.
    """
    asked, report = _asked(exercise, check), report_of(exercise)
    return float(round(_share(report, check) * asked.points, 6))


def expect(exercise: str, check: str, part: int = 1, parts: int = 1) -> None:
    """Return when a check earns at least `part` of `parts` equal parts of its points.

    A check that is left out counts as having the nearest number of parts.
    Raises AssertionError, which says what the check found, when it earns fewer; UsageError as `points` does.
    """
    _asked(exercise, check)
    report = report_of(exercise)
    verdict = _verdict(report, check)
    left_out = verdict is None or not verdict.counted
    needed = (part - (0.5 if left_out else 0.0)) / parts
    if _share(report, check) < needed - _LEAST:
        raise AssertionError(_said(verdict))


def _asked(exercise: str, check: str) -> Check:
    names = find(exercise)
    if len(names) != 1:
        raise UsageError(f"{exercise!r} names {len(names)} exercises", "Name one.")
    checks = {each.id: each for each in load(names[0]).checks}
    if check not in checks:
        raise UsageError(f"{names[0]} has no check {check!r}", f"There are {', '.join(checks)}.")
    return checks[check]


def _verdict(report: Report, check: str) -> Verdict | None:
    return next((verdict for verdict in report.checks if verdict.id == check), None)


def _share(report: Report, check: str) -> float:
    """Return the share of its points that a check earns, 0.0 to 1.0."""
    if report.outcome is Outcome.MISSING or not report.max_score:
        return 0.0
    verdict = _verdict(report, check)
    if verdict is None or not verdict.counted:
        return report.score / report.max_score
    return verdict.score / verdict.max_score if verdict.max_score else 1.0


def _said(verdict: Verdict | None) -> str:
    """Say in words what a check found."""
    import os

    from ..report.catalogue import catalogue, choose_language

    words = catalogue(choose_language(None, os.environ))
    if verdict is None:
        return words.text("outcome.missing")
    told = verdict.message if verdict.counted else Message("notebook.left-out")
    title, message = (words.say(said, str, str) for said in (verdict.title, told))
    return f"{title}{words.text('colon')}{message}"
