import numpy as np


def numerical_diff(f, x):
    h = 1e-4
    offsets = np.array([h, -h])
    weights = np.array([1.0, -1.0]) / (2 * h)
    values = np.array([f(x + offset) for offset in offsets])
    return float(weights @ values)
