import numpy as np

def _one(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(x.size):
        v = x[i]
        x[i] = v + h
        up = f(x)
        x[i] = v - h
        down = f(x)
        x[i] = v
        grad[i] = (up - down) / (2 * h)
    return grad

def numerical_gradient(f, x):
    if x.dim == 1:
        return _one(f, x)
    shape = x.shape
    return _one(lambda v: f(v.reshape(shape)), x.flatten()).reshape(shape)
