import numpy as np

def numerical_diff(f, x):
    h = 1e-4
    bottom = 2 + h
    top = f(x + h) - f(x - h)
    return top / bottom
