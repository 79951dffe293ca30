import numpy as np


def numerical_gradient(f, x):
    h = 1e-20
    z = x.astype(complex)
    grad = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        z[idx] += 1j * h
        grad[idx] = np.imag(f(z)) / h
        z[idx] = x[idx]
    return grad
