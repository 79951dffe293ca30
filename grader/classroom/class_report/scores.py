"""Scores of a class: who has how much of all points, how many lie where; knows nothing of programs."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...outcome import Outcome
from ..policy import total_share
from .gather import Gathered, Handed

BINS = 10


@dataclass(frozen=True)
class Distribution:
    """Shares of the points, in percent.

    counts  in tenths: from 0 up to but without 10, ..., from 90 to 100
    """

    counts: tuple[int, ...]
    number: int
    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Tally:
    """How one exercise went: students by outcome, the mean of their points in percent."""

    exercise: str
    handed_in: int
    outcomes: tuple[tuple[Outcome, int], ...]
    mean: float


@dataclass(frozen=True)
class Total:
    """One student: the part of all points in percent, by weight; an exercise that lacks is nothing."""

    student: str
    name: str
    percent: float
    results: tuple[Handed | None, ...]


def totals(gathered: Gathered) -> list[Total]:
    """Return each student's total, in the order of names."""
    by_student: dict[str, dict[str, Handed]] = {}
    for each in gathered.handed:
        by_student.setdefault(each.student, {})[each.exercise] = each
    found = [_total(student, results, gathered) for student, results in by_student.items()]
    return sorted(found, key=lambda total: (total.name.casefold(), total.student))


def _total(student: str, results: dict[str, Handed], gathered: Gathered) -> Total:
    parts = {exercise: each.score / each.most for exercise, each in results.items() if each.most > 0}
    percent = 100.0 * (total_share(parts, gathered.exercises, gathered.weights) or 0.0)
    name = next(iter(results.values())).name
    return Total(student, name, percent, tuple(results.get(exercise) for exercise in gathered.exercises))


def distribution(percents: Sequence[float]) -> Distribution | None:
    """Count shares in percent by tenths; None for none."""
    if not percents:
        return None
    bins = Counter(min(int(percent + 1e-9) // BINS, BINS - 1) for percent in percents)
    quarters = (
        statistics.quantiles(percents, n=4, method="inclusive") if len(percents) > 1 else [percents[0]] * 3
    )
    return Distribution(
        tuple(bins[place] for place in range(BINS)),
        len(percents),
        statistics.fmean(percents),
        statistics.median(percents),
        quarters[0],
        quarters[2],
    )


def tallies(gathered: Gathered) -> list[Tally]:
    """Return how each exercise went."""
    found: list[Tally] = []
    for exercise in gathered.exercises:
        handed = gathered.of(exercise)
        counts = Counter(each.outcome for each in handed)
        present = [each for each in handed if each.outcome is not Outcome.MISSING]
        shares = [100.0 * each.score / each.most for each in present if each.most > 0]
        outcomes = tuple((outcome, counts[outcome]) for outcome in Outcome if counts[outcome])
        found.append(Tally(exercise, len(present), outcomes, statistics.fmean(shares) if shares else 0.0))
    return found
