import numpy as np


def numerical_diff(f, x):
    h = 1e-4

    def value_at(offset):
        return f(x + offset)

    return (value_at(h) - value_at(-h)) / (2 * h)
