"""What this machine can do: each layer of confinement proved by trying to break it, and facts of speed.

A small program goes through a session as if a learner had submitted it, and tells what it was refused.
Knows the layers; says nothing in words for people beyond names and short details.
"""

from __future__ import annotations

import os
import platform
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from .errors import HostError
from .exercise import Limits
from .sandbox import Ending, Sandbox
from .session import Job, Session
from .worker.confine import LAYERS
from .worker.wire import Answer, Call, Map, Program, SourceCell

_PROJECT = Path(__file__).resolve().parent.parent
_WARM = 5  # children started for the time of one
_BEYOND = 64 * 2**20  # bytes asked for beyond the memory limit

# Each attempt is harmless where it succeeds: a signal 0, a program that is not there, a process that is not.
_ATTEMPTS = """
import ctypes
import os
import resource
import socket
import sys

EPERM = 1
DENIED, CAPPED = PermissionError, (ValueError, OSError)
libc = ctypes.CDLL(None, use_errno=True)


def must_be(condition):
    if not condition:
        raise PermissionError


def forbidden(result):
    if result != 0 and ctypes.get_errno() == EPERM:
        raise PermissionError


def fork():
    if os.fork() == 0:
        os._exit(0)


def execute():
    try:
        os.execv("/nonexistent/program", ["program"])
    except FileNotFoundError:
        pass


def fill():
    with open("large", "wb") as file:
        file.truncate(2**30)


def descriptors():
    for number in range(3, 256):
        try:
            os.fstat(number)
        except OSError:
            continue
        yield number


def capabilities():
    found = (ctypes.c_uint32 * 6)()
    if libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), found) != 0:
        return 1
    return sum(found)


def code_of_the_grader():
    # a notebook's `import grader` gets a module that does nothing, as `import matplotlib` does
    if __import__("grader").__spec__.origin == "offered":
        raise ImportError


def attempts(own, others, project, parent, memory):
    # layer, what is tried, how it is refused, the attempt: what returns was possible
    known = {"HOME", "TMPDIR", "LANG", "LC_CTYPE"}
    yield "process", "import grader", ImportError, code_of_the_grader
    yield "process", "inherit variables", DENIED, lambda: must_be(set(os.environ) - known)
    yield "process", "inherit files", DENIED, lambda: must_be(len(list(descriptors())) > 1)
    yield "process", "share a session", DENIED, lambda: must_be(os.getsid(0) != os.getpid())
    yield "rlimits", "exceed the memory", MemoryError, lambda: bytearray(memory)
    yield "rlimits", "write a large file", OSError, fill
    far = (2**30, 2**30)
    yield "rlimits", "raise a limit", CAPPED, lambda: resource.setrlimit(resource.RLIMIT_CPU, far)
    if sys.platform.startswith("linux"):
        yield "privileges", "hold a capability", DENIED, lambda: must_be(capabilities() > 0)
        yield "privileges", "gain privileges", DENIED, lambda: must_be(libc.prctl(39, 0, 0, 0, 0) == 0)
    yield "landlock", "read /etc/passwd", DENIED, lambda: open("/etc/passwd").close()
    yield "landlock", "read the project", DENIED, lambda: open(project).close()
    yield "landlock", "read a file of others", DENIED, lambda: open(own).close()
    yield "landlock", "write a file of others", DENIED, lambda: open(own, "a").close()
    yield "landlock", "make a file elsewhere", DENIED, lambda: open(others, "w").close()
    yield "seccomp", "fork", DENIED, fork
    yield "seccomp", "execute a program", DENIED, execute
    yield "seccomp", "open a socket", DENIED, lambda: socket.socket().close()
    yield "seccomp", "connect", DENIED, lambda: forbidden(libc.connect(0, None, 0))
    yield "seccomp", "signal its parent", DENIED, lambda: os.kill(parent, 0)
    yield "seccomp", "trace a process", DENIED, lambda: forbidden(libc.ptrace(16, 2**22 + 1, None, None))
    yield "seccomp", "change permissions", DENIED, lambda: os.chmod("large", 0o600)


def tried(own, others, project, parent, memory):
    found = {}
    for layer, name, refusal, attempt in attempts(own, others, project, parent, memory):
        key = layer + ": " + name
        try:
            attempt()
        except refusal:
            found[key] = True
        except BaseException as error:  # neither refused nor possible: it proves nothing
            found[key] = type(error).__name__
        else:
            found[key] = False
    return found
"""


