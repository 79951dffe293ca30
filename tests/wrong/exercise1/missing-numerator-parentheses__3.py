import math


def numerical_diff(f, x):
    h = 0.00001
    k = 1 / (2 * h)
    # 中心差分
    return k * f(x + h) - f(x - h)


print(numerical_diff(math.sin, 0.5))
