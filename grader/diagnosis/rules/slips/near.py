"""How near two names are, and which of many is meant; knows words, not programs."""

from __future__ import annotations

import keyword
from collections.abc import Iterable

from ....targets import distance

KEYWORDS = tuple(sorted(keyword.kwlist))
_CASE = 0.3  # the same but for case
_UNDERSCORE = 0.4  # the same but for case and underscores
_DIGIT = 1.4  # the same but for a digit: fxh1 and fxh2 are two names
_ADDED = 1.2  # a single letter with another beside it: hh for h
_PART = 2.2  # one is the beginning or the end of the other


def nearness(wrong: str, right: str) -> float | None:
    """Return how far a written name is from a meant one, or None where it can hardly be meant.

    >>> nearness("X", "x"), nearness("zeroslike", "zeros_like"), nearness("gard", "grad"), nearness("h", "x")
    (0.3, 0.4, 1.0, None)
    """
    if wrong == right:
        return 0.0
    low, meant = wrong.lower(), right.lower()
    if low == meant:
        return _CASE
    if low.replace("_", "") == meant.replace("_", ""):
        return _UNDERSCORE
    length = min(len(wrong), len(right))
    if length < 2:
        return _ADDED if max(len(wrong), len(right)) == 2 and (low in meant or meant in low) else None
    letters = distance(low, meant) if abs(len(low) - len(meant)) <= 2 else 3
    if letters <= (2 if length >= 4 else 1):
        if _without_digits(low) == _without_digits(meant):
            return _DIGIT
        return float(letters)
    if length >= 3 and (meant.startswith(low) or low.startswith(meant) or meant.endswith(low)):
        return _PART
    return None


def _without_digits(name: str) -> str:
    return "".join("#" if letter.isdigit() else letter for letter in name)


def near(wrong: str, names: Iterable[str], most: int = 4) -> list[tuple[float, str]]:
    """Return (distance, name) of the names that a written one may stand for, nearest first."""
    found = []
    for name in names:
        away = nearness(wrong, name)
        if away:
            found.append((away, name))
    return sorted(found)[:most]


def near_keyword(word: str) -> list[str]:
    """Return the keywords that a word may stand for, nearest first.

    >>> near_keyword("retrun"), near_keyword("fro"), near_keyword("Class"), near_keyword("xs")
    (['return'], ['for', 'from'], ['class'], [])
    """
    if keyword.iskeyword(word) or len(word) < 2:
        return []
    low = word.lower()
    found = []
    for known in KEYWORDS:
        most = 2 if len(known) >= 5 else 1
        away = 0 if low == known.lower() else distance(low, known) if abs(len(low) - len(known)) <= 2 else 9
        same_letters = sorted(low) == sorted(known)
        if away <= most or same_letters or (len(low) >= 3 and low[0] == known[0] and away <= 1):
            if len(known) == 2 and not (same_letters or away == 0 or (len(low) == 3 and known in low)):
                continue
            found.append((away, known[0] != low[0], known))
    return [known for _, _, known in sorted(found)]
