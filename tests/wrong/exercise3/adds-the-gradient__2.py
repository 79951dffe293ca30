import numpy as np

def grad_f(f, x):
    h = 1e-4
    E = np.eye(x.size)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in E])

def gradient_descent(f, init_x, learning_rate=0.01, num_iter=100):
    x = np.array(init_x)
    for k in range(num_iter):
        slope = grad_f(f, x)
        x = x - (learning_rate + slope)
    return x
