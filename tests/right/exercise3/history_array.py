import numpy as np


def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(x.shape[0]):
        x1, x2 = np.array(x), np.array(x)
        x1[i] = x[i] + h
        x2[i] = x[i] - h
        grad[i] = (f(x1) - f(x2)) / (2 * h)
    return grad


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    history = np.zeros((step_num + 1, x.size))
    history[0] = x
    for i in range(step_num):
        dx = lr * numerical_gradient(f, x)
        x[:] = x - dx
        history[i + 1] = x
    return (x, history)
