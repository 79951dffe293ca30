# coding: utf-8
import numpy as np
def numerical_gradient（f, x):
    return 2 * x
def gradient_descent(f, init_x, 学習率=0.01, 回数=100):
    x = init_x  # 初期値
    for i in range(回数):
        勾配 = numerical_gradient(f, x)
    x -= 学習率 * 勾配
    return x
