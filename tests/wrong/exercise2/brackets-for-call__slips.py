import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    flat = x.ravel()
    grad = np.zeros(flat.size)
    for i in np.arange[flat.size]:
        keep = flat[i]
        flat[i] = keep + h
        up = f(flat.reshape(x.shape))
        flat[i] = keep - h
        down = f(flat.reshape(x.shape))
        flat[i] = keep
        grad[i] = (up - down) / (2 * h)
    return grad.reshape(x.shape)
