"""Activations and losses against mpmath at 50 digits, and their laws."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from reference import functions

POINTS = [-750.0, -40.3, -3.7, -0.21, 0.0, 1e-9, 0.83, 5.9, 37.1, 700.0]
SCORES = np.array([[0.3, 2.9, 4.0], [-1.7, 0.4, -30.2]])
TARGETS = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
rows = arrays(np.float64, array_shapes(min_dims=1, max_dims=2, max_side=4), elements=st.floats(-50.0, 50.0))


def exact_sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def exact_loss(scores: list[Any], t: list[float], epsilon: float) -> Any:
    """Compute the loss of one sample straight from the definitions."""
    total = sum(mpmath.exp(s) for s in scores)
    return -sum(w * mpmath.log(mpmath.exp(s) / total + epsilon) for s, w in zip(scores, t, strict=True) if w)


def exact_mean_loss(scores: np.ndarray, t: np.ndarray, epsilon: float) -> float:
    with mpmath.workdps(50):
        pairs = zip(scores.tolist(), t.tolist(), strict=True)
        return float(
            sum(exact_loss([mpmath.mpf(s) for s in row], w, epsilon) for row, w in pairs) / len(scores)
        )


def exact_gradient(scores: np.ndarray, t: np.ndarray, epsilon: float) -> np.ndarray:
    result = np.empty_like(scores)
    with mpmath.workdps(50):
        for row, target, partials in zip(scores.tolist(), t.tolist(), result, strict=True):
            f = partial(lambda w, *s: exact_loss(list(s), w, epsilon), target)
            for i in range(len(row)):
                order = tuple(int(j == i) for j in range(len(row)))
                partials[i] = mpmath.diff(f, tuple(row), order) / len(scores)
    return result


def test_sigmoid_and_its_derivative_keep_their_digits_from_end_to_end() -> None:
    with mpmath.workdps(400):  # 1 - s(700) has its first digit after 304 zeros
        values = [float(exact_sigmoid(mpmath.mpf(x))) for x in POINTS]
        slopes = [float(exact_sigmoid(mpmath.mpf(x)) * (1 - exact_sigmoid(mpmath.mpf(x)))) for x in POINTS]
    np.testing.assert_allclose(functions.sigmoid(np.array(POINTS)), values, rtol=1e-14, atol=1e-320)
    np.testing.assert_allclose(
        functions.sigmoid_derivative(np.array(POINTS)), slopes, rtol=1e-14, atol=1e-320
    )


@pytest.mark.parametrize("x", POINTS[1:-1])
def test_sigmoid_derivative_is_the_limit_of_the_difference_quotient(x: float) -> None:
    with mpmath.workdps(50):
        slope = float(mpmath.diff(exact_sigmoid, mpmath.mpf(x)))
    assert functions.sigmoid_derivative(x) == pytest.approx(slope, rel=1e-13)


@given(st.floats(-1e308, 1e308))
def test_sigmoid_of_x_and_of_minus_x_sum_to_one(x: float) -> None:
    assert functions.sigmoid(x) + functions.sigmoid(-x) == pytest.approx(1.0, abs=1e-15)
    assert functions.sigmoid_derivative(x) == functions.sigmoid_derivative(-x)


@given(st.floats(-1e300, 1e300))
def test_relu_splits_x_into_its_positive_and_negative_part(x: float) -> None:
    assert functions.relu(x) - functions.relu(-x) == x
    assert functions.relu_derivative(x) * x == functions.relu(x)


def test_relu_has_slope_zero_at_zero() -> None:
    assert functions.relu_derivative(np.array([-0.0, 0.0, 5e-324])).tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    "function", [functions.sigmoid, functions.sigmoid_derivative, functions.relu, functions.relu_derivative]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 1, 3)])
def test_activations_keep_the_shape_and_leave_the_argument(
    function: Callable[[np.ndarray], np.ndarray], shape: tuple[int, ...]
) -> None:
    x = np.full(shape, -1.5)
    assert isinstance(function(x), np.ndarray)
    assert function(x).shape == shape
    assert np.all(x == -1.5)
    with pytest.raises(TypeError, match="real numbers"):
        function(x * 1j)


def test_softmax_and_its_logarithm_agree_with_50_digits() -> None:
    with mpmath.workdps(50):
        powers = [[mpmath.exp(s) for s in row] for row in SCORES.tolist()]
        expected = [[power / sum(row) for power in row] for row in powers]
        logarithms = [[float(mpmath.log(p)) for p in row] for row in expected]
        values = [[float(p) for p in row] for row in expected]
    np.testing.assert_allclose(functions.softmax(SCORES), values, rtol=1e-14)
    np.testing.assert_allclose(functions.log_softmax(SCORES), logarithms, rtol=1e-14)


@given(rows)
def test_softmax_of_a_batch_sums_to_one_by_row(scores: np.ndarray) -> None:
    y = functions.softmax(scores)
    assert y.shape == scores.shape
    assert np.all(y > 0.0)
    np.testing.assert_allclose(np.sum(y, axis=-1), 1.0, rtol=1e-15 * 8)


@given(rows, st.floats(-1e3, 1e3))
def test_softmax_does_not_change_when_all_scores_move_together(scores: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(functions.softmax(scores + shift), functions.softmax(scores), rtol=1e-11)
    np.testing.assert_allclose(
        functions.log_softmax(scores + shift), functions.log_softmax(scores), rtol=1e-11, atol=1e-11
    )


@given(rows)
def test_softmax_of_a_batch_is_that_of_each_row_by_itself(scores: np.ndarray) -> None:
    for scores_of_one, y in zip(np.atleast_2d(scores), np.atleast_2d(functions.softmax(scores)), strict=True):
        np.testing.assert_allclose(functions.softmax(scores_of_one), y, rtol=1e-15)


def test_softmax_of_huge_scores_neither_overflows_nor_changes_them() -> None:
    scores = np.array([1e300, -1e300, 1e300])
    assert functions.softmax(scores).tolist() == [0.5, 0.0, 0.5]
    assert scores.tolist() == [1e300, -1e300, 1e300]


def test_scores_further_apart_than_the_largest_float_give_a_finite_loss() -> None:
    scores = np.array([1.7e308, -1.7e308])
    assert functions.softmax(scores).tolist() == [1.0, 0.0]
    assert functions.softmax_cross_entropy(scores, np.array([1, 0])) == 0.0
    assert functions.softmax_cross_entropy(scores, np.array([0, 1])) == np.finfo(np.float64).max


@pytest.mark.parametrize("function", [functions.softmax, functions.log_softmax])
@pytest.mark.parametrize("shape", [(), (0,), (2, 2, 2)])
def test_softmax_refuses_what_is_neither_sample_nor_batch(
    function: Callable[[np.ndarray], np.ndarray], shape: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="scores must have shape"):
        function(np.zeros(shape))


@pytest.mark.parametrize("epsilon", [0.0, 1e-7, 1e-3])
def test_cross_entropy_of_a_batch_is_the_mean_of_the_definition(epsilon: float) -> None:
    expected = exact_mean_loss(SCORES, TARGETS, epsilon)
    assert functions.softmax_cross_entropy(SCORES, TARGETS, epsilon) == pytest.approx(expected, rel=1e-13)
    assert functions.cross_entropy(functions.softmax(SCORES), TARGETS, epsilon) == pytest.approx(
        expected, rel=1e-13
    )


@pytest.mark.parametrize("epsilon", [0.0, 1e-7, 1e-3])
def test_gradient_by_the_scores_agrees_with_50_digits(epsilon: float) -> None:
    found = functions.softmax_cross_entropy_gradient(SCORES, TARGETS, epsilon)
    np.testing.assert_allclose(found, exact_gradient(SCORES, TARGETS, epsilon), rtol=1e-12, atol=1e-16)


def test_gradient_for_targets_that_are_not_one_hot_agrees_with_50_digits() -> None:
    targets = np.array([[0.2, 0.3, 0.1], [0.0, 1.5, 0.5]])
    found = functions.softmax_cross_entropy_gradient(SCORES, targets)
    np.testing.assert_allclose(found, exact_gradient(SCORES, targets, 0.0), rtol=1e-12, atol=1e-16)


def test_cross_entropy_adds_the_term_of_the_book_unless_told_otherwise() -> None:
    y, t = np.array([0.25, 0.75]), np.array([1, 0])
    assert functions.cross_entropy(y, t) == float(-np.log(0.25 + 1e-7))
    assert functions.cross_entropy_from_labels(y, 0) == float(-np.log(0.25 + 1e-7))


def test_epsilon_shrinks_the_gradient_by_the_documented_factor() -> None:
    scores, t, epsilon = np.array([-14.0, 0.5, 0.1]), np.array([1, 0, 0]), 1e-7
    p = functions.softmax(scores)[0]  # about 3e-7, so that the factor is far from 1
    exact = functions.softmax_cross_entropy_gradient(scores, t)
    book = functions.softmax_cross_entropy_gradient(scores, t, epsilon)
    np.testing.assert_allclose(book, exact * p / (p + epsilon), rtol=1e-12)
    lower = functions.softmax_cross_entropy(scores, t) - functions.softmax_cross_entropy(scores, t, epsilon)
    assert lower == pytest.approx(np.log1p(epsilon / p), rel=1e-12)


@given(rows)
def test_gradient_by_the_scores_sums_to_zero_in_each_row(scores: np.ndarray) -> None:
    # the loss does not change when all scores move together
    t = np.zeros_like(scores)
    t[..., 0] = 1.0
    gradient = functions.softmax_cross_entropy_gradient(scores, t)
    np.testing.assert_allclose(np.sum(gradient, axis=-1), 0.0, atol=1e-15)


@given(
    st.data(),
    arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.floats(-9.0, 9.0)),
)
def test_labels_and_one_hot_rows_give_one_loss(data: st.DataObject, scores: np.ndarray) -> None:
    y, (batch, classes) = functions.softmax(scores), scores.shape
    labels = data.draw(arrays(np.int64, batch, elements=st.integers(0, classes - 1)))
    expected = -sum(np.log(y[row, label] + 1e-7) for row, label in enumerate(labels)) / batch
    assert functions.cross_entropy_from_labels(y, labels) == pytest.approx(expected, rel=1e-13)
    assert functions.cross_entropy(y, functions.one_hot(labels, classes)) == pytest.approx(
        expected, rel=1e-13
    )


def test_class_numbers_become_rows_with_a_one_in_their_place() -> None:
    assert functions.one_hot(np.array([2, 0]), 3).tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert functions.one_hot(1, 2).tolist() == [0.0, 1.0]


def test_one_sample_and_a_batch_of_one_give_one_loss_and_one_gradient() -> None:
    sample, batch, t = SCORES[0], SCORES[:1], TARGETS[0]
    assert functions.softmax_cross_entropy(sample, t) == functions.softmax_cross_entropy(batch, t[None])
    one = functions.softmax_cross_entropy_gradient(sample, t)
    assert one.shape == (3,)
    assert one.tolist() == functions.softmax_cross_entropy_gradient(batch, t[None])[0].tolist()


def test_a_probability_of_zero_costs_only_where_the_target_is() -> None:
    y = np.array([0.0, 1.0])
    assert functions.cross_entropy(y, np.array([0, 1]), epsilon=0.0) == 0.0
    assert str(functions.cross_entropy(y, np.array([0, 1]), epsilon=0.0)) == "0.0"  # and not -0.0
    assert functions.cross_entropy(y, np.array([1, 0]), epsilon=0.0) == float("inf")
    assert functions.cross_entropy(y, np.array([1, 0])) == pytest.approx(-np.log(1e-7))


def test_exact_loss_and_gradient_stay_right_where_the_probability_underflows() -> None:
    scores, t = np.array([0.0, 2000.0]), np.array([1, 0])
    assert functions.softmax_cross_entropy(scores, t) == 2000.0
    assert functions.softmax_cross_entropy_gradient(scores, t).tolist() == [-1.0, 1.0]
    assert functions.softmax_cross_entropy_gradient(scores, t, 1e-7).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "function",
    [functions.cross_entropy, functions.softmax_cross_entropy, functions.softmax_cross_entropy_gradient],
)
def test_losses_refuse_shapes_that_differ_and_a_negative_epsilon(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="must have one shape"):
        function(np.full((2, 2), 0.5), np.array([1, 0]), 0.0)
    with pytest.raises(ValueError, match="epsilon"):
        function(np.array([0.5, 0.5]), np.array([1, 0]), -1e-7)
    with pytest.raises(ValueError, match="t must have shape"):
        function(np.array([0.5, 0.5]), np.zeros((1, 1, 2)), 0.0)
    with pytest.raises(TypeError, match="t must hold real numbers"):
        function(np.array([0.5, 0.5]), np.array(["1", "0"]), 0.0)


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (np.array([0.0, 1.0]), TypeError, "labels must be integers"),
        (np.array([True, False]), TypeError, "labels must be integers"),
        (np.array([0, 2]), ValueError, r"labels must lie in 0 \.\. 1"),
        (np.array([0, -1]), ValueError, r"labels must lie in 0 \.\. 1"),
        (np.array([[0], [1]]), ValueError, r"labels must have shape \(\) or \(batch,\)"),
        (np.array([0, 1, 0]), ValueError, "must have one shape"),
        (0, ValueError, "must have one shape"),
    ],
)
def test_labels_that_name_no_class_are_refused(labels: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        functions.cross_entropy_from_labels(np.full((2, 2), 0.5), labels)
