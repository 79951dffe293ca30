import numpy as np


def numerical_diff(f, x):
    h = 1e-8
    return (f(x + h) - f(x)) / h
