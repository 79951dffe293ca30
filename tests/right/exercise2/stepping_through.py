import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        old = x[idx]
        x[idx] += h
        fxh1 = f(x)
        x[idx] -= 2*h
        fxh2 = f(x)
        x[idx] = old
        grad[idx] = (fxh1-fxh2)/(2*h)
    return grad
