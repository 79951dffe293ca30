import itertools

import numpy as np


def slope(f, x, h=1e-4):
    return np.array([f(x + d) - f(x - d) for d in h * np.eye(len(x))]) / (2 * h)


def downhill(f, x, lr):
    """Yield the starting point, then one point after the other, for ever."""
    while True:
        yield x
        x = x - lr * slope(f, x)


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    points = downhill(f, np.array(init_x), lr)
    return next(itertools.islice(points, step_num, None))
