import numpy as np


class Recorder:
    def __init__(self, per_epoch):
        self.per_epoch = per_epoch
        self.train, self.test = [], []

    def note(self, step, model, a, b):
        if step % self.per_epoch == 0:
            self.train.append(model.accuracy(*a))
            self.test.append(model.accuracy(*b))


def train(model, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    per_epoch = x_train.shape[0] / batch_size
    rec = Recorder(per_epoch)
    losses = []
    for i in range(iters_num):
        mask = np.random.choice(x_train.shape[0], batch_size)
        grads = model.gradient(x_train[mask], t_train[mask])
        for key in grads:
            model.params[key] = model.params[key] - learning_rate * grads[key]
        losses.append(model.loss(x_train[mask], t_train[mask]))
        rec.note(i, model, (x_train, t_train), (x_test, t_test))
    return losses, rec.train, rec.test
