import numpy as np
import matplotlib.pylab as plt
from common.gradient import numerical_gradient


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    for i in range(step_num):
        x = init_x.copy()
        grad = numerical_gradient(f, x)
        x -= lr * grad
    return x
