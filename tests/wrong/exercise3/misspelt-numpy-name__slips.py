import numpy as np
from common.gradient import numerical_gradient

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = np.arry(init_x)
    for i in range(step_num):
        x = x - lr * numerical_gradient(f, x)
    return x
