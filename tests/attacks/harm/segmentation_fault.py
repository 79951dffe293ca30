"""Reads memory that is not there."""

import ctypes


def numerical_diff(f, x):
    return ctypes.string_at(0)
