"""Sends an answer that bears the id of another program."""

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

    os.write(channel(), wire.encode(wire.Answer("exercise2:values", "done", [wire.Record(1.0)])))
    return 1.0
