from typing import NamedTuple

import numpy as np


class Result(NamedTuple):
    loss: list
    train_accuracy: list
    test_accuracy: list


def train(network, x_train, t_train, x_test, t_test, *, iters_num=1000, batch_size=100, learning_rate=0.1, rng=None):
    rng = rng or np.random.default_rng()
    result = Result([], [], [])
    epoch_of = lambda step: step * batch_size // len(x_train)
    for step in range(iters_num):
        rows = rng.choice(len(x_train), batch_size, shuffle=False)
        for name, slope in network.gradient(x_train[rows], t_train[rows]).items():
            np.subtract(network.params[name], learning_rate * slope, out=network.params[name])
        result.loss.append(network.loss(x_train[rows], t_train[rows]))
        if epoch_of(step + 1) > epoch_of(step):
            result.train_accuracy.append(network.accuracy(x_train, t_train))
            result.test_accuracy.append(network.accuracy(x_test, t_test))
    return result
