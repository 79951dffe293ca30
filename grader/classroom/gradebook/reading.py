"""A gradebook as entries: results with their hand-ins, one student and exercise at a time; writes nothing.

Of several results of one file (other versions of the grader, other seeds) the latest is told. A file that
may hold several exercises is no attempt at one that it lacks and that another file of the student has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select

from ..model import Entry, Handin, Trouble
from ..record import unpack
from .schema import CLAIM, HANDIN, RESULT, TROUBLE

if TYPE_CHECKING:
    from ..policy import Policy

_AT_ONCE = 200  # rows fetched
_NEVER = datetime.min.replace(tzinfo=UTC)
_MISSING = "missing"


def entries(connection: Connection, policy: Policy) -> Iterator[Entry]:
    """Yield the entries of a class by student and exercise, attempts in their order.

    Raises GradebookError for a report that is damaged.
    """
    told_of = and_(HANDIN.c.student == RESULT.c.student, HANDIN.c.sha256 == RESULT.c.sha256)
    of_exercise = or_(HANDIN.c.exercise.is_(None), HANDIN.c.exercise == RESULT.c.exercise)
    columns: list[ColumnElement[Any]] = [RESULT.c[name] for name in _OF_RESULT]
    columns += [HANDIN.c[name].label(f"handin_{name}") for name in _OF_HANDIN]
    asked = (
        select(*columns)
        .join_from(RESULT, HANDIN, and_(told_of, of_exercise))
        .order_by(RESULT.c.student, RESULT.c.exercise)
    )
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
    for (_, exercise), group in groupby(rows, key=lambda row: (row.student, row.exercise)):
        yield from _attempts(exercise, list(group), policy)


_OF_RESULT = ("id", "student", "exercise", "outcome", "graded_at", "report")
_OF_HANDIN = ("id", "number", "name", "path", "exercise", "attempt", "submitted_at", "late")


def _attempts(exercise: str, rows: Sequence[Row[Any]], policy: Policy) -> Iterator[Entry]:
    """Yield the attempts of one student at one exercise."""
    latest: dict[str, Row[Any]] = {}
    for row in rows:
        known = latest.get(row.handin_id)
        if known is None or (row.graded_at, row.id) > (known.graded_at, known.id):
            latest[row.handin_id] = row
    found = sorted(latest.values(), key=_order)
    there = [row for row in found if row.outcome != _MISSING or row.handin_exercise is not None]
    attempts = [
        _entry(row, number, exercise, policy) for number, row in enumerate(there or found[-1:], start=1)
    ]
    counting = policy.counting(attempts)
    for at, entry in enumerate(attempts):
        yield entry if at == counting else replace(entry, counts=False)


def _order(row: Row[Any]) -> tuple[datetime, int, int]:
    return row.handin_submitted_at or _NEVER, row.handin_attempt, row.handin_number


def _entry(row: Row[Any], number: int, exercise: str, policy: Policy) -> Entry:
    report = unpack(row.report)
    late_by = policy.late_by(exercise, row.handin_submitted_at, row.handin_late)
    return Entry(
        student=row.student,
        name=row.handin_name,
        report=report,
        path=row.handin_path,
        attempt=number,
        submitted_at=row.handin_submitted_at,
        graded_at=row.graded_at,
        raw_score=report.score,
        score=policy.final(report.score, report.max_score, late_by),
        max_score=report.max_score,
        late_by_s=late_by,
    )


def handins(connection: Connection) -> Iterator[tuple[Handin, str]]:
    """Yield every hand-in that was ever registered with the digest of its content, by student and path."""
    asked = select(HANDIN).order_by(HANDIN.c.student, HANDIN.c.path, HANDIN.c.number)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(asked):
        handin = Handin(
            student=row.student,
            name=row.name,
            path=row.path,
            file=row.file,
            member=row.member,
            exercise=row.exercise,
            attempt=row.attempt,
            submitted_at=row.submitted_at,
            late=row.late,
        )
        yield handin, row.sha256


def troubles(connection: Connection) -> Iterator[Trouble]:
    """Yield what could not be graded, by student and path."""
    asked = select(TROUBLE).order_by(TROUBLE.c.student, TROUBLE.c.path, TROUBLE.c.message)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(asked):
        yield Trouble(row.student, row.path, row.message, row.hint)


@dataclass(frozen=True)
class Counts:
    """A gradebook in numbers.

    students, handins  that were registered; ungraded: hand-ins without any result
    results            (exercise, outcome) -> results, the latest of each file
    in_flight          results that living runs work at
    runs               living runs
    troubles           what could not be graded
    """

    students: int
    handins: int
    ungraded: int
    results: dict[tuple[str, str], int]
    in_flight: int
    runs: int
    troubles: int


def count(connection: Connection, living: Iterable[str]) -> Counts:
    """Return the numbers of a gradebook; living: ids of the runs that live."""
    alive = sorted(living)
    same = and_(RESULT.c.student == HANDIN.c.student, RESULT.c.sha256 == HANDIN.c.sha256)
    without = select(func.count()).select_from(HANDIN).where(~exists().where(same))
    order = RESULT.c.graded_at.desc(), RESULT.c.id.desc()
    place = func.row_number().over(
        partition_by=(RESULT.c.student, RESULT.c.exercise, RESULT.c.sha256), order_by=order
    )
    latest = select(RESULT.c.exercise, RESULT.c.outcome, place.label("place")).subquery()
    results = (
        select(latest.c.exercise, latest.c.outcome, func.count())
        .where(latest.c.place == 1)
        .group_by(latest.c.exercise, latest.c.outcome)
        .order_by(latest.c.exercise, latest.c.outcome)
    )
    claims = select(func.count()).select_from(CLAIM).where(CLAIM.c.run.in_(alive))

    def number(asked: Any) -> int:
        return int(connection.scalar(asked) or 0)

    return Counts(
        students=number(select(func.count(HANDIN.c.student.distinct()))),
        handins=number(select(func.count()).select_from(HANDIN)),
        ungraded=number(without),
        results={(row[0], row[1]): row[2] for row in connection.execute(results)},
        in_flight=number(claims),
        runs=len(alive),
        troubles=number(select(func.count()).select_from(TROUBLE)),
    )
