import numpy as np


def numerical_diff(f, x):
    def d(h):
        return (f(x + h) - f(x - h)) / (2 * h)

    h = 1e-3
    return (4 * d(h / 2) - d(h)) / 3
