"""Numerical differentiation."""
from typing import Callable

import numpy as np


def numerical_diff(f: Callable[[float], float], x: float, h: float = 1e-4) -> float:
    """Central difference.

    The forward version would be ``(f(x + h) - f(x)) / h``; this one is

        def numerical_diff(f, x):
            return (f(x + h) - f(x - h)) / 2 * h      # <- wrong, kept as a warning

    with the denominator in parentheses.
    """
    return (f(x + h) - f(x - h)) / (2 * h)


if __name__ == "__main__":
    print(numerical_diff(np.exp, 1.0))
