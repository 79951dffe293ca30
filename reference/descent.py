"""Gradient descent with numerical gradients, and its closed form on a quadratic; knows no other function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from reference.checks import ArrayLike, FloatArray, is_symmetric, real_array, step_count
from reference.numerical import numerical_gradient


def gradient_descent(
    f: Callable[[FloatArray], float], init_x: ArrayLike, lr: float = 0.01, step_num: int = 100
) -> FloatArray:
    """Follow the negative numerical gradient of f for a fixed number of steps [1]_.

    f         callable, float64 array of init_x's shape -> real scalar
    init_x    real numbers, any shape; left unchanged
    lr        float, learning rate, units of x squared per unit of f
    step_num  int >= 0, number of updates x <- x - lr * gradient
    Returns float64, the shape of init_x, the point after the last update. Too large an lr diverges, until
    the step of the difference is lost to rounding; nothing is raised for that.
    Raises TypeError when init_x does not hold real numbers, ValueError when step_num is negative or f
    returns no scalar.

    >>> x = gradient_descent(lambda x: x[0] ** 2 + x[1] ** 2, np.array([-3.0, 4.0]), lr=0.1, step_num=1)
    >>> [round(component, 6) for component in x.tolist()]
    [-2.4, 3.2]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 4.3, MIT Press (2016).
    """
    reached = real_array(init_x, "init_x")
    for point in _iterates(f, reached, lr, step_count(step_num, "step_num")):
        reached = point
    return reached


def descent_path(f: Callable[[FloatArray], float], init_x: ArrayLike, lr: float, step_num: int) -> FloatArray:
    """Record every point that gradient descent visits, the first and the last included.

    f, init_x, lr, step_num  as for `gradient_descent`
    Returns float64, shape (step_num + 1, *shape of init_x); row k is the point after k updates, so row 0
    equals init_x and the last row is what `gradient_descent` returns.
    Raises as `gradient_descent`.

    >>> path = descent_path(lambda x: x[0] ** 2 + x[1] ** 2, np.array([-3.0, 4.0]), 0.5, 2)
    >>> path.shape, path[0].tolist()
    ((3, 2), [-3.0, 4.0])
    """
    start = real_array(init_x, "init_x")
    path = np.empty((step_count(step_num, "step_num") + 1, *start.shape))
    path[0] = start
    for row, point in enumerate(_iterates(f, start, lr, step_num), start=1):
        path[row] = point
    return path


def quadratic_descent(matrix: ArrayLike, x0: ArrayLike, lr: float, steps: int) -> FloatArray:
    """Give the point that exact gradient descent on f(x) = x.A.x / 2 reaches, in closed form [1]_.

    The gradient of f is A x, so that each update multiplies x by I - lr A; k updates give
    (I - lr A)**k x0, with no difference formula and no loop over the updates.

    matrix  real numbers, shape (n, n), symmetric: A, units of f per unit of x squared
    x0      real numbers, shape (n,)
    lr      float, learning rate, units of x squared per unit of f
    steps   int >= 0, number of updates k
    Returns float64, shape (n,).
    Raises TypeError for anything but real numbers, ValueError when matrix is not symmetric, x0 does not
    fit it or steps is negative.

    >>> quadratic_descent(np.diag([1.0, 3.0]), np.array([1.0, 1.0]), 0.5, 2).tolist()
    [0.25, 0.25]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 7.8, MIT Press (2016), which
       derives it for early stopping.
    """
    curvature = real_array(matrix, "matrix")
    start = real_array(x0, "x0")
    if not is_symmetric(curvature):
        raise ValueError(f"matrix must be square and symmetric; this one has shape {curvature.shape}")
    if start.shape != curvature.shape[:1]:
        raise ValueError(f"x0 must have shape {curvature.shape[:1]}, not {start.shape}")
    one_step = np.eye(start.size) - lr * curvature
    reached: FloatArray = np.linalg.matrix_power(one_step, step_count(steps, "steps")) @ start
    return reached


def _iterates(
    f: Callable[[FloatArray], float], start: FloatArray, lr: float, step_num: int
) -> Iterator[FloatArray]:
    """Yield the point after each of step_num updates, a new array each time."""
    point = start
    for _ in range(step_num):
        # asarray, because NumPy turns the difference of two arrays of shape () into a scalar
        point = np.asarray(point - lr * numerical_gradient(f, point))
        yield point
