"""One sandbox for a whole kernel: started once, closed with it, made again when it is lost.

A learner's code runs in the sandbox's children, never here. A process that was forked from the kernel lets go
of the kernel's sandbox and gets one of its own.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import GraderError
from ..exercise import Limits
from ..sandbox import Sandbox


class Warm:
    """A sandbox that stays. One caller at a time; others wait."""

    def __init__(self) -> None:
        self._sandbox: Sandbox | None = None
        self._lock = threading.RLock()
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._let_go)

    def start(self) -> None:
        """Start the worker, unless it runs: it warms up beside us. Raises HostError where it cannot."""
        with self._lock:
            if self._sandbox is None:
                self._sandbox = Sandbox()
            self._sandbox.start()

    @contextmanager
    def use(self, limits: Limits) -> Iterator[Sandbox]:
        """Lend the sandbox with these limits; after an interrupt in the midst of a word it is made anew."""
        with self._lock:
            self.start()
            assert self._sandbox is not None
            self._sandbox.limits = limits
            try:
                yield self._sandbox
            except GraderError:
                raise
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            sandbox, self._sandbox = self._sandbox, None
            if sandbox is not None:
                sandbox.close()

    def _let_go(self) -> None:
        self._lock = threading.RLock()  # whoever held the old one is not in this process
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            sandbox.abandon()
