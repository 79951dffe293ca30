"""CSV that no spreadsheet takes for formulas, and the plain table of a class; knows no platform.

A text cell that a spreadsheet would run or change gets an apostrophe in front, which it shows or swallows but
never runs (OWASP, "CSV Injection"). A number of ours is written as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ...report.cases import points
from ...report.escape import visible

if TYPE_CHECKING:
    from . import Export, Wanted
    from .rows import Student

Cell = str | float | None
# The first sign, also in its full width, also behind white space and quotes that a spreadsheet drops
_RUNS = re.compile(r"""^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]""")
# What a spreadsheet would change: zeros in front, exponents, more than fifteen digits, dates ("jan12"), times
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_CHANGES = re.compile(
    r"0\d+|\d+(\.\d*)?e\d+|\d{16,}|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?|\d{1,2}:\d\d.*|true|false"
    rf"|{_MONTH}[ ./-]?\d{{1,4}}|\d{{1,2}}[ ./-]?{_MONTH}([ ./-]?\d{{1,4}})?",
    re.IGNORECASE | re.ASCII,
)
_PER_EXERCISE = ("outcome", "raw", "final", "max", "late_s", "attempt")


def safe(text: str) -> str:
    r"""Return a text for a cell: on one line, and with an apostrophe in front where a sheet would act on it.

    >>> safe("=1+1"), safe("00123"), safe("Ann\n=1"), safe("Ann")
    ("'=1+1", "'00123", 'Ann\\n=1', 'Ann')
    """
    shown = visible(text)
    acts = _RUNS.match(text) or _CHANGES.fullmatch(text.strip()) or text[:1] in ("\t", "\r", "\n")
    return f"'{shown}" if acts else shown


def cell(value: Cell) -> str:
    """Return a value as a cell: a text made safe, a number as it is, nothing for None."""
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else points(value)


def written(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of cells that are safe already as CSV (RFC 4180)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def write_csv(students: Sequence[Student], wanted: Wanted) -> Export:
    """Write one row a student: for each exercise the points before and after lateness, and the total."""
    from . import Export

    head = ["student", "name"]
    head += [f"{exercise}_{key}" for exercise in wanted.exercises for key in _PER_EXERCISE]
    head += ["total_percent", "troubles"]
    rows = [head]
    for student in students:
        row: list[Cell] = [student.key, student.name]
        for exercise in wanted.exercises:
            row += _results(student, exercise)
        percent = None if student.share is None else round(100 * student.share, 4)
        row += [percent, "; ".join(student.troubles)]
        rows.append([cell(value) for value in row])
    return Export(written(rows))


def _results(student: Student, exercise: str) -> list[Cell]:
    entry = student.results.get(exercise)
    if entry is None:
        return [None] * len(_PER_EXERCISE)
    outcome = entry.report.outcome.value
    return [outcome, entry.raw_score, entry.score, entry.max_score, entry.late_by_s, float(entry.attempt)]
