"""What a right numerical_gradient answers, by closed forms; shares no code with the grader.

CHECKS are asked of a program's objects (target name -> function). A check lets through what the learner's
code raises. INTEGERS asks, beyond what the exercise does, for an x of whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Check = Callable[[Mapping[str, Any]], bool]
TOLERANCE = 1e-6


def _check(f: Callable[[Any], Any], x: Any, expected: Any, tolerance: float = TOLERANCE) -> Check:
    wanted = np.asarray(expected, dtype=float)

    def check(objects: Mapping[str, Any]) -> bool:
        point = np.array(x)

        def asked(y: Any) -> Any:
            if np.shape(y) != wanted.shape:
                raise ValueError(f"f takes {wanted.shape}, not {np.shape(y)}")
            return f(y)

        got = objects["numerical_gradient"](asked, point)
        if not isinstance(got, np.ndarray) or got.shape != wanted.shape or got.dtype.kind not in "fiu":
            return False
        close = np.abs(got - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted))
        kept = np.abs(point - np.asarray(x)) <= 1e-12
        return bool(np.all(close) and np.all(kept))

    return check


def _coupled(x: Any) -> Any:
    return x[0] * x[0] * x[1] + np.exp(x[1])


def _quadratic(matrix: Any, linear: Any) -> Callable[[Any], Any]:
    return lambda x: 0.5 * (x @ matrix @ x) + linear @ x


_STRONG = np.array([[1.3, 171.0], [171.0, 1.7]])
_CURVED = np.array([[6.1, 1.4], [1.4, 5.7]])
_LARGE = np.array([[1.1, 0.4, -0.7], [0.4, -0.9, 0.3], [-0.7, 0.3, 1.6]])
_PAIR, _TRIPLE = np.array([0.83, -1.21]), np.array([0.71, -0.53, 1.27])
_LEFT, _RIGHT = np.array([0.7, -0.6]), np.array([0.5, 0.8, -0.4])
_MATRIX = np.array([[0.61, -0.43, 0.87], [-0.39, 0.52, 0.74]])
_BLOCK = np.array([[[0.61, -0.43, 0.87]], [[-0.39, 0.52, 0.74]]])


def _bilinear(x: Any) -> Any:
    s = _LEFT @ x @ _RIGHT
    return s + s * s


_S = float(_LEFT @ _MATRIX @ _RIGHT)

CHECKS: dict[str, Check] = {
    "coupled": _check(_coupled, [1.17, 0.63], [2 * 1.17 * 0.63, 1.17**2 + np.exp(0.63)]),
    "strongly-coupled": _check(
        _quadratic(_STRONG, -_STRONG @ _PAIR + 1.0), _PAIR, np.array([1.0, 1.0]), 5e-4
    ),
    "curved": _check(_quadratic(_CURVED, -_CURVED @ _PAIR - 0.9), _PAIR, np.array([-0.9, -0.9])),
    "triple": _check(_quadratic(_LARGE, np.ones(3)), _TRIPLE, _LARGE @ _TRIPLE + 1.0),
    "single": _check(lambda x: 1.3 * np.sum(np.exp(x)), [0.47], [1.3 * np.exp(0.47)]),
    "matrix": _check(_bilinear, _MATRIX, (1 + 2 * _S) * np.outer(_LEFT, _RIGHT)),
    "block": _check(lambda x: np.sum(np.sin(x)), _BLOCK, np.cos(_BLOCK)),
}
INTEGERS: dict[str, Check] = {
    "whole-numbers": _check(_quadratic(np.eye(2) * 0.5, np.array([0.3, 0.7])), [3, -2], [1.8, -0.3])
}
