"""Replaces itself by another program."""

import os

os.execv('/bin/sh', ['sh', '-c', 'touch @CANARY@/attacked-exec'])


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
