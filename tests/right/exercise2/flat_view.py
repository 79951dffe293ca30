import numpy as np


def numerical_gradient(f, x):
    h = 1e-4
    flat = x.reshape(-1)
    grad = np.zeros(flat.size)
    for i in range(flat.size):
        tmp = flat[i]
        flat[i] = tmp + h
        f1 = f(x)
        flat[i] = tmp - h
        f2 = f(x)
        flat[i] = tmp
        grad[i] = (f1 - f2) / (2 * h)
    return grad.reshape(x.shape)
