import numpy as np
from common.gradient import numerical_gradient

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    path = []
    for i in range(step_num):
        path.add(x.copy())
        x -= lr * numerical_gradient(f, x)
    return x, np.array(path)
