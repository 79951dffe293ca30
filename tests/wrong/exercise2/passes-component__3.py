import numpy as np

def numerical_gradient(f, x):
    eps = 1e-5
    grad = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        grad[i] = (f(x[i] + eps) - f(x[i] - eps)) / (2 * eps)
    return grad
