"""Sends a datagram, which needs no answer."""

import socket

socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'attacked', ('127.0.0.1', @UDP@))


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
