import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeors(x.shape)
    for idx in np.ndindex(x.shape):
        old = x[idx]
        x[idx] = old + h
        above = f(x)
        x[idx] = old - h
        below = f(x)
        x[idx] = old
        grad[idx] = (above - below) / (2 * h)
    return grad
