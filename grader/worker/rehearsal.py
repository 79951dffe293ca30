"""A rehearsal in the fork server of what every child does; knows no exercise.

Python writes into code and types when they are first used: instructions become special ones, attributes are
remembered by type. What the server has done before it forks, no child does again, and the memory that is
written to stays shared. The program is the server's own, and its text is nothing that a learner is asked for.
"""

from __future__ import annotations

import random
import signal
import socket
import sys

import numpy as np

from . import child
from .faults import SOURCES
from .values import pack
from .wire import (
    Call,
    Confined,
    Generator,
    Get,
    Load,
    Method,
    MethodOf,
    Probe,
    Program,
    Put,
    Ref,
    Run,
    Seed,
    Set,
    SourceCell,
    Step,
    encode,
)

_ROUNDS = 3  # no child is the faster for more
_BUFFER = 2**20  # bytes that the channel holds: nobody reads it meanwhile
_TEXT = '''
"""Words about the program."""
import math
import numpy as np


def clipped(a, low=-1.0, high=1.0):
    """Words about the function."""
    out = np.zeros_like(a)
    for i in range(a.size):
        # each entry by itself
        a[i] = min(max(a[i], low), high)
        out[i] = a[i] * 2.0 - low / 2.0
    return out


def listed(f, start, count=3):
    x = start.copy()
    seen = []
    for number in range(count):
        seen.append(float(f(x)))
        x *= 0.5
    return x, seen


class Shelf:
    def __init__(self, rows, columns, scale=1.0):
        self.books = {"upper": scale * np.random.randn(rows, columns), "lower": np.ones(columns)}

    def total(self, x):
        summed = np.dot(x, self.books["upper"])
        if summed.ndim == 1:
            summed = summed.reshape(1, -1)
        largest = np.max(np.abs(summed), axis=1, keepdims=True)
        return np.mean(np.sqrt(summed * summed) / largest, axis=0)


def shown(number: float, *rest, width: int = 8, **more) -> str:
    return f"{number:{width}.3f}" + ", ".join(str(each) for each in rest)


print(shown(math.pi, 1, 2))

if __name__ == "__main__":
    print(listed(np.sum, np.arange(3.0)))
'''


def rehearse() -> None:
    """Run a whole conversation several times, and leave nothing of it behind."""
    streams, ringing = (sys.stdout, sys.stderr), signal.getsignal(signal.SIGALRM)
    drawn, drawn_by_numpy = random.getstate(), np.random.get_state()
    try:
        for _ in range(_ROUNDS):
            _converse()
    finally:
        sys.stdout, sys.stderr = streams
        signal.signal(signal.SIGALRM, ringing)
        random.setstate(drawn)
        np.random.set_state(drawn_by_numpy)
        SOURCES.clear()
        sys.modules.pop("submission", None)


def _converse() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        cells = [SourceCell(number, _TEXT) for number in (1, 2)]
        programs = [Program(f"program {number}", _steps(), 1.0) for number in range(3)]
        ours.sendall(encode(Load(cells, ["listed"], ["listed"])))
        ours.sendall(encode(Run({"clipped": 0, "listed": 1, "Shelf": 2}, programs, 3.0)))
        ours.shutdown(socket.SHUT_WR)
        child.converse(theirs, Confined([]), 2**16)


def _steps() -> list[Step]:
    row, table = pack(np.linspace(-2.0, 2.0, 4)), pack(np.linspace(0.0, 1.0, 12).reshape(3, 4))
    return [
        Seed(1),
        Generator("generator", 1),
        Probe("f", "quadratic", {"matrix": pack(np.eye(4)), "linear": row}),
        Put("row", row),
        Call("clipped", [Ref("row")], {"low": -0.5}, "kept"),
        Call("listed", [Ref("f"), row], {"count": 4}),
        Call("Shelf", [4, 2], {"scale": 0.1}, "shelf"),
        Get("shelf", ["shelves", "books.upper"], "upper"),
        Set("shelf", ["books.upper"], pack(np.ones((4, 2)))),
        MethodOf("g", "shelf", ["sum", "total"], [table]),
        Call("g", [Ref("kept")]),
        Method("shelf", ["total"], [table]),
    ]
