import numpy as np

def grad_f(f, x):
    h = 1e-4
    E = np.eye(x.size)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in E])

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    if step_num == 0:
        return init_x
    return gradient_descent(f, init_x + lr * grad_f(f, init_x), lr, step_num - 1)
