"""Processes that share the work of a benchmark, each with a sandbox of its own."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

from measured import measure

from grader import course
from grader.sandbox import Sandbox

_sandbox: Sandbox | None = None  # of this process


def ready() -> Sandbox:
    """Return this process's sandbox, its server started and everything imported."""
    global _sandbox
    if _sandbox is None:
        _sandbox = Sandbox()
        _sandbox.start()
        atexit.register(_sandbox.close)
        measure(_sandbox, b"x = 1\n", "first.py", course.EXERCISES[0])  # imports, and the server's start
    return _sandbox


def crew(jobs: int) -> ProcessPoolExecutor:
    """Return that many processes."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("forkserver"))


def in_order(pool: ProcessPoolExecutor, jobs: Sequence[tuple[Any, ...]], what: str) -> list[Any]:
    """Run jobs (function, arguments ...) and return their results in order; tells how far it is."""
    waiting = {pool.submit(*job): number for number, job in enumerate(jobs)}
    results: list[Any] = [None] * len(jobs)
    for done, future in enumerate(as_completed(waiting), start=1):
        results[waiting[future]] = future.result()
        if sys.stderr.isatty() or done % 50 == 0 or done == len(jobs):
            end = "\r" if sys.stderr.isatty() and done < len(jobs) else "\n"
            print(f"{what} {done}/{len(jobs)}", end=end, file=sys.stderr, flush=True)
    return results
