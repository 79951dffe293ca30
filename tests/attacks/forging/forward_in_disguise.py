"""Pretends to call on both sides, but is a one-sided difference."""

def numerical_diff(f, x):
    f(x - 1e-4)
    return (f(x + 1e-4) - f(x)) / 1e-4
