"""Where jobs run: grading processes on this machine, or the workers of a Dask cluster; knows no gradebook.

Each is a `concurrent.futures.Executor`, with the number of jobs that it can run at once as `slots`.

Why each grading process has a channel of its own, and a thread that waits at it: in a pool of several that
share a queue, as those of the standard library and of loky, the death of one breaks the pool and every job in
it; in pebble's it breaks only its own job, but its processes share pipes under a lock, and one that is killed
with the lock in its hand stalls the others. Here nothing is shared: who dies takes at most the one job with
it that it was given.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from .. import __version__
from ..errors import HostError, UsageError
from .processes import GradingProcess, ProcessDiedError, ProcessHangsError, processors_for

T = TypeVar("T")
LOCAL = "local"
DASK = "dask://"
_PATIENCE = 10.0  # seconds in which a scheduler has to answer
_TRIES = 2  # processes that a job may cost
_HUNG = (
    "the process that graded this hung and was ended, and was tried twice",
    "Please report it, with the file: the grader itself is at fault.",
)


class GradingProcessLost(HostError):
    """The processes that graded a job died, more than once."""

    def __init__(self, message: str = "", hint: str = "") -> None:
        super().__init__(
            message or "the processes that graded this died, twice",
            hint or "Has the machine too little memory? Grade it again, with fewer --jobs.",
        )


def executor_for(spec: str, jobs: int) -> Executor:
    """Return the executor that a word names; `close` it at the end.

    spec  "local", or "dask://HOST:PORT" for the scheduler of a cluster
    jobs  grading processes on this machine

    Raises UsageError for another word, HostError where there is no such scheduler or library.
    """
    if spec == LOCAL:
        return LocalExecutor(jobs)
    if spec.startswith(DASK) and spec != DASK:
        return DaskExecutor("tcp://" + spec.removeprefix(DASK))
    raise UsageError(
        f"{spec!r} is no executor", f"There are {LOCAL} and {DASK}HOST:PORT, the scheduler of a cluster."
    )


def slots_of(executor: Executor) -> int:
    """Return how many jobs an executor runs at once."""
    return int(getattr(executor, "slots", 1))


def close(executor: Executor, at_once: bool = False) -> None:
    """Shut an executor down.

    at_once  give up the jobs that run; without it there must be none left
    """
    abort = getattr(executor, "abort", None)
    if at_once and abort is not None:
        abort()
    executor.shutdown(wait=True, cancel_futures=True)


# --- this machine ---------------------------------------------------------------------------------


class LocalExecutor(ThreadPoolExecutor):
    """As many grading processes as asked for; a thread waits for each.

    A process that dies is replaced and its job given once to the new one; the jobs of others never notice.
    Where there are as many as processors, each keeps to one, and with it its fork server and children: they
    work in turns, and find in its caches what the one before them left there.
    """

    def __init__(self, processes: int) -> None:
        super().__init__(processes, "grading")
        self.slots = processes
        self._processors = processors_for(processes)
        self._own = threading.local()  # each thread's process
        self._lock = threading.Lock()
        self._processes: set[GradingProcess] = set()
        self._aborted = False
        for _ in range(processes):
            super().submit(self._process)  # they load while the run is being made ready

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a grading process call a function, which has to be importable there."""
        return super().submit(self._give, fn, args, kwargs)

    def abort(self) -> None:
        """Kill the grading processes: the jobs that run end with GradingProcessLost."""
        with self._lock:
            self._aborted = True
            for process in self._processes:
                process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads and the processes."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        with self._lock:
            processes, self._processes = self._processes, set()
        for process in processes:
            process.end()

    def _give(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        hung = False
        for _ in range(_TRIES):
            process = self._process()
            try:
                return process.call(fn, args, kwargs, _patience(args))
            except (ProcessDiedError, ProcessHangsError) as error:
                hung = hung or isinstance(error, ProcessHangsError)
                self._drop(process)
        raise GradingProcessLost(*_HUNG) if hung else GradingProcessLost

    def _process(self) -> GradingProcess:
        """Return this thread's process, a new one where it has none."""
        process: GradingProcess | None = getattr(self._own, "process", None)
        if process is None:
            with self._lock:
                if self._aborted:
                    raise GradingProcessLost
                process = self._own.process = GradingProcess(self._processor())
                self._processes.add(process)
        return process

    def _processor(self) -> int | None:
        """Return the processor that this thread's processes keep to; called with the lock."""
        if not hasattr(self._own, "processor"):
            self._own.processor = self._processors.pop() if self._processors else None
        return self._own.processor  # type: ignore[no-any-return]

    def _drop(self, process: GradingProcess) -> None:
        self._own.process = None
        with self._lock:
            self._processes.discard(process)
        process.kill()


def _patience(args: tuple[Any, ...]) -> float | None:
    """Return the seconds after which a process hangs, where what it is given tells them (see `Job`)."""
    return getattr(args[0], "patience", None) if args else None


# --- a cluster ------------------------------------------------------------------------------------


class DaskExecutor(Executor):
    """The workers of a Dask cluster. Its scheduler gives the jobs of a worker that died to others."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise HostError(
                "the library for clusters is not installed", "python -m pip install 'grader[dask]'"
            ) from None
        connect: Any = Client  # distributed tells no types
        try:
            self._client: Any = connect(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise HostError(
                f"no Dask scheduler answers at {address}: {error}", "Start one with 'dask scheduler'."
            ) from None
        self._inner = self._client.get_executor(pure=False)
        try:
            self.slots = self._ready_workers()
        except BaseException:
            self._client.close()
            raise

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a worker call a function, which has to be importable there."""
        future: Future[T] = self._inner.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give up what is under way and leave the cluster as it is."""
        self._client.close()

    def _ready_workers(self) -> int:
        """Return how many threads the workers have.

        Raises HostError where there is none, or one with another version of the grader.
        """
        threads: dict[str, int] = self._client.nthreads()
        if not threads:
            raise HostError("the cluster has no worker", "Start some with 'dask worker ADDRESS'.")
        try:
            versions: dict[str, str] = self._client.run(_version)
        except ImportError as error:
            raise HostError(
                f"a worker of the cluster cannot import the grader: {error}",
                "Install the grader in the environment of the workers.",
            ) from None
        for worker, version in versions.items():
            if version != __version__:
                raise HostError(
                    f"the worker {worker} has version {version} of the grader, this is {__version__}",
                    "Install the same version everywhere.",
                )
        return sum(threads.values())


def _version() -> str:
    return __version__
