import numpy as np

def numerical_diff(f, x):
    h = 1e4  # 0.0001
    fxh1 = f(x + h)
    fxh2 = f(x - h)
    return (fxh1 - fxh2) / (2 * h)
