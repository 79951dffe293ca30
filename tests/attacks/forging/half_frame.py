"""Sends half a frame, then sleeps."""

import os
import socket
import stat


def channel():
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            pass


def numerical_diff(f, x):
    import signal
    import time

    signal.setitimer(signal.ITIMER_REAL, 0)
    os.write(channel(), b"\0\0\0\x64half")
    time.sleep(100)
