import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        x_plus = x.astype(float)
        x_plus[idx] += h
        x_minus = x.astype(float)
        x_minus[idx] -= h
        grad[idx] = (f(x_plus) - f(x_minus)) / (2*h)
    return grad
