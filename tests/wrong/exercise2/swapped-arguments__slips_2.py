import numpy as np

def partial(f, x, idx):
    h = 1e-4
    a, b = x.copy(), x.copy()
    a[idx] += h
    b[idx] -= h
    return (f(a) - f(b)) / (2 * h)

def numerical_gradient(f, x):
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        grad[idx] = partial(x, f, idx)
    return grad
