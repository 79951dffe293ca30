"""A gradebook: opening it, and what is asked of it; knows no folder, no grading and no format of others."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, delete, insert, select

from ...errors import GradebookError
from ..model import ClassResults, Entry, Handin, Key, Trouble
from . import reading
from .alive import start_of, this_host
from .connect import Database, now_s, open_database, upsert
from .keys import chunks, handin_id, result_id, trouble_id
from .migrations import migrate
from .run import Run, is_living
from .schema import HANDIN, RESULT, RUN, SETTING, TROUBLE

if TYPE_CHECKING:
    from ..policy import Policy

_ROWS = 1000  # written in one transaction
_CHUNK = 500  # ids in one statement
_LOCK = 0x67726462  # PostgreSQL: who migrates; any number that others do not use


def open_gradebook(address: str, *, create: bool = True) -> Gradebook:
    """Open a gradebook, and bring it to the present layout.

    address  a file's name, "sqlite:///class.db", or "postgresql://user@host/database"
    create   make the file where there is none
    Raises GradebookError when it cannot be opened, is damaged, is of a newer grader or of something else.
    """
    database = open_database(address, create)
    try:
        salt = database.write(lambda connection: _prepared(connection, database.name), lasting=True)
    except BaseException:
        database.close()
        raise
    return Gradebook(database, salt)


def _prepared(connection: Connection, name: str) -> bytes:
    """Migrate, alone; return the salt."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    migrate(connection, name)
    salt = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "salt"))
    if salt is None:
        raise GradebookError(f"the gradebook {name} is damaged: it has no salt", "Restore it from a backup.")
    return bytes(salt)


class Gradebook:
    """What is known of a class, kept; close it, or use it in a `with` statement.

    name  for display: the file, or the server's URL without a password
    salt  32 bytes, made with the gradebook: seeds mixed with it cannot be foreseen by students
    """

    def __init__(self, database: Database, salt: bytes) -> None:
        self._database = database
        self.name = database.name
        self.salt = salt

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the gradebook; runs are ended before."""
        self._database.close()

    def begin_run(self, version: str, jobs: int) -> Run:
        """Begin to grade, with this process as the one that lives as long as the run does.

        version  of the grader
        jobs     how many grade at once, for display
        """
        run = uuid.uuid4().hex
        row = {
            "id": run,
            "version": version,
            "jobs": jobs,
            "host": this_host(),
            "pid": os.getpid(),
            "process_start": start_of(os.getpid()),
            "began_at": datetime.now(UTC),
        }
        self._database.write(
            lambda connection: connection.execute(insert(RUN).values(**row, heartbeat_s=now_s(connection)))
        )
        return Run(self._database, run)

    def register(self, handins: Iterable[tuple[Handin, str]]) -> int:
        """Keep who handed in what; a hand-in that is known already is brought up to date.

        handins  each with the SHA-256 of its content, hexadecimal
        Returns how many were given. Raises GradebookError.
        """
        given = 0
        for chunk in chunks(handins, _ROWS):
            seen, first = datetime.now(UTC), time.time_ns()
            rows = {
                handin_id(handin, sha256): _row(handin, sha256, seen, first + at)
                for at, (handin, sha256) in enumerate(chunk)
            }
            self._upsert_handins([{"id": each, **rows[each]} for each in sorted(rows)])
            given += len(chunk)
        return given

    def _upsert_handins(self, rows: list[dict[str, object]]) -> None:
        new = upsert(self._database.dialect, HANDIN)
        changing = ("name", "file", "member", "exercise", "attempt", "submitted_at", "late")
        values = {name: new.excluded[name] for name in changing}
        asked = new.on_conflict_do_update(index_elements=[HANDIN.c.id], set_=values)
        self._database.write(lambda connection: connection.execute(asked, rows))

    def graded(self, keys: Iterable[Key]) -> set[Key]:
        """Return those of the keys that have a result. Raises GradebookError."""
        asked = {result_id(key): key for key in keys}
        found: set[Key] = set()
        with self._database.reading() as connection:
            for chunk in chunks(asked, _CHUNK):
                ids = connection.scalars(select(RESULT.c.id).where(RESULT.c.id.in_(chunk)))
                found.update(asked[each] for each in ids)
        return found

    def note_trouble(self, trouble: Trouble) -> None:
        """Keep what could not be graded; the same trouble, told again, is one row. Raises GradebookError."""
        row = {
            "id": trouble_id(trouble),
            "student": trouble.student,
            "path": trouble.path,
            "message": trouble.message,
            "hint": trouble.hint,
            "noted_at": datetime.now(UTC),
        }
        asked = upsert(self._database.dialect, TROUBLE).on_conflict_do_nothing()
        self._database.write(lambda connection: connection.execute(asked, row))

    def clear_troubles(self) -> None:
        """Forget all troubles, before a class is read anew. Raises GradebookError."""
        self._database.write(lambda connection: connection.execute(delete(TROUBLE)))

    def troubles(self) -> Iterator[Trouble]:
        """Yield what could not be graded, by student and path. Raises GradebookError."""
        with self._database.reading() as connection:
            yield from reading.troubles(connection)

    def handins(self) -> Iterator[tuple[Handin, str]]:
        """Yield each hand-in with the SHA-256 of its content, by student and path. Raises GradebookError."""
        with self._database.reading() as connection:
            yield from reading.handins(connection)

    def entries(self, policy: Policy) -> Iterator[Entry]:
        """Yield all entries by student and exercise, attempts in order; few are in memory at a time.

        Raises GradebookError.
        """
        with self._database.reading() as connection:
            yield from reading.entries(connection, policy)

    def results(self, policy: Policy) -> ClassResults:
        """Return all that is known of the class, at once in memory. Raises GradebookError."""
        return ClassResults(tuple(self.entries(policy)), tuple(self.troubles()), dict(policy.weights))

    def counts(self) -> reading.Counts:
        """Return the gradebook in numbers. Raises GradebookError."""
        with self._database.reading() as connection:
            runs = connection.scalars(select(RUN.c.id).where(RUN.c.ended_at.is_(None))).all()
            return reading.count(connection, [run for run in runs if is_living(connection, run)])


def _row(handin: Handin, sha256: str, seen: datetime, number: int) -> dict[str, object]:
    return {
        "number": number,
        "student": handin.student,
        "name": handin.name,
        "path": handin.path,
        "file": handin.file,
        "member": handin.member,
        "exercise": handin.exercise,
        "sha256": sha256,
        "attempt": handin.attempt,
        "submitted_at": handin.submitted_at,
        "late": handin.late,
        "seen_at": seen,
    }
