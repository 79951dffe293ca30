"""Warns a million times."""

import warnings


def numerical_diff(f, x):
    for number in range(10**6):
        warnings.warn(f'attacked {number}')
    return 0.0
