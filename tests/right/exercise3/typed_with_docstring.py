from __future__ import annotations

from typing import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def numerical_gradient(f: Callable[[Vector], float], x: Vector, *, step: float = 1e-4) -> Vector:
    """Central differences, one coordinate at a time.

        grad[i] = (f(x + h) - f(x - h)) / (2 * h)
    """
    grad = np.zeros_like(x, dtype=float)
    for i in range(x.size):
        shift = np.zeros_like(grad)
        shift[i] = step
        grad[i] = (f(x + shift) - f(x - shift)) / (2 * step)
    return grad


def gradient_descent(
    f: Callable[[Vector], float],
    init_x: Vector,
    lr: float = 0.01,
    step_num: int = 100,
) -> Vector:
    """Walk downhill.

    In short:

        for _ in range(step_num):
            x -= lr * grad

    >>> gradient_descent(lambda x: float(np.sum(x ** 2)), np.array([1.0, 1.0]), 0.5, 1).round(3)
    array([0., 0.])
    """
    position: Vector = np.array(init_x, dtype=float)
    if step_num == 0:
        return position
    for _ in range(step_num):
        slope: Vector = numerical_gradient(f, position)
        position = position - lr * slope
    return position
