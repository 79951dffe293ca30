import math
import random

import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    epoch = math.ceil(len(x_train) / batch_size)
    losses, on_train, on_test = [], [], []
    for i in range(iters_num):
        if i % epoch == 0:
            on_train.append(network.accuracy(x_train, t_train))
            on_test.append(network.accuracy(x_test, t_test))
        rows = random.sample(range(len(x_train)), batch_size)
        x_batch = np.array([x_train[r] for r in rows])
        t_batch = np.array([t_train[r] for r in rows])
        g = network.gradient(x_batch, t_batch)
        losses.append(float(network.loss(x_batch, t_batch)))
        network.params["W1"] -= learning_rate * g["W1"]
        network.params["b1"] -= learning_rate * g["b1"]
        network.params["W2"] -= learning_rate * g["W2"]
        network.params["b2"] -= learning_rate * g["b2"]
    return network, losses, on_train, on_test
