import numpy as np

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x
    h = 1e-4
    for i in range(step_num):
        grad = np.zeros_like(x)
        for idx in range(x.size):
            tmp_val = x[idx]
            x[idx] = tmp_val + h
            fxh1 = f(x)
            x[idx] = tmp_val - h
            fxh2 = f(x)
            grad[idx] = (fxh1 - fxh2) / (2 * h)
            x[idx] = tmp_val
            x -= lr * grad
    return x
