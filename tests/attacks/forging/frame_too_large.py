"""Announces a frame of four gigabytes."""

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
    os.write(channel(), b"\xff\xff\xff\xff" + b"x" * 1000)
    return 1.0
