"""What a database says of itself, as one line and what to do; knows no table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ...errors import GradebookError
from ...submission.files import shown

_AFTER_ROOM = "Make room and start again: what was graded is kept."
_AGAIN = "Start again: what was graded is kept."

# What SQLite's and PostgreSQL's messages contain -> what is wrong, and what to do about it.
_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("file is not a database", "is not a gradebook", "Name another file with --gradebook."),
    ("malformed", "is damaged", "Restore it from a backup, or move it away and grade the class again."),
    ("file is encrypted", "is not a gradebook", "Name another file with --gradebook."),
    ("readonly database", "may not be written", "Give yourself permission to write the file and its folder."),
    ("read-only transaction", "may not be written", "Connect as a role that may write, or to the primary."),
    (
        "disk is full",
        "cannot be written: the disk is full",
        _AFTER_ROOM,
    ),
    (
        "no space left",
        "cannot be written: the disk is full",
        _AFTER_ROOM,
    ),
    ("disk i/o error", "cannot be written: the disk reports an error", "Check the disk and its free room."),
    ("database is locked", "is locked by another program", "Close what has it open, then start again."),
    ("unable to open", "cannot be opened", "Check that its folder exists and that you may write there."),
    ("does not exist", "does not exist", "Create it first: `createdb NAME`, `createuser NAME`."),
    ("password authentication failed", "refuses the password", "Check user and password in the URL."),
    ("no password supplied", "asks for a password", "Give it in the URL or in PGPASSWORD."),
    (
        "permission denied",
        "may not be written",
        "Let the role do so: `GRANT CREATE ON SCHEMA public TO ...`.",
    ),
    ("connection refused", "cannot be reached", "Start the server, or check host and port in the URL."),
    ("name or service not known", "cannot be reached", "Check the host in the URL."),
    ("could not translate host name", "cannot be reached", "Check the host in the URL."),
    ("failed to resolve host", "cannot be reached", "Check the host in the URL."),
    ("timeout expired", "does not answer", "Check host and port in the URL."),
    ("server closed the connection", "closed the connection", _AGAIN),
    ("terminating connection", "closed the connection", _AGAIN),
    ("connection is closed", "closed the connection", _AGAIN),
)
_TRANSIENT = ("database is locked", "database table is locked", "database is busy")
_TRANSIENT_STATES = ("40001", "40P01", "23505")  # serialization, deadlock, two runs writing one new row


def is_transient(error: DBAPIError) -> bool:
    """Tell whether the same transaction may go through when it is tried again, on a new connection too."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _TRANSIENT_STATES
    return str(error.orig).lower().startswith(_TRANSIENT)


def fault_of(name: str, error: Exception) -> GradebookError:
    """Return the error that tells what a database refused.

    name  of the gradebook, for display, without a password
    """
    said = str(error.orig if isinstance(error, DBAPIError) and error.orig is not None else error)
    low = said.lower()
    for sign, what, hint in _KNOWN:
        if sign in low:
            return GradebookError(f"the gradebook {name} {what}", hint)
    line = shown(next(iter(said.strip().splitlines()), type(error).__name__))
    return GradebookError(f"the gradebook {name} cannot be used: {line}", "Check the gradebook's address.")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what a database raises into a GradebookError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise fault_of(name, error) from error
    except UnicodeDecodeError as error:
        raise GradebookError(
            f"the gradebook {name} is damaged", "Restore it from a backup, or move it away and grade again."
        ) from error
