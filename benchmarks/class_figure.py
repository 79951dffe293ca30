"""Cost and memory over the size of a class, as an SVG; knows three numbers a point."""

from __future__ import annotations

import math
from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 640, 220, 56
_TOPS = ((40.0, "CPU ms a submission"), (300.0, "peak memory (PSS), MiB"))


def drawn(points: Sequence[tuple[int, float, float]]) -> str:
    """Return two panels side by side: points are (submissions, ms of CPU for one, MiB at the peak)."""
    half = WIDTH // 2
    panels = []
    for at, (least, title) in enumerate(_TOPS):
        values = [point[at + 1] for point in points]
        panels.append(
            _panel(at * half, half, [point[0] for point in points], values, max(least, *values), title)
        )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *panels, "</svg>\n"])


def _panel(
    left: int, width: int, counts: Sequence[int], values: Sequence[float], top: float, title: str
) -> str:
    first, last = math.log10(min(counts)), math.log10(max(counts))
    inner, floor = width - MARGIN - 24, HEIGHT - 36

    def place(count: int, value: float) -> tuple[float, float]:
        along = (math.log10(count) - first) / max(last - first, 1e-9)
        return left + MARGIN + along * inner, floor - value / top * (floor - 36)

    spots = [place(count, value) for count, value in zip(counts, values, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    parts = [
        f'<text x="{left + MARGIN}" y="20" font-size="13">{title}</text>',
        f'<path d="M{left + MARGIN} 30V{floor}H{left + width - 20}" fill="none" stroke="#888"/>',
        f'<text x="{left + MARGIN - 6}" y="40" font-size="11" text-anchor="end">{top:.0f}</text>',
        f'<text x="{left + MARGIN - 6}" y="{floor}" font-size="11" text-anchor="end">0</text>',
        f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>',
    ]
    for (x, y), count, value in zip(spots, counts, values, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#1f6feb"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{y - 8:.1f}" font-size="11" text-anchor="middle">{value:.3g}</text>'
        )
        parts.append(
            f'<text x="{x:.1f}" y="{floor + 16}" font-size="11" text-anchor="middle">{count:,}</text>'
        )
    return "\n".join(parts)
