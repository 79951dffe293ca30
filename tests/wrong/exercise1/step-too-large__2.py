import numpy as np

def numerical_diff(f, x, delta=0.1):
    """ (f(x+delta) - f(x-delta)) / 2 delta """
    numerator = f(x + delta) - f(x - delta)
    denominator = 2 * delta
    return numerator / denominator
