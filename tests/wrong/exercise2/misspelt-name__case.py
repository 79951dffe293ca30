import numpy as np


def numerical_gradient(f, x):
    h = 1e-4

    def moved(idx, step):
        y = x.copy()
        y[idx] += step
        return F(y)

    def partial(idx):
        return (moved(idx, h) - moved(idx, -h)) / (2 * h)

    grad = np.empty(x.shape)
    for idx in np.ndindex(x.shape):
        grad[idx] = partial(idx)
    return grad
