"""Reading text exports of notebooks, `In [3]:` markers and all; knows no other format.

Such a text has code, output and prose one after the other without marks between them. What is surely
output goes; the rest stays, for a later stage to tell what is a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .cells import OverLongError, dedented, numbered, rows_of
from .model import MAX_PROGRAM, Cell, Line
from .scan import Scanner, Where

IN_MARK = re.compile(r"In ?\[(?:\d{1,9}|\*|None)? *\]: ?")
_MORE = re.compile(r"[ \t]*\.\.\.+:(?: |$)")  # IPython's second prompt
_OUTPUT = re.compile(
    r"Out ?\[(?:\d{1,9}|None)? *\]:|Traceback \(most recent call last\)|-{10,}$"
    r"|(?:\w{1,40}\.){0,4}[A-Z]\w{0,60}(?:Error|Exception|Interrupt|Exit|Iteration)(?:: |:?$| +Traceback)"
)


def export_cells(lines: Sequence[str]) -> list[Cell]:
    """Return a cell for each input marker; text in front of the first is left out."""
    return numbered(inputs(rows_of(lines)))


def inputs(rows: Sequence[Line]) -> Iterator[tuple[Sequence[Line], bool]]:
    """Yield for each input marker its rows without what is surely output, and whether prose may follow."""
    block: list[Line] | None = None
    for row in rows:
        if mark := IN_MARK.match(row.text):
            if block is not None:
                yield _input(block)
            block = [row.cut(mark.end())]
        elif block is not None:
            block.append(row)
    if block is not None:
        yield _input(block)


def _input(rows: list[Line]) -> tuple[Sequence[Line], bool]:
    """Return what of a block may be a program: a console marks its lines, other exports do not."""
    if rows[0].text.strip():
        end = next((i for i in range(1, len(rows)) if not _MORE.match(rows[i].text)), len(rows))
        if end > 1:
            return [rows[0], *(_without_prompt(row) for row in rows[1:end])], False
        return _until_output(rows), True
    return dedented(_until_output(rows)), True


def _without_prompt(row: Line) -> Line:
    prompt = _MORE.match(row.text)
    return row.cut(prompt.end()) if prompt else row


def _until_output(rows: list[Line]) -> list[Line]:
    scanner = Scanner()
    size = 0
    for index, row in enumerate(rows):
        size += len(row.text)
        if size > MAX_PROGRAM:
            raise OverLongError
        where, _ = scanner.feed(row.text)
        if where is not Where.STRING and _OUTPUT.match(row.text):
            return rows[:index]
    return rows
