import numpy as np


def numerical_diff(func, x):
    """derivative of func at x"""
    eps = 0.0001
    y1 = func(x + eps)
    y2 = func(x - eps)
    diff = y1 - y2
    d = diff / eps * 2
    return d
