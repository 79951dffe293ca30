"""Short ids for rows with wide keys, so that each is found by one column; knows no table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from ..model import Handin, Key, Trouble

T = TypeVar("T")

_BYTES = 16  # chance of two alike among 10**9 rows: below 10**-20


def digest(*parts: object) -> str:
    """Return 32 hexadecimal digits that stand for these parts, whatever signs are in them."""
    texts = [str(part).encode("utf-8", "surrogatepass") for part in parts]
    joined = b"".join(b"%d:%b" % (len(text), text) for text in texts)
    return hashlib.blake2b(joined, digest_size=_BYTES).hexdigest()


def result_id(key: Key) -> str:
    """Return the id of the one result that a key stands for."""
    return digest(key.student, key.exercise, key.sha256, key.version, key.seed)


def handin_id(handin: Handin, sha256: str) -> str:
    """Return the id of a hand-in: the same file with the same content is one."""
    return digest(handin.student, handin.path, sha256)


def trouble_id(trouble: Trouble) -> str:
    """Return the id of a trouble: told twice, it is one."""
    return digest(trouble.student, trouble.path, trouble.message)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
