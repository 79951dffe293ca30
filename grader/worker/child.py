"""A confined child: answers one conversation of requests on its channel, then ends.

Everything after `Confined` runs beside the learner's code and is worth no more trust than that code.
"""

from __future__ import annotations

import io
import math
import socket
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from .faults import deadline
from .loader import Loader, Memory
from .steps import run_program
from .values import text
from .wire import (
    HEADER_SIZE,
    HOLD,
    MAX_REQUEST,
    Answer,
    Array,
    Confined,
    Load,
    Loaded,
    Map,
    Message,
    Opaque,
    Parameter,
    Request,
    Run,
    Seq,
    WireError,
    decode_request,
    encode,
    frame_length,
)

_TAIL = 2000  # characters of output that are reported


class Tail(io.TextIOBase):
    """A standard output that keeps its last characters and counts them.

    limit  characters after which the rest is only counted
    """

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self.buffer = _Bytes(self)
        self._text = ""

    def writable(self) -> bool:
        """Print asks this."""
        return True

    def reconfigure(self, **options: object) -> None:
        """Do nothing: programs ask for an encoding, and this takes any text."""

    def write(self, written: str) -> int:
        """Keep the end of the text while the limit lasts; what comes after is counted and dropped."""
        if not isinstance(written, str):
            raise TypeError(f"write() argument must be str, not {type(written).__name__}")
        if self.count < self.limit:
            self._text = (self._text + written[-_TAIL:])[-_TAIL:]
        self.count += len(written)
        return len(written)

    def take(self) -> str:
        """Return the tail and forget it."""
        tail, self._text = self._text, ""
        return text(tail)


class _Bytes(io.RawIOBase):
    """The `buffer` of a Tail, for programs that wrap it in a text stream of another encoding."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        raw = bytes(data)
        self._tail.write(raw.decode("utf-8", "replace"))
        return len(raw)


def converse(channel: socket.socket, confined: Confined, output: int) -> None:
    """Answer requests until the other side closes the channel.

    output  characters that the program may print before the rest is dropped
    """
    unsent: list[Message] = [confined]  # it goes with the first message: each one wakes the grader
    tail = Tail(output)
    sys.stdout = sys.stderr = tail
    loader: Loader | None = None
    memory = Memory()

    def send(*messages: Message) -> None:
        channel.sendall(b"".join(map(_frame, (*unsent, *messages))))
        unsent.clear()

    while True:
        request = _receive(channel)
        if request is None:
            return
        if isinstance(request, Load):
            tail.count = 0
            loader = Loader(request, send, memory)
            loader.load()
            send(loader.report(tail.take(), tail.count))
        elif loader is not None:
            with warnings.catch_warnings(module=warnings):
                warnings.simplefilter("ignore")
                _run(request, loader, send)


def _run(request: Run, loader: Loader, send: Callable[..., None]) -> None:
    bound = loader.bind(request.bind)
    now = sent = time.perf_counter()
    end = now + request.seconds if request.seconds else math.inf
    answers: list[Answer] = []
    for program in request.programs:
        limit = partial(deadline, heard=program is not request.programs[0])
        answers.append(run_program(program, bound, limit, end - now))
        now = time.perf_counter()
        over = answers[-1].ended == "timeout"
        if over or request.apart or now - sent > HOLD:
            send(*answers)
            answers.clear()
            sent = now
        if over:
            return
    if answers:
        send(*answers)


def _frame(message: Message) -> bytes:
    """Encode a message; one that is too large goes without its large values."""
    try:
        return encode(message)
    except WireError:
        if isinstance(message, Answer):
            records = [
                replace(record, value=_small(record.value), calls=[], changed=[])
                for record in message.records
            ]
            return encode(replace(message, records=records))
        if isinstance(message, Loaded):
            definitions = [
                replace(
                    known,
                    parameters=_bare(known.parameters),
                    methods={name: _bare(parameters) for name, parameters in known.methods.items()},
                )
                for known in message.definitions
            ]
            return encode(replace(message, definitions=definitions))
        raise


def _small(value: Any) -> Any:
    return Opaque(type(value).__name__, "too large") if isinstance(value, (Array, Seq, Map)) else value


def _bare(parameters: list[Parameter]) -> list[Parameter]:
    return [replace(parameter, default=_small(parameter.default)) for parameter in parameters]


def _receive(channel: socket.socket) -> Request | None:
    header = _exactly(channel, HEADER_SIZE)
    if header is None:
        return None
    body = _exactly(channel, frame_length(header, MAX_REQUEST))
    return None if body is None else decode_request(body)


def _exactly(channel: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        part = channel.recv(min(count - len(data), 2**20))
        if not part:
            return None
        data += part
    return bytes(data)
