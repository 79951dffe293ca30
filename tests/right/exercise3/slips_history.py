import numpy as np
from common.gradient import numerical_gradient

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    x_history = []
    for step in range(step_num):
        x_history.append(x.copy())
        gradient = numerical_gradient(f, x)
        x = x - lr * gradient
    return x, np.array(x_history)
