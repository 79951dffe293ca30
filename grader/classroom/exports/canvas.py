"""The CSV that Canvas's gradebook imports: knows its columns, and that it takes names only as a last resort.

The header begins "Student", "ID", then "SIS User ID", "SIS Login ID", "Section"; the row "Points Possible"
comes second (Instructure, gradebook_importer.rb). With a roster, Canvas's own export, its identities and
columns are kept and only the grades are filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import UsageError
from ...report.cases import points
from .roster import Row, column, matched
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
    rows = [[*HEAD, *wanted.exercises]]
    rows.append([POSSIBLE, "", "", "", "", *(_possible(students, exercise) for exercise in wanted.exercises)])
    for student in students:
        number = student.key if student.key.isascii() and student.key.isdigit() else ""
        login = "" if number else safe(student.key)
        grades = [_grade(student, exercise) for exercise in wanted.exercises]
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
    ids = [column(head, name) for name in HEAD[1:4]]
    people = [number for number, row in enumerate(rows) if not _is_no_person(row)]
    found, unmatched = matched([rows[number] for number in people], students, ids, [0])
    by_row = {people[place]: student for place, student in found.items()}
    places = [_column_of(head, exercise) for exercise in wanted.exercises]
    new = [exercise for exercise, at in zip(wanted.exercises, places, strict=True) if at < 0]
    made = [[*head, *new]]
    for number, row in enumerate(rows):
        cells = [*row, *[""] * (len(head) - len(row))]
        if number in by_row:
            grades = [_grade(by_row[number], exercise) for exercise in wanted.exercises]
        elif row and "Points Possible" in row[0]:
            grades = [_possible(students, exercise) for exercise in wanted.exercises]
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


def _grade(student: Student, exercise: str) -> str:
    entry = student.results.get(exercise)
    return "" if entry is None else points(round(entry.score, _DIGITS))


def _possible(students: Sequence[Student], exercise: str) -> str:
    most = [student.results[exercise].max_score for student in students if exercise in student.results]
    return points(max(most, default=100.0))
