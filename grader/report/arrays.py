"""How arrays are written small enough to read, with the components that differ marked; knows no report.

An array is nested lists. Up to two axes are shown, at most six rows and as many columns as fit, around
the component that matters; the rest is told by an ellipsis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeGuard

from .digits import GAP, LEAST_DIGITS, brief, column, digits_to_tell, is_number, is_real

MOST_ROWS = 5
MOST_COLUMNS = 6
LONGEST_CELL = 16  # characters of a component that is no float
MOST_DIGITS = 8  # of a component in an array; the first that differs is shown in full elsewhere


@dataclass(frozen=True)
class Span:
    """A piece of a line; mark tells that it differs from what was expected."""

    text: str
    mark: bool = False


Line = tuple[Span, ...]
Index = tuple[int, ...]
Axis = list[int | None]  # the indices of an axis in view; None stands for a gap
Texts = dict[Index, str]


def shape_of(value: object) -> Index | None:
    """Return the lengths by axis of nested lists, () for a scalar, None where rows have unequal lengths."""
    if not isinstance(value, list | tuple):
        return ()
    shapes = {shape_of(item) for item in value}
    if not shapes:
        return (0,)
    (inner, *others) = shapes
    return None if others or inner is None else (len(value), *inner)


def component(value: object, index: Index) -> object:
    """Return one component of nested lists."""
    for at in index:
        assert isinstance(value, list | tuple)
        value = value[at]
    return value


def differs(expected: object, got: object, tolerance: float | None) -> bool:
    """Tell whether two scalars are farther apart than the mixed tolerance; NaN equals NaN."""
    if not (is_number(expected) and is_number(got)):
        return expected != got or isinstance(expected, bool) != isinstance(got, bool)
    if expected == got or (expected != expected and got != got):
        return False
    try:
        distance = abs(expected - got)
        allowed = (tolerance or 0.0) * max(1.0, abs(expected))
    except OverflowError:
        return True
    return not distance <= allowed or not math.isfinite(distance)


def first_difference(expected: object, got: object, tolerance: float | None) -> Index | None:
    """Return the index of the first component that differs between arrays of one shape, or None."""
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        for at, (left, right) in enumerate(zip(expected, got, strict=False)):
            inner = first_difference(left, right, tolerance)
            if inner is not None:
                return (at, *inner)
        return None
    return () if differs(expected, got, tolerance) else None


def side_by_side(
    expected: object, got: object, tolerance: float | None, focus: Index, room: int
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Lay out two arrays of one shape with one or two axes, in the same columns.

    focus  the index that must be in view
    room   characters in a line
    """
    shape = shape_of(expected)
    if not shape or len(shape) > 2:
        raise ValueError(f"only arrays with one or two axes are laid out, not of shape {shape}")
    for columns in range(MOST_COLUMNS, 0, -1):
        seen = _window(shape, focus, columns)
        left, right = _texts(expected, got, tolerance, seen)
        wide = max((len(text) for text in (*left.values(), *right.values())), default=0)
        shown = len([at for at in seen[-1] if at is not None]) + sum(at is None for at in seen[-1]) * 0.5
        if columns == 1 or shown * (wide + 2) + 2 * len(shape) <= room:
            break
    marks = {at for at in right if differs(component(expected, at), component(got, at), tolerance)}
    return _lines(left, seen, set(), wide), _lines(right, seen, marks, wide)


def alone(value: object, room: int) -> tuple[Line, ...]:
    """Lay out one array with one or two axes."""
    shape = shape_of(value)
    assert shape is not None
    return side_by_side(value, value, None, (0,) * len(shape), room)[0]


def _window(shape: Index, focus: Index, columns: int) -> list[Axis]:
    """Return for each axis what is in view."""
    most = (columns,) if len(shape) == 1 else (MOST_ROWS, columns)
    return [_around(length, at, limit) for length, at, limit in zip(shape, focus, most, strict=True)]


def _around(length: int, focus: int, most: int) -> Axis:
    if length <= most:
        return list(range(length))
    start = min(max(0, focus - most // 2), length - most)
    seen: Axis = list(range(start, start + most))
    return [None] * (start > 0) + seen + [None] * (start + most < length)


def _texts(expected: object, got: object, tolerance: float | None, seen: list[Axis]) -> tuple[Texts, Texts]:
    """Write the components in view, all in one notation and with digits that show the differences."""
    axes = [[at for at in axis if at is not None] for axis in seen]
    indices = [(row,) for row in axes[0]] if len(axes) == 1 else [(r, c) for r in axes[0] for c in axes[1]]
    left = {at: component(expected, at) for at in indices}
    right = {at: component(got, at) for at in indices}
    digits = LEAST_DIGITS
    for at in indices:
        one, other = left[at], right[at]
        if is_real(one) and is_real(other) and differs(one, other, tolerance):
            digits = max(digits, digits_to_tell(one, other))
    reals = [value for value in (*left.values(), *right.values()) if _is_float(value)]
    written = iter(column(reals, min(digits, MOST_DIGITS)) if reals else [])
    return (
        {at: next(written) if _is_float(value) else _short(value) for at, value in left.items()},
        {at: next(written) if _is_float(value) else _short(value) for at, value in right.items()},
    )


def _short(value: object) -> str:
    text = brief(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + GAP


def _is_float(value: object) -> TypeGuard[float]:
    return isinstance(value, float) and is_real(value)


def _lines(texts: Texts, seen: list[Axis], marks: set[Index], wide: int) -> tuple[Line, ...]:
    if len(seen) == 1:
        return ((Span("["), *_row(texts, (), seen[0], marks, wide), Span("]")),)
    lines: list[Line] = []
    for number, row in enumerate(seen[0]):
        opening = "[[" if number == 0 else " ["
        closing = "]]" if number == len(seen[0]) - 1 else "],"
        if row is None:
            lines.append((Span(f"{opening[0]}{GAP}{closing[1:] if closing == ']]' else ''}"),))
        else:
            body = _row(texts, (row,), seen[1], marks, wide)
            lines.append((Span(opening), *body, Span(closing)))
    return tuple(lines) or ((Span("[]"),),)


def _row(texts: Texts, row: Index, seen: Axis, marks: set[Index], wide: int) -> list[Span]:
    spans: list[Span] = []
    for number, at in enumerate(seen):
        comma = ", " if number else ""
        if at is None:
            spans.append(Span(comma + GAP))
            continue
        text = texts[(*row, at)]
        spans.append(Span(comma + " " * (wide - len(text))))
        spans.append(Span(text, (*row, at) in marks))
    return spans
