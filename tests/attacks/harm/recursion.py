"""Recurses without a limit."""

import sys

sys.setrecursionlimit(10**9)


def numerical_diff(f, x):
    return numerical_diff(f, x)
