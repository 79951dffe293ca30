import numpy as np


def numerical_diff(f, x):
    h = 1e-5
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return (right + left) / 2
