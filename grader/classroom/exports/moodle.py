"""Moodle's offline grading worksheet: one assignment, one grade a participant.

Moodle finds a participant by the number at the end of "Identifier" and takes "Grade", "Last modified (grade)"
and "Feedback comments" (mod/assign/feedback/offline); it needs the first three, in the language of the site.
With a roster, the worksheet that Moodle wrote, everything else stays as it is there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import UsageError
from ...report.cases import points, title_of
from ...report.catalogue import Catalogue, catalogue
from .roster import column, decimal, matched
from .rows import full_points
from .tables import safe, written

if TYPE_CHECKING:
    from . import Export, Wanted
    from .rows import Student

HEAD = (
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed"),
    *("Last modified (submission)", "Last modified (grade)", "Feedback comments"),
)
_DIGITS = 5  # Moodle keeps no more


def write_moodle(students: Sequence[Student], wanted: Wanted) -> Export:
    """Write the worksheet: of one exercise its points, of several the total by weight out of 100."""
    from . import Export

    if wanted.roster:
        return _filled(students, wanted)
    words = catalogue(wanted.lang)
    rows: list[list[str]] = [list(HEAD)]
    most = _most(students, wanted)
    for student in students:
        number = re.search(r"(\d+)$", student.key)
        grade = "" if student.share is None else points(round(student.share * most, _DIGITS))
        status = "Submitted for grading" if student.results else "No submission"
        rows.append(
            [
                f"Participant {number[1]}" if number else safe(student.key),
                safe(student.name),
                safe(student.key) if "@" in student.key else "",
                *(status, grade, points(most), "Yes"),
                *("", "", _comment(student, wanted, words)),
            ]
        )
    return Export(written(rows))


def _filled(students: Sequence[Student], wanted: Wanted) -> Export:
    from . import Export

    head, *rows = wanted.roster
    identifier, grade_at = column(head, HEAD[0]), column(head, HEAD[4])
    if identifier < 0 or grade_at < 0 or column(head, HEAD[8]) < 0:
        raise UsageError(
            "--roster: this is no grading worksheet of Moodle: it needs Identifier, Grade, "
            "Last modified (grade)",
            "In Moodle, in English: the assignment, Submissions, Download grading worksheet.",
        )
    ids = [identifier, column(head, "ID number"), column(head, "Email address"), column(head, "Username")]
    found, unmatched = matched(rows, students, ids, [column(head, "Full name")], numbered=[identifier])
    most_at, comment_at = column(head, HEAD[5]), column(head, HEAD[9])
    words = catalogue(wanted.lang)
    made = [list(head)]
    for number, row in enumerate(rows):
        cells = [*row, *[""] * (len(head) - len(row))]
        student = found.get(number)
        if student is not None and student.share is not None:
            most = (decimal(cells[most_at]) if most_at >= 0 else None) or _most(students, wanted)
            cells[grade_at] = points(round(student.share * most, _DIGITS))
            if comment_at >= 0:
                cells[comment_at] = _comment(student, wanted, words)
        made.append([cell if at in (grade_at, most_at) else _kept(cell) for at, cell in enumerate(cells)])
    return Export(written(made), unmatched)


def _kept(cell: str) -> str:
    """Return a cell of Moodle's own, safe for a spreadsheet; dates and numbers of people stay as they are."""
    return safe(cell) if cell[:1] in tuple("=+-@\t\r") and cell != "-" else cell


def _most(students: Sequence[Student], wanted: Wanted) -> float:
    """Return the points that the whole has: those of the one exercise, or 100."""
    return full_points(students, wanted.exercises[0]) if len(wanted.exercises) == 1 else 100.0


def _comment(student: Student, wanted: Wanted, words: Catalogue) -> str:
    """Return one line an exercise, as HTML, which is what Moodle takes a comment for."""
    lines = [
        f"{title_of(exercise, words)}{words.text('colon')}"
        + words.text("points.of", score=points(entry.score), max_score=points(entry.max_score))
        for exercise in wanted.exercises
        if (entry := student.results.get(exercise)) is not None
    ]
    return "<br>".join(html.escape(line) for line in lines)
