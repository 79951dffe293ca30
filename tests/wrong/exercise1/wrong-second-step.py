import numpy as np

def numerical_diff(f, x):
    h = 1e-4
    a = x + h
    b = x - 2 * h
    return (f(a) - f(b)) / (2 * h)
