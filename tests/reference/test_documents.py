"""The numbers printed in the source documents, to their printed digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from reference.descent import gradient_descent
from reference.functions import BOOK_EPSILON
from reference.networks import SimpleNet
from reference.numerical import numerical_diff, numerical_gradient

X, T = np.array([0.6, 0.9]), np.array([0, 0, 1])
# W, scores, loss and gradient of a simpleNet as two documents print them
PRINTED_NETS = [
    (
        [[-1.19285797, -0.95887496, -0.24315246], [1.71913234, -0.37777499, -0.26465635]],
        [0.83150432, -0.91532247, -0.3840822],
        1.6014348354397954,
        [[0.40792378, 0.07111182, -0.4790356], [0.61188567, 0.10666773, -0.7185534]],
    ),
    (
        [[0.47960288, -0.76193959, 1.8855813], [-2.3624579, -0.50910295, 0.16812907]],
        [-1.83845038, -0.9153564, 1.28266494],
        0.14421326360761949,
        [[0.02291063, 0.05766756, -0.08057819], [0.03436594, 0.08650134, -0.12086728]],
    ),
]


def one_variable(x: float) -> float:
    return 0.01 * x**2 + 0.1 * x


def squares_written_out(x: np.ndarray) -> float:
    return float(x[0] ** 2 + x[1] ** 2)


def squares_by_sum(x: np.ndarray) -> float:
    return float(np.sum(x**2))


@pytest.mark.parametrize(("x", "printed"), [(5, 0.1999999999990898), (10, 0.2999999999986347)])
def test_derivative_of_the_quadratic_has_the_printed_bits(x: int, printed: float) -> None:
    assert numerical_diff(one_variable, x) == printed


def test_partial_derivatives_have_the_printed_bits() -> None:
    assert numerical_diff(lambda x0: x0 * x0 + 4.0**2.0, 3.0) == 6.00000000000378
    assert numerical_diff(lambda x1: 3.0**2.0 + x1 * x1, 4.0) == 7.999999999999119


@pytest.mark.parametrize("f", [squares_written_out, squares_by_sum])
@pytest.mark.parametrize(
    ("x", "printed"), [([3.0, 4.0], "[6. 8.]"), ([0.0, 2.0], "[0. 4.]"), ([3.0, 0.0], "[6. 0.]")]
)
def test_gradients_print_as_in_the_documents(
    f: Callable[[np.ndarray], float], x: list[float], printed: str
) -> None:
    assert str(numerical_gradient(f, np.array(x))) == printed


@pytest.mark.parametrize("f", [squares_written_out, squares_by_sum])
@pytest.mark.parametrize(
    ("lr", "printed"),
    [
        (0.1, "[-6.11110793e-10  8.14814391e-10]"),
        (
            10.0,
            "[-2.58983747e+13 -1.29524862e+12]",
        ),  # where rounding has swallowed the step of the difference
        (1e-10, "[-2.99999994  3.99999992]"),
    ],
)
def test_hundred_steps_of_descent_print_as_in_the_documents(
    f: Callable[[np.ndarray], float], lr: float, printed: str
) -> None:
    assert str(gradient_descent(f, np.array([-3.0, 4.0]), lr=lr, step_num=100)) == printed


@pytest.mark.parametrize(("weights", "scores", "loss", "gradient"), PRINTED_NETS)
def test_simple_net_repeats_the_printed_scores_loss_and_gradient(
    weights: list[list[float]], scores: list[float], loss: float, gradient: list[list[float]]
) -> None:
    net = SimpleNet(np.array(weights))  # printed to eight decimals, so all that follows is as coarse
    np.testing.assert_allclose(net.predict(X), scores, rtol=0, atol=1.6e-8)
    assert net.loss(X, T, BOOK_EPSILON) == pytest.approx(loss, abs=2e-8)
    np.testing.assert_allclose(net.gradient(X, T, BOOK_EPSILON), gradient, rtol=0, atol=2e-8)
    np.testing.assert_allclose(
        numerical_gradient(lambda w: SimpleNet(w).loss(X, T, BOOK_EPSILON), net.W),
        gradient,
        rtol=0,
        atol=2e-8,
    )
