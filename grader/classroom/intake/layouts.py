"""How platforms name what students handed in, one function a layout; knows no file's inside.

A layout yields units: lists of (owner, file or folder) in which attempts are counted. Names of one folder
are in memory at a time, never what files hold.

.. [1] Canvas: lib/content_zipper.rb. LATE stands in front of the user's number, a file's number grows with
       time, an anonymous user begins with anon.
.. [2] Moodle: mod/assign/classes/downloader.php. The number is the participant's in this assignment.
.. [3] nbgrader documentation, "The philosophy and the approach": submitted/STUDENT/ASSIGNMENT/NOTEBOOK.ipynb.
.. [4] GitHub Classroom: gh classroom clone student-repos makes SLUG-submissions/SLUG-USERNAME.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from ...errors import UnreadableSubmission
from .instants import instant
from .naming import exercise_in, is_data, is_feedback, is_hidden, is_only_exercise, is_text, parse_name
from .nodes import Node, Refused
from .units import Owner, Piece, Unit

CANVAS = re.compile(
    r"(?:(?P<name>(?!LATE_).+?)_)?(?P<late>LATE_)?(?P<user>\d+|anon_[^\W_]+)_"
    r"(?:(?P<file>\d{1,19})_(?P<rest>.+)|(?:text|link)\.html)",
    re.DOTALL,
)
MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?:file|onlinetext)(?:_(?P<rest>.*))?", re.DOTALL
)
SUBMITTED, TIMESTAMP = "submitted", "timestamp.txt"
_TIMESTAMP_BYTES = 1000


def visible(folder: Node) -> list[Node]:
    """Return what a folder holds of students' work, by name; itself, refused, where it cannot be read."""
    try:
        children = folder.children()
    except OSError as error:
        return [Refused.because(folder, error)]
    return [node for node in children if not is_hidden(node.name) and not is_feedback(node.name)]


def flat(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield files with the student and the exercise in their names; folders inside are read alike."""
    nodes = visible(folder)
    yield from _by_name([node for node in nodes if not node.is_folder], exercise)
    for node in nodes:
        if node.is_folder:
            yield from flat(node, parse_name(node.name).exercise or exercise)


def per_student(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield a folder for each student, in folders of exercises too; files beside them go by their names."""
    yield from _per_student(visible(folder), exercise)


def canvas(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield what Canvas's "Download Submissions" made [1]_: NAME[_LATE]_USER_FILE_original-name."""
    strange, found = _matched(folder, CANVAS)
    owned = [
        (
            Owner(
                student=match["user"],
                name=match["name"] or match["user"],
                exercise=exercise,
                order=int(match["file"] or 0),
                late=match["late"] is not None,
            ),
            node,
        )
        for match, node in found
    ]
    yield from _by_student(owned)
    yield from _per_student(strange, exercise)


def moodle(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield what Moodle's "Download all submissions" made [2]_, with folders or without."""
    strange, found = _matched(folder, MOODLE)
    yield from _by_student(
        (Owner(match["user"] or match["name"], match["name"], exercise), node) for match, node in found
    )
    yield from _per_student(strange, exercise)


def nbgrader(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield what stands in nbgrader's submitted/ [3]_, with the times that it wrote."""
    nodes = visible(folder)
    submitted = next((node for node in nodes if node.name == SUBMITTED and node.is_folder), None)
    for student in visible(submitted) if submitted else nodes:
        if student.is_folder:
            yield [(_assigned(student, node, exercise), node) for node in visible(student)]


def github(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield repositories of one assignment side by side, ASSIGNMENT-USERNAME [4]_."""
    nodes = [node for node in visible(folder) if node.is_folder]
    prefix = slug([node.name for node in nodes], folder.name)
    told = exercise_in([folder.name, prefix]) or exercise
    for node in nodes:
        user = node.name.removeprefix(prefix)
        yield [(Owner(user, user, told), node)]


def slug(names: Sequence[str], parent: str) -> str:
    """Return what the names of repositories have in front of the users' names, with its hyphen.

    >>> slug(["lab-1-alice", "lab-1-al-bob"], "downloads"), slug(["lab-1-alice"], "lab-1-submissions")
    ('lab-1-', 'lab-1-')
    """
    told = parent.removesuffix("-submissions") + "-"
    if parent.endswith("-submissions") and all(name.startswith(told) and name != told for name in names):
        return told
    if len(names) < 2:
        return ""
    shared = os.path.commonprefix(list(names))  # noqa: RUF071  names, not paths
    return shared[: shared.rfind("-") + 1]


def _matched(folder: Node, pattern: re.Pattern[str]) -> tuple[list[Node], list[tuple[re.Match[str], Node]]]:
    """Return the nodes that a platform did not name, and those that it did."""
    nodes = visible(folder)
    matches = [(pattern.fullmatch(node.name), node) for node in nodes]
    return [node for match, node in matches if not match], [(match, node) for match, node in matches if match]


def _per_student(nodes: Iterable[Node], exercise: str | None) -> Iterator[Unit]:
    files: list[Node] = []
    for node in nodes:
        if not node.is_folder:
            files.append(node)
        elif is_only_exercise(node.name):
            yield from _per_student(visible(node), parse_name(node.name).exercise)
        else:
            yield [(Owner(node.name, node.name, exercise), node)]
    yield from _by_name([node for node in files if not _is_stray(node)], exercise)


def _is_stray(node: Node) -> bool:
    """Tell whether a text beside students' folders is nobody's: a list of names, a note."""
    return is_text(node.name) and parse_name(node.name).exercise is None


def _by_name(files: Iterable[Node], exercise: str | None) -> Iterator[Unit]:
    """Yield files by the students in their names; what nobody expects a program of is left out."""
    named = [(parse_name(node.name), node) for node in files if not is_data(node.name)]
    yield from _by_student(
        (Owner(name.student, name.student, exercise, late=name.late), node) for name, node in named
    )


def _by_student(pieces: Iterable[Piece]) -> Iterator[Unit]:
    ordered = sorted(pieces, key=lambda piece: piece[0].student)
    for _, unit in groupby(ordered, key=lambda piece: piece[0].student):
        yield list(unit)


def _assigned(student: Node, assignment: Node, exercise: str | None) -> Owner:
    told = parse_name(assignment.name).exercise or exercise
    return Owner(student.name, student.name, told, submitted_at=_timestamp(assignment))


def _timestamp(assignment: Node) -> datetime | None:
    """Return the time in nbgrader's file: ISO 8601, then a zone's name or offset; UTC where none is given."""
    for node in visible(assignment) if assignment.is_folder else ():
        if node.name == TIMESTAMP and not node.is_folder and node.trouble is None:
            try:
                with node.stream() as stream:
                    return instant(stream.read(_TIMESTAMP_BYTES).decode("utf-8", "replace"))
            except (OSError, UnreadableSubmission):
                return None
    return None
