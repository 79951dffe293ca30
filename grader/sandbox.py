"""The trusted client of the worker: starts it, talks to confined children, ends them in time.

Knows processes, deadlines and messages; knows no exercise. What a child sends is untrusted: it is
decoded by schema within caps, and anything else ends the child.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from .errors import HostError
from .exercise import Limits
from .worker import surroundings, wire
from .worker.control import Ended, Fork, Forked, Kill, Notice, Order, encoder, notice_decoder
from .worker.folders import remove

_HEADER = struct.Struct(">I")
_WORKER = Path(__file__).resolve().parent / "worker"
_PROJECT = _WORKER.parent.parent
_START = 30.0  # seconds that the fork server may take to start
_DISK = 64 * 2**20  # bytes in a child's folder
_CONVERSATION = 64 * 2**20  # bytes that one child may send


@dataclass(frozen=True)
class Ending:
    """Why a child ended before it answered.

    kind    exit (by itself, `number` is its status), signal (`number`), timeout (killed by us), disk
            (its folder grew too large), garbage (what it sent is no message)
    """

    kind: Literal["exit", "signal", "timeout", "disk", "garbage"]
    number: int = 0
    detail: str = ""

    @property
    def text(self) -> str:
        """The ending in a few words, such as "exit status 0" or "SIGSEGV"."""
        if self.kind == "exit":
            return f"exit status {self.number}"
        if self.kind == "signal":
            try:
                return signal.Signals(self.number).name
            except ValueError:
                return f"signal {self.number}"
        return self.detail or self.kind


class _GoneError(Exception):
    """The fork server has ended."""


class Sandbox:
    """A fork server and the way to its children; a context manager.

    One thread may use it at a time. `start` returns at once, while the server warms up beside us.

    many  whether many children are to come: the server takes longer to start, and each child less
    """

    def __init__(
        self, limits: Limits | None = None, python: str = sys.executable, many: bool = False
    ) -> None:
        self.limits = limits or Limits()
        self._many = many
        self._python = python
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: IO[bytes] | None = None
        self._base = ""
        self._count = 0
        self._ended: dict[int, Ended] = {}

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the fork server, unless it runs already. Raises HostError where it cannot."""
        if self._process is not None:
            return
        if not hasattr(os, "fork"):
            raise HostError(
                "this system cannot fork processes",
                "Use Linux, macOS, or on Windows the Linux subsystem (WSL).",
            )
        try:
            self._launch()
        except BaseException:
            self.close()  # a caller whose `with` did not begin cannot
            raise

    def _launch(self) -> None:
        folders = surroundings.packages(_PROJECT)
        if "numpy" not in folders:
            raise HostError(
                "NumPy is not installed for this Python", f"{sys.executable} -m pip install numpy"
            )
        try:
            root = surroundings.folder_in_memory(2 * _DISK)
            self._base = tempfile.mkdtemp(prefix="grader-", dir=root)
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the server)
        except OSError as error:
            raise HostError(
                f"no temporary folder can be made: {error}",
                "Free some space, or set TMPDIR to a writable folder.",
            ) from None
        self._control, theirs = socket.socketpair()
        with theirs:
            config = {
                "packages": folders,
                "control": theirs.fileno(),
                "base": self._base,
                "readable": surroundings.readable(folders, _PROJECT),
                "many": self._many,
            }
            command = [self._python, "-I", "-S", str(_WORKER / "boot.py"), json.dumps(config)]
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._errors,
                    pass_fds=[theirs.fileno()],
                    env=surroundings.environment(),
                    start_new_session=True,
                )
            except OSError as error:
                raise HostError(
                    f"the worker cannot be started: {error}", "Check memory and process limits."
                ) from None

    def close(self) -> None:
        """End the server and its children, and remove their folders."""
        if self._control is not None:
            self._control.close()  # the server sees it, kills its children and cleans up
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._errors is not None:
            self._errors.close()
            self._errors = None
        if self._base:
            remove(self._base)  # nothing is left of it where the server ended in order
            self._base = ""
        self._ended.clear()

    def abandon(self) -> None:
        """Let go of a server that belongs to the process which this one was forked from."""
        if self._control is not None:
            self._control.close()  # this process's end of it alone
        if self._process is not None:
            self._process.returncode = 0  # not ours to wait for
        if self._errors is not None:
            self._errors.close()
        self._control = self._process = self._errors = None
        self._base = ""

    @contextmanager
    def child(self, seconds: float) -> Iterator[Child]:
        """Fork a child for a conversation of at most so many seconds of CPU time; it dies with the block."""
        try:
            child = self._fork(seconds)
        except _GoneError:  # the server died: a new one gets one chance
            self.close()
            self.start()
            try:
                child = self._fork(seconds)
            except _GoneError:
                raise self._host_error() from None
        try:
            yield child
        finally:
            child.channel.close()
            self.kill(child)

    def kill(self, child: Child) -> None:
        """Make sure that a child no longer runs."""
        try:
            self._order(Kill(child.id))
        except _GoneError:
            return  # the server took its children with it
        if self.ending(child) is None and self._process is not None:
            self._process.kill()  # a server that does not answer; its children end with it

    def ending(self, child: Child, seconds: float = 5.0) -> Ended | None:
        """Wait until a child is gone and return how it ended; None when it lives on.

        A server that is gone took its children with it, as by SIGKILL from outside.
        """
        deadline = time.monotonic() + seconds
        while child.id not in self._ended:
            try:
                if not self._take_notice(deadline - time.monotonic()):
                    return None
            except _GoneError:
                return Ended(child.id, 0, signal.SIGKILL, 0.0, 0)
        return self._ended[child.id]

    def _fork(self, seconds: float) -> Child:
        self.start()
        self._count += 1
        number = self._count
        ours, theirs = socket.socketpair()
        order = Fork(
            number,
            os.path.join(self._base, str(number)),
            self.limits.memory,
            seconds,
            self.limits.output,
            _DISK,
        )
        try:
            with theirs:
                self._order(order, theirs.fileno())
            forked = self._await_fork(number)
        except BaseException:
            ours.close()
            raise
        if forked.error:
            ours.close()
            raise HostError(
                f"no child can be forked: {forked.error}", "Free memory or disk space and try again."
            )
        return Child(number, forked.pid, ours)

    def _await_fork(self, number: int) -> Forked:
        deadline = time.monotonic() + _START
        while True:
            notice = self._read_notice(deadline - time.monotonic())
            if notice is None:
                raise self._host_error()
            if isinstance(notice, Forked) and notice.id == number:
                return notice

    def _order(self, order: Order, descriptor: int | None = None) -> None:
        if self._control is None:
            raise _GoneError
        body = encoder.encode(order)
        frame = _HEADER.pack(len(body)) + body
        try:
            if descriptor is None:
                self._control.sendall(frame)
            else:  # the descriptor travels with the first bytes
                sent = socket.send_fds(self._control, [frame], [descriptor])
                self._control.sendall(frame[sent:])
        except OSError:
            raise _GoneError from None

    def _take_notice(self, seconds: float) -> bool:
        return self._read_notice(seconds) is not None

    def _read_notice(self, seconds: float) -> Notice | None:
        """Read the server's next notice; keeps the ends of children. None when time is over."""
        if self._control is None:
            raise _GoneError
        watch = select.poll()  # select cannot watch descriptors beyond 1023
        watch.register(self._control, select.POLLIN)
        if not watch.poll(max(seconds, 0) * 1000):
            return None
        header = _receive(self._control, _HEADER.size)
        notice = notice_decoder.decode(_receive(self._control, _HEADER.unpack(header)[0]))
        if isinstance(notice, Ended):
            self._ended[notice.id] = notice
            for old in [number for number in self._ended if number < notice.id - 16]:
                del self._ended[old]
        return notice

    def _host_error(self) -> HostError:
        detail = ""
        if self._errors is not None:
            self._errors.seek(0)
            lines = self._errors.read(20000).decode("utf-8", "replace").strip().splitlines()
            detail = f": {lines[-1]}" if lines else ""
        return HostError(
            f"the worker process does not start{detail}",
            "Run 'python -m grader doctor' to see what is missing.",
        )


