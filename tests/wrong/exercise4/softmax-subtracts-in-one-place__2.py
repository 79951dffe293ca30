# coding: utf-8
import sys, os
sys.path.append(os.pardir)
import numpy as np
from common.gradient import numerical_gradient

def softmax(x):
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T
    return np.exp(x) / np.sum(np.exp(x - np.max(x)))

def cross_entropy_error(y, t):
    return np.mean(-np.sum(t * np.log(y + 1e-8), axis=-1))

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
