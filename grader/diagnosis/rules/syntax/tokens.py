"""Tokens of text that need not be Python, and whether a changed text parses; knows no misconception."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ....worker.blocks import Block
from ...text import Splice, Text

_TOKEN = re.compile(
    r"""
    (?P<string>(?i:\b[rbfu]{1,2})?(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}
        |"(?!"")(?:\\.|[^"\\\n])*"|'(?!'')(?:\\.|[^'\\\n])*'))
    |(?P<open>\"{3}|'{3})
    |(?P<bad>["'])
    |(?P<comment>\#[^\n]*)
    |(?P<number>(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<op>\*\*=|//=|!=|->|:=|[-+*/%@<>=]=|\*\*|//|\.\.\.|[-+*/%@&|^~<>=()\[\]{},:;.])
    |(?P<newline>\n)
    |(?P<space>[ \t\f]+|\\\n)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_JOINING = frozenset({
    "in", "if", "else", "and", "or", "not", "is", "for", "return", "lambda", "def", "class", "import",
    "from", "as", "while", "elif",
})  # fmt: skip
OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {")": "(", "]": "[", "}": "{"}
_FAILURES = (SyntaxError, ValueError, MemoryError, RecursionError)


@dataclass(frozen=True)
class Token:
    """A token; start and end are offsets in the cell's source."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def ends_value(self) -> bool:
        """Whether a value may end here."""
        return self.is_word or self.text in CLOSERS

    @property
    def begins_value(self) -> bool:
        """Whether a value may begin here."""
        return self.is_word or self.text in OPENERS

    @property
    def is_word(self) -> bool:
        """Whether this is a name, number or text, and no word that joins values."""
        return self.kind in ("name", "number", "string") and self.text not in _JOINING


@dataclass(frozen=True)
class Broken:
    """A block that does not parse.

    before, after  the blocks next to it in the cell, as far as there are any
    """

    text: Text
    block: Block
    before: Block | None = None
    after: tuple[Block, ...] = ()

    @cached_property
    def start(self) -> int:
        """Offset of the block's first character."""
        return self.text.line_span(self.block.first)[0]

    @cached_property
    def end(self) -> int:
        """Offset behind the block's last character."""
        return self.text.line_span(self.block.last)[1]

    @cached_property
    def line(self) -> int:
        """The line on which Python gives up."""
        line = getattr(self.block.error, "lineno", None) or self.block.first
        return min(max(line, self.block.first), self.block.last)

    @cached_property
    def last_line(self) -> int:
        """The line on which what Python does not understand ends."""
        line = getattr(self.block.error, "end_lineno", None) or self.line
        return min(max(line, self.line), self.block.last)

    @cached_property
    def offset(self) -> int:
        """The offset at which Python gives up."""
        start, end = self.text.line_span(self.line)
        column = getattr(self.block.error, "offset", None) or 1
        return min(start + max(column, 1) - 1, end)

    @cached_property
    def inner_definition(self) -> tuple[int, int] | None:
        """Offsets of the lines of the method around the error, where the block is a class."""
        text = self.text
        if (
            "indent" in self.message
            or "quot" in self.message
            or not text.line_text(self.block.first).startswith("class")
        ):
            return None
        heads = [
            (line, found.group(1))
            for line in range(self.block.first + 1, self.line + 1)
            if (found := re.match(r"([ \t]+)def\b", text.line_text(line)))
        ]
        outer = min((indent for _, indent in heads), key=len, default="")
        first = max((line for line, indent in heads if indent == outer), default=0)
        last = first
        for line in range(first + 1, self.block.last + 1):
            content = text.line_text(line)
            if content.strip() and not content.startswith(outer + outer[:1]):
                break
            last = line
        return (text.line_span(first)[0], text.line_span(last)[1]) if first and last >= self.line else None

    @property
    def message(self) -> str:
        """What Python says."""
        return getattr(self.block.error, "msg", None) or str(self.block.error)

    @cached_property
    def tokens(self) -> list[Token]:
        """The block's tokens, blanks and comments left out; line ends are kept."""
        return [
            token
            for token in tokens(self.text.source, self.start, self.end)
            if token.kind not in ("space", "comment")
        ]

    def on_line(self, line: int) -> list[Token]:
        """Return the tokens of a line, without its end."""
        start, end = self.text.line_span(line)
        return [token for token in self.tokens if start <= token.start < end]

    @cached_property
    def code_lines(self) -> list[int]:
        """The lines that hold more than blanks and comments."""
        first = {self.text.line_of(token.start) for token in self.tokens if token.kind != "newline"}
        return sorted(first)

    def code_line_before(self, line: int) -> int | None:
        """Return the last line of code before a line."""
        lines = [each for each in self.code_lines if each < line]
        return lines[-1] if lines else None


def tokens(source: str, start: int, end: int) -> list[Token]:
    """Cut part of a source into tokens, whatever it is."""
    found = []
    at = start
    while at < end:
        match = _TOKEN.match(source, at, end)
        assert match is not None
        assert match.lastgroup is not None
        found.append(Token(match.lastgroup, match.group(), match.start(), match.end()))
        at = match.end()
    return found


@dataclass(frozen=True)
class Judged:
    """How a changed text fares: it parses, it gets further than before, or neither."""

    whole: bool
    further: bool


def judge(broken: Broken, splices: Sequence[Splice]) -> Judged:
    """Parse the block as it would be after splices."""
    first, last = _extent(broken, splices)
    inner = broken.inner_definition
    if inner is not None and all(inner[0] <= splice.start and splice.end <= inner[1] for splice in splices):
        judged = _parsed(broken, splices, *inner, "if 1:\n")
        if not judged.whole:
            return judged
    return _parsed(broken, splices, first, last, "")


def _extent(broken: Broken, splices: Sequence[Splice]) -> tuple[int, int]:
    first = min([broken.start, *(splice.start for splice in splices)])
    last = max([broken.end, *(splice.end for splice in splices)])
    text = broken.text
    line = text.line_of(first)
    indented = [
        splice
        for splice in splices
        if splice.start == splice.end == broken.start and splice.text[:1] in " \t"
    ]
    if indented and broken.before is not None:
        line = broken.before.first  # what is indented belongs to the block before
    return text.line_span(_begin(broken, line))[0], _finish(broken, last)


def _parsed(broken: Broken, splices: Sequence[Splice], first: int, last: int, head: str) -> Judged:
    text = broken.text
    source = text.source[first:last]
    for splice in sorted(splices, key=lambda splice: splice.start, reverse=True):
        source = source[: splice.start - first] + splice.text + source[splice.end - first :]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(head + source + "\n")
    except SyntaxError as error:
        line = (error.lineno or 1) + text.line_of(first) - 1 - head.count("\n")
        return Judged(False, _is_further(broken, splices, line, error.offset or 0, error.msg or ""))
    except _FAILURES:
        return Judged(False, False)
    astray = not head and any(isinstance(node, ast.Return) for node in tree.body)
    return Judged(not astray, True)


def _begin(broken: Broken, line: int) -> int:
    """Return the line at which to begin: the block before belongs to it where the change reaches there."""
    if broken.before is not None and line <= broken.before.last:
        return broken.before.first
    return line


def _finish(broken: Broken, last: int) -> int:
    for block in broken.after:
        start = broken.text.line_span(block.first)[0]
        if start <= last:
            last = max(last, broken.text.line_span(block.last)[1])
    return last


def _is_further(broken: Broken, splices: Sequence[Splice], line: int, column: int, message: str) -> bool:
    """Tell whether a text that fails still fails at a later place than before."""
    added = sum(splice.text.count("\n") for splice in splices)
    line -= added
    if line != broken.line:
        return line > broken.line and message != broken.message
    old = broken.offset - broken.text.line_span(broken.line)[0] + 1
    longer = sum(
        len(splice.text) - (splice.end - splice.start) for splice in splices if splice.start <= broken.offset
    )
    behind = max(splice.end for splice in splices) - broken.text.line_span(broken.line)[0] + longer
    return column > max(old + max(longer, 0), behind) + 1
