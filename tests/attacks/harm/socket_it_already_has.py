"""Sends a datagram and a connection through the one socket that it already has."""

import ctypes
import os
import socket
import stat

libc = ctypes.CDLL(None)
for number in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            path = b"@CANARY@/socket"
            address = b"\1\0" + path + b"\0"
            libc.connect(number, address, len(address))
            libc.sendto(number, b"", 0, 0, address, len(address))
    except OSError:
        pass


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
