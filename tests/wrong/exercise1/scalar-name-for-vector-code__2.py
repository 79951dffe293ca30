import numpy as np


def numerical_diff(f, x):
    eps = 1e-5
    grads = []
    for i in range(len(x)):
        a = x.copy()
        b = x.copy()
        a[i] = a[i] + eps
        b[i] = b[i] - eps
        grads.append((f(a) - f(b)) / (2 * eps))
    return np.array(grads)
