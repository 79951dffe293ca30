import numpy as np


class Gradient:
    STEP = 1e-4

    def __init__(self, f):
        self.f = f

    def at(self, x):
        h = self.STEP
        result = np.zeros(x.shape)
        for idx in np.ndindex(x.shape):
            value = x[idx]
            x[idx] = value + h
            plus = self.f(x)
            x[idx] = value - h
            minus = self.f(x)
            x[idx] = value
            result[idx] = (plus - minus) / (2 * h)
        return result


def numerical_gradient(f, x):
    return Gradient(f).at(x)
