"""Waits for a line of standard input."""

try:
    input()
except EOFError:
    pass


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
