"""Analytic gradients of the networks against differences of the loss, in float64 and at 50 digits."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from reference.networks import PARAMETER_NAMES, SimpleNet, TwoLayerNet
from reference.numerical import numerical_gradient

RNG = np.random.default_rng(20240607)
W = RNG.normal(size=(2, 3))
PARAMS = {
    "W1": RNG.normal(size=(3, 4)),
    "b1": RNG.normal(size=4),
    "W2": RNG.normal(size=(4, 2)),
    "b2": RNG.normal(size=2),
}
X2, X3 = RNG.normal(size=(5, 2)), RNG.normal(size=(5, 3))
T3, T2 = np.eye(3)[[0, 2, 1, 1, 0]], np.eye(2)[[1, 0, 0, 1, 1]]
ROWS = [
    pytest.param(slice(None), id="batch"),
    pytest.param(slice(2, 3), id="batch of one"),
    pytest.param(3, id="one sample"),
]


def rebuilt(name: str, value: np.ndarray) -> TwoLayerNet:
    return TwoLayerNet({**PARAMS, name: value})


def exact_loss(params: dict[str, list[Any]], x: np.ndarray, t: np.ndarray) -> Any:
    """Compute the mean loss of a TwoLayerNet in mpmath, by loops over the definition."""
    total = mpmath.mpf(0)
    for inputs, target in zip(x.tolist(), t.tolist(), strict=True):
        hidden = [
            1 / (1 + mpmath.exp(-sum(v * row[j] for v, row in zip(inputs, params["W1"], strict=True)) - bias))
            for j, bias in enumerate(params["b1"])
        ]
        scores = [
            sum(z * row[k] for z, row in zip(hidden, params["W2"], strict=True)) + bias
            for k, bias in enumerate(params["b2"])
        ]
        right = target.index(1.0)
        total -= mpmath.log(mpmath.exp(scores[right]) / sum(mpmath.exp(s) for s in scores))
    return total / len(x)


def exact_partial(name: str, index: tuple[int, ...], x: np.ndarray, t: np.ndarray) -> float:
    def moved(value: Any) -> Any:
        params: dict[str, list[Any]] = {key: array.tolist() for key, array in PARAMS.items()}
        row = params[name] if len(index) == 1 else params[name][index[0]]
        row[index[-1]] = value
        return exact_loss(params, x, t)

    with mpmath.workdps(50):
        return float(mpmath.diff(moved, mpmath.mpf(float(PARAMS[name][index]))))


@pytest.mark.parametrize("epsilon", [0.0, 1e-7, 0.01])
@pytest.mark.parametrize("rows", ROWS)
def test_simple_net_gradient_agrees_with_differences_of_its_loss(rows: Any, epsilon: float) -> None:
    x, t = X2[rows], T3[rows]
    found = SimpleNet(W).gradient(x, t, epsilon)
    assert found.shape == W.shape
    np.testing.assert_allclose(
        found, numerical_gradient(lambda w: SimpleNet(w).loss(x, t, epsilon), W), atol=1e-8
    )


@pytest.mark.parametrize("epsilon", [0.0, 1e-7, 0.01])
@pytest.mark.parametrize("name", PARAMETER_NAMES)
@pytest.mark.parametrize("rows", ROWS)
def test_two_layer_net_gradient_agrees_with_differences_of_its_loss(
    rows: Any, name: str, epsilon: float
) -> None:
    x, t = X3[rows], T2[rows]
    found = TwoLayerNet(PARAMS).gradient(x, t, epsilon)[name]
    expected = numerical_gradient(lambda value: rebuilt(name, value).loss(x, t, epsilon), PARAMS[name])
    assert found.shape == PARAMS[name].shape
    np.testing.assert_allclose(found, expected, atol=1e-8)


@pytest.mark.parametrize("name", PARAMETER_NAMES)
def test_two_layer_net_gradient_agrees_with_50_digits(name: str) -> None:
    found = TwoLayerNet(PARAMS).gradient(X3[:2], T2[:2])[name]
    expected = [exact_partial(name, index, X3[:2], T2[:2]) for index in np.ndindex(found.shape)]
    np.testing.assert_allclose(found.ravel(), expected, rtol=1e-12)


def test_two_layer_net_loss_agrees_with_50_digits() -> None:
    with mpmath.workdps(50):
        expected = float(exact_loss({key: array.tolist() for key, array in PARAMS.items()}, X3, T2))
    assert TwoLayerNet(PARAMS).loss(X3, T2) == pytest.approx(expected, rel=1e-14)


def test_simple_net_is_the_linear_layer_alone() -> None:
    # a sum of products written out, and the loss of a layer whose scores are all equal
    expected = [[sum(x[i] * W[i, k] for i in range(2)) for k in range(3)] for x in X2]
    np.testing.assert_allclose(SimpleNet(W).predict(X2), expected, rtol=1e-14)
    assert SimpleNet(np.ones((2, 3))).loss(X2, T3) == pytest.approx(np.log(3.0), rel=1e-14)


def test_prediction_is_the_softmax_of_the_scores_and_its_logarithm_the_loss() -> None:
    net = TwoLayerNet(PARAMS)
    y, scores = net.predict(X3), net.scores(X3)
    np.testing.assert_allclose(np.sum(y, axis=1), 1.0, rtol=1e-14)
    np.testing.assert_allclose(np.log(y[:, 0] / y[:, 1]), scores[:, 0] - scores[:, 1], rtol=1e-12)
    right = [y[row, int(np.argmax(t))] for row, t in enumerate(T2)]
    assert net.loss(X3, T2) == pytest.approx(-np.mean(np.log(right)), rel=1e-13)
    assert net.loss(X3, T2, 0.01) == pytest.approx(-np.mean(np.log(np.array(right) + 0.01)), rel=1e-13)


def test_a_batch_is_scored_row_by_row() -> None:
    net = TwoLayerNet(PARAMS)
    np.testing.assert_allclose(net.scores(X3), [net.scores(x) for x in X3], rtol=1e-13)
    np.testing.assert_allclose(SimpleNet(W).predict(X2), [SimpleNet(W).predict(x) for x in X2], rtol=1e-13)


def test_gradient_of_a_batch_is_the_mean_of_those_of_its_rows() -> None:
    net = TwoLayerNet(PARAMS)
    each = [net.gradient(x, t) for x, t in zip(X3, T2, strict=True)]
    for name, found in net.gradient(X3, T2).items():
        np.testing.assert_allclose(found, np.mean([g[name] for g in each], axis=0), rtol=1e-12, atol=1e-15)


def test_accuracy_is_the_fraction_of_rows_whose_largest_score_is_right() -> None:
    # zero weights: the biases alone decide, and class 1 always wins
    net = TwoLayerNet(
        {"W1": np.zeros((3, 4)), "b1": np.zeros(4), "W2": np.zeros((4, 2)), "b2": np.array([0.0, 1.0])}
    )
    assert net.accuracy(X3, T2) == 0.6
    assert net.accuracy(X3[0], T2[0]) == 1.0
    assert net.accuracy(X3[1], T2[1]) == 0.0


def test_the_term_of_the_book_moves_the_gradient_no_further_than_documented() -> None:
    net = SimpleNet(W)
    scores = net.predict(X2)
    right = [np.exp(s[int(np.argmax(t))]) / np.sum(np.exp(s)) for s, t in zip(scores, T3, strict=True)]
    exact, book = net.gradient(X2, T3), net.gradient(X2, T3, 1e-7)
    shares = [net.gradient(x, t) * p / (p + 1e-7) for x, t, p in zip(X2, T3, right, strict=True)]
    np.testing.assert_allclose(book, np.mean(shares, axis=0), rtol=1e-10)
    assert 0.0 < np.max(np.abs(book - exact)) < 1e-5


def test_networks_copy_their_parameters_and_leave_their_inputs() -> None:
    params = {name: array.copy() for name, array in PARAMS.items()}
    two, weights = TwoLayerNet(params), W.copy()
    one, x, t = SimpleNet(weights), X3.copy(), T2.copy()
    before = two.loss(X3, T2), one.loss(X2, T3)
    two.gradient(x, t)
    weights[:] = 0.0
    for array in params.values():
        array[:] = 0.0
    assert (two.loss(X3, T2), one.loss(X2, T3)) == before
    assert (x.tolist(), t.tolist()) == (X3.tolist(), T2.tolist())


@pytest.mark.parametrize("method", ["loss", "gradient", "accuracy"])
def test_two_layer_net_refuses_inputs_and_targets_that_do_not_fit(method: str) -> None:
    call = getattr(TwoLayerNet(PARAMS), method)
    with pytest.raises(ValueError, match=r"x must have shape \(3,\) or \(batch, 3\), not \(5, 2\)"):
        call(X2, T2)
    with pytest.raises(ValueError, match="scores and t must have one shape"):
        call(X3, T3)
    with pytest.raises(TypeError, match="x must hold real numbers"):
        call(X3 * 1j, T2)


def test_simple_net_refuses_weights_inputs_and_targets_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"W must have shape \(inputs, classes\), not \(3,\)"):
        SimpleNet(np.ones(3))
    with pytest.raises(ValueError, match=r"x must have shape \(2,\) or \(batch, 2\)"):
        SimpleNet(W).predict(X3)
    with pytest.raises(ValueError, match="scores and t must have one shape"):
        SimpleNet(W).gradient(X2, T2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("W1", np.ones(3)),
        ("W1", np.ones((3, 5))),
        ("b1", np.ones((1, 4))),
        ("W2", np.ones((2, 4))),
        ("W2", np.ones(4)),
        ("b2", np.ones(3)),
        ("b2", np.ones(())),
    ],
)
def test_two_layer_net_refuses_shapes_that_do_not_chain(name: str, value: np.ndarray) -> None:
    with pytest.raises(ValueError, match="W1, b1, W2, b2 must have shapes"):
        rebuilt(name, value)


def test_two_layer_net_refuses_missing_and_unknown_keys() -> None:
    with pytest.raises(ValueError, match="params must have the keys"):
        TwoLayerNet({name: PARAMS[name] for name in ("W1", "b1", "W2")})
    with pytest.raises(ValueError, match="params must have the keys"):
        rebuilt("b3", np.ones(2))
