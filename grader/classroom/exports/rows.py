"""Entries -> one row a student: the attempt that counts of each exercise, the total; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...outcome import Message, Outcome
from ..model import ClassResults, Entry
from ..policy import total_share

_NOTHING = Message("passed")


@dataclass(frozen=True)
class Student:
    """One student's row.

    results   exercise id -> the entry that counts
    share     the part of all points that was earned, 0 to 1, exercises by their weights; None for nothing
    troubles  what could not be graded, in words
    """

    key: str
    name: str
    results: Mapping[str, Entry]
    share: float | None
    troubles: tuple[str, ...] = ()


def students_of(results: ClassResults, exercises: Sequence[str]) -> list[Student]:
    """Return all students of a class by name; who has only troubles has a row, too.

    An exercise that somebody did not hand in counts as nothing earned, if they handed in another.
    """
    counting: dict[str, dict[str, Entry]] = {}
    names: dict[str, str] = {}
    for entry in results.entries:
        names[entry.student] = entry.name
        if entry.counts and entry.report.exercise in exercises:
            counting.setdefault(entry.student, {})[entry.report.exercise] = entry
    troubles: dict[str, list[str]] = {}
    for trouble in results.troubles:
        if trouble.student:
            names.setdefault(trouble.student, trouble.student)
            troubles.setdefault(trouble.student, []).append(trouble.message or "?")
    found = [
        Student(
            key,
            name,
            counting.get(key, {}),
            share_of(counting.get(key, {}), exercises, results.weights),
            tuple(troubles.get(key, ())),
        )
        for key, name in names.items()
    ]
    return sorted(found, key=lambda student: (student.name.casefold(), student.key))


def handed_in(results: ClassResults, exercises: Sequence[str]) -> tuple[str, ...]:
    """Return those of the exercises that somebody handed in, in their order."""
    there = {
        entry.report.exercise for entry in results.entries if entry.report.outcome is not Outcome.MISSING
    }
    return tuple(exercise for exercise in exercises if exercise in there)


def light(entry: Entry, checks: bool) -> Entry:
    """Return an entry without what tables do not tell: evidence, notes, patches; with or without checks."""
    report = entry.report
    kept = tuple(replace(check, evidence=None, message=_NOTHING) for check in report.checks) if checks else ()
    bare = replace(report, checks=kept, notes=(), repair=None)
    return replace(entry, report=bare if checks else replace(bare, diagnoses=()))


def share_of(
    results: Mapping[str, Entry], exercises: Sequence[str], weights: Mapping[str, float]
) -> float | None:
    """Return the weighted part of the points earned, 0 to 1; None where nothing was handed in."""
    if not results:
        return None
    return total_share({name: part_of(entry) for name, entry in results.items()}, exercises, weights)


def part_of(entry: Entry) -> float:
    """Return the part of the points that count that stays after lateness, 0 to 1."""
    return entry.score / entry.max_score if entry.max_score > 0 else 0.0


def full_points(students: Sequence[Student], exercise: str) -> float:
    """Return the points of an exercise of which nothing is left out; 100 where nobody handed it in."""
    most = (student.results[exercise].max_score for student in students if exercise in student.results)
    return max(most, default=0.0) or 100.0


def rare(students: Sequence[Student], exercises: Sequence[str]) -> dict[str, int]:
    """Return how many handed in each exercise that less than half of those did who handed something in."""
    there = [student.results for student in students if student.results]
    counts = {
        exercise: sum(
            exercise in results and results[exercise].report.outcome is not Outcome.MISSING
            for results in there
        )
        for exercise in exercises
    }
    return {exercise: count for exercise, count in counts.items() if 2 * count < len(there)}
