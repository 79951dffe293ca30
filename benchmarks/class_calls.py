"""Recording what the checks ask of a submission, as plain steps that the floor can run without the grader."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from class_floor import Asked
from class_work import EXERCISES, ROOT

sys.path.insert(0, str(ROOT))

from grader.grading import grade
from grader.sandbox import Sandbox
from grader.session import Session
from grader.submission import parse_submission
from grader.worker import wire
from grader.worker.values import unpack

_STEPS = msgspec.msgpack.Decoder(list[wire.Step])


def recorded(texts: Sequence[str], sandbox: Sandbox) -> list[Asked]:
    """Grade a submission once and return what its checks asked. It has to pass.

    texts  its cells
    """
    asked: list[Asked] = []
    submission = parse_submission("\n\n".join(texts).encode(), "recorded.py")
    with _listening(asked):
        outcomes = [report.outcome.value for report in grade(submission, EXERCISES, sandbox, seed=1)]
    if set(outcomes) != {"passed"}:
        raise SystemExit(f"the benchmark's own submission does not pass: {outcomes}")
    return asked


@contextmanager
def _listening(asked: list[Asked]) -> Iterator[None]:
    run = Session.run

    def listen(self: Session, bind: Any, jobs: Any) -> Any:
        jobs = list(jobs)
        names = {name: self._definitions[index].name for name, index in bind.items()}
        asked.append((names, [[_plain(step) for step in _STEPS.decode(job.program.steps)] for job in jobs]))
        return run(self, bind, jobs)

    Session.run = listen  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Session.run = run  # type: ignore[method-assign]


def _plain(step: wire.Step) -> Any:
    """Return a step with its arguments as the arrays and numbers that they stand for."""
    if isinstance(step, wire.Probe):
        return "probe", step.into, step.family, {name: unpack(value) for name, value in step.params.items()}
    if isinstance(step, wire.Put):
        return "put", step.into, unpack(step.value)
    if isinstance(step, wire.Seed):
        return "seed", step.value
    if isinstance(step, wire.Get):
        return "get", step.object, step.paths, step.into
    if isinstance(step, wire.Set):
        return "set", step.object, step.paths, _argument(step.value)
    if isinstance(step, wire.MethodOf):
        return "method_of", step.into, step.object, step.names, [_argument(value) for value in step.args]
    given = [_argument(value) for value in step.args], {k: _argument(v) for k, v in step.kwargs.items()}
    if isinstance(step, wire.Method):
        return "method", step.object, step.names, *given, step.into
    return "call", step.function, *given, step.into


def _argument(value: Any) -> Any:
    return value if isinstance(value, wire.Ref) else unpack(value)
