import numpy as np


def slope(g, a, b):
    return (g(b) - g(a)) / (b - a)


def numerical_diff(f, x):
    return slope(f, x - 1e-5, x + 1e-5)
