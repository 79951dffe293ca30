import numpy as np

def numerical_gradient(f, x):
    eps = 1e-4
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += eps
        grad[i] = (f(moved) - f(x)) / eps
    return grad
