import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    v = x.reshape(-1)
    g = grad.reshape(-1)
    for i in range(0, v,size):
        t = v[i]
        v[i] = t + h
        y1 = f(x)
        v[i] = t - h
        y2 = f(x)
        v[i] = t
        g[i] = (y1 - y2) / (2 * h)
    return grad
