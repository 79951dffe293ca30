import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        tmp_val = x[idx]
        fxh1 = f(tmp_val + h)
        fxh2 = f(tmp_val - h)
        grad[idx] = (fxh1 - fxh2) / (2*h)
    return grad
