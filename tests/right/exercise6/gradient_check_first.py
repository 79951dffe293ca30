import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, a, b = [], [], []
    per = max(len(x_train) // batch_size, 1)
    # gradient check on the first samples, as the chapter teaches, before training begins
    one, two = network.gradient(x_train[:3], t_train[:3]), network.numerical_gradient(x_train[:3], t_train[:3])
    for key in one:
        assert np.average(np.abs(one[key] - two[key])) < 1e-4
    for i in range(iters_num):
        rows = np.random.choice(len(x_train), batch_size)
        g = network.gradient(x_train[rows], t_train[rows])
        for k in network.params:
            network.params[k] -= learning_rate * g[k]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        if i % per == 0:
            a.append(network.accuracy(x_train, t_train))
            b.append(network.accuracy(x_test, t_test))
    return losses, a, b
