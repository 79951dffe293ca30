"""How text that a learner wrote is made safe in each medium; knows no report and no language.

One function a medium: `terminal`, `html`, `markdown` (a code span), `fence` (a code block). All begin
with `visible`, which turns every character that could hide, move or reorder text into a visible escape.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

MAX_COMBINING = 4  # marks over one letter; natural writing needs no more

# Printable by Unicode's categories, yet without a shape of their own: fillers, joiners, variation
# selectors, the blank Braille pattern (Default_Ignorable_Code_Point, Unicode 16, and U+2800).
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_BACKTICKS = re.compile("`+")
# What CI services take for a command in a line of output: "::" behind white space, "##[" or "##vso[" anywhere
_COMMAND = re.compile(r"^[ \t]*:(?=:)|#(?=#\w*\[)", re.MULTILINE)
_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>|~&$@])")


def visible(text: str, keep: str = "") -> str:
    r"""Return the text with every unprintable character as a Python escape.

    keep  characters to leave alone, such as a tab in a quoted line

    Unprintable: controls, format characters (bidirectional, zero-width), surrogates, unassigned and
    private code points, separators other than the space, shapeless fillers, heaps of combining marks.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        plain = sign in keep or (sign.isprintable() and not _SHAPELESS.match(sign) and marks <= MAX_COMBINING)
        shown.append(sign if plain else escaped(sign))
    return "".join(shown)


def escaped(sign: str) -> str:
    r"""Return one character as a Python escape: "\x1b", "\u202e", "\U000e0100", "\n"."""
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(sign)
    if named:
        return named
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def terminal(text: str) -> str:
    """Return the text as one line that no terminal takes for a command."""
    return visible(text)


def terminal_code(text: str) -> str:
    """Return a line of a program as written: as `terminal`, tabs kept."""
    return visible(text, keep="\t")


def html(text: str) -> Markup:
    """Return the text for a place between tags or in a quoted attribute."""
    from markupsafe import escape

    return escape(visible(text))


def html_code(text: str) -> Markup:
    """Return a line of a program for a place between tags: as `html`, tabs kept."""
    from markupsafe import escape

    return escape(visible(text, keep="\t"))


def markdown(text: str) -> str:
    """Return the text as a Markdown code span, which no run of backticks in it can end.

    In a code span no reader forms links, mentions or tags. An empty text gives an empty string. A
    vertical bar stays as it is, so the span is not for the cells of a table.
    """
    shown = visible(text)
    if not shown:
        return ""
    ticks = "`" * _longest_run(shown, least=0)
    bordered = shown[0] == "`" or shown[-1] == "`" or (shown[0] == " " == shown[-1] and shown.strip(" "))
    pad = " " if bordered else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str, kind: str = "text") -> str:
    """Return a block of lines as a fenced Markdown code block, without a line ending at its end.

    kind  what the block holds: "text", "python", "diff"
    """
    shown = visible(text, keep="\n\t")
    ticks = "`" * _longest_run(shown, least=2)
    return f"{ticks}{kind}\n{shown}\n{ticks}"


def markdown_text(text: str) -> str:
    """Return words of ours as Markdown text: a sign that has a meaning is shown as itself.

    Not for a learner's text, which a reader could still take for a link or a mention, and not for the
    beginning of a line, where other signs have a meaning too.
    """
    return _MARKDOWN_SIGNS.sub(r"\\\1", visible(text))


def inert(text: str, write: Callable[[str], str] = escaped) -> str:
    r"""Return lines of output in which no CI service finds a command: its first sign is written otherwise.

    write  makes of one character what the medium has for it; by default a visible escape

    For whole documents, once they are laid out: wrapping can put any word at the beginning of a line.

    >>> inert("a ::b\n  ::error::c ##[error]d")
    'a ::b\n  \\x3a:error::c \\x23#[error]d'
    """
    return _COMMAND.sub(lambda found: found[0][:-1] + write(found[0][-1]), text)


def encodable(text: str, encoding: str) -> str:
    r"""Return the text with every character that `encoding` cannot carry as a visible escape."""
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _longest_run(text: str, least: int) -> int:
    return max(least, max(map(len, _BACKTICKS.findall(text)), default=0)) + 1
