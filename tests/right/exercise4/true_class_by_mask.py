import numpy as np


def softmax(z):
    e = np.exp(z - np.amax(z, axis=-1, keepdims=True))
    total = np.add.reduce(e, axis=-1, keepdims=True)
    return np.divide(e, total)


def cross_entropy_error(y, t):
    # the probability of the right class, sample by sample
    right = np.sum(y * t, axis=-1)
    return -np.mean(np.log(right + 1e-7))


class simpleNet:
    def __init__(self):
        self.w = np.random.randn(2, 3)

    def forward(self, x):
        return x @ self.w

    def predict(self, x):
        return self.forward(x)

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.forward(x)), t)
