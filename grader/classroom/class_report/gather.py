"""Entries, one at a time -> the little of each that a class report needs; keeps no report and no source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...outcome import Outcome, Report, Verdict
from ..model import Entry, Trouble, told_apart


@dataclass(frozen=True, slots=True)
class Named:
    """A misconception of one solution, and the learner's line that holds it."""

    id: str
    advice: bool
    line: str


@dataclass(frozen=True, slots=True)
class Handed:
    """The attempt of one student at one exercise that counts.

    checks  (id, part of its points that was earned, 0 to 1, its points) of the checks that count
    seen    the student's attempts at the exercise
    """

    student: str
    name: str
    exercise: str
    outcome: Outcome
    raw: float
    score: float
    most: float
    late_by_s: float | None
    checks: tuple[tuple[str, float, float], ...]
    named: tuple[Named, ...]
    sha256: str
    seen: int = 1


@dataclass(frozen=True)
class Gathered:
    """A class: what counts, by exercise in the order of the course, and what could not be graded.

    titles  (exercise, check) -> one verdict of it
    names   the students' keys and names, also where they are hidden: a line that holds one is not shown
    """

    handed: tuple[Handed, ...]
    exercises: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    weights: Mapping[str, float]
    titles: Mapping[tuple[str, str], Verdict]
    names: frozenset[str] = frozenset()

    def of(self, exercise: str) -> tuple[Handed, ...]:
        """Return what was handed in of one exercise."""
        return tuple(each for each in self.handed if each.exercise == exercise)

    @property
    def students(self) -> tuple[str, ...]:
        """The keys of all who handed something in, each once."""
        return tuple(dict.fromkeys(each.student for each in self.handed))


def gather(
    entries: Iterable[Entry],
    exercises: Sequence[str],
    troubles: Iterable[Trouble] = (),
    weights: Mapping[str, float] | None = None,
) -> Gathered:
    """Keep what counts of the entries, which may come one at a time.

    exercises  the ids that are of interest, in their order; one that nobody handed in is left out
    """
    attempts: dict[tuple[str, str], int] = {}
    counting: dict[tuple[str, str], Handed] = {}
    titles: dict[tuple[str, str], Verdict] = {}
    for entry in entries:
        report = entry.report
        if report.exercise not in exercises:
            continue
        key = (entry.student, report.exercise)
        attempts[key] = attempts.get(key, 0) + 1
        if entry.counts:
            counting[key] = _handed(entry, report)
            for check in report.checks:
                titles.setdefault((report.exercise, check.id), check)
    handed = [replace(each, seen=attempts[key]) for key, each in counting.items()]
    there = {each.exercise for each in handed if each.outcome is not Outcome.MISSING}
    names = frozenset(text for each in handed for text in (each.student, each.name))
    shown = told_apart((each.student, each.name) for each in handed)
    handed = [replace(each, name=shown[each.student]) for each in handed if each.exercise in there]
    known = tuple(troubles)
    return Gathered(
        tuple(handed),
        tuple(exercise for exercise in exercises if exercise in there),
        known,
        dict(weights or {}),
        titles,
        names | {trouble.student for trouble in known},
    )


def _handed(entry: Entry, report: Report) -> Handed:
    checks = tuple(
        (check.id, min(max(check.score / check.max_score, 0.0), 1.0), check.max_score)
        for check in report.checks
        if check.counted and check.max_score > 0
    )
    named = {
        found.misconception: Named(
            found.misconception, found.kind == "advice", found.location.text if found.location else ""
        )
        for found in reversed(report.diagnoses)
    }
    return Handed(
        entry.student,
        entry.name,
        report.exercise,
        report.outcome,
        entry.raw_score,
        entry.score,
        entry.max_score,
        entry.late_by_s,
        checks,
        tuple(named.values()),
        report.submission.sha256,
    )
