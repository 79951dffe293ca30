import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    """Batches without replacement, accuracy first, averaged loss printed."""
    losses, a, b = [], [], []
    n = len(x_train)
    per = int(np.ceil(n / batch_size))
    order = np.arange(n)
    for i in range(iters_num):
        j = i % per
        if j == 0:
            np.random.shuffle(order)
            a.append(network.accuracy(x_train, t_train)); b.append(network.accuracy(x_test, t_test))
        rows = order[j * batch_size:(j + 1) * batch_size]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        g = network.gradient(x_train[rows], t_train[rows])
        for k, v in network.params.items():
            v -= learning_rate * g[k]
    return losses, a, b
