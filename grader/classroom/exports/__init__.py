"""A class in the formats of spreadsheets, learning platforms and CI; knows no database.

One table names the formats; each module is loaded by the format that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ..model import ClassResults
from .rows import Student, students_of


@dataclass(frozen=True)
class Wanted:
    """What is asked of an export.

    exercises  the exercises that count, in their order
    lang       language of words, one of those of reports
    roster     rows of a file that a platform wrote, to be filled in; empty where there is none
    anonymous  names are hidden, and nothing that a learner wrote is shown
    """

    exercises: tuple[str, ...]
    lang: str = "en"
    roster: tuple[tuple[str, ...], ...] = ()
    anonymous: bool = False


@dataclass(frozen=True)
class Export:
    """What was made: the text, and the names of those for whom the roster has no row, or more than one."""

    text: str
    unmatched: tuple[str, ...] = field(default=())


Writer = Callable[[ClassResults, Sequence[Student], Wanted], Export]


def _csv(results: ClassResults, students: Sequence[Student], wanted: Wanted) -> Export:
    from .tables import write_csv

    return write_csv(students, wanted)


def _canvas(results: ClassResults, students: Sequence[Student], wanted: Wanted) -> Export:
    from .canvas import write_canvas

    return write_canvas(students, wanted)


def _moodle(results: ClassResults, students: Sequence[Student], wanted: Wanted) -> Export:
    from .moodle import write_moodle

    return write_moodle(students, wanted)


def _junit(results: ClassResults, students: Sequence[Student], wanted: Wanted) -> Export:
    from .documents import write_junit

    return write_junit(students, wanted)


def _json(results: ClassResults, students: Sequence[Student], wanted: Wanted) -> Export:
    from .documents import write_json

    return write_json(results, students, wanted)


# format -> writer: a new format is one entry
EXPORTS: Mapping[str, Writer] = MappingProxyType(
    {"csv": _csv, "canvas": _canvas, "moodle": _moodle, "junit": _junit, "json": _json}
)


def export(results: ClassResults, form: str, wanted: Wanted) -> Export:
    """Write a class in one of EXPORTS' formats; the text ends with a line ending.

    Raises KeyError for another format, UsageError for a roster that is none of the format's.
    """
    return EXPORTS[form](results, students_of(results, wanted.exercises), wanted)
