import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    flat_x = x.reshape(-1)
    flat_g = grad.reshape(-1)
    for i in range(flat_x.szie):
        tmp = flat_x[i]
        flat_x[i] = tmp + h
        a = f(x)
        flat_x[i] = tmp - h
        b = f(x)
        flat_x[i] = tmp
        flat_g[i] = (a - b) / (2 * h)
    return grad
