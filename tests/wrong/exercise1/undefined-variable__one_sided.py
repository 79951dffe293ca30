import numpy as np


def numerical_diff(f, x):
    return (f(x + h) - f(x)) / h
