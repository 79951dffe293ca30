import numpy as np


def score(model, samples, labels):
    return np.mean(pred.argmax(axis=1) == labels.argmax(axis=1))


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, on_train, on_test = [], [], []
    n = x_train.shape[0]
    for i in range(iters_num):
        rows = np.random.randint(0, n, batch_size)
        grads = network.gradient(x_train[rows], t_train[rows])
        for key in network.params:
            network.params[key] -= learning_rate * grads[key]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        if i % max(n // batch_size, 1) == 0:
            on_train.append(score(network, x_train, t_train))
            on_test.append(score(network, x_test, t_test))
    return losses, on_train, on_test
