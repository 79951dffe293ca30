import numpy as np

def grad_f(f, x):
    h = 1e-4
    E = np.eye(x.size)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in E])

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    step_num = 20
    for _ in range(step_num):
        x -= lr * grad_f(f, x)
    return x
