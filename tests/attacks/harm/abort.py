"""Aborts the process, for a core dump."""

import os


def numerical_diff(f, x):
    os.abort()
