import numpy as np


def _value(f, x, i, v):
    old = x[i]
    x[i] = v
    y = f(x)
    x[i] = old
    return y


def numerical_gradient(f, x):
    h = 1e-4
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        g[i] = (_value(f, x, i, x[i] + h) - _value(f, x, i, x[i] - h)) / (2 * h)
    return g
