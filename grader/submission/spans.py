"""Where a notebook's cells and their sources stand in its bytes; knows JSON and no Python.

One pass over the bytes finds what is wanted and steps over the rest, whose values are never built: outputs
of a hundred megabytes cost a second and no memory. What is found serves twice: `without_outputs` leaves a
document small enough to be parsed, and a repair is put in the place of one cell's source.

.. [1] T. Bray (ed.), "The JavaScript Object Notation (JSON) Data Interchange Format", RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_BRACKETS = 4_000_000  # lists and objects that are stepped over: about a second for a million
MAX_CELLS = 100_000
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,:\"\[\]{}]++")
# All up to the next bracket, strings as a whole; possessive, so that nothing is kept for a second try.
_FLAT = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_SOURCES = ("source", "input")  # formats 4 and 3
_UNREAD = ("outputs", "metadata", "attachments")  # what may be large and is never looked at


class BrokenError(Exception):
    """The bytes are no JSON document from `at` on, or hold more than is stepped over (`at` is -1)."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Span(NamedTuple):
    """A value's place: bytes[start:end]."""

    start: int
    end: int


@dataclass
class Places:
    """What was found.

    sources  for each cell, by its position among all cells, the place of its source; None where it has none
    unread   the places of outputs and metadata, in their order
    """

    sources: list[Span | None] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)


def places_of(raw: bytes) -> Places:
    """Find the sources and the outputs of a notebook.

    raw  a JSON document in UTF-8, or another encoding that keeps ASCII's brackets, quotes and backslashes
    Raises BrokenError.
    """
    scanner = _Scanner(raw)
    start = scanner.space(3 if raw.startswith(b"\xef\xbb\xbf") else 0)
    found = Places()
    cells: list[Span | None] | None = None
    sheets: list[Span | None] = []
    for key, at in scanner.members(start):
        if key == "cells":  # of two members of one name the last holds, as in json
            cells = None if raw.startswith(b"null", at) else []
            scanner.cells(at, cells if cells is not None else [], found.unread)
        elif key == "worksheets":
            sheets = []
            scanner.sheets(at, sheets, found.unread)
        elif key == "metadata":
            found.unread.append(Span(at, scanner.skip(at)))
    found.sources = sheets if cells is None else cells
    return found


def without_outputs(raw: bytes) -> bytes:
    """Return a notebook with `null` in the place of outputs, metadata and attachments, lines where they were.

    Raises BrokenError.
    """
    parts = []
    done = 0
    for span in places_of(raw).unread:
        parts += [raw[done : span.start], b"null", b"\n" * raw.count(b"\n", *span)]
        done = span.end
    return b"".join([*parts, raw[done:]])


def elements(raw: bytes) -> list[Span]:
    """Return the places of a list's elements; raises BrokenError."""
    scanner = _Scanner(raw)
    return [Span(at, scanner.skip(at)) for at in scanner.items(scanner.space(0))]


class _Scanner:
    """Steps through a JSON text; its iterators give a value's start, and step over it where nobody did."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._brackets = 0
        self._done = (-1, -1)  # start and end of the value that was stepped over last

    def space(self, at: int) -> int:
        match = _SPACE.match(self._raw, at)
        return match.end() if match else at

    def members(self, at: int) -> Iterator[tuple[str, int]]:
        """Yield (key, start of the value) of an object; nothing where there is none."""
        if self._raw[at : at + 1] != b"{":
            return
        start, at = at, self.space(at + 1)
        while self._raw[at : at + 1] != b"}":
            key = _STRING.match(self._raw, at)
            colon = self.space(key.end()) if key else at
            if key is None or self._raw[colon : colon + 1] != b":":
                raise BrokenError(colon)
            at = self.space(colon + 1)
            yield _text(key.group()), at
            at = self.space(self.skip(at))
            at = self._next(at, b"}")
        self._done = (start, at + 1)

    def items(self, at: int) -> Iterator[int]:
        """Yield the start of each element of a list; nothing where there is none."""
        if self._raw[at : at + 1] != b"[":
            return
        start, at = at, self.space(at + 1)
        while self._raw[at : at + 1] != b"]":
            yield at
            at = self._next(self.space(self.skip(at)), b"]")
        self._done = (start, at + 1)

    def _next(self, at: int, end: bytes) -> int:
        """Return where the next member or element begins, or where the end stands."""
        sign = self._raw[at : at + 1]
        if sign == end:
            return at
        if sign != b",":
            raise BrokenError(at)
        return self.space(at + 1)

    def cells(self, at: int, sources: list[Span | None], unread: list[Span]) -> None:
        """Note the cells of a list."""
        for start in self.items(at):
            if len(sources) >= MAX_CELLS:
                raise BrokenError(-1)
            found: dict[str, Span] = {}
            for key, value in self.members(start):
                if key in _SOURCES:
                    found[key] = Span(value, self.skip(value))
                elif key in _UNREAD:
                    unread.append(Span(value, self.skip(value)))
            sources.append(next((found[key] for key in _SOURCES if key in found), None))

    def sheets(self, at: int, sources: list[Span | None], unread: list[Span]) -> None:
        """Note the cells of all worksheets of format 3."""
        for start in self.items(at):
            found: list[Span | None] = []
            for key, value in self.members(start):
                if key == "cells":
                    found = []
                    self.cells(value, found, unread)
            sources += found

    def skip(self, at: int) -> int:
        """Return where the value that begins here ends."""
        if self._done[0] == at:
            return self._done[1]
        end = self._skip(at)
        self._done = (at, end)
        return end

    def _skip(self, at: int) -> int:
        sign = self._raw[at : at + 1]
        if sign not in (b"{", b"["):
            match = (_STRING if sign == b'"' else _SCALAR).match(self._raw, at)
            if match is None:
                raise BrokenError(at)
            return match.end()
        depth = 0
        while True:
            opens = self._raw[at : at + 1]
            if opens in (b"{", b"["):
                depth += 1
                self._brackets += 1
                if self._brackets > MAX_BRACKETS:
                    raise BrokenError(-1)
            elif opens in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return at + 1
            else:
                raise BrokenError(min(at, len(self._raw)))
            match = _FLAT.match(self._raw, at + 1)
            at = match.end() if match else at + 1


def _text(token: bytes) -> str:
    """Return the text of a key; one that is broken is none of ours."""
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return ""
