"""How words are laid out in terminal columns: widths, wrapping, bars, signs, styles; knows no report.

East Asian wide and fullwidth characters take two columns, combining marks none (Unicode UAX 11).
Styles are put on after wrapping, so that they never count as columns.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

STYLES = {
    "bold": "1",
    "dim": "2",
    "good": "32",
    "bad": "31",
    "warn": "33",
    "mark": "1;4;31",
    "head": "1",
}
_RESET = "\x1b[0m"

# A line must not begin with these, nor end with those (the common part of the Chinese and Japanese rules).
_NO_START = "、。，．：；！？）］｝〉》」』】〕…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々”’"
_NO_END = "（［｛〈《「『【〔“‘"
_PIECES = re.compile(r" +|[^ ]+")


@dataclass(frozen=True)
class Signs:
    """The signs of the report: as Unicode, or as ASCII where the encoding cannot carry them."""

    passed: str
    failed: str
    skipped: str
    note: str
    full: str
    empty: str
    gap: str
    dot: str


UNICODE = Signs("✓", "✗", "·", "▸", "█", "░", "…", "·")
ASCII = Signs("+", "x", "-", ">", "#", ".", "...", "-")


def can_carry(encoding: str, text: str) -> bool:
    """Tell whether the encoding has every character of the text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def signs_for(encoding: str) -> Signs:
    """Return the Unicode signs where the encoding carries them all, else the ASCII ones."""
    return UNICODE if can_carry(encoding, "✓✗·▸█░…") else ASCII


def columns(text: str) -> int:
    """Return how many terminal columns the text takes; a tab counts as one."""
    if text.isascii():
        return len(text)
    return sum(columns_of(sign) for sign in text)


def columns_of(sign: str) -> int:
    """Return 0 for a combining mark, 2 for a wide character, else 1."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def pad(text: str, width: int) -> str:
    """Fill the text with spaces to `width` columns."""
    return text + " " * max(0, width - columns(text))


def wrap(text: str, width: int) -> list[str]:
    """Break one paragraph into lines of at most `width` columns.

    Breaks at spaces, and between wide characters except before closing and after opening signs. What
    fits no line is broken where it must be. Returns at least one line.
    """
    width = max(width, 8)
    lines: list[str] = []
    line, used = "", 0
    for atom in _atoms(text):
        wide = columns(atom)
        if used + wide > width and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
        if atom.isspace() and not line and lines:
            continue
        while wide > width:
            head = cut(atom, width)
            lines.append(head)
            atom = atom[len(head) :]
            wide = columns(atom)
        line, used = line + atom, used + wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def cut(text: str, width: int) -> str:
    """Return the longest beginning of the text that fits `width` columns, at least one character."""
    used = 0
    for at, sign in enumerate(text):
        used += columns_of(sign)
        if used > width:
            return text[: max(at, 1)]
    return text


def bar(share: float, width: int, signs: Signs) -> str:
    """Draw a bar of `width` columns; full only when share is 1, empty only when it is 0."""
    filled = int(share * width)
    if share > 0:
        filled = max(filled, 1)
    return signs.full * filled + signs.empty * (width - filled)


def style(text: str, name: str, colour: bool) -> str:
    """Put an ANSI style around the text, where colour is wanted."""
    return f"\x1b[{STYLES[name]}m{text}{_RESET}" if colour and text and name else text


def _atoms(text: str) -> list[str]:
    """Split into pieces that a line must not break: words, spaces, wide characters with their signs."""
    atoms: list[str] = []
    for piece in _PIECES.findall(text):
        if piece.isascii():
            atoms.append(piece)
            continue
        atoms += _clusters(piece)
    return atoms


def _clusters(piece: str) -> list[str]:
    """Split a piece without spaces where a line may break: around wide characters, by their rules."""
    atoms: list[str] = []
    glued = False  # whether the next character belongs to the one before it
    narrow = False  # whether the last character was narrow, so that a narrow one goes on with its word
    for sign in piece:
        wide = columns_of(sign)
        if atoms and (glued or sign in _NO_START or wide == 0 or (wide == 1 and narrow)):
            atoms[-1] += sign
        else:
            atoms.append(sign)
        glued = sign in _NO_END
        narrow = wide == 1 or (wide == 0 and narrow)
    return atoms
