import numpy as np

def numerical_diff(f, x):
    delta = 1e-4
    return (f(x + delta) - f(x - delta)) / (2 * dleta)
