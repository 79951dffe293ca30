import numpy as np

def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def cross_entropy_error(y, t):
    return np.mean(-np.sum(t * np.log(y + 1e-8), axis=-1))

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x @ self.W.T

    def loss(self, x, t):
        y = softmax(self.predict(x))
        return cross_entropy_error(y, t)
