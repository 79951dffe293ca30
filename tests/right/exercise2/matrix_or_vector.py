import numpy as np


def numerical_gradient(f, x):
    h = 1e-4
    shape = x.shape
    x = x.reshape(-1)
    n = len(x)
    grad = np.zeros(n)
    for i in range(n):
        tmp = x[i]
        x[i] = tmp + h
        fxh1 = f(x.reshape(shape))
        x[i] = tmp - h
        fxh2 = f(x.reshape(shape))
        grad[i] = (fxh1 - fxh2) / (2 * h)
        x[i] = tmp
    return grad.reshape(shape)
