"""The words of a class: hand-ins, jobs, results, entries, troubles; knows no file format and no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ..outcome import Report


@dataclass(frozen=True, slots=True)
class Handin:
    """One file that one student handed in.

    student       key of the person: the same for all of their files, unlike anybody else's in the class
    name          the person's name as it is shown
    path          where the file was found, below the class's folder, for display; "a.zip!b.py" in an archive
    file          path of the file, or of the archive that holds it
    member        name inside the archive, "" for a plain file
    exercise      the one exercise that its place or name tells, None where it may hold several
    attempt       1 for the first hand-in of this student and exercise, counted by time
    submitted_at  when, with a time zone; None when nothing tells
    late          marked late by the platform
    """

    student: str
    name: str
    path: str
    file: str
    member: str = ""
    exercise: str | None = None
    attempt: int = 1
    submitted_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be graded, with its reason: a broken archive, a file that may not be read.

    student  "" where nobody's name is known
    message  what is wrong; hint: what to do about it
    """

    student: str
    path: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a result one result: the same key is never graded twice, unless it is forced."""

    student: str
    exercise: str
    sha256: str
    version: str
    seed: int


_START = 60.0  # seconds that starting whatever a job needs may take
_MENDING = 20.0  # seconds that the search for a repair may take, of which it allows itself half


@dataclass(frozen=True, slots=True)
class Job:
    """What a grading process is given: one file's bytes, the exercises to grade, a seed for each.

    require  layers of the sandbox without which nothing is graded
    """

    student: str
    path: str
    raw: bytes
    exercises: tuple[str, ...]
    seeds: tuple[int, ...]
    seconds: float = 10.0
    memory: int = 2**30
    mend: bool = True
    require: tuple[str, ...] = ()

    @property
    def patience(self) -> float:
        """Seconds after which a process still at work hangs: twice all that its limits allow, and more."""
        return 2 * len(self.exercises) * (3 * self.seconds + _MENDING) + _START


@dataclass(frozen=True)
class Entry:
    """A row of the gradebook, as exports, feedback and the class report read it.

    report     the whole report
    raw_score  points earned; score: after what lateness takes off; max_score: points that count
    late_by_s  seconds after the due date, grace not taken off; 0.0 in time, None when nothing tells
    counts     whether it is the one of the student's attempts that counts
    """

    student: str
    name: str
    report: Report
    path: str
    attempt: int
    submitted_at: datetime | None
    graded_at: datetime
    raw_score: float
    score: float
    max_score: float
    late_by_s: float | None = None
    counts: bool = True


@dataclass(frozen=True)
class ClassResults:
    """All that a gradebook knows of a class: entries by student and exercise, and troubles."""

    entries: tuple[Entry, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    weights: dict[str, float] = field(default_factory=dict)


def told_apart(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return student's key -> name, with the key behind it where two have one name.

    people  (key, name), also several times

    >>> told_apart([("7", "Ann"), ("8", "Ann"), ("9", "Bo"), ("9", "Bo")])
    {'7': 'Ann (7)', '8': 'Ann (8)', '9': 'Bo'}
    """
    names = dict(people)
    often = Counter(names.values())
    return {key: f"{name} ({key})" if often[name] > 1 else name for key, name in names.items()}
