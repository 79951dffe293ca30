# 勾配降下法
import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(x.size):
        val = x[i]
        x[i] = val + h
        y1 = f(x)
        x[i] = val - h
        y2 = f(x)
        grad[i] = (y1 - y2) / (2 * h)
        x[i] = val   # 元に戻す
    return grad

def gradient_descent(f, init_x, step_num=100, lr=0.01):
    x = init_x
    # step_num 回くり返す
    for i in range(0, step_num, 1):
        x -= numerical_gradient(f, x) * lr
    return x
