import numpy as np

def partial_derivative(f, x, index, h):
    plus = x.copy()
    minus = x.copy()
    plus[index] += h
    minus[index] -= h
    return (f(plus) - f(minus)) / (2 * h)

def numerical_gradient(f, x):
    step = 1e-5
    result = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        result[index] = partial_derivative(f, x, index, step)
    return result
