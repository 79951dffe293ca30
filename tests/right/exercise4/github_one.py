import numpy as np
from common.functions import sigmoid
from common.gradient import numerical_gradient

def softmax(a):
    if a.ndim == 1:
        c = np.max(a)
        exp_a = np.exp(a - c)
        return exp_a / np.sum(exp_a)
    c = np.max(a, axis=1).reshape(a.shape[0], 1)
    exp_a = np.exp(a - c)
    return exp_a / np.sum(exp_a, axis=1).reshape(a.shape[0], 1)

def cross_entropy_error(y, t):
    delta = 1e-7
    if y.ndim == 1:
        t = t.reshape(1, t.size)
        y = y.reshape(1, y.size)
    batch_size = y.shape[0]
    loss = -np.sum(t * np.log(y + delta)) / batch_size
    return loss

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        a = np.dot(x, self.W)
        return a

    def loss(self, x, t):
        a = self.predict(x)
        y = softmax(a)
        return cross_entropy_error(y, t)
