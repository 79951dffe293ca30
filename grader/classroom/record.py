"""A report as bytes and back, without loss; knows the values that grading yields and no database.

The bytes are one msgpack array: the layout's number, a head of plain columns that is read without the
rest, and the whole report, compressed. In the report a plain value is itself, and everything else an array
that begins with its tag, so that a tuple stays a tuple and a value in a message's fields keeps its type.
Tags and the order of fields are part of the layout.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from ..errors import GradebookError
from ..outcome import (
    Curve,
    Diagnosis,
    Edit,
    Evidence,
    LearnerError,
    Location,
    Message,
    Outcome,
    Repair,
    Report,
    SubmissionInfo,
    Verdict,
    passed,
)

LAYOUT = 1
_LEVEL = 1  # of compression: higher ones cost several times the time for a tenth of the size
_WINDOW, _MEMORY = 12, 5  # log2 of its sizes: making the larger ones ready takes longer than a report does
_DEEPEST = 200  # nesting that is packed; grading itself yields far less

# What decoding damaged bytes can raise.
_SPOILT = (
    zlib.error,
    msgspec.DecodeError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)

_LIST, _TUPLE, _MAPPING, _COMPLEX, _INTEGER, _TEXT, _OUTCOME = range(7)
_FIRST_CLASS = 16
# What each class keeps, in the order in which it is kept: a new field goes to the end of its row, a new class
# to the end of the table, and older reports get the field's default.
_KEPT: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (
        Report,
        (
            *("exercise", "submission", "seed", "outcome", "score", "max_score", "checks", "notes"),
            *("diagnoses", "repair", "sandbox", "elapsed_s", "recovered"),
        ),
    ),
    (SubmissionInfo, ("path", "sha256", "student")),
    (
        Verdict,
        (
            *("id", "title", "outcome", "score", "max_score", "message", "evidence", "waits_for"),
            *("counted", "curves"),
        ),
    ),
    (Message, ("id", "fields")),
    (Location, ("line", "cell", "text", "column", "end_column", "function")),
    (LearnerError, ("type", "message", "trace")),
    (
        Evidence,
        (
            *("call", "where", "expected", "got", "absolute_error", "relative_error", "tolerance"),
            *("index", "error"),
        ),
    ),
    (Diagnosis, ("misconception", "kind", "location", "verified", "message")),
    (Edit, ("misconception", "line")),
    (Repair, ("verified", "edits", "patch")),
    (Curve, ("name", "values", "every")),
)
_TAGS = {kind: (_FIRST_CLASS + number, attrgetter(*names)) for number, (kind, names) in enumerate(_KEPT)}
# What nearly every part of a report is, made once: it is read only.
_OUTCOMES = {outcome: [_OUTCOME, outcome.value] for outcome in Outcome}
_NO_ENTRIES: dict[type[Any], list[object]] = {tuple: [_TUPLE], dict: [_MAPPING]}


@dataclass(frozen=True, slots=True)
class Named:
    """A diagnosis as the gradebook lists it: the misconception's id, its line (0 when none is known)."""

    misconception: str
    kind: str
    line: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What a packed report tells without being unpacked.

    score, max_score  points that count; elapsed_s: seconds that grading took
    """

    outcome: str
    score: float
    max_score: float
    elapsed_s: float
    named: tuple[Named, ...]


def pack(report: Report) -> bytes:
    """Return a report as bytes that `unpack` turns into an equal one.

    Raises TypeError for a value that grading does not yield.
    """
    named = [
        (each.misconception, each.kind, each.location.line if each.location else 0, each.verified)
        for each in report.diagnoses
    ]
    head = (report.outcome.value, float(report.score), float(report.max_score), report.elapsed_s, named)
    small = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY)
    body = small.compress(msgspec.msgpack.encode(_plain(report))) + small.flush()
    return msgspec.msgpack.encode((LAYOUT, head, body))


def unpack(raw: bytes) -> Report:
    """Return the report that `pack` made bytes of.

    Raises GradebookError for bytes that are no such report, or of a newer layout.
    """
    _, body = _parts(raw)
    try:
        report = _value(msgspec.msgpack.decode(zlib.decompress(body)))
    except _SPOILT as error:
        raise _damaged() from error
    if not isinstance(report, Report):
        raise _damaged()
    return report


def peek(raw: bytes) -> Head:
    """Return the head of a packed report.

    Raises GradebookError for bytes that are no packed report, or of a newer layout.
    """
    head, _ = _parts(raw)
    return head


_PARTS: msgspec.msgpack.Decoder[
    tuple[int, tuple[str, float, float, float, list[tuple[str, str, int, bool]]], bytes]
] = msgspec.msgpack.Decoder(
    tuple[int, tuple[str, float, float, float, list[tuple[str, str, int, bool]]], bytes]
)


def _parts(raw: bytes) -> tuple[Head, bytes]:
    try:
        layout, (outcome, score, most, elapsed, named), body = _PARTS.decode(raw)
    except (msgspec.DecodeError, ValueError) as error:
        raise _damaged() from error
    if layout != LAYOUT:
        raise _newer()
    return Head(outcome, score, most, elapsed, tuple(Named(*each) for each in named)), body


def _newer() -> GradebookError:
    return GradebookError("the gradebook holds reports of a newer grader", "Use the newer grader.")


def _damaged() -> GradebookError:
    return GradebookError(
        "a report in the gradebook is damaged",
        "Grade its submission again with `class grade --force`.",
    )


def _plain(value: object, depth: int = 0) -> object:
    """Return a value as nested arrays of what msgpack holds."""
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is str:
        return _plain_text(value)  # type: ignore[arg-type]
    if kind is int:
        return _plain_integer(value)  # type: ignore[arg-type]
    if depth > _DEEPEST:
        raise TypeError("a value in a report is nested too deep to be kept")
    if kind is Outcome:
        return _OUTCOMES[value]  # type: ignore[index]
    if (kind is tuple or kind is dict) and not value:
        return _NO_ENTRIES[kind]
    if kind is Message and not value.fields:  # type: ignore[attr-defined]
        return [_TAGS[Message][0], _plain_text(value.id), _NO_ENTRIES[dict]]  # type: ignore[attr-defined]
    if kind is Verdict and value.outcome is Outcome.PASSED:  # type: ignore[attr-defined]
        usual, raw = _usual(value.id, value.title.id, value.max_score)  # type: ignore[attr-defined]
        if value is usual:
            return raw
    known = _TAGS.get(kind)
    if known is not None:
        tag, parts = known
        return [tag, *[_plain(part, depth + 1) for part in parts(value)]]
    return _plain_other(value, depth)


@lru_cache(maxsize=256)
def _usual(name: str, title: str, points: float) -> tuple[Verdict, msgspec.Raw]:
    """Return the verdict that most are, as `outcome.passed` gives it to all reports, and its bytes."""
    usual = passed(name, title, points)
    tag, parts = _TAGS[Verdict]
    return usual, msgspec.Raw(msgspec.msgpack.encode([tag, *map(_plain, parts(usual))]))


def _plain_other(value: object, depth: int) -> object:
    if isinstance(value, list | tuple):
        tag = _LIST if isinstance(value, list) else _TUPLE
        return [tag, *[_plain(item, depth + 1) for item in value]]
    if isinstance(value, Mapping):
        return [_MAPPING, *[_plain(part, depth + 1) for pair in value.items() for part in pair]]
    if isinstance(value, complex):
        return [_COMPLEX, float(value.real), float(value.imag)]
    if isinstance(value, Enum):
        return _plain(value.value, depth + 1)
    for base in (str, int, float):  # a subclass, such as NumPy's float64, is kept as what it is a kind of
        if isinstance(value, base):
            return _plain(base(value), depth + 1)
    if type(value).__module__ == "numpy":  # its other numbers, and arrays
        return _plain(value.tolist(), depth + 1)  # type: ignore[attr-defined]
    raise TypeError(f"a report holds a {type(value).__name__}, which cannot be kept")


def _plain_text(text: str) -> object:
    """Return a text; a lone surrogate, from a name or a string that is no Unicode, needs bytes."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return [_TEXT, text.encode("utf-8", "surrogatepass")]
    return text


def _plain_integer(number: int) -> object:
    if -(2**63) <= number < 2**63:
        return number
    return [_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)]


def _value(plain: Any) -> Any:
    """Return the value that `_plain` made nested arrays of."""
    if type(plain) is not list:
        return plain
    tag = plain[0]
    if tag >= _FIRST_CLASS:
        if tag >= _FIRST_CLASS + len(_KEPT):
            raise _newer()
        kind, names = _KEPT[tag - _FIRST_CLASS]
        return kind(**{name: _value(part) for name, part in zip(names, plain[1:], strict=False)})
    return _READERS[tag](plain[1:])


_READERS: tuple[Callable[[list[Any]], Any], ...] = (
    lambda parts: [_value(part) for part in parts],
    lambda parts: tuple([_value(part) for part in parts]),
    lambda parts: {_value(parts[at]): _value(parts[at + 1]) for at in range(0, len(parts), 2)},
    lambda parts: complex(*parts),
    lambda parts: int.from_bytes(parts[0], "big", signed=True),
    lambda parts: parts[0].decode("utf-8", "surrogatepass"),
    lambda parts: Outcome(parts[0]),
)
