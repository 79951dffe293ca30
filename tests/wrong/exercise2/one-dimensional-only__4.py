import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros(len(x))
    for i, v in enumerate(x):
        x[i] = v + h
        a = f(x)
        x[i] = v - h
        b = f(x)
        x[i] = v
        grad[i] = (a - b) / (2 * h)
    return grad
