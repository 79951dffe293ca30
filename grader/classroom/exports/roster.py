"""A file that a platform wrote -> which of its rows is which student; knows no format's columns.

A student is found by key in the columns that identify somebody, else by a name that one row alone has.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import UsageError

if TYPE_CHECKING:
    from .rows import Student

LARGEST = 20 * 2**20  # bytes
_LAST_NUMBER = re.compile(r"(\d+)\s*$")
Row = tuple[str, ...]


def read_roster(path: str) -> tuple[Row, ...]:
    """Read a platform's CSV, with commas or semicolons, in UTF-8 with or without a mark.

    Raises UsageError where it cannot be read.
    """
    try:
        if Path(path).stat().st_size > LARGEST:
            raise UsageError(f"--roster {path}: too large for a list of a class", "Name the platform's CSV.")
        text = Path(path).read_bytes().decode("utf-8-sig")
        semicolons = text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",", strict=True)
        return tuple(tuple(row) for row in reader if row)
    except OSError as error:
        raise UsageError(f"--roster {path}: {error.strerror or error}", "Name the platform's CSV.") from None
    except (ValueError, csv.Error) as error:
        raise UsageError(f"--roster {path}: this is no CSV in UTF-8: {error}", "Export it anew.") from None


def column(head: Sequence[str], *names: str) -> int:
    """Return the place of the first of the names in a header, without regard to case; -1 for none."""
    plain = [cell.strip().casefold() for cell in head]
    return next((plain.index(name.casefold()) for name in names if name.casefold() in plain), -1)


def matched(
    rows: Sequence[Row], students: Sequence[Student], ids: Sequence[int], names: Sequence[int]
) -> tuple[dict[int, Student], tuple[str, ...]]:
    """Return (number of the row -> student, names of students without exactly one row).

    ids    columns that identify somebody: a number, a login, an address; one of -1 is passed over
    names  columns of names
    """
    by_key = _index(rows, ids, _keys)
    by_name = _index(rows, names, _names)
    found: dict[int, Student] = {}
    unmatched: list[str] = []
    alike = [_plain(student.name) for student in students]
    for student in students:
        places = by_key.get(student.key.casefold(), set())
        if not places and alike.count(_plain(student.name)) == 1:
            places = by_name.get(_plain(student.name), set())
        place = next(iter(places)) if len(places) == 1 else -1
        if place < 0 or place in found:
            unmatched.append(student.name)
        else:
            found[place] = student
    return found, tuple(unmatched)


def _index(
    rows: Sequence[Row], columns: Sequence[int], words: Callable[[str], set[str]]
) -> Mapping[str, set[int]]:
    index: dict[str, set[int]] = {}
    for number, row in enumerate(rows):
        for at in columns:
            if 0 <= at < len(row) and row[at].strip():
                for word in words(row[at]):
                    index.setdefault(word, set()).add(number)
    return index


def _keys(text: str) -> set[str]:
    """Return what a student's key may be: the cell, the number at its end, an address without its domain."""
    plain = text.strip().casefold()
    number = _LAST_NUMBER.search(plain)
    return {plain, number[1] if number else plain, plain.split("@")[0]}


def _names(text: str) -> set[str]:
    return {_plain(text)}


def _plain(name: str) -> str:
    """Return a name's words in order, so that "Doe, Ann" is "Ann Doe"."""
    return " ".join(sorted(name.casefold().replace(",", " ").split()))
