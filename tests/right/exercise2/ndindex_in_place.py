import numpy as np


def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        keep = x[idx]
        x[idx] = keep + h
        above = f(x)
        x[idx] = keep - h
        below = f(x)
        x[idx] = keep
        grad[idx] = (above - below) / (2 * h)
    return grad
