import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def slopes(p, x, t):
    """Backpropagation by hand: the network is asked for its parameters and its loss alone."""
    z = sigmoid(x @ p["W1"] + p["b1"])
    d2 = (softmax(z @ p["W2"] + p["b2"]) - t) / len(x)
    d1 = d2 @ p["W2"].T * z * (1 - z)
    return {"W1": x.T @ d1, "b1": d1.sum(axis=0), "W2": z.T @ d2, "b2": d2.sum(axis=0)}


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc = [], [], []
    for i in range(iters_num):
        rows = np.random.choice(len(x_train), batch_size)
        x, t = x_train[rows], t_train[rows]
        for key, slope in slopes(network.params, x, t).items():
            network.params[key] -= learning_rate * slope
        losses.append(network.loss(x, t))
        if i % max(len(x_train) // batch_size, 1) == 0:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_train, t_train))
    return losses, train_acc, test_acc
