import numpy as np


def numerical_gradient(f, x):
    h = 1e-5
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in units]
    return np.array(slopes).reshape(x.shape)
