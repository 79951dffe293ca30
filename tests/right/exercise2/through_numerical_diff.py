import numpy as np


def numerical_diff(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


def replaced(x, idx, value):
    y = x.copy()
    y[idx] = value
    return y


def numerical_gradient(f, x):
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        grad[idx] = numerical_diff(lambda v: f(replaced(x, idx, v)), x[idx])
    return grad
