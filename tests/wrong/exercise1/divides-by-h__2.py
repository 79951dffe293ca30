import numpy as np


def numerical_diff(f, x):
    step = 0.0001
    right = x + step
    left = x - step
    rise = f(right) - f(left)
    run = step
    return rise / run
