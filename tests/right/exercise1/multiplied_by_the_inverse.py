import numpy as np


def numerical_diff(f, x):
    epsilon = 1e-6
    return 1 / (2 * epsilon) * (f(x + epsilon) - f(x - epsilon))
