"""How a wrong value stands to the expected one: a factor, a sign, a transpose, zero, one column off.

Pure: knows numbers, not programs. A relation is told as a message, and is a hint for the search, never a
proof of a cause.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..outcome import Message

_CLOSE = 1e-4  # relative distance at which two arrays are taken for equal: above the noise of a difference
_PLAIN_FACTORS = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25, 5.0, 0.2, 10.0, 0.1)


def relation(expected: object, got: object) -> Message | None:
    """Return the plainest relation of `got` to `expected`, or None where none is seen.

    expected, got  numbers or nested lists or arrays of numbers
    """
    wanted, given = _array(expected), _array(got)
    if wanted is None or given is None or not np.all(np.isfinite(wanted)):
        return None
    if given.shape != wanted.shape:
        return _of_shapes(wanted, given)
    if not np.all(np.isfinite(given)) or np.array_equal(given, wanted):
        return None
    for name, test in _SAME_SHAPE:
        fields = test(wanted, given)
        if fields is not None:
            return Message(f"relation.{name}", fields)
    return None


Fields = dict[str, object]


def _zero(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    return {} if not given.any() and wanted.any() else None


def _sign(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    return {} if _close(given, -wanted) else None


def _factor(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    norm = float(np.sum(wanted * wanted))
    if norm == 0:
        return None
    factor = float(np.sum(wanted * given)) / norm
    if factor == 0 or _close(given, wanted) or not _close(given, factor * wanted):
        return None
    for plain in _PLAIN_FACTORS:
        if abs(factor - plain) < 1e-3 * plain or abs(factor + plain) < 1e-3 * plain:
            return {"factor": float(np.copysign(plain, factor))}
    return {"factor": float(f"{factor:.4g}")} if wanted.size > 1 else None


def _transposed(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    square = wanted.ndim == 2 and wanted.shape[0] == wanted.shape[1]
    return {} if square and not _close(wanted, wanted.T) and _close(given, wanted.T) else None


def _reversed(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    return {} if wanted.ndim == 1 and wanted.size > 1 and _close(given, wanted[::-1]) else None


def _some_zero(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    right = np.isclose(given, wanted, rtol=_CLOSE, atol=_CLOSE)
    if wanted.size < 2 or not right.any() or right.all() or given[~right].any():
        return None
    return {"count": int((~right).sum()), "size": int(wanted.size)}


def _some_right(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    right = np.isclose(given, wanted, rtol=_CLOSE, atol=_CLOSE)
    if wanted.size < 2 or not right.any() or right.all():
        return None
    return {"count": int((~right).sum()), "size": int(wanted.size)}


def _offset(wanted: np.ndarray, given: np.ndarray) -> Fields | None:
    difference = given - wanted
    if wanted.size < 2 or not _close(difference, np.full_like(difference, difference.flat[0])):
        return None
    value = float(difference.flat[0])
    return {"offset": float(f"{value:.4g}")} if abs(value) > _CLOSE else None


_SAME_SHAPE: tuple[tuple[str, Callable[[np.ndarray, np.ndarray], Fields | None]], ...] = (
    ("zero", _zero),
    ("sign", _sign),
    ("transposed", _transposed),
    ("factor", _factor),
    ("reversed", _reversed),
    ("some-zero", _some_zero),
    ("some-right", _some_right),
    ("offset", _offset),
)


def _of_shapes(wanted: np.ndarray, given: np.ndarray) -> Message | None:
    if wanted.ndim == 2 and given.shape == wanted.T.shape and _close(given, wanted.T):
        return Message("relation.transposed", {})
    if wanted.size == given.size and wanted.size > 1 and _close(given.ravel(), wanted.ravel()):
        return Message("relation.reshaped", {"got": str(given.shape), "expected": str(wanted.shape)})
    if given.size == 1 and wanted.size > 1:
        for name, value in (("sum", wanted.sum()), ("mean", wanted.mean()), ("first", wanted.flat[0])):
            if _close(given.ravel(), np.array([value])):
                return Message(f"relation.{name}", {})
    return None


def _array(value: object) -> np.ndarray | None:
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return None
    return array.astype(float) if array.dtype.kind in "biuf" and array.size else None


def _close(left: np.ndarray, right: np.ndarray) -> bool:
    scale = max(1e-12, float(np.max(np.abs(right))))
    return bool(np.max(np.abs(left - right)) <= _CLOSE * scale)
