"""Answers the load by hand and says that offered modules provide what it lacks."""

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


import time

from worker import wire

offered = {"softmax": "common.functions", "cross_entropy_error": "common.functions"}
net = wire.Definition(0, "simpleNet", "class", 1, 1, 2, methods={"predict": [], "loss": []})
os.write(channel(), wire.encode(wire.Loaded([net], [], offered)))
time.sleep(0.05)


class simpleNet:
    pass
