"""Gradient by central differences."""
from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np


def numerical_gradient(f: Callable[..., float], x: np.ndarray, *args, eps: float = 1e-4) -> np.ndarray:
    """Return the gradient of ``f`` at ``x``.

    Example::

        for i in range(x.size):
            x[i] = x[i] + eps      # not like this
    """
    result: np.ndarray = np.zeros(x.shape, dtype=np.float64)
    for index in product(*(range(n) for n in x.shape)):
        original: float = float(x[index])
        x[index] = original + eps
        upper: float = f(x, *args)
        x[index] = original - eps
        lower: float = f(x, *args)
        x[index] = original
        result[index] = (upper - lower) / (2.0 * eps)
    return result
