"""Column types that hold the same in SQLite and PostgreSQL; knows no table."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

# What a database's text cannot hold: NUL (PostgreSQL) and lone surrogates, of names that are no Unicode.
_ODD = re.compile(r"[\x00\\\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")


def to_column(text: str) -> str:
    r"""Return a text as a column holds it: NUL, lone surrogates and backslashes as escapes.

    >>> to_column("a\\b\udcff"), to_column("plain")
    ('a\\\\b\\udcff', 'plain')
    """
    return _ODD.sub(lambda found: "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}", text)


def from_column(held: str) -> str:
    r"""Return the text that `to_column` was given.

    >>> from_column(to_column("a\\u0041\x00\udcff")) == "a\\u0041\x00\udcff"
    True
    """
    if "\\" not in held:
        return held
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", held)


class Words(TypeDecorator[str]):
    """Any text of Python, ordered by code points; names, paths and messages of strangers."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Text(collation="C"))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else to_column(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else from_column(value)


class Instant(TypeDecorator[datetime]):
    """A time with its zone, kept in UTC as ISO 8601 with microseconds, so that texts sort as times do."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
