"""Where a line of Python text stands: in a statement, a bracket, a string; knows no formats and no syntax.

A lexical scan that takes any text, in time linear in its length. It follows quotes, brackets and trailing
backslashes, and the lines that are IPython's own. What cannot be Python (a backtick, a full-width comma)
ends the reading of its line, so that prose with stray quotes leads nowhere.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

ALIEN = "`"  # stands in scanned code for a character that Python text cannot hold there


class Where(enum.Enum):
    """What a line begins in."""

    FRESH = "a statement may begin"
    BRACKET = "inside brackets"
    STRING = "inside a string"
    CONTINUED = "after a backslash"
    MAGIC = "the line is IPython's own, not Python"
    ASSIGNED = "IPython's own from the end of the code on"


_FOREIGN = "`$?，。：；！？（）【】《-』、“”‘’…"
_TOKEN = re.compile(rf"""\"{{3}}|'{{3}}|["'#{_FOREIGN}]""")
_ESCAPE = re.compile(r"\\.", re.DOTALL)
# No expression in brackets goes on with these: the bracket was left open.
_ANEW = re.compile(r"(?:async def|def|class) \w+|import \w|from [\w.]+ import\b")
_HELP = re.compile(r"%{0,2}[A-Za-z_][\w.*\[\]-]*\?\??")
_AUTOMAGIC = ("pip install ", "pip3 install ", "conda install ", "pip list", "pip show ", "pip uninstall ")
_ASSIGNED = re.compile(r"[^=]*[^=!<>+\-*/%&|^@:]=[ \t]*(?=%[A-Za-z_]|![^=\s])")


class Scanner:
    """Reads lines one after the other."""

    def __init__(self) -> None:
        self._quote = ""  # of the string that is open
        self._depth = 0  # of brackets
        self._joined = False
        self._magic = False

    @property
    def settled(self) -> bool:
        """Whether the next line may begin a statement."""
        return not (self._quote or self._depth or self._joined or self._magic)

    def feed(self, line: str) -> tuple[Where, str]:
        """Take a line; return what it begins in, and its code.

        The code is the line up to its comment, with strings blotted out, columns kept.
        """
        where = self._where(line)
        if where is Where.MAGIC:
            self._magic = line.endswith("\\")
            return where, ""
        code, quote = _blot(line, self._quote)
        if where is Where.FRESH and ("=" in code) and (match := _ASSIGNED.match(code)):
            self._magic = line.endswith("\\")
            return Where.ASSIGNED, match.group()
        self._quote = quote
        opened = code.count("(") + code.count("[") + code.count("{")
        closed = code.count(")") + code.count("]") + code.count("}")
        self._depth = max(0, self._depth + opened - closed)
        self._joined = not quote and code.endswith("\\")
        return where, code

    def _where(self, line: str) -> Where:
        if self._magic:
            return Where.MAGIC
        if self._quote:
            return Where.STRING
        if self._joined:
            return Where.CONTINUED
        if self._depth:
            if not _ANEW.match(line):
                return Where.BRACKET
            self._depth = 0
        return Where.MAGIC if _is_magic(line) else Where.FRESH


def scan(lines: Iterable[str]) -> list[tuple[Where, str]]:
    """Return for each line what it begins in, and its code.

    >>> [where.name for where, _ in scan(["x = f(1,", "% 2)", "%time", "'''", "%", "'''"])]
    ['FRESH', 'BRACKET', 'MAGIC', 'FRESH', 'STRING', 'STRING']
    """
    scanner = Scanner()
    return [scanner.feed(line) for line in lines]


def _is_magic(line: str) -> bool:
    start = line.lstrip()
    if start[:1] in ("%", "!", "?"):
        return True
    if "?" in line and _HELP.fullmatch(line.strip(" \t;")):
        return True
    return start.startswith(_AUTOMAGIC)


def _blot(line: str, quote: str) -> tuple[str, str]:
    """Return the code of a line with its strings blotted out, and the quote still open at its end."""
    if not quote and "\\" not in line and not _TOKEN.search(line):
        return line, ""
    plain = _ESCAPE.sub("__", line)
    parts: list[str] = []
    at = 0
    while True:
        if quote:
            end = plain.find(quote, at)
            if end < 0:
                parts.append('"' * (len(plain) - at))
                goes_on = len(quote) == 3 or plain.endswith("\\")
                return "".join(parts), quote if goes_on else ""
            end += len(quote)
            parts.append('"' * (end - at))
            at, quote = end, ""
        token = _TOKEN.search(plain, at)
        if token is None:
            parts.append(plain[at:])
            return "".join(parts), ""
        parts.append(plain[at : token.start()])
        at = token.end()
        if token.group() == "#":
            return "".join(parts), ""
        if token.group()[0] not in "\"'":
            parts.append(ALIEN)
            return "".join(parts), ""
        quote = token.group()
        parts.append('"' * len(quote))
