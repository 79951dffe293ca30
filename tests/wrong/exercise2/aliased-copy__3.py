import numpy as np

def shifted(x, i, d):
    y = x
    y[i] += d
    return y

def numerical_gradient(f, x):
    h = 1e-5
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        grad[i] = (f(shifted(x, i, h)) - f(shifted(x, i, -h))) / (2 * h)
    return grad
