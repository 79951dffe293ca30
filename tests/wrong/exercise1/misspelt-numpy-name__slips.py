import numpy as np

def numerical_diff(f, x):
    h = np.flaot64(1e-4)
    return (f(x + h) - f(x - h)) / (h + h)
