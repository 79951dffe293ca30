import numpy as np
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    def gradient(x):
        h = 1e-4
        result = np.zeros_like(x)
        for i in range(x.size):
            step = np.zeros_like(x)
            step[i] = h
            result[i] = (f(x + step) - f(x - step)) / 2
        return result
    x = init_x
    for i in range(step_num):
        x = x - lr * gradient(x)
    return x
