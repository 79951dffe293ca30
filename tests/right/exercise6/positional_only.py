import numpy as np


def train(network, x_train, t_train, x_test, t_test, rng=None, iters_num=1000, batch_size=100, learning_rate=0.1, /):
    rng = np.random.default_rng() if rng is None else rng
    losses, a, b = [], [], []
    per = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        rows = rng.choice(len(x_train), batch_size)
        g = network.gradient(x_train[rows], t_train[rows])
        for k in network.params:
            network.params[k] -= learning_rate * g[k]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        if i % per == 0:
            a.append(network.accuracy(x_train, t_train))
            b.append(network.accuracy(x_test, t_test))
    return losses, a, b
