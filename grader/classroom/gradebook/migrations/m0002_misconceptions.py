"""Layout 2: what results name stands in a table of its own, read out of the reports that are there."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    select,
)

from ...record import peek

_CHUNK = 500
_METADATA = MetaData()

_RESULT = Table(
    "result",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("report", LargeBinary, nullable=False),
)

_MISCONCEPTION = Table(
    "misconception",
    _METADATA,
    Column("result", String(32), ForeignKey("result.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("misconception", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("line", Integer, nullable=False),
    Column("verified", Boolean, nullable=False),
    Index("misconception_by_id", "misconception"),
)


def apply(connection: Connection) -> None:
    """Create the table and fill it, a chunk of results at a time."""
    _MISCONCEPTION.create(connection)
    last = ""
    while True:
        asked = select(_RESULT).where(_RESULT.c.id > last).order_by(_RESULT.c.id).limit(_CHUNK)
        results = connection.execute(asked).all()
        if not results:
            return
        last = results[-1].id
        rows = [
            {
                "result": result.id,
                "number": number,
                "misconception": named.misconception,
                "kind": named.kind,
                "line": named.line,
                "verified": named.verified,
            }
            for result in results
            for number, named in enumerate(peek(result.report).named)
        ]
        if rows:
            connection.execute(insert(_MISCONCEPTION), rows)
