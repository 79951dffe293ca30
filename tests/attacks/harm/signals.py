"""Kills its parent, the grader, a sibling and everybody."""

import os
import signal

for pid in (os.getppid(), @GRADER@, @SIBLING@, -1, 0):
    for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except OSError:
            pass


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
