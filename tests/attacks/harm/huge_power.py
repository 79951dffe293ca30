"""Computes a number of a billion digits."""

def numerical_diff(f, x):
    return 10 ** (10**9) % 7
