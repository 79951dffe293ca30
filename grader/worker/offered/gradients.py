"""Differences of a function's values, as `common.gradient` and chapter files give them; knows numpy alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array = np.ndarray[Any, np.dtype[Any]]

STEP = 1e-4  # in units of x; the central difference errs by STEP**2 / 6 times the third derivative


def numerical_diff(f: Callable[[Any], Any], x: Any) -> Any:
    """Return the central difference of f at x, in units of f per unit of x."""
    return (f(x + STEP) - f(x - STEP)) / (2 * STEP)


def tangent_line(f: Callable[[Any], Any], x: Any) -> Callable[[Any], Any]:
    """Return the line that touches f at x, as a function of the abscissa."""
    slope, height = numerical_diff(f, x), f(x)
    return lambda at: height + slope * (at - x)


def numerical_gradient(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Return the central differences of f at x, one for each element of x.

    f  takes an array of x's shape and returns one number
    x  float array of any shape; it is changed in place and put back, since f may be a closure that looks at
       the same array; an array of another dtype is copied to float64 first
    Returns array of x's shape. A matrix of which f makes several numbers is taken row by row.
    """
    point = np.asarray(x)
    if not (np.issubdtype(point.dtype, np.inexact) and point.flags.writeable):
        point = point.astype(float)
    if point.ndim == 2 and np.size(f(point)) != 1:
        return numerical_gradient_2d(f, point)
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        kept = point[index]
        point[index] = kept + STEP
        above = f(point)
        point[index] = kept - STEP
        below = f(point)
        point[index] = kept
        gradient[index] = (above - below) / (2 * STEP)
    return gradient


def numerical_gradient_2d(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Return the gradients of f at each row of x.

    f  takes one row and returns one number
    x  float array, shape (points, variables), or (variables,) for a single point
    Returns array of x's shape.
    """
    rows = np.asarray(x)
    if rows.ndim == 1:
        return numerical_gradient(f, rows)
    return np.array([numerical_gradient(f, row) for row in rows])


def gradient_descent(
    f: Callable[[Any], Any], init_x: ArrayLike, lr: float = 0.01, step_num: int = 100
) -> Array:
    """Return where step_num steps of -lr times the gradient of f lead from init_x, which stays as it is."""
    x = np.array(init_x, dtype=float)
    for _ in range(step_num):
        x -= lr * numerical_gradient(f, x)
    return x


def function_1(x: Any) -> Any:
    """Return 0.01 x**2 + 0.1 x, the book's example in one variable."""
    return 0.01 * x**2 + 0.1 * x


def function_2(x: ArrayLike) -> Any:
    """Return the sum of the squares along the last axis, the book's example in two variables."""
    return np.sum(np.asarray(x) ** 2, axis=-1)
