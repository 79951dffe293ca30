import numpy as np

def numerical_gradient(f, x):
    eps = 1e-4
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        x[k] += eps
        a = f(x)
        x[k] -= 2 * eps
        b = f(x)
        x[k] -= eps
        g[k] = (a - b) / (2 * eps)
    return g
