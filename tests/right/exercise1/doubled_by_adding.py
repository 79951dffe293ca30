import numpy as np

def numerical_diff(func, x0):
    dx = 1e-4
    return (func(x0+dx) - func(x0-dx)) / (dx+dx)
