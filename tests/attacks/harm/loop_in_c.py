"""Loops for ever in C, where no signal is handled."""

def numerical_diff(f, x):
    return sum(range(10**15))
