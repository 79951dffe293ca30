import numpy as np


def numerical_gradient(f, x):
    h = 1e-4

    def partial(i):
        d = np.zeros_like(x)
        d[i] = h
        return (f(x + d) - f(x - d)) / (2 * h)

    return np.array([partial(i) for i in range(x.size)])


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = np.array(init_x, dtype=float)
    path = [x]
    for k in range(1, step_num + 1):
        x = x - lr * numerical_gradient(f, x)
        path.append(x)  # a new array in every step
    return x, path
