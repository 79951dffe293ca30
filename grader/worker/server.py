"""The fork server: holds Python and NumPy warm, forks one confined child for each submission.

It runs no learner code and holds no answers. Single-threaded: it waits for orders and for the ends of
children. When its own parent goes, it ends its children and removes their folders.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass, field

from . import child as child_module
from .confine import Confinement, detach
from .control import Ended, Fork, Forked, Kill, Notice, encoder, order_decoder
from .folders import remove, too_large
from .wire import Confined

_HEADER = struct.Struct(">I")
_MNIST = "GRADER_MNIST"
_KEPT = (_MNIST, "LANG")  # variables that children see, beside those of their folders
_WATCH = 0.1  # seconds between looks at the folders of living children


@dataclass
class Child:
    """A living child: its id, process and folder."""

    id: int
    pid: int
    folder: str
    disk: int
    reason: str = ""


@dataclass
class Server:
    """The loop: orders in, notices out."""

    control: socket.socket
    confinement: Confinement
    base: str
    children: dict[int, Child] = field(default_factory=dict)  # by pid
    _next_look: float = 0.0

    def serve(self) -> None:
        """Serve until the grader closes its end of the control socket."""
        for name in [name for name in os.environ if name not in _KEPT]:
            del os.environ[name]  # what was needed to find libraries is no learner's concern
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        try:
            while self._turn(reader):
                pass
        finally:
            for living in self.children.values():
                _kill(living.pid)
            for pid in self.children:  # only then does nothing write there any more
                os.waitpid(pid, 0)
            remove(self.base)

    def _turn(self, wakeup: int) -> bool:
        timeout = _WATCH if self.children else None
        sources: list[socket.socket | int] = [self.control, wakeup]
        ready, _, _ = select.select(sources, [], [], timeout)
        if wakeup in ready:
            os.read(wakeup, 512)
            self._reap()
        if self.control in ready and not self._obey():
            return False
        if self.children and time.monotonic() >= self._next_look:
            self._watch_folders()
            self._next_look = time.monotonic() + _WATCH
        return True

    def _obey(self) -> bool:
        received = _receive_with_descriptor(self.control)
        if received is None:
            return False
        body, descriptor = received
        order = order_decoder.decode(body)
        if isinstance(order, Kill):
            for living in self.children.values():
                if living.id == order.id:
                    _kill(living.pid)
        elif descriptor is not None:
            self._fork(order, descriptor)
            os.close(descriptor)
        return True

    def _fork(self, order: Fork, descriptor: int) -> None:
        try:
            os.mkdir(order.folder, 0o700)
            parent = os.getpid()
            pid = os.fork()
        except OSError as error:
            self._send(Forked(order.id, error=f"{error.strerror}: {order.folder}"))
            return
        if pid == 0:
            _be_child(order, descriptor, parent, self.confinement)
        self.children[pid] = Child(order.id, pid, order.folder, order.disk)
        self._send(Forked(order.id, pid))

    def _reap(self) -> None:
        while self.children:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            gone = self.children.pop(pid, None)
            if gone is None:
                continue
            if "seccomp" in self.confinement.missing:
                _kill_group(pid)  # processes that it may have left behind
            ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
            cpu = usage.ru_utime + usage.ru_stime
            self._send(Ended(gone.id, code, ended_by, cpu, usage.ru_maxrss * 1024, gone.reason))
            remove(gone.folder)  # nobody waits for it: a child may leave what takes seconds to remove

    def _watch_folders(self) -> None:
        for living in self.children.values():
            if too_large(living.folder, living.disk):
                living.reason = "disk"
                _kill(living.pid)

    def _send(self, notice: Notice) -> None:
        body = encoder.encode(notice)
        try:
            self.control.sendall(_HEADER.pack(len(body)) + body)
        except OSError:  # the grader is gone; the next turn sees it too
            pass


def _be_child(order: Fork, descriptor: int, parent: int, confinement: Confinement) -> None:
    """Never returns."""
    status = 1
    try:
        detach([descriptor, *confinement.descriptors], parent, confinement.libc)
        os.chdir(order.folder)
        os.environ.update({"HOME": order.folder, "TMPDIR": order.folder})
        layers, missing = confinement.enter(order.folder, order.memory, order.seconds)
        with socket.socket(fileno=descriptor) as channel:
            child_module.converse(channel, Confined(layers, missing), order.output)
        status = 0
    finally:
        os._exit(status)


def _receive_with_descriptor(control: socket.socket) -> tuple[bytes, int | None] | None:
    """Read one frame; the grader sends one order at a time, so its descriptor comes with its header."""
    header, descriptors, _, _ = socket.recv_fds(control, _HEADER.size, 1)
    while 0 < len(header) < _HEADER.size:
        header += control.recv(_HEADER.size - len(header))
    if not header:
        return None
    (length,) = _HEADER.unpack(header)
    body = b""
    while len(body) < length:
        part = control.recv(length - len(body))
        if not part:
            return None
        body += part
    return body, descriptors[0] if descriptors else None


def _kill(pid: int) -> None:
    """Kill a child that is not reaped yet, with its process group once it leads one."""
    if not _kill_group(pid):
        os.kill(pid, signal.SIGKILL)


def _kill_group(pid: int) -> bool:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def warm_up(rehearsed: bool = False) -> float:
    """Load what learners' programs need, so that no child has to; returns the seconds it took.

    rehearsed  also do once what every child does, which pays where many of them are to come
    """
    start = time.perf_counter()
    import _sitebuiltins
    import builtins
    import copy  # noqa: F401
    import gc
    import random  # noqa: F401

    import numpy.random  # noqa: F401

    from .offered import digits, names, plotting, routing  # noqa: F401

    if _MNIST in os.environ:  # it is read once, here: the children inherit it, and may not read its folder
        digits.load_mnist(normalize=False)

    for name in ("exit", "quit"):  # what the site module, which this process does without, would add
        setattr(builtins, name, _sitebuiltins.Quitter(name, "end of file"))
    if rehearsed:
        from .rehearsal import rehearse

        rehearse()
    gc.collect()
    gc.freeze()  # a child's collector leaves alone what it shares with this process: no page of it is copied

    return time.perf_counter() - start
