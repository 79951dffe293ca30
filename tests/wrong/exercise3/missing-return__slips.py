import numpy as np
from common.gradient import numerical_gradient

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x
    for i in range(step_num):
        grad = numerical_gradient(f, x)
        x -= lr * grad
        print(i, x)

f = lambda x: x[0] ** 2 + x[1] ** 2
gradient_descent(f, np.array([-3.0, 4.0]), lr=0.1, step_num=5)
