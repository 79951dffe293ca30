"""Proportions with their Wilson intervals, quantiles, and plain tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

_Z = 1.959964  # the normal distribution's 97.5 % quantile


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a proportion [1]_.

    .. [1] E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927).
    """
    if count == 0:
        return 0.0, 1.0
    share, square = hits / count, _Z * _Z
    middle = share + square / (2 * count)
    spread = _Z * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return (middle - spread) / (1 + square / count), (middle + spread) / (1 + square / count)


def percent(hits: int, count: int) -> str:
    """Return a proportion in per cent with its interval: "97.0 (94.6-98.4)"."""
    if count == 0:
        return "-"
    low, high = wilson(hits, count)
    return f"{100 * hits / count:.1f} ({100 * max(low, 0):.1f}-{100 * min(high, 1):.1f})"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least such a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else 0.0


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a plain-text table that is Markdown too; the first is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
