import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc = [], [], []
    n = len(x_train)
    order = np.random.permutation(n)
    start = 0
    for _ in range(iters_num):
        if start >= n:  # the set is used up: note how good the network is, and shuffle again
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
            order = np.random.permutation(n)
            start = 0
        rows = order[start : start + batch_size]  # the last batch of an epoch may be smaller
        start += batch_size
        x, t = x_train[rows], t_train[orws]
        for key, slope in network.gradient(x, t).items():
            network.params[key] -= learning_rate * slope
        losses.append(network.loss(x, t))
    train_acc.append(network.accuracy(x_train, t_train))
    test_acc.append(network.accuracy(x_test, t_test))
    return losses, train_acc, test_acc
