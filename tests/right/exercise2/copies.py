import numpy as np


def numerical_gradient(f, x):
    h = 1e-5
    grad = np.zeros_like(x, dtype=float)
    for i in np.ndindex(*x.shape):
        x_plus = x.copy()
        x_plus[i] += h
        x_minus = x.copy()
        x_minus[i] -= h
        grad[i] = (f(x_plus) - f(x_minus)) / (2 * h)
    return grad
