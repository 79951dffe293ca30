import numpy as np

def softmax(x):
    return 1 / (1 + np.exp(-x))

def cross_entropy_error(y, t):
    return np.mean(-np.sum(t * np.log(y + 1e-8), axis=-1))

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
