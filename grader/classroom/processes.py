"""One grading process of this machine: started, given calls one after the other, ended; knows no jobs."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sysconfig
import threading
from collections.abc import Callable
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, TypeVar

from ..errors import HostError

T = TypeVar("T")
_END = 5.0  # seconds in which a process ends by itself once its channel is closed
# Of grading processes: tiny arrays gain nothing by threads, which would cost memory and make forks unsafe;
# and no file of a class's folder, where the command may have been started, may pass for a module.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONSAFEPATH": "1",
}


class ProcessDiedError(Exception):
    """The process ended before it answered."""


class ProcessHangsError(Exception):
    """The process did not answer in time, and was ended."""


class GradingProcess:
    """A process and our end of its channel; one thread may call it at a time.

    processor  that it is to keep to, if any
    """

    def __init__(self, processor: int | None) -> None:
        context = _context()
        self._channel, theirs = context.Pipe()
        with theirs:
            self._process = context.Process(target=_serve, args=(theirs, processor), daemon=True)
            self._process.start()

    def call(
        self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], seconds: float | None
    ) -> T:
        """Have it call a function, which has to be importable there, and return or raise what that does.

        seconds  that it may take; None for as long as it likes
        Raises ProcessDiedError, ProcessHangsError.
        """
        try:
            self._channel.send((fn, args, kwargs))
            if not self._channel.poll(seconds):
                self.kill()
                raise ProcessHangsError
            done, value = self._channel.recv()
        except (EOFError, OSError):
            raise ProcessDiedError from None
        if not done:
            raise value
        result: T = value
        return result

    def end(self) -> None:
        """Have it end once it has nothing to do."""
        self._channel.close()
        self._process.join(_END)
        self.kill()

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._process.join()


def processors_for(processes: int) -> list[int]:
    """Return a processor for each of so many processes; none where these are fewer or more, or not told."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    usable = sorted(os.sched_getaffinity(0))
    return usable if len(usable) == processes else []


@cache
def _context() -> ForkServerContext:
    """Return how processes are started: forked off one that has loaded everything, which they share."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.preloaded"])
    environment = {**_ENVIRONMENT, "PYTHONPATH": _path()}
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        forkserver.ensure_running()  # it hands the environment on
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return context


def _path() -> str:
    """Return PYTHONPATH with the project's folder, where that is no folder of installed packages anyway."""
    folder = str(Path(__file__).resolve().parents[2])
    installed = folder in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    known = os.environ.get("PYTHONPATH", "")
    return known if installed else os.pathsep.join(filter(None, [known, folder]))


def _serve(channel: Connection, processor: int | None) -> None:
    """Answer calls until the channel is closed."""
    from .work import cool_down

    _begin(processor)
    with channel, contextlib.suppress(EOFError, OSError):  # the run closed it, or is gone
        while True:
            _answer(channel)
    cool_down()


def _answer(channel: Connection) -> None:
    fn, args, kwargs = channel.recv()
    try:
        answer = True, fn(*args, **kwargs)
    except Exception as error:
        answer = False, error
    try:
        channel.send(answer)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        channel.send((False, RuntimeError(f"{answer[1]!r} cannot be sent: {error}")))


def _begin(processor: int | None) -> None:
    """Make a new process ready: it leaves Ctrl-C to the run, ends with the run, and warms its sandbox up.

    processor  that it is to keep to, if any
    """
    from .work import warm_up

    if processor is not None:
        with contextlib.suppress(OSError):  # taken away since: any other will do
            os.sched_setaffinity(0, {processor})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(HostError):  # the first job meets it again, and tells
        warm_up()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # the fork server sees it and takes its children along
