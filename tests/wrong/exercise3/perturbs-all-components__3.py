import numpy as np

# everything in one function, coordinate by coordinate
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    h = 1e-4
    x = init_x
    for step in range(step_num):
        grad = np.zeros(x.size)
        for idx in range(x.size):
            before = x[idx]
            f_plus = f(x + h)
            f_minus = f(x - h)
            x[idx] = before
            grad[idx] = (f_plus - f_minus) / (2 * h)
        for idx in range(x.size):
            x[idx] = x[idx] - lr * grad[idx]
    return x
