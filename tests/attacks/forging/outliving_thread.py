"""Starts a thread that writes an answer after the function has returned."""

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


import threading
import time


def late():
    from worker import wire

    time.sleep(0.002)
    os.write(channel(), wire.encode(wire.Answer("values", "done", [wire.Record(1.0)] * 10)))


def numerical_diff(f, x):
    threading.Thread(target=late).start()
    return 1.0
