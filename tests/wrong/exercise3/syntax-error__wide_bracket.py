# coding: utf-8
import numpy as np
def numerical_gradient（f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i, v in enumerate(x):
        x[i] = v + h
        a = f(x)
        x[i] = v - h
        b = f(x)
        x[i] = v
        grad[i] = (a - b) / (2 * h)
    return grad
def gradient_descent(f, init_x, 学習率=0.01, 回数=100):
    x = init_x  # 初期値
    for i in range(回数):
        勾配 = numerical_gradient(f, x)
        x -= 学習率 * 勾配
    return x
