"""Gradient descent against its closed form on a quadratic, itself against 50 digits."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.descent import descent_path, gradient_descent, quadratic_descent

DIAGONAL = np.diag([1.0, 3.0])
FULL = np.array([[2.0, -0.5, 0.3], [-0.5, 1.1, 0.7], [0.3, 0.7, 1.9]])


def quadratic(matrix: np.ndarray) -> Any:
    return lambda x: 0.5 * float(x @ matrix @ x)


def updates_at_50_digits(matrix: np.ndarray, x0: np.ndarray, lr: float, steps: int) -> np.ndarray:
    """Do the updates x <- x - lr A x one by one."""
    with mpmath.workdps(50):
        a, x = mpmath.matrix(matrix.tolist()), mpmath.matrix(x0.tolist())
        for _ in range(steps):
            x = x - mpmath.mpf(lr) * (a * x)
        return np.array([float(component) for component in x])


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 17, 100])
@pytest.mark.parametrize("lr", [0.1, 0.37, 1.3])
def test_closed_form_equals_the_updates_at_50_digits(lr: float, steps: int) -> None:
    x0 = np.array([0.91, -1.37, 2.03])
    expected = updates_at_50_digits(FULL, x0, lr, steps)
    scale = np.max(np.abs(expected))
    np.testing.assert_allclose(
        quadratic_descent(FULL, x0, lr, steps), expected, rtol=1e-12, atol=1e-12 * scale
    )


@pytest.mark.parametrize("steps", [0, 1, 3])
@pytest.mark.parametrize("lr", [0.1, 0.23])
@pytest.mark.parametrize(("matrix", "x0"), [(DIAGONAL, [1.3, -0.7]), (FULL, [0.91, -1.37, 2.03])])
def test_descent_on_a_quadratic_follows_the_closed_form(
    matrix: np.ndarray, x0: list[float], lr: float, steps: int
) -> None:
    found = gradient_descent(quadratic(matrix), np.array(x0), lr, steps)
    np.testing.assert_allclose(found, quadratic_descent(matrix, np.array(x0), lr, steps), atol=1e-10)


@settings(max_examples=25)
@given(st.floats(0.01, 0.6), st.integers(0, 6), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_every_row_of_the_path_is_the_descent_of_as_many_steps(
    lr: float, steps: int, first: float, second: float
) -> None:
    x0 = np.array([first, second])
    path = descent_path(quadratic(DIAGONAL), x0, lr, steps)
    assert path.shape == (steps + 1, 2)
    assert path[0].tolist() == x0.tolist()
    assert path[-1].tolist() == gradient_descent(quadratic(DIAGONAL), x0, lr, steps).tolist()
    expected = [quadratic_descent(DIAGONAL, x0, lr, k) for k in range(steps + 1)]
    np.testing.assert_allclose(path, expected, atol=1e-9)


def test_defaults_are_rate_one_hundredth_and_one_hundred_steps() -> None:
    found = gradient_descent(quadratic(DIAGONAL), np.array([1.0, 1.0]))
    np.testing.assert_allclose(found, [0.99**100, 0.97**100], rtol=1e-9)


@pytest.mark.parametrize("shape", [(), (2, 2), (1, 3, 2)])
def test_descent_keeps_the_shape_of_its_start(shape: tuple[int, ...]) -> None:
    start = np.full(shape, 2.0)
    found = gradient_descent(lambda x: float(np.sum(x**2)), start, 0.25, 2)
    path = descent_path(lambda x: float(np.sum(x**2)), start, 0.25, 2)
    assert isinstance(found, np.ndarray)
    assert (found.shape, path.shape) == (shape, (3, *shape))
    np.testing.assert_allclose(found, np.full(shape, 0.5), rtol=1e-9)


@pytest.mark.parametrize("steps", [0, 3])
def test_start_is_neither_changed_nor_shared_with_the_result(steps: int) -> None:
    start = np.array([-3.0, 4.0])
    found = gradient_descent(quadratic(DIAGONAL), start, 0.1, steps)
    path = descent_path(quadratic(DIAGONAL), start, 0.1, steps)
    closed = quadratic_descent(DIAGONAL, start, 0.1, steps)
    assert start.tolist() == [-3.0, 4.0]
    assert not any(np.shares_memory(start, result) for result in (found, path, closed))


def test_integer_start_moves_by_fractions() -> None:
    np.testing.assert_allclose(gradient_descent(quadratic(DIAGONAL), np.array([1, 1]), 0.1, 1), [0.9, 0.7])


def test_negative_step_counts_are_refused() -> None:
    f, start = quadratic(DIAGONAL), np.array([1.0, 1.0])
    with pytest.raises(ValueError, match="step_num"):
        gradient_descent(f, start, 0.1, -1)
    with pytest.raises(ValueError, match="step_num"):
        descent_path(f, start, 0.1, -1)
    with pytest.raises(ValueError, match="steps"):
        quadratic_descent(DIAGONAL, start, 0.1, -1)


def test_closed_form_refuses_matrices_and_starts_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="square and symmetric"):
        quadratic_descent(np.array([[1.0, 2.0], [0.0, 3.0]]), np.ones(2), 0.1, 1)
    with pytest.raises(ValueError, match="square and symmetric"):
        quadratic_descent(np.ones((2, 3)), np.ones(2), 0.1, 1)
    with pytest.raises(ValueError, match=r"x0 must have shape \(2,\), not \(3,\)"):
        quadratic_descent(DIAGONAL, np.ones(3), 0.1, 1)
    with pytest.raises(TypeError, match="x0"):
        quadratic_descent(DIAGONAL, np.ones(2) * 1j, 0.1, 1)
