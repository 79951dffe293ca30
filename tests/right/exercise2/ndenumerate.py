import numpy as np


def numerical_gradient(f, x):
    # градиент по всем переменным
    eps = 1e-5
    grad = np.zeros_like(x)
    for index, value in np.ndenumerate(x):
        x[index] = value + eps
        right = f(x)
        x[index] = value - eps
        left = f(x)
        x[index] = value
        grad[index] = (right - left) / (2 * eps)
    return grad
