import math
import numpy as np


def softmax(x):
    if x.ndim == 2:
        return np.array([softmax(row) for row in x])
    e = np.exp(x - np.max(x))
    return e / np.sum(e)

def cross_entropy_error(y, t):
    if y.ndim == 2:
        return np.mean([cross_entropy_error(a, b) for a, b in zip(y, t)])
    loss = 0.0
    for k in range(len(y)):
        loss += t[k] * math.log(y[k] + 1e-7)
    return loss

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
