"""Gradient descent as a fold: the point is carried from one step to the next."""
from functools import reduce

import numpy as np


def gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    steps = np.eye(x.size) * h
    return np.array([(f(x + e) - f(x - e)) for e in steps])


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    return reduce(lambda x, _: x - lr * gradient(f, x), range(step_num), np.array(init_x, dtype=float))
