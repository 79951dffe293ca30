"""Mini-batch training of a TwoLayerNet, and what follows from its batches; knows nothing of grading.

A loop of training is determined by the batches that it draws: from them, the parameters at the start and the
learning rate follow all further parameters (`parameters_after`), and from those losses and accuracies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from reference.checks import ArrayLike, FloatArray, sample_or_batch, step_count
from reference.networks import TwoLayerNet


@dataclass
class Records:
    """What a loop of training writes down.

    losses            nats, one for each iteration: of its batch, after its update
    train_accuracies  from 0 to 1, one for each epoch: of the whole training set
    test_accuracies   the same of the whole test set
    """

    losses: list[float] = field(default_factory=list)
    train_accuracies: list[float] = field(default_factory=list)
    test_accuracies: list[float] = field(default_factory=list)


def train(
    network: TwoLayerNet,
    x_train: ArrayLike,
    t_train: ArrayLike,
    x_test: ArrayLike,
    t_test: ArrayLike,
    iters_num: int = 1000,
    batch_size: int = 100,
    learning_rate: float = 0.1,
    rng: np.random.Generator | None = None,
) -> Records:
    """Train a network by stochastic gradient descent on mini-batches [1]_, changing its parameters.

    network         TwoLayerNet
    x_train, t_train  real numbers (samples, inputs); one-hot targets (samples, classes)
    x_test, t_test  the same of other samples, which the network never learns from
    iters_num       int >= 0, number of updates
    batch_size      int >= 1, rows drawn for each, without replacement; at most the samples there are
    learning_rate   float, units of a parameter squared per nat
    rng             draws the batches; None takes a new generator, seeded with 0
    Returns Records. Accuracies are taken after the first update of each epoch; an epoch is as many whole
    batches as the training set has.
    Raises TypeError and ValueError as TwoLayerNet.loss does, ValueError for other numbers.

    .. [1] L. Bottou, "Stochastic gradient descent tricks", in Neural Networks: Tricks of the Trade, 2nd ed.,
       Springer (2012).
    """
    x, t = sample_or_batch(x_train, "x_train"), sample_or_batch(t_train, "t_train")
    rows_in_all = x.shape[0]
    if not 1 <= batch_size <= rows_in_all:
        raise ValueError(f"batch_size must be from 1 to {rows_in_all}, not {batch_size}")
    draw = np.random.default_rng(0) if rng is None else rng
    epoch = rows_in_all // batch_size
    found = Records()
    for number in range(step_count(iters_num, "iters_num")):
        rows = draw.choice(rows_in_all, batch_size, replace=False)
        for name, slope in network.gradient(x[rows], t[rows]).items():
            network.params[name] -= learning_rate * slope
        found.losses.append(network.loss(x[rows], t[rows]))
        if number % epoch == 0:
            found.train_accuracies.append(network.accuracy(x, t))
            found.test_accuracies.append(network.accuracy(x_test, t_test))
    return found


def parameters_after(
    params: Mapping[str, ArrayLike],
    batches: Iterable[tuple[ArrayLike, ArrayLike]],
    learning_rate: float,
) -> list[dict[str, FloatArray]]:
    """Return the parameters after each update of a training whose batches are known.

    params   of the network before the first update, as TwoLayerNet takes them
    batches  (x, t) of each update
    Returns one dict for each batch, its arrays float64 and its own.
    Raises as TwoLayerNet and its gradient.

    >>> zeros = {"W1": np.zeros((1, 1)), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)}
    >>> after = parameters_after(zeros, [([[3.0]], [[1, 0]])], learning_rate=0.5)
    >>> after[0]["b2"].tolist()  # both classes have probability 1/2
    [0.25, -0.25]
    """
    network = TwoLayerNet(params)
    found = []
    for x, t in batches:
        slopes = network.gradient(x, t)
        network = TwoLayerNet({name: network.params[name] - learning_rate * slopes[name] for name in slopes})
        found.append(network.params)
    return found
