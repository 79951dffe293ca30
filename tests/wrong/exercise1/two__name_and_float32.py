import numpy as np


def numerical_diff(f, x):
    H = np.float32(1e-60)
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return (right + left) / 2
