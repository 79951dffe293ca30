"""Fills the channel with right frames that nobody asked for."""

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
    from worker import wire

    while True:
        os.write(channel(), wire.encode(wire.Progress(1, 1, 1)) * 1000)