@dataclass(frozen=True)
class Layer:
    """A layer of confinement, as it was found.

    in_force  the child says that it holds
    proved    it holds, and every attempt that it is there to refuse was refused
    detail    why it is missing, or what was possible in spite of it, or what was refused
    """

    name: str
    in_force: bool
    proved: bool
    detail: str


@dataclass(frozen=True)
class Facts:
    """What grading rests on; times in milliseconds.

    cold_ms  from nothing to the answer of a first child: starting the worker
    warm_ms  from a warm worker to the answer of one more child
    """

    python: str
    numpy: str
    kernel: str
    cores: int
    cold_ms: float
    warm_ms: float


def examine(limits: Limits | None = None) -> list[Layer]:
    """Try to break every layer from inside a real child; returns them in the order of `confine.LAYERS`.

    limits  None takes the default ones
    Raises HostError where no child can be run at all.
    """
    limits = limits or Limits()
    with _other_file() as (own, others), Sandbox(limits) as sandbox:
        steps = [Call("tried", [own, others, __file__, os.getpid(), limits.memory + _BEYOND])]
        cells = [SourceCell(1, _ATTEMPTS)]
        with Session(sandbox, cells, ["tried"]) as session:
            tried = _answer(session, Program("layers", list(steps), 0.0), "tried")
            if os.path.exists(others):
                tried["landlock: make a file elsewhere"] = False
            return [_layer(name, name in session.layers, session.missing, tried) for name in LAYERS]


def facts(limits: Limits | None = None) -> Facts:
    """Return versions, and how long a worker and a child take to start here. Raises HostError."""
    cells = [SourceCell(1, "def nothing():\n    return {}\n")]
    program = Program("start", [Call("nothing")], 0.0)
    times = []
    start = time.perf_counter()
    with Sandbox(limits or Limits()) as sandbox:
        for _ in range(_WARM + 1):
            with Session(sandbox, cells, ["nothing"]) as session:
                _answer(session, program, "nothing")
            times.append((time.perf_counter() - start) * 1e3)
            start = time.perf_counter()
    return Facts(
        platform.python_version(),
        version("numpy"),
        f"{platform.system()} {platform.release()}",
        os.cpu_count() or 1,
        round(times[0], 1),
        round(median(times[1:]), 1),
    )


def _answer(session: Session, program: Program, name: str) -> dict[str, object]:
    """Run a program of one call that returns a dict; raises HostError where it does not."""
    loaded = session.load()
    if isinstance(loaded, Ending):
        raise HostError(f"a program cannot be run here: {loaded.text}", "Look at memory and process limits.")
    found = {definition.name: definition.index for definition in loaded.definitions}
    if name not in found:
        shown = loaded.faults[0].raised if loaded.faults else None
        raise HostError(f"a program cannot be run here: {shown}", "Reinstall Python and NumPy.")
    for _, result in session.run({name: found[name]}, [Job(program, name)]):
        if isinstance(result, Answer) and result.ended == "done" and isinstance(result.records[0].value, Map):
            return dict(result.records[0].value.items)
        how = result.text if isinstance(result, Ending) else result.ended
        raise HostError(f"a program cannot be run here: {how}", "Look at memory and process limits.")
    raise HostError("a program cannot be run here", "Look at memory and process limits.")


def _layer(name: str, in_force: bool, missing: Mapping[str, str], tried: Mapping[str, object]) -> Layer:
    """Judge a layer by its attempts: True refused, False possible, a text what went wrong instead."""
    attempts = {key.split(": ", 1)[1]: held for key, held in tried.items() if key.startswith(f"{name}: ")}
    if not in_force:
        return Layer(name, False, False, missing.get(name, ""))
    open_ones = [
        attempt if held is False else f"{attempt} ({held})"
        for attempt, held in attempts.items()
        if held is not True
    ]
    if open_ones:
        return Layer(name, True, False, f"not refused: {', '.join(open_ones)}")
    return Layer(name, True, bool(attempts), f"refused: {', '.join(attempts)}" if attempts else "")


@contextmanager
def _other_file() -> Iterator[tuple[str, str]]:
    """Make a file as of another program, and a name beside it; remove both."""
    with tempfile.TemporaryDirectory(prefix="grader-doctor-") as folder:
        own, others = os.path.join(folder, "own"), os.path.join(folder, "made")
        Path(own).write_text(secrets.token_hex(8), encoding="ascii")
        yield own, others
