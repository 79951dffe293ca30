"""Makes folders in folders, deeper than any path."""

import os

for _ in range(1500):
    os.mkdir('attacked' * 10)
    os.chdir('attacked' * 10)


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
