import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    flat = x.reshape(-1)
    grad = np.zeros(flat.size)
    for i in range(flat.size):
        old_value = flat[i]
        flat[i] = old_value + h
        y1 = f(flat.reshape(x.shape))
        flat[i] = old_value - h
        y2 = f(flat.reshape(x.shape))
        flat[i] = old_value
        grad[i] = (y1 - y2) / (2.0 * h)
    return grad.reshape(x.shape)
