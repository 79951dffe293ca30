"""Counts -> geometry of pictures; knows no words and no colours. y grows downward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...outcome import Outcome

WIDTH, HEIGHT = 560.0, 170.0
_GAP = 6.0
_KINDS = {Outcome.PASSED: "good", Outcome.FAILED: "bad", Outcome.MISSING: "gone"}


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram, with its count and the tenth that it stands for."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str


@dataclass(frozen=True)
class Histogram:
    """Bars above a line, a mark at each tenth: (place, percent)."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Part:
    """A part of a strip, in hundredths of its width."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class Strip:
    """Outcomes side by side."""

    parts: tuple[Part, ...]


def histogram(counts: Sequence[int]) -> Histogram:
    """Lay out how many lie in each tenth."""
    most = max(counts) or 1
    slot = WIDTH / len(counts)
    bars = []
    for place, count in enumerate(counts):
        height = round(HEIGHT * count / most, 2)
        low, high = 100 * place // len(counts), 100 * (place + 1) // len(counts)
        label = f"{low}\N{EN DASH}{high if place + 1 == len(counts) else high - 1}"
        bars.append(
            Bar(
                round(place * slot + _GAP / 2, 2),
                HEIGHT - height,
                round(slot - _GAP, 2),
                height,
                count,
                label,
            )
        )
    ticks = tuple((round(WIDTH * tenth / 10, 2), 10 * tenth) for tenth in range(0, 11, 2))
    return Histogram(WIDTH, HEIGHT, tuple(bars), ticks)


def strip(outcomes: Sequence[tuple[Outcome, int]]) -> Strip:
    """Lay outcomes out side by side, passed first."""
    whole = sum(count for _, count in outcomes) or 1
    parts: list[Part] = []
    x = 0.0
    for outcome, count in outcomes:
        wide = 100 * count / whole
        parts.append(Part(round(x, 3), round(wide, 3), _KINDS.get(outcome, "worse")))
        x += wide
    return Strip(tuple(parts))
