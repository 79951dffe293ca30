"""Families of probe functions with their derivatives in closed form; must not know what probes them.

A family is a formula with named parameters. Scalar families work on each element of x; array families turn
an array into one number, and their derivative, the gradient, has the shape of x. Every function is
holomorphic (no abs, no conjugate), so that x may be complex and a derivative may be checked by the complex
step [1]_. Below v = x.ravel(), elements in row-major order.

.. [1] W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
   Review 40 (1), 110-112 (1998).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reference.checks import is_symmetric

Params: TypeAlias = Mapping[str, float | NDArray[np.float64]]
Shape: TypeAlias = tuple[int, ...]
Array: TypeAlias = NDArray[np.inexact[Any]]
# A NumPy scalar where x is scalar or the family gives one number, else an array; float64 or complex128 as x
# is. Any, since no annotation of NumPy's operators says so much.
Numeric: TypeAlias = Any
Formula: TypeAlias = Callable[[Params, Array], Numeric]


@dataclass(frozen=True)
class Family:
    """One formula, its derivative, and what they take.

    value       (params, x) -> scalar or array; x a float64 or complex128 array, unchecked
    derivative  (params, x) -> the shape of x; x as for value, unchecked
    parameters  the name of each parameter and its number of axes (0 a number, None any array)
    shapes      str, the shapes that x and the parameters may have, in words
    takes       (params, shape of x) -> bool, the same as a predicate; params have their number of axes
    elementwise bool, whether value keeps the shape of x (a scalar family) or gives one number
    """

    value: Formula
    derivative: Formula
    parameters: Mapping[str, int | None]
    shapes: str
    takes: Callable[[Params, Shape], bool]
    elementwise: bool = False


def value(family: str, params: Params, x: Numeric) -> Numeric:
    """Evaluate a family's function at x.

    family  str, a key of FAMILIES
    params  mapping of exactly the family's parameters, real numbers, as FAMILIES lists them
    x       real or complex numbers, a shape that the family takes
    Returns float64, or complex128 where x is complex: the shape of x for a scalar family, else a scalar.
    Raises ValueError for an unknown family, other parameters or an unfit shape, TypeError when x does not
    hold numbers. At a pole the result is infinite, with NumPy's RuntimeWarning.

    >>> float(value("polynomial", {"coefficients": np.array([1.0, 0.0, 0.5])}, 3.0))
    5.5
    >>> float(value("rosenbrock", {"a": 1.0, "b": 100.0}, np.array([1.0, 2.0])))
    100.0
    """
    chosen, point = _checked(family, params, x)
    return chosen.value(params, point)


def derivative(family: str, params: Params, x: Numeric) -> Numeric:
    """Evaluate the derivative of a family's function at x, by its closed form.

    family, params, x  as for `value`
    Returns float64, or complex128 where x is complex, the shape of x: the derivative at each element for a
    scalar family, else the gradient.
    Raises as `value`.

    >>> float(derivative("polynomial", {"coefficients": np.array([1.0, 0.0, 0.5])}, 3.0))
    3.0
    >>> derivative("sum_of_squares", {}, np.array([[3.0, 4.0]])).tolist()
    [[6.0, 8.0]]
    """
    chosen, point = _checked(family, params, x)
    return chosen.derivative(params, point)


def _checked(family: str, params: Params, x: Numeric) -> tuple[Family, Array]:
    if family not in FAMILIES:
        raise ValueError(f"unknown family {family!r}; known are {', '.join(FAMILIES)}")
    chosen, given = FAMILIES[family], np.asarray(x)
    if given.dtype.kind not in "fciu":
        raise TypeError(f"x must hold numbers, not {given.dtype}")
    if set(params) != set(chosen.parameters):
        raise ValueError(f"{family} has the parameters {sorted(chosen.parameters)}, not {sorted(params)}")
    for name, axes in chosen.parameters.items():
        if axes not in (None, np.ndim(params[name])):
            raise ValueError(f"{name} of {family} must have {axes} axes, not {np.ndim(params[name])}")
    if not chosen.takes(params, given.shape):
        raise ValueError(f"{family} takes {chosen.shapes}; x has shape {given.shape}")
    return chosen, given.astype(np.complex128 if given.dtype.kind == "c" else np.float64)


def _horner(coefficients: Array, x: Array) -> Numeric:
    total = np.zeros_like(x)
    for coefficient in coefficients[::-1]:
        total = total * x + coefficient
    return total[()]  # a scalar when x is one, also for a polynomial without terms


def _polynomial(p: Params, x: Array) -> Numeric:
    return _horner(np.asarray(p["coefficients"]), x)


def _polynomial_derivative(p: Params, x: Array) -> Numeric:
    c = np.asarray(p["coefficients"])
    return _horner(c[1:] * np.arange(1, c.size), x)


def _exponential(p: Params, x: Array) -> Numeric:
    return p["scale"] * np.exp(p["rate"] * x)


def _exponential_derivative(p: Params, x: Array) -> Numeric:
    return p["scale"] * p["rate"] * np.exp(p["rate"] * x)


def _sine(p: Params, x: Array) -> Numeric:
    return p["scale"] * np.sin(p["frequency"] * x + p["phase"])


def _sine_derivative(p: Params, x: Array) -> Numeric:
    return p["scale"] * p["frequency"] * np.cos(p["frequency"] * x + p["phase"])


def _tanh(p: Params, x: Array) -> Numeric:
    return p["scale"] * np.tanh(p["rate"] * x)


def _tanh_derivative(p: Params, x: Array) -> Numeric:
    # 1 / cosh(z)**2, which is even in z, as 4 e / (1 + e)**2 with e = exp(-2 z) and Re z >= 0: unlike
    # 1 - tanh(z)**2 it keeps its digits for large z, and nothing overflows
    z = p["rate"] * x
    decay = np.exp(-2.0 * np.where(np.real(z) >= 0.0, z, -z))
    return p["scale"] * p["rate"] * 4.0 * decay / (1.0 + decay) ** 2


def _reciprocal(p: Params, x: Array) -> Numeric:
    return p["scale"] / (x + p["shift"])


def _reciprocal_derivative(p: Params, x: Array) -> Numeric:
    return -p["scale"] / (x + p["shift"]) ** 2


def _sum_of_squares(_: Params, x: Array) -> Numeric:
    return np.sum(x**2)


def _sum_of_squares_derivative(_: Params, x: Array) -> Numeric:
    return 2.0 * x


def _quadratic(p: Params, x: Array) -> Numeric:
    v = x.ravel()
    return 0.5 * (v @ np.asarray(p["matrix"]) @ v) + np.asarray(p["linear"]) @ v


def _quadratic_derivative(p: Params, x: Array) -> Numeric:
    # A v + b, where a matrix that is not symmetric would need (A + A.T) / 2: `takes` refuses one
    return (np.asarray(p["matrix"]) @ x.ravel() + np.asarray(p["linear"])).reshape(x.shape)


def _rosenbrock(p: Params, x: Array) -> Numeric:
    v = x.ravel()
    return np.sum(p["b"] * (v[1:] - v[:-1] ** 2) ** 2 + (p["a"] - v[:-1]) ** 2)


def _rosenbrock_derivative(p: Params, x: Array) -> Numeric:
    v = x.ravel()
    above_parabola = v[1:] - v[:-1] ** 2
    as_left = -4.0 * p["b"] * v[:-1] * above_parabola - 2.0 * (p["a"] - v[:-1])
    as_right = 2.0 * p["b"] * above_parabola
    return (np.append(as_left, 0.0) + np.append(0.0, as_right)).reshape(x.shape)


def _coupled(_: Params, x: Array) -> Numeric:
    v = x.ravel()
    return v[0] ** 2 * v[1] + np.exp(v[1])


def _coupled_derivative(_: Params, x: Array) -> Numeric:
    v = x.ravel()
    return np.array([2.0 * v[0] * v[1], v[0] ** 2 + np.exp(v[1])]).reshape(x.shape)


def _bilinear(p: Params, x: Array) -> Numeric:
    s = np.asarray(p["left"]) @ x @ np.asarray(p["right"])
    return s + s**2 / 2.0


def _bilinear_derivative(p: Params, x: Array) -> Numeric:
    left, right = np.asarray(p["left"]), np.asarray(p["right"])
    return (1.0 + left @ x @ right) * np.outer(left, right)


def _weighted_exponential(p: Params, x: Array) -> Numeric:
    return np.sum(np.asarray(p["weights"]).ravel() * np.exp(x.ravel()))


def _weighted_exponential_derivative(p: Params, x: Array) -> Numeric:
    return np.asarray(p["weights"]).reshape(x.shape) * np.exp(x)


def _any_shape(_: Params, __: Shape) -> bool:
    return True


def _fits_quadratic(p: Params, shape: Shape) -> bool:
    size, matrix = int(np.prod(shape)), np.asarray(p["matrix"])
    return matrix.shape == (size, size) and np.shape(p["linear"]) == (size,) and is_symmetric(matrix)


def _at_least_two(_: Params, shape: Shape) -> bool:
    return int(np.prod(shape)) >= 2


def _just_two(_: Params, shape: Shape) -> bool:
    return int(np.prod(shape)) == 2


def _fits_bilinear(p: Params, shape: Shape) -> bool:
    return shape == np.shape(p["left"]) + np.shape(p["right"])


def _fits_weights(p: Params, shape: Shape) -> bool:
    return int(np.size(p["weights"])) == int(np.prod(shape))


def _elementwise(formula: Formula, derived: Formula, parameters: Mapping[str, int | None]) -> Family:
    return Family(formula, derived, parameters, "x of any shape", _any_shape, elementwise=True)


FAMILIES: dict[str, Family] = {
    # sum_k c_k x**k
    "polynomial": _elementwise(_polynomial, _polynomial_derivative, {"coefficients": 1}),
    # scale exp(rate x)
    "exponential": _elementwise(_exponential, _exponential_derivative, {"scale": 0, "rate": 0}),
    # scale sin(frequency x + phase)
    "sine": _elementwise(_sine, _sine_derivative, {"scale": 0, "frequency": 0, "phase": 0}),
    # scale tanh(rate x)
    "tanh": _elementwise(_tanh, _tanh_derivative, {"scale": 0, "rate": 0}),
    # scale / (x + shift)
    "reciprocal": _elementwise(_reciprocal, _reciprocal_derivative, {"scale": 0, "shift": 0}),
    # sum_i v_i**2; separable, so that a component which is not put back leaves no trace in the others
    "sum_of_squares": Family(_sum_of_squares, _sum_of_squares_derivative, {}, "x of any shape", _any_shape),
    # v.A.v / 2 + b.v
    "quadratic": Family(
        _quadratic,
        _quadratic_derivative,
        {"matrix": 2, "linear": 1},
        "x of n elements with matrix (n, n), symmetric, and linear (n,)",
        _fits_quadratic,
    ),
    # sum_i b (v_(i+1) - v_i**2)**2 + (a - v_i)**2; H. H. Rosenbrock, Computer J. 3 (3), 175-184 (1960)
    "rosenbrock": Family(
        _rosenbrock, _rosenbrock_derivative, {"a": 0, "b": 0}, "x of two or more elements", _at_least_two
    ),
    # v_0**2 v_1 + exp(v_1)
    "coupled": Family(_coupled, _coupled_derivative, {}, "x of two elements", _just_two),
    # s + s**2 / 2 with s = left.X.right
    "bilinear": Family(
        _bilinear,
        _bilinear_derivative,
        {"left": 1, "right": 1},
        "x of shape (m, n) with left (m,) and right (n,)",
        _fits_bilinear,
    ),
    # sum_i w_i exp(v_i)
    "weighted_exponential": Family(
        _weighted_exponential,
        _weighted_exponential_derivative,
        {"weights": None},
        "x of any shape with weights of the same size",
        _fits_weights,
    ),
}
"""Each family by its name; the comment above an entry is its formula."""
