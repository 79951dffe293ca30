"""Taking a file's bytes without waiting, writing or trusting; knows nothing of what they mean."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from typing import BinaryIO

from ..errors import UnreadableSubmission

_CHUNK = 2**20
HEAD = 64  # bytes that tell how a file begins
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# A pipe or device put in the place of a file after it was looked at must not hold us up.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)


def shown(path: str) -> str:
    r"""Return a path with every unprintable character as a visible escape.

    >>> shown("a\x1b[2J\udcff.py")
    'a\\x1b[2J\\udcff.py'
    """
    if path.isprintable():
        return path
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in path
    )


def read_file(path: str, limit: int, larger: int = 0) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; of `larger` where it begins as JSON does.

    Raises UnreadableSubmission for anything else, and never waits for a pipe or a device.
    """
    most = max(limit, larger)
    try:
        _check(path, os.stat(path), most)
        descriptor = os.open(path, _FLAGS)
        with open(descriptor, "rb", buffering=0) as file:
            size = _check(path, os.fstat(descriptor), most)
            if size > limit:
                limit = most if begins_as_json(file.read(HEAD)) else limit
                _check(path, os.fstat(descriptor), limit)
                file.seek(0)
            raw = _take(file, limit, size + 1)
    except OSError as error:
        raise UnreadableSubmission(*_reason(path, error)) from None
    except ValueError:  # a NUL in the name
        raise UnreadableSubmission(f"{shown(path)} is not the name of a file", "Check the path.") from None
    if len(raw) > limit:
        raise _too_large(path, limit)
    return raw


def read_stream(stream: BinaryIO | None, limit: int, larger: int = 0) -> bytes:
    """Return all bytes of a stream, standard input by default.

    Raises UnreadableSubmission when it is closed, cannot be read, or has more than `limit` bytes; more than
    `larger` where it begins as JSON does.
    """
    if stream is None:
        # Without a console there is no standard input, whatever its declared type says.
        stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise UnreadableSubmission("standard input is closed", "Name a file instead of `-`.")
    try:
        raw = _take(stream, limit)
        if len(raw) > limit and larger > limit and begins_as_json(raw[:HEAD]):
            raw += _take(stream, larger - len(raw))
            limit = larger
    except (OSError, ValueError) as error:
        raise UnreadableSubmission(
            f"standard input cannot be read: {error}", "Name a file instead of `-`."
        ) from None
    if len(raw) > limit:
        raise _too_large("standard input", limit)
    return raw


def begins_as_json(head: bytes) -> bool:
    """Whether these first bytes of a file are a JSON object's, in UTF-8 or alike."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def _take(stream: BinaryIO, limit: int, first: int = 0) -> bytes:
    """Read up to one byte more than the limit: the size that a file claims may be wrong.

    first  bytes to ask for at once: a large file is then in memory once
    """
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := stream.read(min(left, max(_CHUNK, 0 if parts else first)))):
        parts.append(part)
        left -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _check(path: str, status: os.stat_result, limit: int) -> int:
    """Return the size that a file claims to have; raises UnreadableSubmission."""
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "not a regular file")
        raise UnreadableSubmission(
            f"{shown(path)} is {kind}, not a file with a program",
            "Name one file: a .py, .ipynb, .md or .txt file; `-` reads standard input.",
        )
    if status.st_size > limit:
        raise _too_large(path, limit)
    return status.st_size


def _too_large(path: str, limit: int) -> UnreadableSubmission:
    return UnreadableSubmission(
        f"{shown(path)} is larger than {limit / 2**20:g} MiB",
        "Hand in the program alone; in a notebook, clear the outputs first.",
    )


def _reason(path: str, error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return f"{shown(path)} does not exist", "Check the spelling and the folder that you are in."
    if isinstance(error, PermissionError):
        return f"{shown(path)} may not be read", "Give yourself permission to read it, then try again."
    return f"{shown(path)} cannot be read: {error.strerror or error}", "Check the path."
