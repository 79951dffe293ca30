"""From lines of a file to a Cell with its line map; knows no formats."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Sequence

from .magics import neutralise, timed
from .model import MAX_PROGRAM, Cell, Line


class OverLongError(Exception):
    """There is more program text than is taken; found before any work is spent on it."""


def rows_of(lines: Iterable[str], first: int = 1) -> list[Line]:
    """Return lines as rows, numbered from `first`."""
    return [Line(number, "", line) for number, line in enumerate(lines, first)]


def trimmed(rows: Sequence[Line]) -> Sequence[Line]:
    """Return the rows without blank ones at either end."""
    full = [index for index, row in enumerate(rows) if row.text.strip()]
    return rows[full[0] : full[-1] + 1] if full else []


def dedented(rows: Sequence[Line]) -> Sequence[Line]:
    """Return the rows without the indentation that all of them share, blank ones aside."""
    indents = [row.text[: len(row.text) - len(row.text.lstrip(" \t"))] for row in rows if row.text.strip()]
    shared = os.path.commonprefix(indents)  # noqa: RUF071  white space, not paths
    if not shared:
        return rows
    return [row.cut(len(shared)) if row.text.startswith(shared) else row for row in rows]


def make_cell(number: int, rows: Sequence[Line], prose: bool = False) -> Cell:
    """Return the cell that rows make, IPython's own lines as comments."""
    widths = timed([row.text for row in rows])
    if any(widths):
        rows = [row.cut(width) for row, width in zip(rows, widths, strict=True)]
    source = "\n".join(neutralise([row.text for row in rows]))
    return Cell(number, source, tuple(rows), prose)


def numbered(blocks: Iterable[tuple[Sequence[Line], bool]]) -> list[Cell]:
    """Return (rows, prose) blocks as cells numbered in their order, blank ones left out.

    Raises OverLongError.
    """
    cells: list[Cell] = []
    size = 0
    for block, prose in blocks:
        rows = trimmed(block)
        size += sum(len(row.text) for row in rows)
        if size > MAX_PROGRAM:
            raise OverLongError
        if rows:
            cells.append(make_cell(len(cells) + 1, rows, prose))
    return cells
