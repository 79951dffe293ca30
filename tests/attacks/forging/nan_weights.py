"""Fills a network with NaN, so that no distance is a number."""

import numpy as np


def softmax(x):
    return np.full(np.shape(x), np.nan)


def cross_entropy_error(y, t):
    return np.nan


class simpleNet:
    def __init__(self):
        self.W = np.full((2, 3), np.nan)

    def predict(self, x):
        return np.full((3,), np.nan)

    def loss(self, x, t):
        return np.nan
