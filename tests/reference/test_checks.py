"""The demands on arguments, case by case; knows no formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from reference import checks


def test_real_array_is_a_new_float64_array() -> None:
    given = np.array([1.0, 2.0])
    copied = checks.real_array(given, "x")
    copied[0] = 9.0
    assert given.tolist() == [1.0, 2.0]
    assert checks.real_array(np.array([1, 2]), "x").dtype == np.float64


@pytest.mark.parametrize("given", [np.array([1j]), np.array([True]), np.array(["1"]), np.array([None])])
def test_real_array_refuses_what_is_no_real_number(given: Any) -> None:
    with pytest.raises(TypeError, match="weights must hold real numbers"):
        checks.real_array(given, "weights")


@pytest.mark.parametrize("step", [0.0, -1e-4, float("nan"), float("inf")])
def test_a_step_that_is_not_positive_and_finite_is_refused(step: float) -> None:
    with pytest.raises(ValueError, match="step must be positive and finite"):
        checks.positive_step(step)


@pytest.mark.parametrize("epsilon", [-1e-7, float("nan"), float("inf")])
def test_an_epsilon_that_is_negative_or_not_finite_is_refused(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon"):
        checks.non_negative_epsilon(epsilon)


def test_values_at_the_edge_of_what_is_allowed_come_back_as_they_are() -> None:
    assert [checks.positive_step(step) for step in (5e-324, 1.7e308)] == [5e-324, 1.7e308]
    assert [checks.non_negative_epsilon(epsilon) for epsilon in (0.0, 1e-7)] == [0.0, 1e-7]
    assert [checks.step_count(steps, "steps") for steps in (0, 3)] == [0, 3]
    assert [checks.sample_or_batch(np.zeros(shape), "x").shape for shape in ((1,), (2, 3))] == [(1,), (2, 3)]


def test_a_negative_step_count_is_refused_under_its_own_name() -> None:
    with pytest.raises(ValueError, match="step_num must not be negative, not -1"):
        checks.step_count(-1, "step_num")


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 0), (2, 2, 2)])
def test_only_one_sample_or_one_batch_is_taken(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"x must have shape \(k,\) or \(batch, k\)"):
        checks.sample_or_batch(np.zeros(shape), "x")


def test_shapes_that_would_broadcast_are_refused_as_different() -> None:
    with pytest.raises(ValueError, match=r"y and t must have one shape, not \(1, 3\) and \(3,\)"):
        checks.same_shape(np.zeros((1, 3)), np.zeros(3), "y and t")


@pytest.mark.parametrize(
    ("matrix", "symmetric"),
    [
        (np.zeros((0, 0)), True),
        (np.zeros((2, 2)), True),
        (np.array([[1e9, 0.0], [1e-6, 1.0]]), True),  # an asymmetry of rounding size beside 1e9
        (np.array([[1.0, 0.0], [1e-6, 1.0]]), False),
        (np.array([[1e-14, 0.0], [1e-14, 1e-14]]), False),
        (np.zeros((2, 3)), False),
        (np.zeros(4), False),
    ],
)
def test_symmetry_is_judged_beside_the_largest_element(matrix: np.ndarray, symmetric: bool) -> None:
    assert checks.is_symmetric(matrix) is symmetric
