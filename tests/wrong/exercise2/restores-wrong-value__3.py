import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        old = x[idx]
        x[idx] = old + h
        y1 = f(x)
        x[idx] = old - h
        y2 = f(x)
        x[idx] = 0
        grad[idx] = (y1 - y2) / (2*h)
    return grad
