"""What a descent gives back: a point, or a tuple of a point and its path; knows no exercise."""

from __future__ import annotations

import numpy as np

from ..exercise import PASSED, Finding, Tolerance
from ..outcome import Message
from ..worker.wire import Array, Seq, Value
from .answers import FloatArray, read, read_any
from .comparing import Telling, difference, failed


def last_point(value: Value) -> Value:
    """Return the point of an answer that is x or a tuple (or list) that begins with x."""
    if isinstance(value, Seq) and value.items and isinstance(value.items[0], Array | Seq):
        return value.items[0]
    return value


def history_of(value: Value, size: int) -> FloatArray | None:
    """Return the rows of the path in a tuple (x, path, ...), an array or a list of points; None without."""
    for item in value.items[1:] if isinstance(value, Seq) else ():
        if isinstance(item, Seq):
            rows = [read(row, (size,)).numbers for row in item.items]
            if rows and all(row is not None for row in rows):
                return np.array(rows)
        else:
            array = read_any(item)
            if array is not None and array.ndim == 2 and array.shape[1] == size:
                return array
    return None


def judge_history(telling: Telling, rows: FloatArray, path: FloatArray, tolerance: Tolerance) -> Finding:
    """Judge a path that may lack its first or its last point.

    rows  float64, shape (n, size), what was returned
    path  float64, shape (steps + 1, size), the points from the start to the end
    """
    allowed = (path[:-1], path, path[1:])
    for right in allowed:
        if right.shape == rows.shape and difference(right, rows, tolerance) is None:
            return PASSED
    alike = len(rows) > 1 and bool(np.all(rows == rows[-1]))
    message = Message("history-aliased") if alike else Message("history-differs")
    right = next((right for right in allowed if right.shape == rows.shape), path)
    return failed(telling, message, right.tolist(), rows[:16].tolist())
