import numpy as np


# x の各要素について偏微分する
def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i, v in np.ndenumerate(x):
        x[i] = v + h
        right = f(v + h)
        x[i] = v - h
        left = f(v - h)
        x[i] = v
        grad[i] = (right - left) / (2 * h)
    return grad
