import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    shape = x.shape
    v = x.flatten()
    n = len(v)
    out = np.zeros(n)
    for i in n:
        v[i] += h
        a = f(v.reshape(shape))
        v[i] -= 2*h
        b = f(v.reshape(shape))
        v[i] += h
        out[i] = (a - b) / (2*h)
    return out.reshape(shape)
