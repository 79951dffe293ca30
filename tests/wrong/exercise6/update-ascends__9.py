import numpy as np


class Trainer:
    """Keeps a network and its rate together."""

    def __init__(self, network, lr):
        self.network = network
        self.lr = lr
        self.loss_history = []

    def step(self, xb, yb):
        slopes = self.network.gradient(xb, yb)
        for key, value in self.network.params.items():
            value += self.lr * slopes[key]
        self.loss_history.append(self.network.loss(xb, yb))


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    trainer = Trainer(network, learning_rate)
    acc_train, acc_test = [], []
    per_epoch = max(x_train.shape[0] // batch_size, 1)
    for it in range(iters_num):
        idx = np.random.randint(0, x_train.shape[0], size=batch_size)
        trainer.step(x_train[idx], t_train[idx])
        if it % per_epoch == 0:
            acc_train.append(network.accuracy(x_train, t_train))
            acc_test.append(network.accuracy(x_test, t_test))
    return trainer.loss_history, acc_train, acc_test
