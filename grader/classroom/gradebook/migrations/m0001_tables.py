"""Layout 1: hand-ins, results with their reports, claims of runs, troubles, the salt."""

from __future__ import annotations

import secrets

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    insert,
)

from ..columns import Instant, Words

_SALT_BYTES = 32
_METADATA = MetaData()

_SETTING = Table(
    "setting",
    _METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

Table(
    "handin",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("student", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("path", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("member", Words, nullable=False),
    Column("exercise", Words),
    Column("sha256", String(64), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("submitted_at", Instant),
    Column("late", Boolean, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("handin_of_student", "student", "sha256"),
)

Table(
    "result",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("student", Words, nullable=False),
    Column("exercise", Words, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("version", Words, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("score", Double, nullable=False),
    Column("max_score", Double, nullable=False),
    Column("elapsed_s", Double, nullable=False),
    Column("run", String(32), nullable=False),
    Column("graded_at", Instant, nullable=False),
    Column("report", LargeBinary, nullable=False),
    UniqueConstraint("student", "exercise", "sha256", "version", "seed", name="result_key"),
)

Table(
    "run",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("version", Words, nullable=False),
    Column("jobs", Integer, nullable=False),
    Column("host", Words, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("process_start", String(32), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("heartbeat_s", Double, nullable=False),
    Column("ended_at", Instant),
)

Table(
    "claim",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("run", String(32), nullable=False),
    Index("claim_of_run", "run"),
)

Table(
    "trouble",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("student", Words, nullable=False),
    Column("path", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("hint", Words, nullable=False),
    Column("noted_at", Instant, nullable=False),
)

NAMES = frozenset(_METADATA.tables)


def apply(connection: Connection) -> None:
    """Create the tables and make the salt, once for the life of the gradebook."""
    _METADATA.create_all(connection, checkfirst=False)
    salt = secrets.token_bytes(_SALT_BYTES)
    connection.execute(insert(_SETTING).values(name="salt", value=salt))
