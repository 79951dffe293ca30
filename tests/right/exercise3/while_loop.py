import numpy as np

def num_grad(f, x):
    eps = 1e-6
    g = np.empty(x.shape)
    k = 0
    while k < x.size:
        up = x.copy()
        down = x.copy()
        up[k] += eps
        down[k] -= eps
        g[k] = (f(up) - f(down)) / (2.0 * eps)
        k += 1
    return g

def gradient_descent(f, init_x, lr = 0.01, step_num = 100):
    x = init_x.copy()
    i = 0
    while i < step_num:
        g = num_grad(f, x)
        x = x - lr * g
        i += 1
    return x
