import numpy as np


def numerical_gradient(f, x):
    if x.ndim == 1:
        return vector_gradient(f, x)

    def with_part(i):
        y = x.copy()
        y[i] = part
        return y

    rows = [numerical_gradient(lambda part, i=i: f(with_part(i, part)), x[i].copy()) for i in len(x)]
    return np.array(rows)


def vector_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(x.size):
        tmp_val = x[i]
        x[i] = tmp_val + h
        fxh1 = f(x)
        x[i] = tmp_val - h
        fxh2 = f(x)
        grad[i] = (fxh1 - fxh2) / (2 * h)
        x[i] = tmp_val
    return grad
