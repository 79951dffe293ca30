import sys


def numerical_diff(f, x):
    h = sys.float_info.epsilon ** (1 / 3)
    h = h * max(1.0, abs(x))
    return (f(x + h) - f(x - h)) / (h + h)
