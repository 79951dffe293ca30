import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        a = x[:]
        a[i] = a[i] + h
        fa = f(a)
        b = x[:]
        b[i] = b[i] - h
        fb = f(b)
        grad[i] = (fa - fb) / (2 * h)
    return grad