@dataclass
class Child:
    """One confined child and our end of its channel."""

    id: int
    pid: int
    channel: socket.socket
    received: int = 0
    _buffer: bytearray = field(default_factory=bytearray)

    def send(self, request: wire.Request, deadline: float) -> None:
        """Send a request; a child that is gone or does not listen shows itself when it is asked to answer.

        deadline  time.monotonic() after which no more is sent
        """
        self.channel.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            self.channel.sendall(wire.encode(request))
        except OSError:
            pass

    def is_quiet(self) -> bool:
        """Tell whether nothing is to be received: neither a message nor the channel's end."""
        if self._buffer:
            return False
        watch = select.poll()
        watch.register(self.channel, select.POLLIN)
        return not watch.poll(0)

    def receive(self, deadline: float) -> wire.Message | Ending | None:
        """Return the next message; an Ending for garbage; None when the channel is closed.

        deadline  time.monotonic() after which the child is given up: Ending("timeout")
        """
        header = self._take(wire.HEADER_SIZE, deadline)
        if not isinstance(header, bytes):
            return header
        try:
            length = wire.frame_length(header)
        except wire.WireError as error:
            return Ending("garbage", detail=str(error))
        self.received += length
        if self.received > _CONVERSATION:
            return Ending("garbage", detail="the program sent too many bytes")
        body = self._take(length, deadline)
        if not isinstance(body, bytes):
            return body
        try:
            return wire.decode_message(body)
        except wire.WireError as error:
            return Ending("garbage", detail=str(error))

    def _take(self, count: int, deadline: float) -> bytes | Ending | None:
        while len(self._buffer) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                return Ending("timeout")
            self.channel.settimeout(left)
            try:
                part = self.channel.recv(65536)
            except TimeoutError:
                return Ending("timeout")
            except OSError:
                return None
            if not part:
                return None
            self._buffer += part
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data


def _receive(control: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        try:
            part = control.recv(count - len(data))
        except OSError:
            part = b""
        if not part:
            raise _GoneError
        data += part
    return data
