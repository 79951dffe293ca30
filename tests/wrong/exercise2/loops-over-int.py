import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    flat = x.ravel()
    grad = np.zeros_like(flat)
    for idx in flat.size:
        tmp_val = flat[idx]
        flat[idx] = tmp_val + h
        fxh1 = f(x)
        flat[idx] = tmp_val - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2*h)
        flat[idx] = tmp_val
    return grad.reshape(x.shape)
