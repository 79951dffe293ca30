"""Ignores every signal that can be ignored, and loops."""

import signal

def numerical_diff(f, x):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True:
        pass
