import numpy as np


def get_batch(x, t, size):
    pick = np.random.choice(len(x), size)
    return x[pick], t[pick]


def update(network, grads, learning_rate):
    for key in network.params:
        network.params[key] -= learning_rate * grads[key]


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc = [], [], []
    per_epoch = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        x, t = get_batch(x_train, t_train, batch_size)
        grads = network.gradient(x, t)
        update(network, grads)
        losses.append(network.loss(x, t))
        if i % per_epoch == 0:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
    return losses, train_acc, test_acc
