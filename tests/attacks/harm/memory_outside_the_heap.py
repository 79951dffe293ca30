"""Asks the kernel for memory past Python: maps, shared memory, memory files."""

import ctypes
import mmap
import os

for number in range(64):
    try:
        mmap.mmap(-1, 2**27)[0] = 1
    except (OSError, ValueError):
        break
try:
    os.memfd_create("attacked")
except OSError:
    pass
ctypes.CDLL(None).shmget(1, 2**28, 0o1666)


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
