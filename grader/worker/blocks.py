"""Splitting learner text into statements that parse, whatever stands between them.

A cell that parses is its statements. One that does not is split into top-level blocks; a block that
does not parse is a fault of its own and hides nothing else.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from .wire import SourceCell

_CONTINUES = re.compile(r"(else|elif|except|finally)\b|[)\]}]")
_DEFINES = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_MAX_JOIN = 24  # pieces tried together before one is given up; within a triple-quoted text any number
_JOIN_COST = 4  # characters parsed in search of joins, per character of the cell
_JOIN_FREE = 200_000  # characters parsed in search of joins in any case
_LOOK = 20  # what looking at one more piece costs, in characters parsed
_QUOTES = ('"""', "'''")
_PLACED = (ast.stmt, ast.expr, ast.excepthandler, ast.arg, ast.keyword, ast.alias, ast.pattern)
PARSE_ERRORS = (SyntaxError, ValueError, MemoryError, RecursionError)


@dataclass(frozen=True)
class Block:
    """Statements of a cell, or text that does not parse.

    first  line in the cell of the text's first line
    code   of the one statement, whose node does not tell all of it (see outline.py)
    """

    first: int
    text: str
    statements: tuple[ast.stmt, ...] = ()
    code: CodeType | None = None
    error: BaseException | None = None

    @property
    def last(self) -> int:
        """Line in the cell of the text's last line."""
        return self.first + self.text.count("\n")

    def names(self) -> list[str]:
        """Functions and classes that the text seems to define."""
        return _DEFINES.findall(self.text)


def split(cell: SourceCell, filename: str) -> list[Block]:
    """Return the blocks of a cell in order; text that is no program is left out of prose cells."""
    whole = _parse(cell.source, 1, filename)
    if whole.error is None:
        return [whole]
    blocks = list(_join(list(pieces(cell.source)), filename))
    if cell.prose:
        blocks = [block for block in blocks if block.error is None or block.names()]
    return blocks


def _parse(text: str, first: int, filename: str) -> Block:
    try:
        tree = ast.parse(text, filename)
    except PARSE_ERRORS as error:
        if isinstance(error, SyntaxError):
            _move(error, first - 1)
        return Block(first, text, error=error)
    if first > 1:
        for node in ast.walk(tree):
            if isinstance(node, _PLACED):
                _move(node, first - 1)
    return Block(first, text, tuple(tree.body))


def _move(placed: Any, lines: int) -> None:
    for name in ("lineno", "end_lineno"):
        number = getattr(placed, name, None)
        if number is not None:
            setattr(placed, name, number + lines)


def _join(pieces: list[tuple[int, str]], filename: str) -> Iterator[Block]:
    """Parse pieces, joining a piece with the following ones where only together they parse."""
    allowance = _JOIN_FREE + _JOIN_COST * sum(len(text) for _, text in pieces)
    index = 0
    while index < len(pieces):
        first, text = pieces[index]
        block, taken = _parse(text, first, filename), 1
        if block.error is not None and _may_go_on(text):
            for count, joined in _longer(pieces, index):
                allowance -= len(joined) + _LOOK
                if allowance < 0:
                    break
                attempt = _parse(joined, first, filename) if joined else block
                if attempt.error is None:
                    block, taken = attempt, count
                    break
        yield block
        index += taken


def _longer(pieces: list[tuple[int, str]], start: int) -> Iterator[tuple[int, str]]:
    """Yield (how many, their text) of the joins from a piece on; no text for one that cannot parse."""
    text = pieces[start][1]
    parts = [text]
    quotes = Counter({quote: text.count(quote) for quote in _QUOTES})
    quoted = any(count % 2 for count in quotes.values())
    for number in range(start + 1, len(pieces)):
        more = pieces[number][1]
        if not quoted and (len(parts) == _MAX_JOIN or more.startswith("@") or _DEFINES.match(more)):
            return  # a definition at the left edge begins anew
        parts.append(more)
        quotes.update({quote: more.count(quote) for quote in _QUOTES})
        quoted = any(count % 2 for count in quotes.values())
        yield len(parts), "" if quoted else "\n".join(parts)


def _may_go_on(text: str) -> bool:
    return (
        any(text.count(quote) % 2 for quote in _QUOTES)
        or any(text.count(left) > text.count(right) for left, right in ("()", "[]", "{}"))
        or text.rstrip().endswith("\\")
    )


def pieces(source: str) -> Iterator[tuple[int, str]]:
    """Cut a text in front of each line at the left edge that can begin a statement; yields (line, text)."""
    lines = source.split("\n")
    start = 0
    for number in range(1, len(lines)):
        line = lines[number]
        begins = line[:1] not in ("", " ", "\t", "#", "\f") and not _CONTINUES.match(line)
        if begins and not lines[number - 1].lstrip().startswith("@"):
            yield start + 1, "\n".join(lines[start:number])
            start = number
    yield start + 1, "\n".join(lines[start:])
