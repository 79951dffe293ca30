import numpy as np


def train(
    network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1, rng=None
):
    if rng is None:
        rng = np.random.defualt_rng()
    losses, train_acc, test_acc = [], [], []
    epoch = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        rows = rng.choice(len(x_train), batch_size, replace=False)
        grads = network.gradient(x_train[rows], t_train[rows])
        for name in network.params:
            network.params[name] -= learning_rate * grads[name]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        if i % epoch == 0:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
    return losses, train_acc, test_acc
