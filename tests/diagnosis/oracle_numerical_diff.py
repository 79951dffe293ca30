"""What a right numerical_diff answers, by closed forms to 30 digits; shares no code with the grader.

CHECKS are asked of a program's objects (target name -> function). A check lets through what the learner's
code raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import numpy as np

Check = Callable[[Mapping[str, Any]], bool]
TOLERANCE = 1e-6  # of max(1, |slope|): a central difference with 1e-8 <= h <= 1e-3 is closer

# f, x, and f'(x) as mpmath takes it; second derivatives of some units, so that one side is not enough
_CASES: dict[str, tuple[Callable[[Any], Any], float, Callable[[Any], Any]]] = {
    "exponential": (lambda x: 1.3 * np.exp(0.9 * x), 0.713, lambda x: 1.3 * 0.9 * mpmath.exp(0.9 * x)),
    "falling": (lambda x: 2.1 / (x + 0.7), 1.237, lambda x: -2.1 / (x + 0.7) ** 2),
    "top": (lambda x: 7.0 * np.sin(x), 1.381, lambda x: 7 * mpmath.cos(x)),
    "cubic": (lambda x: 0.9 * x * x * x - 1.7 * x, 2.431, lambda x: 3 * 0.9 * x**2 - 1.7),
    "left": (lambda x: 1.9 * np.tanh(x), -0.537, lambda x: 1.9 * (1 - mpmath.tanh(x) ** 2)),
    "origin": (lambda x: 1.7 * np.sin(x + 0.4), 0.0, lambda x: 1.7 * mpmath.cos(x + 0.4)),
}


def _slope(f: Callable[[Any], Any], x: float, derivative: Callable[[Any], Any]) -> Check:
    with mpmath.workdps(30):
        expected = float(derivative(mpmath.mpf(x)))

    def check(objects: Mapping[str, Any]) -> bool:
        got = objects["numerical_diff"](f, x)
        if (
            isinstance(got, str | bool | list | tuple)
            or got is None
            or np.size(got) != 1
            or np.iscomplexobj(got)
        ):
            return False
        return bool(abs(float(np.reshape(got, ())) - expected) <= TOLERANCE * max(1.0, abs(expected)))

    return check


def _asks_f(objects: Mapping[str, Any]) -> bool:
    """f is asked at two places or more near x (or at a complex one)."""
    points: list[complex] = []

    def f(x: Any) -> Any:
        points.append(complex(x))
        return x * x

    objects["numerical_diff"](f, 0.917)
    away = {point for point in points if point != 0.917}
    return bool(away) and all(abs(point - 0.917) < 0.01 for point in points)


CHECKS: dict[str, Check] = {
    "asks-f": _asks_f,
    **{name: _slope(*case) for name, case in _CASES.items()},
    "whole-number": _slope(lambda x: 1.1 * np.exp(0.5 * x), 2, lambda x: 0.55 * mpmath.exp(0.5 * x)),
}
