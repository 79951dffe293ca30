"""Writes into every descriptor that it inherited, as if it were the grader's own."""

import os
import socket

for number in range(3, 64):
    try:
        os.write(number, b"")
        socket.socket(fileno=os.dup(number)).recv(100, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        os.lseek(number, 0, 0)
        os.write(number, b"attacked")
    except OSError:
        pass


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1.0
