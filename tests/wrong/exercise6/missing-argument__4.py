import numpy as np
from itertools import islice


def batches(x, t):
    while True:
        order = np.random.permutation(len(x))
        for rows in np.array_split(order, max(len(x) // size, 1)):
            yield x[rows[:size]], t[rows[:size]]


def step(network, x, t, learning_rate):
    grads = network.gradient(x, t)
    for name in network.params:
        network.params[name] -= learning_rate * grads[name]


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, scores = [], []
    every = max(len(x_train) // batch_size, 1)
    for number, (x, t) in enumerate(islice(batches(x_train, t_train, batch_size), iters_num)):
        step(network, x, t, learning_rate)
        losses.append(network.loss(x, t))
        if number % every == 0:
            scores.append((network.accuracy(x_train, t_train), network.accuracy(x_test, t_test)))
    train_scores, test_scores = zip(*scores) if scores else ((), ())
    return losses, train_scores, test_scores
