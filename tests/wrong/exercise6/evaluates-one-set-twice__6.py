import numpy as np


class Trainer:
    def __init__(self, net, x, y, x_val, y_val, batch, lr):
        self.net, self.batch, self.lr = net, batch, lr
        self.x, self.y = x, y
        self.x_val, self.y_val = x_val, y_val
        self.losses = []
        self.train_acc = []
        self.val_acc = []

    def one(self):
        rows = np.random.choice(len(self.x), self.batch)
        xb, yb = self.x[rows], self.y[rows]
        grads = self.net.gradient(xb, yb)
        for k in self.net.params:
            self.net.params[k] -= self.lr * grads[k]
        self.losses.append(self.net.loss(xb, yb))

    def check(self):
        self.train_acc.append(self.net.accuracy(self.x, self.y))
        self.val_acc.append(self.net.accuracy(self.x, self.y))

    def run(self, steps):
        epoch = max(len(self.x) // self.batch, 1)
        for i in range(steps):
            self.one()
            if i % epoch == 0:
                self.check()
        return self.losses, self.train_acc, self.val_acc


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    return Trainer(network, x_train, t_train, x_test, t_test, batch_size, learning_rate).run(iters_num)
