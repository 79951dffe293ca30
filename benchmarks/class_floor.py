"""The floor of the class benchmark: a warm fork that runs a submission's calls and pipes the answers back.

Nothing is confined, limited, logged, judged or kept: no grader that gives a submission a process of its own
can take less. The calls are those that the grader's checks make, recorded by class_calls.py. The process is
a lean one, with its collector frozen before it forks.

    python class_floor.py WORK PROCESSES     prints the seconds, and those of CPU, for all submissions in WORK
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader.worker import probes
from grader.worker.wire import Ref

Asked = tuple[dict[str, str], list[list[Any]]]  # register -> name of a definition; programs of plain steps
Work = list[tuple[list[str], list[Asked]]]  # a submission's cells, and what each exercise asks


def answers(texts: Sequence[str], asked: Sequence[Asked]) -> list[Any]:
    """Run a submission and every call that the checks make; returns what each gave."""
    sys.stdout = io.StringIO()
    space: dict[str, Any] = {"__name__": "submission"}
    for text in texts:
        exec(text, space)
    given: list[Any] = []
    for names, programs in asked:
        for program in programs:
            registers = {register: space[name] for register, name in names.items()}
            given += [_done(step, registers) for step in program]
    return given


def _done(step: Any, registers: dict[str, Any]) -> Any:
    kind, *rest = step
    value = None
    if kind == "probe":
        registers[rest[0]] = probes.make(*rest, None)
    elif kind == "put":
        registers[rest[0]] = rest[1]
    elif kind == "seed":
        np.random.seed(rest[0])
        random.seed(rest[0])
    elif kind == "get":
        value = registers[rest[2]] = _found(registers[rest[0]], rest[1])
    elif kind == "set":
        _found(registers[rest[0]], rest[1])[...] = _here(rest[2], registers)
    elif kind == "method_of":
        bound, fixed = _found(registers[rest[1]], rest[2]), [_here(each, registers) for each in rest[3]]
        registers[rest[0]] = lambda ignored: bound(*fixed)
    else:
        called = registers[rest[0]] if kind == "call" else _found(registers[rest[0]], rest[1])
        *_, positional, named, into = rest
        value = registers[into] = called(
            *[_here(each, registers) for each in positional],
            **{name: _here(each, registers) for name, each in named.items()},
        )
    return value if isinstance(value, (int, float, np.ndarray, np.generic, tuple, list, dict)) else None


def _here(value: Any, registers: dict[str, Any]) -> Any:
    if isinstance(value, Ref):
        return registers[value.register]
    return value.copy() if isinstance(value, np.ndarray) else value


def _found(owner: Any, paths: Iterable[str]) -> Any:
    for path in paths:
        value = owner
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
            if value is None:
                break
        else:
            return value
    raise LookupError(str(paths))


# --- the warm process -----------------------------------------------------------------------------


def run(work: Work, processes: int) -> None:
    """Fork a child for each submission, in so many warm processes at once."""
    pids = [_forked(_serve, work[number::processes]) for number in range(processes)]
    for pid in pids:
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("the floor fell in")


def _serve(work: Work) -> None:
    for texts, asked in work:
        reader, writer = os.pipe()
        pid = _forked(_send, writer, texts, asked)
        os.close(writer)
        with open(reader, "rb") as source:
            given = pickle.load(source)
        assert len(given) == sum(len(program) for _, programs in asked for program in programs)
        os.waitpid(pid, 0)


def _send(writer: int, texts: Sequence[str], asked: Sequence[Asked]) -> None:
    with open(writer, "wb") as sink:
        pickle.dump(answers(texts, asked), sink)


def _forked(act: Callable[..., None], *given: Any) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            act(*given)
            status = 0
        finally:
            os._exit(status)
    return pid


def main() -> None:
    """Warm up, measure, print."""
    work: Work = pickle.loads(Path(sys.argv[1]).read_bytes())
    gc.collect()
    gc.freeze()
    run(work[:2], 1)
    before = _cpu()
    start = time.perf_counter()
    run(work, int(sys.argv[2]))
    print(time.perf_counter() - start, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
