import numpy as np


# 数値微分で勾配を求める
def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)  # x と同じ形の配列

    for idx in np.ndindex(x.shape):
        tmp_val = x[idx]

        # f(x+h) の計算
        x[idx] = tmp_val + h
        fxh1 = f(x)

        # f(x-h) の計算
        x[idx] = tmp_val - h
        fxh2 = f(x)

        difference = fxh1 - fxh2
        width = 2 * h
        grad[idx] = difference / width

        x[idx] = tmp_val  # 値を元に戻す

    return grad
