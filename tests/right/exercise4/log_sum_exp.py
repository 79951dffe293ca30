import numpy as np


def log_softmax(z):
    m = z.max(axis=-1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=-1, keepdims=True))


def softmax(z):
    return np.exp(log_softmax(z))


def cross_entropy_error(y, t):
    y = np.clip(y, 1e-12, 1.0)
    per_sample = -(t * np.log(y)).sum(axis=-1)
    return per_sample.mean()


class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x.dot(self.W)

    def loss(self, x, t):
        y = softmax(self.predict(x))
        return cross_entropy_error(y, t)
