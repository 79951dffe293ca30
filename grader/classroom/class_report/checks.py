"""Which checks separate those who can from those who cannot: item analysis as in test theory [1]_.

Difficulty is the mean part of a check's points that was earned. Discrimination is the point-biserial
correlation between passing a check and the points of the exercise's other checks, so that no check is
compared with itself.

.. [1] F. M. Lord, M. R. Novick: Statistical Theories of Mental Test Scores (1968), chapter 15.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...outcome import Outcome
from .gather import Gathered, Handed


@dataclass(frozen=True)
class Item:
    """One check in a class.

    number          solutions in which it counts
    difficulty      mean part of its points that was earned, 0 to 1: the larger, the easier
    discrimination  -1 to 1; None where all passed, none did, or the others do not differ
    """

    exercise: str
    check: str
    number: int
    difficulty: float
    discrimination: float | None


def items(gathered: Gathered) -> list[Item]:
    """Return every check that counted for somebody, in the order of exercises and checks."""
    found: list[Item] = []
    for exercise in gathered.exercises:
        present = [each for each in gathered.of(exercise) if each.outcome is not Outcome.MISSING]
        names = dict.fromkeys(check for each in present for check, _, _ in each.checks)
        found += [_item(exercise, check, present) for check in names]
    return found


def _item(exercise: str, check: str, present: Sequence[Handed]) -> Item:
    passed: list[bool] = []
    shares: list[float] = []
    others: list[float] = []
    for each in present:
        own = next(((share, points) for name, share, points in each.checks if name == check), None)
        if own is None:
            continue
        rest = [(share * points, points) for name, share, points in each.checks if name != check]
        whole = sum(points for _, points in rest)
        shares.append(own[0])
        passed.append(own[0] >= 1.0)
        others.append(sum(earned for earned, _ in rest) / whole if whole else 0.0)
    return Item(exercise, check, len(shares), math.fsum(shares) / len(shares), point_biserial(passed, others))


def point_biserial(passed: Sequence[bool], scores: Sequence[float]) -> float | None:
    """Return the correlation of passing (0 or 1) with a score; None where one of them does not vary.

    r = (M1 - M0) / s * sqrt(p q), with the means of those who passed and who did not, the standard deviation
    of all scores, and the parts p and q of those who passed and who did not.
    """
    number = len(passed)
    yes = [score for score, won in zip(scores, passed, strict=True) if won]
    no = [score for score, won in zip(scores, passed, strict=True) if not won]
    if not yes or not no:
        return None
    mean = math.fsum(scores) / number
    deviation = math.sqrt(math.fsum((score - mean) ** 2 for score in scores) / number)
    if deviation < 1e-12:
        return None
    apart = math.fsum(yes) / len(yes) - math.fsum(no) / len(no)
    return max(-1.0, min(1.0, apart / deviation * math.sqrt(len(yes) * len(no)) / number))
