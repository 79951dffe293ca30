"""Reading program text out of Markdown: fenced blocks, or indented ones where there is no fence.

Knows Markdown's blocks as CommonMark [1]_ has them, and forgives what writers get wrong.

.. [1] CommonMark Spec 0.31, sections 4.4, 4.5, 5.1, 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .cells import dedented, numbered, rows_of
from .export import IN_MARK, inputs
from .model import Cell, Line
from .transcript import is_prompted, statements

_TAB = 4  # columns
_FAR = 200  # a fence does not begin further right
_OPENING = re.compile(
    r"(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t][ \t>]*)*)(?P<mark>`{3,}|~{3,})(?P<info>.*)"
)
_QUOTE = re.compile(r" {0,3}> ?")
_WORD = re.compile(r"[\w+#-]+")
_PYTHON = re.compile(r"i?py(thon)?[23]?|python-repl|pycon|pyodide|jupyter-python|sage")
_DIRECTIVES = frozenset({"code-cell", "code-block", "code", "sourcecode"})  # MyST: the language comes after


@dataclass(frozen=True)
class Fence:
    """An opening fence.

    quotes  block quotes that it stands in
    width   columns of its indentation inside them, list markers included
    mark    the run of backticks or tildes
    info    what follows it
    """

    quotes: int
    width: int
    mark: str
    info: str

    @property
    def language(self) -> str:
        """What the block is labelled as, in lower case; "" when it is not."""
        words = _WORD.findall(self.info.lower())
        if words and words[0] in _DIRECTIVES:
            return words[1] if len(words) > 1 else "python"
        return words[0] if words else ""

    def closes(self, text: str) -> bool:
        """Whether a line, block quotes cut off, ends the block."""
        run = text.strip(" \t")
        return len(run) >= len(self.mark) and run == self.mark[0] * len(run)

    def may_be_python(self) -> bool:
        """Whether the block is labelled as Python, or not labelled at all."""
        return not self.language or _PYTHON.fullmatch(self.language) is not None


def opening(line: str) -> Fence | None:
    """Return the fence that a line opens, at any indentation, in list items and block quotes too."""
    ticks, tildes = line.find("```", 0, _FAR), line.find("~~~", 0, _FAR)
    if ticks < 0 and tildes < 0:
        return None
    match = _OPENING.match(line)
    if match is None:
        return None
    mark, info = match["mark"], match["info"].strip()
    if mark[0] == "`" and "`" in info:  # code within a line
        return None
    lead = match["lead"]
    quotes = lead.count(">")
    inner = lead[lead.rfind(">") + 2 :] if quotes else lead
    return Fence(quotes, len(inner.expandtabs(_TAB)), mark, info)


def markdown_cells(lines: Sequence[str]) -> list[Cell]:
    """Return a cell for each block of Python, or one for each statement in a block with prompts."""
    rows = rows_of(lines)
    blocks = list(_fenced(rows))
    if not blocks:
        blocks = [(block, True) for block in _indented(rows)]
    return numbered(piece for block, prose in blocks for piece in _pieces(block, prose))


def _pieces(block: Sequence[Line], prose: bool) -> Iterator[tuple[Sequence[Line], bool]]:
    """Yield the programs of a block: itself, or what was typed if it is a session."""
    if is_prompted(block):
        yield from ((statement, False) for statement in statements(block))
    elif any(IN_MARK.match(row.text) for row in block):
        yield from inputs(block)
    else:
        yield block, prose


def _fenced(rows: Sequence[Line]) -> Iterator[tuple[Sequence[Line], bool]]:
    """Yield every fenced block as (rows, whether it is unlabelled); those in other languages empty."""
    at = 0
    while at < len(rows):
        fence = opening(rows[at].text)
        at += 1
        if fence is None:
            continue
        body: list[Line] = []
        quotes = fence.quotes if at < len(rows) and _unquoted(rows[at], fence.quotes) else 0
        while at < len(rows):
            row = _unquoted(rows[at], quotes)
            if row is None:  # the block quote ends, and the block with it
                break
            at += 1
            if fence.closes(row.text):
                break
            body.append(row)
        yield (_moved_left(body, fence.width) if fence.may_be_python() else []), not fence.language


def _moved_left(rows: Sequence[Line], width: int) -> Sequence[Line]:
    """Return a block without the indentation of its fence, if it has that at all, and what it shares."""
    first = next((row.text for row in rows if row.text.strip()), "")
    if _fitting(first, width)[1] == width:
        rows = [row.cut(_fitting(row.text, width)[0]) for row in rows]
    return dedented(rows)


def _unquoted(row: Line, quotes: int) -> Line | None:
    """Return a row without its block-quote marks; None when it has fewer."""
    for _ in range(quotes):
        match = _QUOTE.match(row.text)
        if match is None:
            return None
        row = row.cut(match.end())
    return row


def _fitting(text: str, width: int) -> tuple[int, int]:
    """Return how many characters of white space at the start fit into `width` columns, and their columns."""
    columns = count = 0
    for sign in text:
        further = columns + (_TAB - columns % _TAB if sign == "\t" else 1)
        if sign not in " \t" or further > width:
            break
        columns, count = further, count + 1
    return count, columns


def _indented(rows: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield the indented blocks that follow a blank line or begin the text."""
    block: list[Line] = []
    blank_before = True
    for row in rows:
        blank = not row.text.strip()
        indented = row.text.startswith(("    ", "\t")) and bool(block or blank_before)
        if indented or (blank and block):
            block.append(row)
        elif block:
            yield dedented(block)
            block = []
        blank_before = blank
    if block:
        yield dedented(block)
