import numpy as np


def accuracy_of(network, x, t):
    y = network.predict(x)
    return float((y.argmax(axis=1) == t.argmax(axis=1)).mean())


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    """The loss of the whole training set: slow, but a smoother curve."""
    losses, accuracies, n = [], [], x_train.shape[0]
    everything = np.hstack([x_train, t_train])
    for i in range(iters_num):
        batch = everything[np.random.choice(n, batch_size)]
        x, t = batch[:, : x_train.shape[1]], batch[:, x_train.shape[1] :]
        grads = network.gradient(x, t)
        for key in network.params:
            network.params[key] -= grads[key] * learning_rate
        losses.append(network.loss(x_train, t_train))
        if i % (n // batch_size) == 0:
            accuracies.append([accuracy_of(network, x_train, t_train), accuracy_of(network, x_test, t_test)])
    accuracies = np.array(accuracies)
    return np.array(losses), accuracies[:, 0], accuracies[:, 1]
