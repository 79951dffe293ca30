"""A file that a platform wrote -> which of its rows is which student; knows no format's columns.

A student is found by key in the columns that identify somebody: as the whole cell, else as the number at the
end of Moodle's identifiers or the part of an address before its sign; else by a name that one row alone has.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import UsageError
from ..model import told_apart

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
        rows = tuple(tuple(row) for row in reader if row)
    except OSError as error:
        raise UsageError(f"--roster {path}: {error.strerror or error}", "Name the platform's CSV.") from None
    except (ValueError, csv.Error) as error:
        raise UsageError(f"--roster {path}: this is no CSV in UTF-8: {error}", "Export it anew.") from None
    if not rows:
        raise UsageError(f"--roster {path}: this file is empty", "Export it anew.")
    return rows


def decimal(text: str) -> float | None:
    """Return the points that a cell tells, None where it tells none."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if 0 < number < 1e9 else None


def column(head: Sequence[str], *names: str) -> int:
    """Return the place of the first of the names in a header, without regard to case; -1 for none."""
    plain = [cell.strip().casefold() for cell in head]
    return next((plain.index(name.casefold()) for name in names if name.casefold() in plain), -1)


def matched(
    rows: Sequence[Row],
    students: Sequence[Student],
    ids: Sequence[int],
    names: Sequence[int],
    numbered: Sequence[int] = (),
) -> tuple[dict[int, Student], tuple[str, ...]]:
    """Return (number of the row -> student, names of students without exactly one row).

    ids       columns that identify somebody: a number, a login, an address; one of -1 is passed over
    names     columns of names
    numbered  columns in which a number at the end of a cell identifies somebody: "Participant 12"
    """
    by_key = [_index(rows, ids, _whole), _index(rows, numbered, _number), _index(rows, ids, _login)]
    by_name = _index(rows, names, _plain)
    found: dict[int, Student] = {}
    unmatched: list[str] = []
    labels = told_apart((student.key, student.name) for student in students)
    often = Counter(_plain(student.name) for student in students)
    for student in students:
        key = student.key.casefold()
        places: set[int] = next((index[key] for index in by_key if key in index), set())
        if not places and often[_plain(student.name)] == 1:
            places = by_name.get(_plain(student.name), set())
        place = next(iter(places)) if len(places) == 1 else -1
        if place < 0 or place in found:
            unmatched.append(labels[student.key])
        else:
            found[place] = student
    return found, tuple(unmatched)


def _index(rows: Sequence[Row], columns: Sequence[int], word: Callable[[str], str]) -> Mapping[str, set[int]]:
    index: dict[str, set[int]] = {}
    for number, row in enumerate(rows):
        for at in columns:
            if 0 <= at < len(row) and (found := word(row[at])):
                index.setdefault(found, set()).add(number)
    return index


def _whole(text: str) -> str:
    return text.strip().casefold()


def _number(text: str) -> str:
    found = _LAST_NUMBER.search(text)
    return found[1] if found else ""


def _login(text: str) -> str:
    """Return the part of an address before its sign, "" for what is none."""
    login, sign, _ = text.strip().casefold().partition("@")
    return login if sign else ""


def _plain(name: str) -> str:
    """Return a name's words in order, so that "Doe, Ann" is "Ann Doe"."""
    return " ".join(sorted(name.casefold().replace(",", " ").split()))
