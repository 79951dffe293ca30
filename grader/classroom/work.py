"""What runs in a grading process: a job in, packed reports out; knows no class, no gradebook, no executor.

A process keeps one sandbox warm for each of its threads. A fork server that died is started anew, and the
job is tried once more. What judges is loaded by the first job: who only sends jobs here needs none of it.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from ..errors import HostError
from ..submission import Submission, parse_submission
from .model import Job
from .record import pack

if TYPE_CHECKING:
    from ..exercise import Limits
    from ..sandbox import Sandbox


class _Warm(threading.local):
    """What stays between the jobs of one thread: an executor brings a function and its arguments, no place.

    A sandbox serves one thread at a time, and a worker of a cluster may run several.
    """

    sandbox: Sandbox | None = None


_warm = _Warm()


def warm_up() -> None:
    """Start this thread's fork server, unless it runs already. Raises HostError where it cannot."""
    from ..exercise import Limits

    _sandbox(Limits())


def grade_job(job: Job) -> list[bytes]:
    """Grade one file on each of a job's exercises; returns a packed report for each, in their order.

    Raises UnreadableSubmission for bytes that are no submission, HostError where this machine cannot grade,
    or not behind the layers of the sandbox that the job requires.
    """
    _refuse_without(job.require)
    submission = parse_submission(job.raw, job.path)
    try:
        return _graded(submission, job)
    except HostError:  # the fork server is gone for good, or could not fork: a new one gets one chance
        cool_down()
        return _graded(submission, job)


def cool_down() -> None:
    """End this thread's fork server, if there is one."""
    sandbox, _warm.sandbox = _warm.sandbox, None
    if sandbox is not None:
        sandbox.close()


@cache
def _lacking(layers: tuple[str, ...]) -> tuple[str, ...]:
    """Return which layers of the sandbox are not proved to hold here; tried once."""
    from ..doctor import examine

    return tuple(
        f"{layer.name} ({layer.detail or 'not proved'})"
        for layer in examine()
        if layer.name in layers and not layer.proved
    )


def _refuse_without(layers: tuple[str, ...]) -> None:
    lacking = _lacking(layers) if layers else ()
    if lacking:
        raise HostError(
            f"--require-sandbox: the grading process lacks {', '.join(lacking)}",
            "Grade on a Linux kernel 5.13 or later with Landlock and seccomp; "
            "'python -m grader doctor' tells more.",
        )


def _graded(submission: Submission, job: Job) -> list[bytes]:
    from ..exercise import Limits
    from ..grading import grade

    sandbox = _sandbox(Limits(job.seconds, job.memory))
    reports = grade(submission, job.exercises, sandbox, seed=job.seeds, student=job.student, mend=job.mend)
    return [pack(report) for report in reports]


def _sandbox(limits: Limits) -> Sandbox:
    sandbox = _warm.sandbox
    if sandbox is None:
        from ..sandbox import Sandbox

        sandbox = _warm.sandbox = Sandbox(limits, many=True)
    sandbox.limits = limits  # those of the job: the next child is forked with them
    sandbox.start()
    return sandbox
