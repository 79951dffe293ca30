"""Grading a class from the command line: signals, progress, summary; what a run does lies elsewhere."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from ..errors import UsageError
from . import console

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from types import FrameType

    from ..classroom.batch import ClassRun
    from ..classroom.model import Trouble
    from ..classroom.plan import Tally
    from ..report.catalogue import Catalogue

_EVERY = 10.0  # seconds between lines where no terminal is
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True)
class RunOptions:
    """The options of a run, as they were checked by the command line.

    words    exercises as typed, none for all; students: only theirs, all where there is none
    seconds  wall limit of an exercise; memory  MiB
    """

    folder: Path
    words: tuple[str, ...]
    layout: str
    jobs: int | None
    gradebook: str
    executor: str
    force: bool
    seed: int | None
    seconds: float
    memory: int
    mend: bool
    require_sandbox: tuple[str, ...]
    lang: str
    colour: str
    students: tuple[str, ...] = ()


def run_command(options: RunOptions) -> int:
    """Grade a class and say what came of it; returns the exit status."""
    from ..classroom.executors import close, executor_for
    from ..course import EXERCISES, find
    from ..report.catalogue import catalogue

    exercises = tuple(dict.fromkeys(found for word in options.words for found in find(word))) or EXERCISES
    jobs = options.jobs or _processors()
    _make_home(options)
    words = catalogue(options.lang)
    executor = executor_for(options.executor, jobs)  # it loads while this process does
    try:
        tally = _graded(options, exercises, executor, words)
    finally:
        close(executor, at_once=True)  # after a run nothing is left of it
    if options.students and not (tally.files or tally.troubles or tally.stopped_by):
        raise UsageError(
            f"nothing in {options.folder} was handed in by {', '.join(options.students)}",
            "Name students as 'class export' does in its column 'student'.",
        )
    console.emit(_summary(tally, exercises, words), console.wants_colour(options.colour))
    if tally.stopped_by:
        return 128 + tally.stopped_by
    return 1 if tally.troubles else 0


def _graded(options: RunOptions, exercises: tuple[str, ...], executor: Executor, words: Catalogue) -> Tally:
    with _collecting_nothing():
        from ..classroom.batch import ClassRun
        from ..classroom.gradebook import open_gradebook
        from ..classroom.plan import Plan

    plan = Plan(
        options.folder,
        exercises,
        options.layout,
        frozenset(options.students) or None,
        options.force,
        options.seed,
        options.seconds,
        options.memory * 2**20,
        options.mend,
        options.require_sandbox,
    )
    with open_gradebook(options.gradebook) as gradebook, _Progress(words, sys.stderr) as progress:
        run = ClassRun(plan, gradebook, executor, progress)
        with _stopped_by_signals(run):
            return run.go()


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Have the collector rest while modules are loaded, and never look at them: they stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def _make_home(options: RunOptions) -> None:
    """Make the folder of the gradebook where it is ours, in the class's own folder."""
    from .classroom import gradebook_of
    from .progress import own_folder

    if options.folder.is_dir() and options.gradebook == gradebook_of(options.folder, None):
        try:
            own_folder(options.folder)
        except OSError as error:
            from ..errors import GradebookError

            raise GradebookError(
                f"{options.folder}: no gradebook can be made there: {error.strerror or error}",
                "Name a place for it: --gradebook FILE",
            ) from None


@contextmanager
def _stopped_by_signals(run: ClassRun) -> Iterator[None]:
    """Have Ctrl-C and its kin stop the run in order; the second time, at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        if run.tally.stopped_by:
            raise KeyboardInterrupt
        run.stop(number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Progress:
    """A bar on a terminal, a line now and then elsewhere; a line for each trouble in both."""

    def __init__(self, words: Catalogue, stream: TextIO) -> None:
        self._words = words
        self._stream = stream
        self._bar = None
        if console.is_terminal(stream) and os.environ.get("TERM") != "dumb":
            self._bar = click.progressbar(
                length=1, file=stream, show_pos=True, item_show_func=lambda rate: rate, width=0
            )
        self._start = self._told = time.monotonic()

    def __enter__(self) -> _Progress:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)

    def step(self, tally: Tally) -> None:
        """Show how far the run is, how fast, and how long it will take."""
        now = time.monotonic()
        rate = tally.files / max(now - self._start, 1e-9)
        if self._bar is not None:
            self._bar.length = max(tally.expected, 1)
            self._bar.update(tally.files - self._bar.pos, self._words.text("run.rate", rate=f"{rate:.3g}"))
        elif now - self._told >= _EVERY:
            self._told = now
            left = round((tally.expected - tally.files) / max(rate, 1e-9))
            self._say(
                self._words.text(
                    "run.progress", done=tally.files, count=tally.expected, rate=f"{rate:.3g}", seconds=left
                )
            )

    def trouble(self, trouble: Trouble) -> None:
        """Show what could not be graded."""
        self._say(trouble_line(trouble, self._words))

    def _say(self, line: str) -> None:
        from ..report.escape import terminal

        encoding = console.encoding_of(self._stream)
        shown = terminal(line).encode(encoding, "backslashreplace").decode(encoding)
        clear = "\r\x1b[2K" if self._bar is not None else ""
        self._stream.write(f"{clear}{shown}\n")
        self._stream.flush()


def trouble_line(trouble: Trouble, words: Catalogue) -> str:
    """Say which file could not be graded, why, and what to do."""
    text, path = trouble.message, trouble.path
    if path and path not in text:
        text = words.text("run.trouble", path=path, text=text)
    return f"{text.rstrip('.')}. {trouble.hint}" if trouble.hint else text


def _summary(tally: Tally, exercises: tuple[str, ...], words: Catalogue) -> str:
    lines = []
    for exercise in exercises:
        passed, of = tally.passed(exercise)
        if of:
            name = words.text(f"exercise.{exercise}")
            lines.append(words.text("run.passed", name=name, passed=passed, count=of))
    numbers = {
        "graded": tally.graded,
        "unchanged": tally.unchanged,
        "elsewhere": tally.elsewhere,
        "troubles": tally.troubles,
    }
    lines += [
        words.text(f"run.{name}", count=count) for name, count in numbers.items() if count or name == "graded"
    ]
    rate = tally.files / max(tally.seconds, 1e-9)
    seconds = f"{tally.seconds:.1f}"
    lines.append(words.text("run.took", files=tally.files, seconds=seconds, rate=f"{rate:.3g}"))
    if tally.stopped_by:
        lines.append(words.text("run.stopped"))
    return "\n".join(lines) + "\n"
