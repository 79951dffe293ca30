"""The CSV that Canvas's gradebook imports: knows its columns, and that it takes names only as a last resort.

The header begins "Student", "ID", then "SIS User ID", "SIS Login ID", "Section"; the row "Points Possible"
comes second (Instructure, gradebook_importer.rb). With a roster, Canvas's own export, its identities and
columns are kept and only the grades are filled in. A grade is the part of what counts, of the points of its
column: who passed all that counts has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import UsageError
from ...report.cases import points
from .roster import Row, column, decimal, matched
from .rows import full_points, part_of
from .tables import safe, written

if TYPE_CHECKING:
    from . import Export, Wanted
    from .rows import Student

HEAD = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "    Points Possible"
_DIGITS = 2  # Canvas keeps no more


def write_canvas(students: Sequence[Student], wanted: Wanted) -> Export:
    """Write the import; new columns are called after the exercises."""
    from . import Export

    if wanted.roster:
        return _filled(students, wanted)
    full = {exercise: full_points(students, exercise) for exercise in wanted.exercises}
    rows = [[*HEAD, *wanted.exercises]]
    rows.append([POSSIBLE, "", "", "", "", *map(points, full.values())])
    for student in students:
        number = student.key if student.key.isascii() and student.key.isdigit() else ""
        login = "" if number else safe(student.key)
        grades = [_grade(student, exercise, most) for exercise, most in full.items()]
        rows.append([_name(student.name), number, "", login, "", *grades])
    return Export(written(rows))


def _filled(students: Sequence[Student], wanted: Wanted) -> Export:
    from . import Export

    head, *rows = wanted.roster
    if column(head, "Student") != 0 or column(head, "ID") < 0:
        raise UsageError(
            "--roster: this is no export of Canvas's gradebook: its header has no Student and ID",
            "In Canvas: Grades, Export, Export Entire Gradebook.",
        )
    people = [number for number, row in enumerate(rows) if not _is_no_person(row)]
    found, unmatched = matched(
        [rows[number] for number in people], students, [column(head, name) for name in HEAD[1:4]], [0]
    )
    by_row = {people[place]: student for place, student in found.items()}
    places = [_column_of(head, exercise) for exercise in wanted.exercises]
    new = [exercise for exercise, at in zip(wanted.exercises, places, strict=True) if at < 0]
    full = [
        _possible(rows, at) or full_points(students, exercise)
        for exercise, at in zip(wanted.exercises, places, strict=True)
    ]
    made = [[*head, *new]]
    for number, row in enumerate(rows):
        cells = [*row, *[""] * (len(head) - len(row))]
        if number in by_row:
            student = by_row[number]
            grades = [_grade(student, name, most) for name, most in zip(wanted.exercises, full, strict=True)]
        elif row and "Points Possible" in row[0]:
            grades = [points(most) for most in full]
        else:
            grades = [""] * len(places)
        for at, grade in zip(places, grades, strict=True):
            if at >= 0 and grade and not _is_no_person(row):
                cells[at] = grade
        cells += [grade for at, grade in zip(places, grades, strict=True) if at < 0]
        made.append(
            [safe(cell) if at == 0 and not _is_no_person(row) else cell for at, cell in enumerate(cells)]
        )
    return Export(written(made), unmatched)


def _is_no_person(row: Row) -> bool:
    """Tell the row of points, that of posting policies, and one that is empty, from those of students."""
    return not row or "Points Possible" in row[0] or not any(cell.strip() for cell in row[:2])


def _column_of(head: Sequence[str], exercise: str) -> int:
    """Return the column of an assignment that bears the exercise's id, topic or first word; -1 for none."""
    stem, topic = exercise.split("_", 1)
    for word in (exercise, topic, stem):
        plain = word.replace("_", "").casefold()
        for at, cell in enumerate(head):
            title = "".join(cell.casefold().rsplit("(", 1)[0].replace("_", "").replace("-", "").split())
            if at >= len(HEAD) - 1 and title == plain:
                return at
    return -1


def _name(name: str) -> str:
    """Return a name that Canvas does not take for its row of points."""
    return safe(name.replace("Points Possible", "Points_Possible")) or "?"


def _grade(student: Student, exercise: str, most: float) -> str:
    entry = student.results.get(exercise)
    return "" if entry is None else points(round(part_of(entry) * most, _DIGITS))


def _possible(rows: Sequence[Row], at: int) -> float | None:
    """Return the points that a column of the roster has, None where it tells none."""
    told = (row[at] for row in rows if 0 <= at < len(row) and "Points Possible" in row[0])
    return decimal(next(told, ""))
