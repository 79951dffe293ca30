import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params.keys():
            params[key] += self.lr * grads[key]


class History:
    def __init__(self):
        self.loss, self.train, self.test = [], [], []

    def lists(self):
        return self.loss, self.train, self.test


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    optimizer = SGD(lr=learning_rate)
    history = History()
    epoch = max(round(x_train.shape[0] / batch_size), 1)
    for i in range(iters_num):
        mask = np.random.choice(x_train.shape[0], batch_size)
        xb, tb = x_train[mask], t_train[mask]
        grads = network.gradient(xb, tb)
        optimizer.update(network.params, grads)
        history.loss.append(network.loss(xb, tb))
        if (i + 1) % epoch == 0 or i == 0:
            history.train.append(network.accuracy(x_train, t_train))
            history.test.append(network.accuracy(x_test, t_test))
    return history.lists()
