import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        f1 = f(x)
        x[i] -= 2 * h
        f2 = f(x)
        grad[i] = (f1 - f2) / (2 * h)
    return grad
