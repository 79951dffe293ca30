"""Difference formulas against their error terms and against exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.numerical import central_difference, forward_difference, numerical_diff, numerical_gradient

SMOOTH = [  # (in NumPy, in mpmath, a point with no round number)
    (np.exp, mpmath.exp, 0.7071),
    (np.tanh, mpmath.tanh, 0.5113),
    (lambda x: 1.0 / x, lambda x: 1 / x, 0.5417),
    (lambda x: x**3, lambda x: x**3, 1.9371),
]
small = st.floats(-3.0, 3.0)


@pytest.mark.parametrize(("f", "exact", "x"), SMOOTH)
def test_forward_difference_errs_by_half_the_step_times_the_second_derivative(
    f: Callable[[float], float], exact: Callable[..., mpmath.mpf], x: float
) -> None:
    with mpmath.workdps(50):
        slope, bend = float(mpmath.diff(exact, x)), float(mpmath.diff(exact, x, 2))
    assert forward_difference(f, x, 1e-4) - slope == pytest.approx(0.5e-4 * bend, rel=1e-3)


@pytest.mark.parametrize(("f", "exact", "x"), SMOOTH)
def test_central_difference_errs_by_a_sixth_of_the_step_squared_times_the_third_derivative(
    f: Callable[[float], float], exact: Callable[..., mpmath.mpf], x: float
) -> None:
    with mpmath.workdps(50):
        slope, third = float(mpmath.diff(exact, x)), float(mpmath.diff(exact, x, 3))
    assert central_difference(f, x, 1e-2) - slope == pytest.approx(1e-4 / 6 * third, rel=1e-2)


@pytest.mark.parametrize(("f", "exact", "x"), SMOOTH)
def test_numerical_diff_is_right_to_seven_digits(
    f: Callable[[float], float], exact: Callable[..., mpmath.mpf], x: float
) -> None:
    with mpmath.workdps(50):
        slope = float(mpmath.diff(exact, x))
    assert numerical_diff(f, x) == pytest.approx(slope, rel=1e-7)


def test_central_difference_of_a_quadratic_is_exact_in_exact_arithmetic() -> None:
    x, step = Fraction(2, 7), Fraction(1, 3)
    result = central_difference(lambda v: 3 * v * v + 5 * v, x, step)  # type: ignore[arg-type]
    assert result == 6 * Fraction(2, 7) + 5


def test_the_points_of_each_formula_are_those_of_its_definition() -> None:
    seen: list[float] = []

    def f(x: float) -> float:
        seen.append(x)
        return 0.0

    forward_difference(f, 2.0, 0.25)
    central_difference(f, 2.0, 0.25)
    numerical_diff(f, 2.0)
    assert seen == [2.25, 2.0, 2.25, 1.75, 2.0 + 1e-4, 2.0 - 1e-4]


def test_a_step_below_the_spacing_of_floats_gives_zero() -> None:
    assert forward_difference(np.exp, 1.0, 1e-50) == 0.0
    assert central_difference(np.exp, 1.0, 1e-50) == 0.0


@pytest.mark.parametrize("step", [0.0, -1.0, float("nan")])
def test_every_formula_refuses_a_step_that_is_not_positive(step: float) -> None:
    with pytest.raises(ValueError, match="step"):
        forward_difference(np.exp, 1.0, step)
    with pytest.raises(ValueError, match="step"):
        central_difference(np.exp, 1.0, step)
    with pytest.raises(ValueError, match="step"):
        numerical_gradient(np.sum, np.ones(2), step)


@given(small, small)
def test_gradient_of_a_coupled_function_is_right_in_both_components(first: float, second: float) -> None:
    # not separable, so that a component which is not put back shows in the next one
    found = numerical_gradient(lambda x: x[0] ** 2 * x[1] + np.exp(x[1]), np.array([first, second]))
    assert found == pytest.approx(
        np.array([2 * first * second, first**2 + np.exp(second)]), rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (3, 1, 2), (0,), (2, 0)])
def test_gradient_has_the_shape_of_x_whatever_it_is(shape: tuple[int, ...]) -> None:
    x = np.linspace(0.3, 1.1, int(np.prod(shape))).reshape(shape)
    weights = np.linspace(-2.0, 3.0, x.size).reshape(shape)
    found = numerical_gradient(lambda v: float(np.sum(weights * v**3)), x)
    assert found.shape == shape
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found, 3 * weights * x**2, rtol=1e-6, atol=1e-9)


def test_gradient_follows_x_in_any_memory_layout() -> None:
    x = np.asfortranarray(np.array([[0.1, 0.7, 1.3], [0.4, 1.0, 1.6]]))[:, ::-1]
    np.testing.assert_allclose(numerical_gradient(lambda v: np.sum(v**3), x), 3 * x**2, rtol=1e-6)


def test_gradient_leaves_x_unchanged_also_when_f_raises() -> None:
    x = np.array([3.0, 4.0])
    x.flags.writeable = False
    numerical_gradient(lambda v: v[0] * v[1], x)
    y = np.array([3.0, 4.0])
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda v: 1 / 0, y)
    assert (x.tolist(), y.tolist()) == ([3.0, 4.0], [3.0, 4.0])


def test_f_sees_one_moved_component_at_a_time() -> None:
    seen: list[list[float]] = []

    def f(v: np.ndarray) -> float:
        seen.append(v.tolist())
        return 0.0

    numerical_gradient(f, np.array([1.0, 2.0]), step=0.5)
    assert seen == [[1.5, 2.0], [0.5, 2.0], [1.0, 2.5], [1.0, 1.5]]


def test_integers_are_converted_and_not_cut_off() -> None:
    found = numerical_gradient(lambda v: v[0] ** 2 / 4, np.array([3, 4]))
    assert found.dtype == np.float64
    assert found == pytest.approx([1.5, 0.0], abs=1e-9)


def test_gradient_refuses_complex_points_and_functions_that_return_arrays() -> None:
    with pytest.raises(TypeError, match="x must hold real numbers, not complex128"):
        numerical_gradient(np.sum, np.array([1j]))
    with pytest.raises(ValueError, match=r"f must return a scalar, not an array of shape \(1,\)"):
        numerical_gradient(lambda v: v[:1], np.array([1.0, 2.0]))  # type: ignore[arg-type,return-value]
