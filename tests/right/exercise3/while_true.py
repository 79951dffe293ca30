import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in range(x.size):
        tmp = x[idx]
        x[idx] = tmp + h
        y1 = f(x)
        x[idx] = tmp - h
        y2 = f(x)
        grad[idx] = (y1 - y2) / (2 * h)
        x[idx] = tmp
    return grad

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x
    count = 0
    while True:
        if count == step_num:
            break
        x = x - lr * numerical_gradient(f, x)
        count += 1
    return x
