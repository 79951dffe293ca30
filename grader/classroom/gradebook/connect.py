"""From a gradebook's address to an engine whose transactions keep what is written; knows no table.

SQLite: the write-ahead log, so that readers and the writer do not wait for each other; a transaction that
may write takes the only writer's place at its beginning, where it can wait for it. A commit of results
waits until the disk has them, so that a power cut takes no more than a crash does [1]_; one of hand-ins and
claims, which the next run makes again, does not. Names and points stand in the file, so a new one is its
owner's alone.

.. [1] SQLite, "Write-Ahead Logging", section 2.2 and "PRAGMA synchronous".
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from ...errors import GradebookError
from ...submission.files import shown
from .faults import fault_of, is_transient, told

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

BUSY_S = 4.0  # waited for another writer at a time; transactions take milliseconds
_TRIES = 6  # of a transaction that another one got in the way of
_FIRST_PAUSE_S = 0.02
_MODE, _READS, _HASTY, _LASTING = "gradebook_mode", "reads", "hasty", "lasting"
_LEAST_BYTES = 512  # of a file of SQLite's that is not empty
_FORMS = "Give a file's name, sqlite:///class.db, or postgresql://user@host/database."

T = TypeVar("T")


class Database:
    """An engine, its name for people, and the two kinds of transactions.

    name  of the gradebook, without a password, printable
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self._hasty = engine.execution_options(**{_MODE: _HASTY})
        self._lasting = engine.execution_options(**{_MODE: _LASTING})

    @property
    def dialect(self) -> str:
        """Either "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading: what is read belongs to one moment in SQLite.

        Raises GradebookError for what the database refuses.
        """
        with told(self.name), self.engine.connect() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T], *, lasting: bool = False) -> T:
        """Do some work in one transaction, all of it or nothing; again where another one got in its way.

        lasting  return only when a power cut can no longer undo it
        Raises GradebookError for what the database refuses.
        """
        pause = _FIRST_PAUSE_S
        for tries in range(_TRIES):
            try:
                with (self._lasting if lasting else self._hasty).begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if tries == _TRIES - 1 or not is_transient(error):
                    raise fault_of(self.name, error) from error
            time.sleep(random.uniform(0.5, 1.0) * pause)
            pause *= 2
        raise AssertionError  # the last try returns or raises

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(address: str, create: bool) -> Database:
    """Return the database at an address.

    address  a file's name, or a URL for SQLite or PostgreSQL
    create   make the file where there is none; a PostgreSQL database must exist
    Raises GradebookError.
    """
    url = _url_of(address)
    if url.get_backend_name() == "sqlite":
        return _open_file(url, create)
    return _open_server(url)


def _url_of(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise GradebookError("the gradebook's address is no URL", _FORMS) from None
    backend = url.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise GradebookError(f"a gradebook cannot be kept in {shown(url.drivername)}", _FORMS)
    if url.host or url.query:
        raise GradebookError("the gradebook's address names no file", _FORMS)
    return url.set(drivername="sqlite")


def _open_file(url: URL, create: bool) -> Database:
    path = url.database or ""
    name = shown(path)
    if path in ("", ":memory:") or "\0" in path:
        raise GradebookError("a gradebook needs a file to be kept in", _FORMS)
    _prepare(path, name, create)
    engine = create_engine(url, connect_args={"timeout": BUSY_S, "isolation_level": None})
    event.listen(engine, "connect", _set_up_file)
    event.listen(engine, "begin", _begin_in_file)
    return Database(engine, name)


def _prepare(path: str, name: str, create: bool) -> None:
    """Make the file for its owner alone, where there is none; refuse what can be no file of ours.

    SQLite takes a file that is too short to be one of its own for an empty one: a note would be written over.
    """
    try:
        if os.path.isdir(path):
            raise GradebookError(f"the gradebook {name} is a folder", "Name a file in it.")
        if os.path.exists(path):
            if not os.path.isfile(path) or 0 < os.path.getsize(path) < _LEAST_BYTES:
                raise GradebookError(f"{name} is not a gradebook", "Name another file with --gradebook.")
            return
        if not create:
            raise GradebookError(
                f"there is no gradebook {name}", "Make one: `python -m grader class grade FOLDER`."
            )
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
        os.close(os.open(path, flags, 0o600))
    except FileExistsError:
        return
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise GradebookError(
            f"the gradebook {name} cannot be made: {why}",
            "Check that its folder exists and that you may write there.",
        ) from None


def _set_up_file(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA journal_mode=WAL")
    finally:
        cursor.close()


def _begin_in_file(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_MODE, _READS)
    if mode != _READS:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if mode == _LASTING else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN" if mode == _READS else "BEGIN IMMEDIATE")


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get(_MODE, _READS) == _HASTY:
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")


def _open_server(url: URL) -> Database:
    plain = url.set(drivername="postgresql", query={})  # a password can stand among the options, too
    name = shown(plain.render_as_string(hide_password=True))
    try:
        engine = create_engine(url, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError as error:
        raise GradebookError(
            f"PostgreSQL needs the Python package {error.name}", "Install it: pip install 'grader[postgres]'"
        ) from None
    event.listen(engine, "begin", _begin_on_server)
    return Database(engine, name)


def upsert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that can be told what to do where the row is there already."""
    if dialect == "postgresql":  # loading it takes a tenth of all that a gradebook loads
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def now_s(connection: Connection) -> float:
    """Return the database's own time, in seconds since 1970: the clocks of two machines may differ."""
    if connection.dialect.name == "postgresql":
        return float(connection.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0.0)
    return time.time()
