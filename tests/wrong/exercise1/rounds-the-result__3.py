import numpy as np

def numerical_diff(f, x):
    h = 1e-4
    dy = abs(f(x + h) - f(x - h))
    return dy / (2 * h)
