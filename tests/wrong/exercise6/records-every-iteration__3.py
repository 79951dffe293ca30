import numpy as np


class Trainer:
    def __init__(self, net, x_train, t_train, x_test, t_test, batch_size, lr):
        self.net = net
        self.x_train, self.t_train = x_train, t_train
        self.x_test, self.t_test = x_test, t_test
        self.batch_size = batch_size
        self.lr = lr
        self.losses = []
        self.train_accs = []
        self.test_accs = []

    def one_step(self):
        idx = np.random.choice(self.x_train.shape[0], self.batch_size)
        x, t = self.x_train[idx], self.t_train[idx]
        g = self.net.gradient(x, t)
        for key in g:
            self.net.params[key] -= self.lr * g[key]
        self.losses.append(self.net.loss(x, t))

    def evaluate(self):
        self.train_accs.append(self.net.accuracy(self.x_train, self.t_train))
        self.test_accs.append(self.net.accuracy(self.x_test, self.t_test))

    def run(self, iters):
        per_epoch = max(self.x_train.shape[0] // self.batch_size, 1)
        for i in range(iters):
            self.one_step()
            self.evaluate()
        return self.losses, self.train_accs, self.test_accs


def train(net, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    trainer = Trainer(net, x_train, t_train, x_test, t_test, batch_size, learning_rate)
    return trainer.run(iters_num)
