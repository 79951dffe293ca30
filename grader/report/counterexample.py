"""Evidence -> what a reader compares: aligned numbers, small arrays, sizes of errors, a quoted line.

Knows neither words nor media: texts are plain, still to be escaped by a template, words are Messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..outcome import Evidence, LearnerError, Location, Message
from .arrays import MOST_DIGITS, Index, Line, Span, alone, component, first_difference, shape_of, side_by_side
from .digits import GAP, digits_to_tell, is_real, pair

LONGEST_TEXT = 240  # characters of an exception's text or of a value that is no number


@dataclass(frozen=True)
class Comparison:
    """Expected and got below each other; marks tells that a line of marks under `got` helps."""

    expected: tuple[Line, ...]
    got: tuple[Line, ...]
    marks: bool


@dataclass(frozen=True)
class Quote:
    """A learner's line exactly as written; text[start:end] is what an error points at (may be empty)."""

    place: Location
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Failure:
    """The exception that ended a check: "TypeError: text", and the innermost own line with its place."""

    text: str
    quote: Quote | None
    place: Message | None


@dataclass(frozen=True)
class Counterexample:
    """The smallest counterexample of a check.

    call, where        as in Evidence
    values             the whole values, small; None where nothing was compared
    component          the first component that differs, where the array itself has too few digits to tell
    differs            which component of an array differs first, and which most
    shapes             both shapes, where they differ
    sizes              the sizes of the error and its tolerance
    """

    call: str
    where: str
    values: Comparison | None
    component: Comparison | None
    differs: Message | None
    shapes: Message | None
    sizes: Message | None
    failure: Failure | None


def counterexample(evidence: Evidence, room: int) -> Counterexample:
    """Prepare evidence for a line of `room` characters."""
    compared = evidence.error is None and not (evidence.expected is None and evidence.got is None)
    expected_shape, got_shape = shape_of(evidence.expected), shape_of(evidence.got)
    alike = compared and expected_shape == got_shape and expected_shape is not None
    index = _index(evidence, expected_shape) if alike else ()
    return Counterexample(
        call=evidence.call,
        where=evidence.where,
        values=_values(evidence, alike, index, room) if compared else None,
        component=_component(evidence, index) if index else None,
        differs=_differs(evidence, index) if index else None,
        shapes=None if alike or not compared else _shapes(expected_shape, got_shape),
        sizes=_sizes(evidence),
        failure=_failure(evidence.error) if evidence.error else None,
    )


def quote(place: Location) -> Quote | None:
    """Return the line of a location with what its columns point at; None when the text is not known."""
    if not place.text.strip():
        return None
    start = place.column - 1
    if not 0 <= start < len(place.text):
        return Quote(place, place.text, 0, 0)
    end = place.end_column - 1 if place.end_column > place.column else start + 1
    return Quote(place, place.text, start, min(end, len(place.text)))


def _failure(error: LearnerError) -> Failure:
    text = " ".join(f"{error.type}: {error.message}".split()).rstrip(":")
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + GAP
    if not error.trace:
        return Failure(text, None, None)
    inner, outer = error.trace[-1], error.trace[0]
    place = Message("trace.at", {"place": inner})
    if inner.function:
        place = Message("trace.in", {"place": inner, "function": inner.function})
    if len(error.trace) > 1 and outer != inner:
        place = Message("trace.called-from", {"place": place, "caller": outer})
    return Failure(text, quote(inner), place)


def _sizes(evidence: Evidence) -> Message | None:
    """Return what is to be said of the error: one size or two, and what passes."""
    if evidence.absolute_error is None:
        return None
    said = Message("error.absolute", {"absolute": evidence.absolute_error})
    if evidence.relative_error is not None:
        said = Message("error.both", {**said.fields, "relative": evidence.relative_error})
    if evidence.tolerance is not None:
        said = Message("error.tolerance", {"error": said, "tolerance": evidence.tolerance})
    return said


def _index(evidence: Evidence, shape: Index | None) -> Index:
    """Return the first component that differs; where none does, that of the largest distance."""
    first = first_difference(evidence.expected, evidence.got, evidence.tolerance)
    if first is not None:
        return first
    inside = shape is not None and len(shape) == len(evidence.index)
    inside = inside and all(at < length for at, length in zip(evidence.index, shape or (), strict=False))
    return evidence.index if inside else ()


def _values(evidence: Evidence, alike: bool, index: Index, room: int) -> Comparison | None:
    shape = shape_of(evidence.expected)
    if not alike:
        return Comparison(_one(evidence.expected, room), _one(evidence.got, room), marks=False)
    if shape == ():
        return _scalars(evidence.expected, evidence.got)
    if shape is None or len(shape) > 2:
        return None
    focus = index or (0,) * len(shape)
    left, right = side_by_side(evidence.expected, evidence.got, evidence.tolerance, focus, room)
    return Comparison(left, right, marks=len(shape) == 1)


def _scalars(expected: object, got: object) -> Comparison:
    texts = pair(expected, got)
    pieces = (texts.got[: texts.start], texts.got[texts.start : texts.end], texts.got[texts.end :])
    spans = [Span(piece, mark=number == 1) for number, piece in enumerate(pieces) if piece]
    return Comparison(((Span(texts.expected),),), (tuple(spans),), marks=True)


def _component(evidence: Evidence, index: Index) -> Comparison | None:
    expected, got = component(evidence.expected, index), component(evidence.got, index)
    shown = is_real(expected) and is_real(got) and digits_to_tell(expected, got) <= MOST_DIGITS
    if shown and len(index) <= 2:
        return None
    return _scalars(expected, got)


def _differs(evidence: Evidence, index: Index) -> Message:
    first = _bracketed(index)
    if evidence.index in ((), index):
        return Message("differs.first", {"index": first})
    return Message("differs.first-most", {"index": first, "largest": _bracketed(evidence.index)})


def _one(value: object, room: int) -> tuple[Line, ...]:
    """Lay out a value that has no counterpart of its shape."""
    shape = shape_of(value)
    if shape == ():
        return ((Span(pair(value, value).got),),)
    if shape is not None and len(shape) <= 2:
        return alone(value, room)
    return ((Span(GAP),),)


def _shapes(expected: Index | None, got: Index | None) -> Message | None:
    if expected is None or got is None or expected == got:
        return None
    return Message("shape.differs", {"expected": str(expected), "got": str(got)})


def _bracketed(index: Index) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""
