"""From any older layout of a gradebook to the present one, by numbered steps, in one transaction.

A step is never changed once it is released; what comes after is a new step. A step describes its tables
itself, since those of `schema` move on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, inspect, select

from ....errors import GradebookError
from ..columns import Instant
from . import m0001_tables, m0002_misconceptions

MIGRATIONS: tuple[Callable[[Connection], None], ...] = (m0001_tables.apply, m0002_misconceptions.apply)
LATEST = len(MIGRATIONS)

_VERSIONS = Table(
    "schema_version",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("applied_at", Instant, nullable=False),
)


def version_of(connection: Connection) -> int:
    """Return the number of the last step that was applied, 0 for an empty database."""
    if not inspect(connection).has_table(_VERSIONS.name):
        return 0
    return connection.scalar(select(func.max(_VERSIONS.c.number))) or 0


def migrate(connection: Connection, name: str, upto: int = LATEST) -> None:
    """Bring a gradebook to the present layout; the caller holds the only transaction that may write.

    name  of the gradebook, for messages
    upto  number of the last step to apply
    Raises GradebookError for a gradebook of a newer grader and for a database of something else.
    """
    version = version_of(connection)
    if version > LATEST:
        raise GradebookError(
            f"the gradebook {name} was written by a newer grader (layout {version}; this one knows {LATEST})",
            "Install the newer grader, or name another gradebook.",
        )
    if version == 0:
        _refuse_strangers(connection, name)
        _VERSIONS.create(connection, checkfirst=True)
    for number in range(version + 1, upto + 1):
        MIGRATIONS[number - 1](connection)
        connection.execute(insert(_VERSIONS).values(number=number, applied_at=datetime.now(UTC)))


def _refuse_strangers(connection: Connection, name: str) -> None:
    """Refuse a file with any table in it, and a server's database with one of our names."""
    found = set(inspect(connection).get_table_names()) - {_VERSIONS.name}
    ours = found if connection.dialect.name == "sqlite" else found & m0001_tables.NAMES
    if ours:
        raise GradebookError(
            f"the database {name} holds tables of something else ({', '.join(sorted(ours)[:3])})",
            "Name another file or database with --gradebook.",
        )
