import numpy as np


def numerical_gradient(f, x):
    h = 1e-4
    partials = []
    for i in range(x.size):
        moved = x.flatten()
        moved[i] += h
        fxh1 = f(moved.reshape(x.shape))
        moved[i] -= 2 * h
        fxh2 = f(moved.reshape(x.shape))
        partials.append((fxh1 - fxh2) / (2 * h))
    return np.array(partials).reshape(x.shape)
