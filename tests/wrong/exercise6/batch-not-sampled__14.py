import numpy as np


def minibatches(X, Y, size):
    while True:
        yield X[:size], Y[:size]


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    stream = minibatches(x_train, t_train, batch_size)
    history = {"loss": [], "train": [], "test": []}
    every = max(len(x_train) // batch_size, 1)
    for k in range(iters_num):
        X, Y = next(stream)
        g = network.gradient(X, Y)
        for name in g:
            network.params[name] -= learning_rate * g[name]
        history["loss"].append(network.loss(X, Y))
        if k % every == 0:
            history["train"].append(network.accuracy(x_train, t_train))
            history["test"].append(network.accuracy(x_test, t_test))
    return history["loss"], history["train"], history["test"]
