import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeroslike(x)
    for idx in np.ndindex(x.shape):
        temp = x[idx]
        x[idx] = temp + h
        fxh1 = f(x)
        x[idx] = temp - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2 * h)
        x[idx] = temp
        return grad
