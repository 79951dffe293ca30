import numpy as np

def numerical_diff(f, x, dx=1e-4):
    fxh1 = f(x + dx)
    fxh2 = f(x - dx)
    df = fxh1 - fxh2 / (2.0 * dx)
    return df
