"""Loops for ever before it defines anything."""

while True:
    pass


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
