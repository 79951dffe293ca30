import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc = [], [], []
    epoch = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        rows = np.random.choice(len(x_test), batch_size)
        x, t = x_test[rows], t_test[rows]
        grad = network.gradient(x, t)
        for name in network.params:
            network.params[name] -= learning_rate * grad[name]
        losses.append(network.loss(x, t))
        if i % epoch == 0:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
    return losses, train_acc, test_acc
