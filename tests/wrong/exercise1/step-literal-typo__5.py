import numpy as np

def numerical_diff(f, x):
    eps = 10 ^ -4
    return (f(x + eps) - f(x - eps)) / (2 * eps)
