import numpy as np
class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)
    def predict(self, x):
        return np.dot(x, self.W)
    def softmax(self, x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)
    def cross_entropy(self, y, t):
        y = np.atleast_2d(y)
        t = np.atleast_2d(t)
        return -np.sum(t * np.log(y + 1e-7)) / y.shape[0]
    def loss(self, x, t):
        z = self.predict(x)
        y = self.softmax(z)
        return self.cross_entropy(y, t)
def softmax(x):
    return simpleNet().softmax(x)
def cross_entropy_error(y, t):
    return simpleNet().cross_entropy(y, t)
