"""The tables of a gradebook as they are now; migrations/ tells how they came to be, a test compares the two.

setting        name -> bytes: the salt of the seeds
handin         who handed in what: a file of a student, its digest, its attempt
result         one row for each (student, exercise, sha256, version, seed), with the whole report
misconception  what a result names, for counting without unpacking reports
claim          a result that a run is working at
run            a process that grades; a run that no longer lives gives up its claims
trouble        what could not be graded
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from .columns import Instant, Words

METADATA = MetaData()

SCHEMA_VERSION = Table(
    "schema_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("applied_at", Instant, nullable=False),
)

SETTING = Table(
    "setting",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

HANDIN = Table(
    "handin",
    METADATA,
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

RESULT = Table(
    "result",
    METADATA,
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

MISCONCEPTION = Table(
    "misconception",
    METADATA,
    Column("result", String(32), ForeignKey("result.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("misconception", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("line", Integer, nullable=False),
    Column("verified", Boolean, nullable=False),
    Index("misconception_by_id", "misconception"),
)

RUN = Table(
    "run",
    METADATA,
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

CLAIM = Table(
    "claim",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("run", String(32), nullable=False),
    Index("claim_of_run", "run"),
)

TROUBLE = Table(
    "trouble",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("student", Words, nullable=False),
    Column("path", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("hint", Words, nullable=False),
    Column("noted_at", Instant, nullable=False),
)
