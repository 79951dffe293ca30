"""What the reference demands of its arguments, said once; must not know any formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
ArrayLike: TypeAlias = NDArray[Any] | Sequence[Any] | float

SYMMETRY_TOLERANCE = 1e-12
"""Largest |A - A.T| taken for rounding, relative to the largest |A|."""


def real_array(values: ArrayLike, name: str) -> FloatArray:
    """Copy real numbers into a new float64 array.

    values  real or integer numbers, any shape
    name    str, what the error calls them
    Returns float64, the shape of values; it shares no memory with them.
    Raises TypeError for anything but real numbers (complex, bool, text, object).

    >>> real_array([[1, 2]], "x").tolist()
    [[1.0, 2.0]]
    """
    given = np.asarray(values)
    if given.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers, not {given.dtype}")
    return np.array(given, dtype=np.float64)


def positive_step(step: float) -> float:
    """Return a difference step that is fit for use, in units of x.

    step  float
    Returns step.
    Raises ValueError unless 0 < step < infinity.

    >>> positive_step(1e-4)
    0.0001
    """
    if not 0.0 < step < float("inf"):
        raise ValueError(f"step must be positive and finite, not {step!r}")
    return step


def step_count(steps: int, name: str) -> int:
    """Return a number of descent steps that is fit for use.

    steps  int
    name   str, what the error calls it
    Returns steps.
    Raises ValueError when steps is negative.

    >>> step_count(0, "steps")
    0
    """
    if steps < 0:
        raise ValueError(f"{name} must not be negative, not {steps}")
    return steps


def non_negative_epsilon(epsilon: float) -> float:
    """Return a term that may be added to a probability inside a logarithm.

    epsilon  float
    Returns epsilon.
    Raises ValueError unless 0 <= epsilon < infinity.

    >>> non_negative_epsilon(1e-7)
    1e-07
    """
    if not 0.0 <= epsilon < float("inf"):
        raise ValueError(f"epsilon must not be negative and must be finite, not {epsilon!r}")
    return epsilon


def sample_or_batch(values: ArrayLike, name: str) -> FloatArray:
    """Copy one sample, shape (k,), or a batch, shape (batch, k), into a new float64 array.

    values  real numbers, shape (k,) or (batch, k), not empty
    name    str, what the error calls them
    Returns float64, the shape of values.
    Raises TypeError for anything but real numbers, ValueError for another shape.

    >>> sample_or_batch([0.5, 0.5], "y").shape
    (2,)
    """
    array = real_array(values, name)
    if array.ndim not in (1, 2) or array.size == 0:
        raise ValueError(f"{name} must have shape (k,) or (batch, k) and not be empty, not {array.shape}")
    return array


def same_shape(first: FloatArray, second: FloatArray, names: str) -> None:
    """Raise ValueError unless two arrays have one shape.

    first, second  float64, any shapes
    names          str, what the error calls the two

    >>> same_shape(np.zeros(2), np.ones(2), "y and t")
    """
    if first.shape != second.shape:
        raise ValueError(f"{names} must have one shape, not {first.shape} and {second.shape}")


def is_symmetric(matrix: NDArray[Any]) -> bool:
    """Tell whether a matrix is square and equals its transpose but for rounding.

    matrix  real numbers, any shape
    Returns bool; True where max |A - A.T| <= SYMMETRY_TOLERANCE * max |A|.

    >>> is_symmetric(np.array([[2.0, 1.0], [1.0, 3.0]])), is_symmetric(np.array([[2.0, 1.0], [0.0, 3.0]]))
    (True, False)
    """
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        return False
    asymmetry = np.max(np.abs(matrix - matrix.T), initial=0.0)
    return bool(asymmetry <= SYMMETRY_TOLERANCE * np.max(np.abs(matrix), initial=0.0))
