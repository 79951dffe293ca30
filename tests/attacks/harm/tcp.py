"""Sends what it sees to a server."""

import socket

with socket.create_connection(('127.0.0.1', @TCP@), 1) as link:
    link.sendall(b'attacked')


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
