import numpy as np


def numerical_diff(f, x):
    h = 1e-4
    x_plus = np.float32(x + h)
    x_minus = np.float32(x - h)
    return (f(x_plus) - f(x_minus)) / (2 * h)
