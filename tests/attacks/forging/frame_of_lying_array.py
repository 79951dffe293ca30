"""Sends an array whose shape promises more than its bytes hold."""

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

    lie = wire.Array("f", "float64", (2**40, 2**20), b"")
    calls = [wire.CallRecord("f", 0, lie, 1.0)]
    os.write(channel(), wire.encode(wire.Answer("calls-f", "done", [wire.Record(), wire.Record(lie, calls=calls)])))
    os._exit(0)
