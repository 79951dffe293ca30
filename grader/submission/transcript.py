"""Reading transcripts of interactive sessions: `>>>` prompts, their answers left out; knows no other format.

.. [1] Python documentation, "Interactive Mode"; IDLE's shell goes on without a second prompt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cells import OverLongError, dedented, numbered, rows_of
from .model import MAX_PROGRAM, Cell, Line
from .scan import Scanner, Where

PROMPT = re.compile(r"[ \t]*>>>(?!>) ?")
_MORE = re.compile(r"[ \t]*\.\.\.(?: |$)")
_GOES_ON = re.compile(r"\s|(?:else|elif|except|finally)\b|$")


def transcript_cells(lines: Sequence[str]) -> list[Cell]:
    """Return a cell for each statement typed at a prompt."""
    return numbered((statement, False) for statement in statements(rows_of(lines)))


def is_prompted(rows: Sequence[Line]) -> bool:
    """Whether the first row with text begins with a prompt."""
    first = next((row for row in rows if row.text.strip()), None)
    return first is not None and PROMPT.match(first.text) is not None


def statements(rows: Sequence[Line]) -> list[list[Line]]:
    """Return the statements typed, prompts cut off, answers left out; raises OverLongError."""
    found: list[list[Line]] = []
    typing = False
    typed = _Typed()
    size = 0
    for row in dedented(rows):
        if prompt := PROMPT.match(row.text):
            found.append([row.cut(prompt.end())])
            typed = _Typed()
            typing = True
        elif typing and (prompt := _MORE.match(row.text)):
            found[-1].append(row.cut(prompt.end()))
        elif typing and typed.goes_on(row.text):
            found[-1].append(row)
        else:
            typing = False
        if typing:
            size += len(found[-1][-1].text)
            if size > MAX_PROGRAM:
                raise OverLongError
            typed.take(found[-1][-1].text)
    return found


class _Typed:
    """What has been typed of a statement, to tell whether a line without prompt belongs to it."""

    def __init__(self) -> None:
        self._scanner = Scanner()
        self._block = False
        self._decorator = False

    def take(self, text: str) -> None:
        where, code = self._scanner.feed(text)
        if where is Where.FRESH and code.strip():
            self._decorator = code.startswith("@")
        self._block = self._block or code.rstrip().endswith(":")

    def goes_on(self, text: str) -> bool:
        if not self._scanner.settled or self._decorator:
            return True
        return self._block and _GOES_ON.match(text) is not None
