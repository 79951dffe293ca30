"""The values that grading yields: verdicts, evidence, diagnoses, reports; knows no words and no files.

Texts are (message id, fields): only `report/` turns them into a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Literal

KERNEL = "In [ ]"  # in the place of a path: the cells that ran in a kernel


class Outcome(StrEnum):
    """How a check or an exercise ended."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OVER_LIMIT = "over_limit"
    MISSING = "missing"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Message:
    """A text to be said: its id in the catalogues of `report/locale` and the values that it names."""

    id: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Location:
    """A line as the learner sees it.

    line        1-based line of the file, or of the cell in a notebook
    cell        1-based number of the notebook's cell; None in other files
    text        the line exactly as written, without its line ending
    column      1-based, 0 when unknown; counts characters of `text`
    function    name of the function that the line stands in, "" at top level
    """

    line: int
    cell: int | None = None
    text: str = ""
    column: int = 0
    end_column: int = 0
    function: str = ""


@dataclass(frozen=True)
class LearnerError:
    """An exception of the learner's program: type, text, the learner's own lines, outermost first."""

    type: str
    message: str
    trace: tuple[Location, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """The smallest counterexample of a check that failed.

    call            what was called, such as "numerical_diff(f, 0.731)"
    where           what the names in it are, such as "f(x) = exp(0.9 x)"
    expected, got   plain data: None, bool, int, float, complex, str, nested lists of these
    absolute_error  largest distance, NaN when it has none
    relative_error  the same over max(1, |expected|)
    tolerance       largest relative error that passes
    index           where in the array the largest distance lies, () for a scalar
    error           the exception, when the program raised one
    """

    call: str = ""
    where: str = ""
    expected: object = None
    got: object = None
    absolute_error: float | None = None
    relative_error: float | None = None
    tolerance: float | None = None
    index: tuple[int, ...] = ()
    error: LearnerError | None = None


@dataclass(frozen=True)
class Curve:
    """A series of numbers that a program recorded while it ran.

    name    what it is: "loss", "train-accuracy", "test-accuracy"; `report/` has its words
    values  float, at equal distances
    every   how many iterations lie between two of them
    """

    name: str
    values: tuple[float, ...]
    every: float = 1.0


@dataclass(frozen=True)
class Verdict:
    """What one check found.

    score, max_score  points; counted is False where the points are left out (an offered function)
    waits_for         id of the check that a skipped one waits for
    curves            what the program recorded, where the check looked at it
    """

    id: str
    title: Message
    outcome: Outcome
    score: float
    max_score: float
    message: Message
    evidence: Evidence | None = None
    waits_for: str | None = None
    counted: bool = True
    curves: tuple[Curve, ...] = ()


@lru_cache(maxsize=256)
def passed(name: str, title: str, points: float) -> Verdict:
    """Return the verdict on a check that passed and of which there is no more to be said.

    name   the check's id; title: that of its title
    """
    return Verdict(name, Message(title), Outcome.PASSED, round(float(points), 6), points, Message("passed"))


@dataclass(frozen=True)
class Diagnosis:
    """A named misconception, or advice that costs nothing."""

    misconception: str
    kind: Literal["misconception", "advice"]
    location: Location | None
    verified: bool
    message: Message


@dataclass(frozen=True)
class Edit:
    """One edit of a repair: the misconception that it undoes, and its line."""

    misconception: str
    line: int


@dataclass(frozen=True)
class Repair:
    """An edit of the learner's own text after which every check passes; `patch` is a unified diff."""

    verified: bool
    edits: tuple[Edit, ...]
    patch: str


@dataclass(frozen=True)
class SubmissionInfo:
    """Which submission a report is about."""

    path: str
    sha256: str
    student: str | None = None


@dataclass(frozen=True)
class Report:
    """All that is known of one exercise of one submission.

    notes    what else was observed: near names, failing cells, offered modules, layers that lack
    recovered  what a program that failed computes, recovered from its answers
    sandbox  the layers in force
    """

    exercise: str
    submission: SubmissionInfo
    seed: int
    outcome: Outcome
    score: float
    max_score: float
    checks: tuple[Verdict, ...]
    notes: tuple[Message, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    repair: Repair | None = None
    recovered: tuple[Message, ...] = ()
    sandbox: tuple[str, ...] = ()
    elapsed_s: float = 0.0
