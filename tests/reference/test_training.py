"""Training against the closed form of a network without inputs, and its states against its own records."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from reference.digits import load_digits
from reference.networks import TwoLayerNet
from reference.training import parameters_after, train


def network(inputs: int, hidden: int, classes: int, seed: int = 3) -> TwoLayerNet:
    rng = np.random.default_rng(seed)
    return TwoLayerNet(
        {
            "W1": 0.1 * rng.normal(size=(inputs, hidden)),
            "b1": np.zeros(hidden),
            "W2": 0.1 * rng.normal(size=(hidden, classes)),
            "b2": np.zeros(classes),
        }
    )


def test_a_bias_alone_follows_the_scalar_recursion() -> None:
    # With a hidden unit that is 0 only b2 moves: of two classes by lr (1 - p), where p = 1 / (1 + exp(-2 b)).
    zeros = {"W1": np.zeros((1, 1)), "b1": np.full(1, -1000.0), "W2": np.zeros((1, 2)), "b2": np.zeros(2)}
    batch = (np.zeros((4, 1)), np.array([[1, 0]] * 4))
    states = parameters_after(zeros, [batch] * 5, 0.7)
    b = 0.0
    for state in states:
        b += 0.7 * (1 - 1 / (1 + np.exp(-2 * b)))
        assert state["b2"] == pytest.approx([b, -b], abs=1e-12)
        assert not state["W2"].any()


def test_states_leave_the_start_alone_and_lower_the_loss() -> None:
    rng = np.random.default_rng(5)
    net = network(3, 4, 2)
    before = {name: value.copy() for name, value in net.params.items()}
    x, t = rng.normal(size=(6, 3)), np.eye(2)[[0, 1, 0, 1, 1, 0]]
    losses = [TwoLayerNet(state).loss(x, t) for state in parameters_after(net.params, [(x, t)] * 20, 0.2)]
    assert all(later < earlier for earlier, later in pairwise(losses))
    assert all(np.array_equal(net.params[name], value) for name, value in before.items())


def test_training_reads_nine_digits_of_ten() -> None:
    (x_train, t_train), (x_test, t_test) = load_digits()
    net = network(64, 30, 10)
    records = train(net, x_train, t_train, x_test, t_test, 400, 50, 1.0)
    assert net.accuracy(x_test, t_test) >= 0.9
    assert len(records.losses) == 400
    assert len(records.train_accuracies) == len(records.test_accuracies) == 14  # 30 iterations an epoch
    assert records.losses[0] == pytest.approx(np.log(10), abs=0.3)
    assert np.mean(records.losses[-20:]) < 0.4
    assert records.train_accuracies[-1] > records.train_accuracies[0] + 0.5


def test_training_repeats_for_a_generator_of_one_seed() -> None:
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(11, 3)), np.eye(2)[rng.integers(0, 2, 11)]
    runs = [train(network(3, 4, 2), x, t, x, t, 7, 4, 0.3, np.random.default_rng(9)).losses for _ in range(2)]
    assert runs[0] == runs[1]
    other = train(network(3, 4, 2), x, t, x, t, 7, 4, 0.3, np.random.default_rng(10)).losses
    assert other != runs[0]


@pytest.mark.parametrize("size", [0, 12])
def test_a_batch_that_cannot_be_drawn_is_refused(size: int) -> None:
    x, t = np.zeros((11, 3)), np.eye(2)[[0] * 11]
    with pytest.raises(ValueError, match="batch_size must be from 1 to 11"):
        train(network(3, 4, 2), x, t, x, t, 3, size, 0.1)
