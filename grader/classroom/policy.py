"""How a class counts: due dates, grace, penalty, attempts, weights; knows no gradebook and no submission.

A policy is data, read from TOML by `policy_file`. An instant is always exact: a due date has a zone. A day
late is 24 hours of elapsed time, also where clocks are set forward or back in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .model import Entry

MARKED_LATE_S = 1.0  # lateness of what a platform calls late without saying by how much


@dataclass(frozen=True)
class Penalty:
    """What lateness takes off, in percent.

    off    percent taken off for each unit begun, of what `of` says
    unit_s seconds of a unit, such as 86400.0
    steps  (seconds, percent) in rising order, in the place of `off`: up to so late, so much; later, the last
    floor  percent of the points earned that always stay
    of     "max": of the points that the exercise has; "earned": of the points earned
    """

    off: float = 0.0
    unit_s: float = 86400.0
    steps: tuple[tuple[float, float], ...] = ()
    floor: float = 0.0
    of: Literal["max", "earned"] = "max"

    def percent(self, late_by_s: float) -> float:
        """Return the percent that so many seconds take off, 0 to 100; none where nothing is late."""
        if late_by_s <= 0:
            return 0.0
        if self.steps:
            return next((off for until, off in self.steps if late_by_s <= until), self.steps[-1][1])
        return min(self.off * math.ceil(late_by_s / self.unit_s), 100.0)


@dataclass(frozen=True)
class Policy:
    """How late work, several attempts and several exercises count; without arguments, nothing is late.

    due       when all exercises are due that `due_of` does not name, with a time zone; None is never
    due_of    exercise id -> when it is due
    grace_s   seconds after the due date that cost nothing; beyond them lateness counts from the due date
    keep      which attempt counts: that with the most points after lateness, or the last one
    weights   exercise id -> its part in the total; 1.0 where it is not named
    """

    due: datetime | None = None
    due_of: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    grace_s: float = 0.0
    penalty: Penalty = Penalty()
    keep: Literal["best", "last"] = "best"
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def late_by(self, exercise: str, submitted_at: datetime | None, marked: bool = False) -> float | None:
        """Return the seconds from the due date to the hand-in, 0.0 in time, None where nothing tells.

        submitted_at  with a time zone
        marked        a platform says that it is late; without a time or a due date that is a lateness of one
                      second, which a grace forgives
        """
        due = self.due_of.get(exercise, self.due)
        if due is not None and submitted_at is not None:
            return max((submitted_at - due).total_seconds(), 0.0)
        if marked:
            return MARKED_LATE_S
        return 0.0 if due is None else None

    def final(self, raw: float, max_score: float, late_by_s: float | None) -> float:
        """Return the points that stay of `raw` after so many seconds; unknown lateness takes nothing off.

        >>> Policy(penalty=Penalty(off=10)).final(80.0, 100.0, 90000.0)
        60.0
        """
        if late_by_s is None or late_by_s <= self.grace_s or not math.isfinite(raw):
            return raw
        percent = self.penalty.percent(late_by_s)
        whole = max_score if self.penalty.of == "max" else raw
        least = raw * self.penalty.floor / 100.0
        return min(round(max(raw - whole * percent / 100.0, least, 0.0), 6), raw)

    def counting(self, attempts: Sequence[Entry]) -> int:
        """Return the index of the attempt that counts, among those of one student at one exercise.

        One in which the exercise is missing counts only where it is missing in all. The best is that with
        the most points after lateness, the earlier one of two that are equal. Raises ValueError for none.
        """
        if not attempts:
            raise ValueError("there is no attempt to count")
        there = [at for at, entry in enumerate(attempts) if entry.report.outcome.value != "missing"]
        places = there or list(range(len(attempts)))
        if self.keep == "last":
            return max(places, key=lambda at: _when(attempts[at]))
        return min(places, key=lambda at: (-attempts[at].score, _when(attempts[at])))

    def weight(self, exercise: str) -> float:
        """Return the exercise's part in the total."""
        return self.weights.get(exercise, 1.0)


def total_share(
    parts: Mapping[str, float], exercises: Sequence[str], weights: Mapping[str, float]
) -> float | None:
    """Return the part of all points that was earned, 0 to 1; None where no exercise has a weight.

    parts      exercise id -> the part of its points that was earned; one that lacks is nothing
    exercises  ids of those that count; weights: their parts in the whole, 1.0 where one is not named
    """
    whole = sum(weights.get(exercise, 1.0) for exercise in exercises)
    earned = sum(weights.get(exercise, 1.0) * parts.get(exercise, 0.0) for exercise in exercises)
    return earned / whole if whole > 0 else None


def load_policy(path: str | Path) -> Policy:
    """Read a policy from a TOML file.

    Raises CourseError, naming file and key and what to write, where it is wrong or cannot be read.
    """
    from .policy_file import read_policy

    return read_policy(Path(path))


def _when(entry: Entry) -> tuple[int, float]:
    return entry.attempt, entry.submitted_at.timestamp() if entry.submitted_at else 0.0
