"""What a small picture of a counterexample shows, as geometry in user units; knows no words, no markup.

Two pictures tell more than numbers: the components of two vectors side by side, and an error against
its tolerance on a logarithmic scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..outcome import Evidence
from .arrays import differs, shape_of
from .digits import is_real

FEWEST, MOST = 2, 12  # components worth drawing
PLOT_WIDTH = 320.0
PLOT_HEIGHT = 96.0
SCALE_WIDTH = 320.0
LOWEST, HIGHEST = -16, 4  # decades of the error scale


@dataclass(frozen=True)
class PairedBar:
    """One component: its two bars, from the zero line, and whether it differs."""

    x: float
    width: float
    expected_y: float
    expected_height: float
    got_y: float
    got_height: float
    differs: bool


@dataclass(frozen=True)
class Bars:
    """The components of two vectors as paired bars on a shared linear scale."""

    width: float
    height: float
    zero: float
    pairs: tuple[PairedBar, ...]


@dataclass(frozen=True)
class ErrorScale:
    """Where an error and its tolerance lie on a logarithmic scale; ticks are (x, exponent of ten)."""

    width: float
    tolerance: float
    error: float
    ticks: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Picture:
    """The pictures of one counterexample."""

    bars: Bars | None
    scale: ErrorScale | None


def picture_of(evidence: Evidence) -> Picture | None:
    """Return the pictures that the evidence allows, None when there is none."""
    bars, scale = bars_of(evidence), scale_of(evidence.relative_error, evidence.tolerance)
    return Picture(bars, scale) if bars or scale else None


def bars_of(evidence: Evidence) -> Bars | None:
    """Return paired bars for two finite vectors of one length whose difference can be seen."""
    expected, got = evidence.expected, evidence.got
    shape = shape_of(expected)
    if shape is None or shape != shape_of(got) or len(shape) != 1 or not FEWEST <= shape[0] <= MOST:
        return None
    left, right = _reals(expected), _reals(got)
    if len(left) != len(right) or len(left) != shape[0]:
        return None
    high, low = max(0.0, *left, *right), min(0.0, *left, *right)
    span = high - low
    if not 0 < span < math.inf or max(abs(a - b) for a, b in zip(left, right, strict=True)) < span / 50:
        return None
    slot = PLOT_WIDTH / len(left)
    wide = min(slot * 0.36, 28.0)

    def y(value: float) -> float:
        return round(PLOT_HEIGHT * (high - value) / span, 2)

    pairs = tuple(
        PairedBar(
            x=round(slot * (number + 0.5) - wide, 2),
            width=round(wide, 2),
            expected_y=min(y(a), y(0.0)),
            expected_height=max(1.0, round(abs(y(a) - y(0.0)), 2)),
            got_y=min(y(b), y(0.0)),
            got_height=max(1.0, round(abs(y(b) - y(0.0)), 2)),
            differs=differs(a, b, evidence.tolerance),
        )
        for number, (a, b) in enumerate(zip(left, right, strict=True))
    )
    return Bars(PLOT_WIDTH, PLOT_HEIGHT, y(0.0), pairs)


def _reals(value: object) -> list[float]:
    """Return the finite numbers of a list; the others drop out."""
    items = value if isinstance(value, list | tuple) else ()
    return [float(item) for item in items if is_real(item)]


def scale_of(error: float | None, tolerance: float | None) -> ErrorScale | None:
    """Return the logarithmic scale for a finite error above a positive tolerance."""
    if not error or not tolerance or not math.isfinite(error) or not math.isfinite(tolerance):
        return None
    if error <= tolerance:
        return None
    low = min(math.floor(math.log10(tolerance)) - 2, 0)
    high = max(math.ceil(math.log10(error)) + 1, 0)
    low, high = max(low, LOWEST), min(high, max(HIGHEST, low + 1))

    def x(decade: float) -> float:
        return round(SCALE_WIDTH * (min(max(decade, low), high) - low) / (high - low), 2)

    step = max(1, math.ceil((high - low) / 5))
    ticks = tuple((x(decade), decade) for decade in range(low, high + 1, step))
    return ErrorScale(SCALE_WIDTH, x(math.log10(tolerance)), x(math.log10(error)), ticks)
