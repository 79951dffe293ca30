import numpy as np

def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()

def cross_entropy_error(y, t):
    return np.mean(-np.sum(t * np.log(y + 1e-8), axis=-1))

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
