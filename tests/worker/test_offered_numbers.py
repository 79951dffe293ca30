"""The functions and networks of the offered modules against a second road."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from grader.worker.offered import functions, gradients, networks


def test_sigmoid_of_the_logarithm_of_odds_is_the_probability() -> None:
    assert functions.sigmoid(np.log([3.0, 1.0, 1 / 9])) == pytest.approx([0.75, 0.5, 0.1], rel=1e-14)


def test_sigmoid_far_out_is_zero_or_one_without_a_warning() -> None:
    assert functions.sigmoid(np.array([-1000.0, 1000.0])).tolist() == [0.0, 1.0]


def test_softmax_of_logarithms_gives_the_weights_for_one_sample_and_by_row_for_a_batch() -> None:
    weights = np.array([[1.0, 2.0, 5.0], [4.0, 2.0, 2.0]])
    expected = np.array([[0.125, 0.25, 0.625], [0.5, 0.25, 0.25]])
    assert functions.softmax(np.log(weights) + 1000) == pytest.approx(expected, rel=1e-12)
    assert functions.softmax(np.log(weights[0])) == pytest.approx(expected[0], rel=1e-12)


def test_step_and_relu_take_zero_as_the_book_does() -> None:
    x = np.array([-1.5, 0.0, 2.5])
    assert functions.step_function(x).tolist() == [0, 0, 1]
    assert functions.relu(x).tolist() == [0.0, 0.0, 2.5]
    assert functions.relu_grad(x).tolist() == [0.0, 1.0, 1.0]


def test_sigmoid_grad_agrees_with_the_complex_step() -> None:
    x = np.array([-2.0, 0.3, 1.7])
    assert functions.sigmoid_grad(x) == pytest.approx(functions.sigmoid(x + 1e-30j).imag / 1e-30, rel=1e-12)


def test_cross_entropy_error_is_the_mean_of_minus_the_logarithms() -> None:
    y = np.array([[0.2, 0.5, 0.3], [0.7, 0.1, 0.2]])
    expected = -(math.log(0.5 + 1e-7) + math.log(0.2 + 1e-7)) / 2
    one_hot = np.array([[0, 1, 0], [0, 0, 1]])
    assert functions.cross_entropy_error(y, one_hot) == pytest.approx(expected, rel=1e-14)
    assert functions.cross_entropy_error(y, np.array([1, 2])) == pytest.approx(expected, rel=1e-14)
    assert functions.cross_entropy_error(y[0], one_hot[0]) == pytest.approx(-math.log(0.5 + 1e-7), rel=1e-14)
    assert functions.cross_entropy_error(y[0], 2) == pytest.approx(-math.log(0.3 + 1e-7), rel=1e-14)


def test_cross_entropy_error_is_finite_at_probability_zero() -> None:
    assert functions.cross_entropy_error(np.array([1.0, 0.0]), np.array([0, 1])) == pytest.approx(
        -math.log(1e-7), rel=1e-14
    )


def test_squared_error_is_half_the_sum_under_both_names() -> None:
    assert functions.mean_squared_error([1.0, 2.0], [0.0, 4.0]) == 2.5
    assert functions.sum_squared_error([1.0, 2.0], [0.0, 4.0]) == 2.5


def test_softmax_loss_of_equal_scores_is_the_logarithm_of_the_classes() -> None:
    assert functions.softmax_loss(np.zeros((3, 8)), np.array([0, 5, 7])) == pytest.approx(
        math.log(8), abs=1e-6
    )


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 2, 2), ()])
def test_numerical_gradient_of_a_coupled_function_has_its_closed_form_in_any_shape(
    shape: tuple[int, ...],
) -> None:
    x = np.linspace(0.3, 1.1, math.prod(shape)).reshape(shape)
    before = x.copy()
    gradient = gradients.numerical_gradient(lambda v: np.exp(v.sum()) + (v**2).sum(), x)
    assert gradient == pytest.approx(np.exp(before.sum()) + 2 * before, rel=1e-6)
    assert np.array_equal(x, before)


def test_numerical_gradient_reaches_a_closure_over_the_same_array() -> None:
    weights = np.array([[0.5, -1.0]])
    gradient = gradients.numerical_gradient(lambda _: float((weights**3).sum()), weights)
    assert gradient == pytest.approx(3 * weights**2, abs=1e-7)


def test_numerical_gradient_of_integers_is_not_truncated() -> None:
    assert gradients.numerical_gradient(lambda v: (v**2).sum(), np.array([3, 4])) == pytest.approx([6, 8])


def test_numerical_gradient_of_a_matrix_of_points_goes_by_row() -> None:
    points = np.array([[1.0, 2.0], [3.0, 5.0]])
    by_row = [[2.0, 12.0], [6.0, 75.0]]
    assert gradients.numerical_gradient_2d(lambda v: v[0] ** 2 + v[1] ** 3, points) == pytest.approx(
        np.array(by_row), rel=1e-7
    )
    assert gradients.numerical_gradient(gradients.function_2, points) == pytest.approx(2 * points)


def test_gradient_descent_on_a_square_shrinks_by_a_constant_factor() -> None:
    start = np.array([-3.0, 4.0])
    end = gradients.gradient_descent(gradients.function_2, start, lr=0.1, step_num=5)
    assert end == pytest.approx((1 - 2 * 0.1) ** 5 * np.array([-3.0, 4.0]), rel=1e-9)
    assert start.tolist() == [-3.0, 4.0]


def test_numerical_diff_and_the_tangent_fit_the_books_parabola() -> None:
    assert gradients.numerical_diff(gradients.function_1, 5) == pytest.approx(0.2, rel=1e-9)
    assert gradients.tangent_line(gradients.function_1, 5)(7) == pytest.approx(0.75 + 2 * 0.2, rel=1e-9)


@pytest.mark.parametrize("labels", [False, True])
def test_backpropagation_of_the_network_agrees_with_differences(labels: bool) -> None:
    net = networks.TwoLayerNet(4, 5, 3, weight_init_std=0.7)
    x, t = np.linspace(-1, 1, 24).reshape(6, 4), np.array([0, 1, 2, 2, 1, 0])
    targets = t if labels else np.eye(3)[t]
    numerical, analytic = net.numerical_gradient(x, targets), net.gradient(x, targets)
    assert set(numerical) == {"W1", "b1", "W2", "b2"}
    for key, value in numerical.items():
        assert analytic[key] == pytest.approx(value, abs=2e-6), key
    assert 0 <= net.accuracy(x, targets) <= 1


def test_layers_in_a_row_have_the_gradient_of_their_loss() -> None:
    x, t = np.linspace(-1, 1, 8).reshape(2, 4), np.array([2, 0])
    weights, bias = np.linspace(-0.5, 0.9, 12).reshape(4, 3), np.array([0.1, -0.2, 0.3])
    for middle in (networks.Relu(), networks.Sigmoid()):
        affine, last = networks.Affine(weights, bias), networks.SoftmaxWithLoss()

        def loss(v: Any, parts: Any = (middle, affine, last)) -> Any:
            return parts[2].forward(parts[0].forward(parts[1].forward(v)), t)

        loss(x)
        back = affine.backward(middle.backward(last.backward()))
        assert back == pytest.approx(gradients.numerical_gradient(loss, x.copy()), abs=1e-6)
        by_weights = gradients.numerical_gradient(lambda _, loss=loss: loss(x), weights)
        assert affine.dW == pytest.approx(by_weights, abs=1e-6)
        assert affine.db == pytest.approx(
            gradients.numerical_gradient(lambda _, loss=loss: loss(x), bias), abs=1e-6
        )


def test_sgd_moves_each_parameter_in_place_against_its_gradient() -> None:
    params = {"W": np.array([1.0, 2.0])}
    same = params["W"]
    networks.SGD(lr=0.5).update(params, {"W": np.array([2.0, -2.0])})
    assert same.tolist() == [0.0, 3.0]


def test_smooth_curve_keeps_length_and_a_constant() -> None:
    assert networks.smooth_curve([2.5] * 30) == pytest.approx([2.5] * 30)


def test_shuffling_keeps_samples_and_targets_together() -> None:
    x, t = networks.shuffle_dataset(np.arange(20) * 10, np.arange(20))
    assert np.array_equal(x, t * 10)
    assert sorted(t.tolist()) == list(range(20))
