"""Curves -> geometry of a picture, or signs on a grid for a terminal; knows no words and no colours.

The vertical axis is logarithmic, the horizontal one where the plot says so. A mark stands where a program
stands on the horizontal axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..diagnosis.demonstrations.curves import Plot

WIDTH, HEIGHT = 420.0, 200.0
SIGNS = "ox"  # of the first curve and the second
_BOTH = "*"
_ROWS = 12


@dataclass(frozen=True)
class Scale:
    """A linear map of an axis (of exponents, where it is logarithmic) onto [0, 1]."""

    low: float
    high: float
    powers: bool

    def at(self, value: float) -> float:
        """Return the place of a value, 0 to 1."""
        place = math.log10(value) if self.powers else value
        return min(max((place - self.low) / (self.high - self.low), 0.0), 1.0)

    def ticks(self, most: int) -> list[float]:
        """Return round places on the axis (exponents, where it is logarithmic), at most about `most`."""
        step = max(1, math.ceil((self.high - self.low) / most))
        first = math.ceil(self.low / step) * step
        return [float(tick) for tick in range(first, math.floor(self.high) + 1, step)]


@dataclass(frozen=True)
class Figure:
    """A plot as geometry: curves as points, ticks as (place, label); y grows downward.

    here  where the program stands, None where nowhere
    """

    width: float
    height: float
    curves: tuple[tuple[tuple[float, float], ...], ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    here: float | None


def figure_of(plot: Plot) -> Figure:
    """Lay a plot out in user units."""
    across, up = _scales(plot)
    curves = tuple(tuple((_x(across, x), _y(up, y)) for x, y in series.points) for series in plot.series)
    return Figure(
        WIDTH,
        HEIGHT,
        curves,
        tuple((round(WIDTH * _share(across, tick), 2), _label(tick)) for tick in across.ticks(9)),
        tuple((round(HEIGHT * (1 - _share(up, tick)), 2), _label(tick)) for tick in up.ticks(6)),
        None if plot.here is None else _x(across, plot.here),
    )


def grid_of(plot: Plot, width: int) -> list[str]:
    """Draw a plot as lines of ASCII signs, at most `width` columns wide.

    Powers of ten are written 1e-4 in front of the rows; below the grid stands the axis, with ^ where the
    program is.
    """
    across, up = _scales(plot)
    labels = {_row(_share(up, tick)): f"1e{int(tick)}" for tick in up.ticks(_ROWS // 2)}
    wide = max((len(label) for label in labels.values()), default=0)
    columns = max(width - wide - 3, 10)
    cells = [[" "] * columns for _ in range(_ROWS)]
    for sign, series in zip(SIGNS, plot.series, strict=False):
        for x, y in series.points:
            row, column = _row(up.at(y)), round(across.at(x) * (columns - 1))
            cells[row][column] = sign if cells[row][column] in (" ", sign) else _BOTH
    lines = [f"{labels.get(row, ''):>{wide}} |{''.join(line)}".rstrip() for row, line in enumerate(cells)]
    lines.append(f"{'':>{wide}} +{'-' * columns}")
    lines += _below(plot, across, columns, wide)
    return lines


def _below(plot: Plot, across: Scale, columns: int, wide: int) -> list[str]:
    """Write the ticks of the horizontal axis, and the mark."""
    places = [" "] * (columns + 8)
    for tick in across.ticks(columns // 10):
        label = f"1e{int(tick)}" if across.powers else str(int(tick))
        start = round(_share(across, tick) * (columns - 1))
        if start + len(label) <= columns:
            places[start : start + len(label)] = label
    lines = [f"{'':>{wide}}  {''.join(places)}".rstrip()]
    if plot.here is not None:
        lines.append(
            f"{'':>{wide}}  {' ' * round(across.at(plot.here) * (columns - 1))}^ h = {plot.here_text}"
        )
    return lines


def _scales(plot: Plot) -> tuple[Scale, Scale]:
    points = [point for series in plot.series for point in series.points]
    xs = [math.log10(x) if plot.powers else x for x, _ in points]
    ys = [math.log10(y) for _, y in points]
    low, high = math.floor(min(ys)), math.ceil(max(ys))
    return Scale(min(xs), max(xs), plot.powers), Scale(low, max(high, low + 1), True)


def _share(scale: Scale, tick: float) -> float:
    return (tick - scale.low) / (scale.high - scale.low)


def _row(share: float) -> int:
    return round((1 - share) * (_ROWS - 1))


def _x(scale: Scale, value: float) -> float:
    return round(WIDTH * scale.at(value), 2)


def _y(scale: Scale, value: float) -> float:
    return round(HEIGHT * (1 - scale.at(value)), 2)


def _label(tick: float) -> str:
    return str(int(tick))
