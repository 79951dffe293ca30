"""Leaves a process behind that writes into the channel of the next submission."""

import os
import time

try:
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
except OSError:
    pass


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1.0
