"""A class as JUnit XML, one suite for each student and exercise, and as JSON, with every attempt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ... import __version__
from ...outcome import Outcome, Report
from ...report.catalogue import Catalogue, catalogue
from ...report.document import Json, number
from ...report.document import write_json as json_of
from ...report.junit import Suite, document, suite_of

if TYPE_CHECKING:
    from ..model import ClassResults, Entry
    from . import Export, Wanted
    from .rows import Student

FORMAT_VERSION = 1


def write_junit(students: Sequence[Student], wanted: Wanted) -> Export:
    """Write the attempts that count; hidden names hide also what a learner's program did and said."""
    from . import Export

    words = catalogue(wanted.lang)
    return Export(document(_suites(students, wanted, words)))


def write_json(results: ClassResults, students: Sequence[Student], wanted: Wanted) -> Export:
    """Write every attempt of every student, points and misconceptions, and what could not be graded."""
    from . import Export

    attempts: dict[str, list[Entry]] = {}
    for entry in results.entries:
        if entry.report.exercise in wanted.exercises:
            attempts.setdefault(entry.student, []).append(entry)
    people: list[Json] = [
        {
            "student": student.key,
            "name": student.name,
            "share": None if student.share is None else number(round(student.share, 6)),
            "attempts": [_attempt(entry) for entry in attempts.get(student.key, ())],
        }
        for student in students
    ]
    troubles: list[Json] = [
        {"student": trouble.student, "path": trouble.path, "message": trouble.message, "hint": trouble.hint}
        for trouble in results.troubles
    ]
    made: dict[str, Json] = {
        "format_version": FORMAT_VERSION,
        "grader_version": __version__,
        "exercises": list(wanted.exercises),
        "weights": {exercise: number(results.weights.get(exercise, 1.0)) for exercise in wanted.exercises},
        "students": people,
        "troubles": troubles,
    }
    return Export(json_of(made, "utf-8"))


def _attempt(entry: Entry) -> Json:
    report = entry.report
    named = [found.misconception for found in report.diagnoses if found.kind == "misconception"]
    return {
        "exercise": report.exercise,
        "attempt": entry.attempt,
        "counts": entry.counts,
        "path": entry.path,
        "sha256": report.submission.sha256 or None,
        "submitted_at": entry.submitted_at.isoformat() if entry.submitted_at else None,
        "graded_at": entry.graded_at.isoformat(),
        "late_by_s": None if entry.late_by_s is None else number(entry.late_by_s),
        "outcome": report.outcome.value,
        "raw_score": number(entry.raw_score),
        "score": number(entry.score),
        "max_score": number(entry.max_score),
        "checks": {check.id: check.outcome.value for check in report.checks if check.counted},
        "misconceptions": list(dict.fromkeys(named)),
    }


def _suites(students: Sequence[Student], wanted: Wanted, words: Catalogue) -> Iterator[Suite]:
    from dataclasses import replace

    for student in students:
        for exercise in wanted.exercises:
            entry = student.results.get(exercise)
            if entry is None:
                continue
            report = _without_words(entry.report) if wanted.anonymous else entry.report
            name = f"{student.name} ({student.key})" if student.name != student.key else student.key
            suite = suite_of(report, words, 0, f"{name}.{exercise}")
            late = () if entry.late_by_s is None else (("late_by_s", f"{entry.late_by_s:.0f}"),)
            more = (("final_score", f"{entry.score:g}"), ("attempt", str(entry.attempt)), *late)
            yield replace(suite, properties=(*more, *suite.properties))


def _without_words(report: Report) -> Report:
    """Return a report that holds outcomes and points, and nothing that a learner wrote."""
    from dataclasses import replace

    from ...outcome import Message

    def plain(outcome: Outcome) -> Message:
        return Message(f"outcome.{outcome.value}")

    checks = tuple(
        replace(check, message=plain(check.outcome), evidence=None, waits_for=None) for check in report.checks
    )
    return replace(report, checks=checks, notes=(), diagnoses=(), repair=None, seed=0)
