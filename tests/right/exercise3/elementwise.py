import numpy as np

def partial_derivative(f, x, i):
    h = 1e-4
    x1 = x.copy()
    x2 = x.copy()
    x1[i] = x1[i] + h
    x2[i] = x2[i] - h
    return (f(x1) - f(x2)) / (2 * h)

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    n = x.size
    for k in range(step_num):
        d = np.zeros(n)
        for i in range(n):
            d[i] = partial_derivative(f, x, i)
        for i in range(n):
            x[i] -= lr * d[i]
    return x
