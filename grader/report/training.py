"""Curves that a program recorded while it trained -> geometry of pictures, or a few signs; knows no words.

The numbers are the program's own and may be anything: where one is not finite, a curve breaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..outcome import Curve, Report
from .digits import error_size

WIDTH, HEIGHT = 420.0, 150.0
BLOCKS, LETTERS = "▁▂▃▄▅▆▇█", "_.-=+*%#"  # from low to high: with and without signs beyond ASCII
_MOST_POINTS = 200  # of a curve in a picture; more are averaged
_SPARKS = 24  # signs of a curve in a line
_GRAPHS = (("loss", ("loss",)), ("accuracy", ("train-accuracy", "test-accuracy")))


@dataclass(frozen=True)
class Drawn:
    """One curve of a graph: its name, an SVG path, and its numbers as texts."""

    name: str
    path: str
    first: str
    last: str


@dataclass(frozen=True)
class Graph:
    """Curves over iterations, in user units; ticks are (place, label), y grows downward.

    name  "loss" or "accuracy"
    """

    name: str
    width: float
    height: float
    curves: tuple[Drawn, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Spark:
    """A curve as one line of signs, and its first and last number."""

    name: str
    signs: str
    first: str
    last: str


def curves_of(report: Report) -> tuple[Curve, ...]:
    """Return the curves of a report that have something to show."""
    found = [curve for check in report.checks for curve in check.curves]
    return tuple(curve for curve in found if len(_finite(curve.values)) > 1)


def sparks_of(curves: Sequence[Curve], signs: str = BLOCKS) -> tuple[Spark, ...]:
    """Return each curve as a line of signs; accuracies stand on a scale from 0 to 1."""
    return tuple(
        Spark(curve.name, _signs(curve, signs), error_size(curve.values[0]), error_size(curve.values[-1]))
        for curve in curves
    )


def graphs_of(curves: Sequence[Curve]) -> tuple[Graph, ...]:
    """Return the pictures: losses in one, both accuracies in another."""
    graphs = []
    for name, names in _GRAPHS:
        chosen = [curve for curve in curves if curve.name in names]
        if chosen:
            graphs.append(_graph(name, chosen))
    return tuple(graphs)


def _graph(name: str, curves: Sequence[Curve]) -> Graph:
    right = max((len(curve.values) - 1) * curve.every for curve in curves)
    low, high = _range(curves)
    drawn = tuple(
        Drawn(
            curve.name,
            _path(curve, right, low, high),
            error_size(curve.values[0]),
            error_size(curve.values[-1]),
        )
        for curve in curves
    )
    across = tuple((round(WIDTH * part, 2), error_size(round(right * part))) for part in (0.0, 0.5, 1.0))
    up = tuple(
        (round(HEIGHT * (1 - part), 2), error_size(low + (high - low) * part)) for part in (0.0, 0.5, 1.0)
    )
    return Graph(name, WIDTH, HEIGHT, drawn, across, up)


def _range(curves: Sequence[Curve]) -> tuple[float, float]:
    """Return the ends of the vertical axis: 0 to 1 for accuracies, else 0 or less to the largest."""
    if all(curve.name.endswith("accuracy") for curve in curves):
        return 0.0, 1.0
    values = [value for curve in curves for value in _finite(curve.values)]
    low, high = min(0.0, min(values)), max(values)
    return (low, high) if high > low else (low, low + 1.0)


def _path(curve: Curve, right: float, low: float, high: float) -> str:
    points = _averaged(curve.values, _MOST_POINTS)
    last = max(len(points) - 1, 1)
    reach = WIDTH * (len(curve.values) - 1) * curve.every / right if right else 0.0
    parts: list[str] = []
    down = True  # the pen is up
    for at, value in enumerate(points):
        if not _is_finite(value):
            down = True
            continue
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        parts.append(
            f"{'M' if down else 'L'}{round(reach * at / last, 1):g} {round(HEIGHT * (1 - share), 1):g}"
        )
        down = False
    return "".join(parts)


def _signs(curve: Curve, signs: str) -> str:
    low, high = _range([curve])
    shown = []
    for value in _averaged(curve.values, _SPARKS):
        if not _is_finite(value):
            shown.append("?")
            continue
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        shown.append(signs[min(int(share * len(signs)), len(signs) - 1)])
    return "".join(shown)


def _averaged(values: Sequence[float], most: int) -> list[float]:
    """Return at most so many values: means of neighbours, or of them the first that is not finite."""
    if len(values) <= most:
        return list(values)
    cuts = [len(values) * at // most for at in range(most + 1)]
    means = []
    for start, end in pairwise(cuts):
        part = values[start:end]
        strange = [value for value in part if not _is_finite(value)]
        means.append(strange[0] if strange else math.fsum(part) / len(part))
    return means


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if _is_finite(value)]


def _is_finite(value: float) -> bool:
    """Tell whether a value can be drawn: differences of such ones do not overflow either."""
    return abs(value) < 1e300  # False for nan as well
