import numpy as np


def partial(f, x, i, h):
    e = np.zeros(len(x))
    e[i] = h
    return (f(x + e) - f(x - e)) / (h + h)


def grad_of(f, x):
    return np.array([partial(f, x, i, 1e-4) for i in range(len(x))])


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    # no step left: we are there
    if step_num <= 0:
        return init_x
    moved = init_x - lr * grad_of(f, init_x)
    return gradient_descent(f, moved, lr, step_num - 1)
