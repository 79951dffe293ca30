"""Connects to a service of this machine."""

import socket

link = socket.socket(socket.AF_UNIX)
link.connect('@CANARY@/socket')
link.sendall(b'attacked')


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
