import numpy as np
from common.gradient import numerical_gradient

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x
    for i in range(step_num):
        grad = numerical_gradient(f, x)
        if i % 50 == 0:
            print("step", i, "x =", x, "f =", f(x))
        x = x + np.multiply(lr, grad)
    return x
