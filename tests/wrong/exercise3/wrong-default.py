import numpy as np


def gradient(f, x, eps=1e-5):
    """Central differences on copies of x."""
    result = np.zeros(len(x))
    for i in range(len(x)):
        a, b = x.copy(), x.copy()
        a[i] += eps
        b[i] -= eps
        result[i] = (f(a) - f(b)) / (2 * eps)
    return result


def gradient_descent(f, init_x, lr=0.1, step_num=100):
    x = init_x.copy()
    for _ in range(step_num):
        x -= lr * gradient(f, x)
    return x
