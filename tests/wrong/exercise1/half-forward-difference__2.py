import numpy as np

def numerical_diff(f, x):
    """数値微分"""
    h = 1e-4
    y_plus = f(x + h)
    y = f(x)
    return (y_plus - y) / (2 * h)
