"""Probe functions: the f that a learner's code is asked to differentiate; their values only.

The derivatives of these families stand in the reference, which no worker can read. Every call of a
probe is logged with the argument as it was at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .values import pack, type_name
from .wire import Array, CallRecord, Map, Value

MAX_CALLS = 256  # logged calls of one step; all are counted
MAX_LOGGED = 2**20  # bytes of the points in them; after that calls are only counted

Params = Mapping[str, Any]


def _polynomial(p: Params, x: Any, index: int) -> Any:
    total = x * 0.0
    for coefficient in reversed(list(p["coefficients"])):
        total = total * x + float(coefficient)
    return total


def _exponential(p: Params, x: Any, index: int) -> Any:
    return p["scale"] * np.exp(p["rate"] * x)


def _sine(p: Params, x: Any, index: int) -> Any:
    return p["scale"] * np.sin(p["frequency"] * x + p["phase"])


def _tanh(p: Params, x: Any, index: int) -> Any:
    return p["scale"] * np.tanh(p["rate"] * x)


def _reciprocal(p: Params, x: Any, index: int) -> Any:
    return p["scale"] / (x + p["shift"])


def _sum_of_squares(p: Params, x: Any, index: int) -> Any:
    return np.sum(np.asarray(x) ** 2)


def _quadratic(p: Params, x: Any, index: int) -> Any:
    v = np.ravel(x)
    return 0.5 * (v @ p["matrix"] @ v) + p["linear"] @ v


def _rosenbrock(p: Params, x: Any, index: int) -> Any:
    v = np.ravel(x)
    return np.sum(p["b"] * (v[1:] - v[:-1] ** 2) ** 2 + (p["a"] - v[:-1]) ** 2)


def _coupled(p: Params, x: Any, index: int) -> Any:
    return x[0] ** 2 * x[1] + np.exp(x[1])


def _bilinear(p: Params, x: Any, index: int) -> Any:
    s = p["left"] @ np.asarray(x) @ p["right"]
    return s + 0.5 * s**2


def _weighted_exponential(p: Params, x: Any, index: int) -> Any:
    return np.sum(np.asarray(p["weights"]).ravel() * np.exp(np.ravel(x)))


def _impulse(p: Params, x: Any, index: int) -> Any:
    return 1.0 if index == p["call"] else 0.0


def _constant(p: Params, x: Any, index: int) -> Any:
    return p["value"]


FAMILIES: dict[str, Callable[[Params, Any, int], Any]] = {
    # of a number, or of each number of an array; complex numbers too
    "polynomial": _polynomial,  # coefficients: sum of c[k] x**k
    "exponential": _exponential,  # scale exp(rate x)
    "sine": _sine,  # scale sin(frequency x + phase)
    "tanh": _tanh,  # scale tanh(rate x)
    "reciprocal": _reciprocal,  # scale / (x + shift)
    # of an array
    "sum_of_squares": _sum_of_squares,
    "quadratic": _quadratic,  # v.matrix.v / 2 + linear.v, v = x.ravel()
    "rosenbrock": _rosenbrock,  # sum of b (v[i+1] - v[i]**2)**2 + (a - v[i])**2
    "coupled": _coupled,  # x[0]**2 x[1] + exp(x[1])
    "bilinear": _bilinear,  # s + s**2 / 2, s = left.x.right: takes a matrix, no row of it
    "weighted_exponential": _weighted_exponential,  # sum of weights exp(x), any shape
    # special: answers that depend on the call or on nothing
    "impulse": _impulse,  # 1 on one call (counted from 0 in a step), else 0: shows that call's weight
    "constant": _constant,
}


class CallLog:
    """The calls of all probes during one step: the first MAX_CALLS of them, and how many there were."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []
        self.count = 0
        self.bytes = 0

    def take(self) -> tuple[list[CallRecord], int]:
        """Return the calls since the last time, and forget them."""
        records, count = self.records, self.count
        self.records, self.count, self.bytes = [], 0, 0
        return records, count

    def point(self, x: Any) -> tuple[bool, Value]:
        """Return whether a call at x is to be logged, and x as it is now."""
        if self.count > MAX_CALLS or self.bytes > MAX_LOGGED:
            return False, None
        packed = pack(x)
        self.bytes += _bytes_of(packed)
        return True, packed


def _bytes_of(value: Value) -> int:
    if isinstance(value, Map):
        return sum(map(_bytes_of, value.items.values()))
    return len(value.data) if isinstance(value, Array) else 0


def make(name: str, family: str, params: Params, log: CallLog | None) -> Callable[[Any], Any]:
    """Return the probe function of that family; its calls go to `log` unless that is None."""
    formula = FAMILIES[family]

    def unlogged(x: Any) -> Any:
        return formula(params, x, 0)

    def logged(x: Any) -> Any:
        assert log is not None
        index = log.count
        log.count += 1
        kept, point = log.point(x)
        try:
            value = formula(params, x, index)
        except Exception as error:
            if kept:
                log.records.append(CallRecord(name, index, point, None, type_name(error)))
            raise
        if kept:
            log.records.append(CallRecord(name, index, point, pack(value)))
        return value

    f = unlogged if log is None else logged
    f.__name__ = f.__qualname__ = name
    return f
