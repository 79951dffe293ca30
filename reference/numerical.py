"""Difference formulas for derivatives and gradients; must not know any function's closed form.

Truncation and rounding pull the step h in opposite directions. With eps = 2**-53, a forward difference
errs by about h |f''| / 2 + 2 eps |f| / h, smallest near h = 3e-8 for a function of order one; a central
difference by about h**2 |f'''| / 6 + eps |f| / h, smallest near h = 9e-6. At h = 1e-4, the step used here
by default, a central difference of a smooth function of order one is right to about eight digits [1]_.

.. [1] W. H. Press, S. A. Teukolsky, W. T. Vetterling and B. P. Flannery, Numerical Recipes, 3rd ed.,
   section 5.7, Cambridge University Press (2007).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reference.checks import ArrayLike, FloatArray, positive_step, real_array

DEFAULT_STEP = 1e-4


def forward_difference(f: Callable[[float], float], x: float, step: float) -> float:
    """Approximate the derivative of f at x by a one-sided difference.

    f     callable, float -> float; called at x + step and at x
    x     float
    step  float > 0, in units of x
    Returns float, units of f per unit of x; truncation error O(step) [1]_. Where x + step rounds to x the
    result is 0.
    Raises ValueError unless 0 < step < infinity.

    >>> forward_difference(lambda x: x * x, 3.0, 0.5)
    6.5
    >>> forward_difference(lambda x: x * x, 3.0, 1e-50)
    0.0

    .. [1] B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids", Math. Comp.
       51 (184), 699-706 (1988).
    """
    h = positive_step(step)
    return (f(x + h) - f(x)) / h


def central_difference(f: Callable[[float], float], x: float, step: float = DEFAULT_STEP) -> float:
    """Approximate the derivative of f at x by a symmetric difference.

    f     callable, float -> float; called at x + step and at x - step
    x     float
    step  float > 0, in units of x
    Returns float, units of f per unit of x; truncation error O(step**2), none where f is a polynomial of
    degree at most two [1]_. Where x + step and x - step round to x the result is 0.
    Raises ValueError unless 0 < step < infinity.

    >>> central_difference(lambda x: x * x, 3.0, 0.5)
    6.0
    >>> central_difference(lambda x: x**3, 2.0, 0.5)
    12.25

    .. [1] B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids", Math. Comp.
       51 (184), 699-706 (1988).
    """
    h = positive_step(step)
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_diff(f: Callable[[float], float], x: float) -> float:
    """Approximate the derivative of f at x by a symmetric difference with step 1e-4.

    f  callable, float -> float
    x  float
    Returns float, units of f per unit of x; `central_difference` at its default step.

    >>> numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5)
    0.1999999999990898
    """
    return central_difference(f, x, DEFAULT_STEP)


def numerical_gradient(
    f: Callable[[FloatArray], float], x: ArrayLike, step: float = DEFAULT_STEP
) -> FloatArray:
    """Approximate the gradient of f at x by a symmetric difference in each component.

    f     callable, float64 array of x's shape -> real scalar. It sees a working copy of x with one
          component moved, the same array at each call, so it must read its argument (a closure that reads
          x itself sees no change) and must neither keep nor change it.
    x     real numbers, any shape, () and empty included; left unchanged. Integers are converted to
          float64, so nothing is cut off.
    step  float > 0, in units of x
    Returns float64, the shape of x, units of f per unit of x; truncation error O(step**2) in each
    component [1]_; f is called twice a component.
    Raises TypeError when x does not hold real numbers, ValueError unless 0 < step < infinity, or when f
    returns no scalar.

    >>> [round(g, 6) for g in numerical_gradient(lambda x: x[0] ** 2 * x[1], np.array([3.0, 4.0])).tolist()]
    [24.0, 9.0]

    .. [1] B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids", Math. Comp.
       51 (184), 699-706 (1988).
    """
    h = positive_step(step)
    point = real_array(x, "x")
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        middle = point[index]
        point[index] = middle + h
        above = _scalar(f(point))
        point[index] = middle - h
        below = _scalar(f(point))
        point[index] = middle
        gradient[index] = (above - below) / (2 * h)
    return gradient


def _scalar(value: float) -> float:
    if np.ndim(value) != 0:
        raise ValueError(f"f must return a scalar, not an array of shape {np.shape(value)}")
    return value
