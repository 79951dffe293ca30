import numpy as np
def g(f, x):
    return np.array([(f(x + e) - f(x - e)) / 2e-4 for e in np.eye(x.size) * 1e-4])

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x_old = init_x
    x_new = x_old
    for i in range(step_num):
        x_new = x_old - lr * g(f, x_old)
        x_old = x_new
    return x_new
