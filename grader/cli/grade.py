"""The grading command: submissions, sandbox, reports, progress, in the order that wastes no time.

The worker's fork server is started first; this process loads what it needs to judge while the server warms
up, and the templates while the worker works.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import HostError
from . import console

if TYPE_CHECKING:
    from ..outcome import Report
    from ..sandbox import Sandbox

Work = tuple[str, tuple[str, ...]]  # a file and the exercises to grade it on


@dataclass(frozen=True)
class Options:
    """The options of a grading, as they were checked by the command line.

    words    what names the exercises, as the learner typed it
    output   path of the report's file, None for standard output
    seconds  wall limit of an exercise; memory  MiB
    require_sandbox  layers without which nothing is graded
    rung     last rung of hints to be shown; None takes the format's own
    more     whether the course shows more hints than these
    """

    words: tuple[str, ...]
    submission: str | None
    form: str
    output: str | None
    seed: int | None
    seconds: float
    memory: int
    lang: str
    colour: str
    folder: str | None
    require_sandbox: tuple[str, ...]
    rung: int | None = None
    more: bool = True


def grade_command(options: Options) -> int:
    """Grade and write the report; returns the exit status: 0 all passed, 1 not passed."""
    if options.output is not None:
        console.check_output(options.output)
    from ..caps import highest_rung
    from ..report import RUNGS

    files = find_files(options)  # wrong use is told before anything is started
    most = highest_rung(options.folder)
    asked = RUNGS[options.form] if options.rung is None else options.rung
    options = replace(options, rung=min(asked, most), more=asked < most)
    from ..exercise import Limits
    from ..sandbox import Sandbox

    with Sandbox(Limits(options.seconds, options.memory * 2**20)) as sandbox:
        if options.require_sandbox:
            require_layers(options.require_sandbox)
        reports = list(_graded(files, sandbox, options))
    write_report(reports, options)
    if options.form == "github":
        from .summary import append_summary

        append_summary(reports, options, os.environ)
    if options.form == "text" and options.rung and any(report.diagnoses for report in reports):
        from .seen import note_shown

        note_shown(reports, options.rung)
    if options.submission is None:
        from .desk import find_exercises
        from .progress import save_progress

        save_progress(find_exercises(options.folder, Path.cwd()), reports)
    return status_of(reports, options)


def find_files(options: Options) -> list[Work]:
    """Find what is to be graded: one file on all exercises asked for, or each exercise's own file."""
    from ..course import find

    exercises = tuple(dict.fromkeys(found for word in options.words for found in find(word)))
    if options.submission is not None:
        return [(options.submission, exercises)]
    from .desk import file_of, find_exercises, relative

    folder = find_exercises(options.folder, Path.cwd())
    return [(relative(file_of(exercise, folder)), (exercise,)) for exercise in exercises]


def status_of(reports: Sequence[Report], options: Options) -> int:
    """Return 0 when everything asked for passed, else 1.

    One file graded on several exercises need not define them all: the missing ones do not count, as long
    as there is one that passed.
    """
    from ..outcome import Outcome

    outcomes = [report.outcome for report in reports]
    if options.submission is not None and len(outcomes) > 1:
        outcomes = [outcome for outcome in outcomes if outcome is not Outcome.MISSING]
    return 0 if outcomes and all(outcome is Outcome.PASSED for outcome in outcomes) else 1


def require_layers(names: Sequence[str]) -> None:
    """Raise HostError where one of these layers is not in force, or not proved, on this machine."""
    from ..doctor import examine

    lacking = [
        f"{layer.name} ({layer.detail or 'not proved'})"
        for layer in examine()
        if layer.name in names and not layer.proved
    ]
    if lacking:
        raise HostError(
            f"--require-sandbox: this machine lacks {', '.join(lacking)}",
            "Grade on a Linux kernel 5.13 or later with Landlock and seccomp; "
            "'python -m grader doctor' tells more.",
        )


def write_report(reports: Sequence[Report], options: Options) -> None:
    """Write the report where it was asked for."""
    from ..report import render

    to_file = options.output is not None
    colour = console.wants_colour("never" if to_file and options.colour == "auto" else options.colour)
    text = render(
        reports,
        options.form,
        lang=options.lang,
        colour=colour,
        width=console.width_of_terminal() if not to_file else 80,
        encoding="utf-8" if to_file else console.encoding_of(sys.stdout),
        rung=options.rung,
        more=options.more,
    )
    if options.output is None:
        console.emit(text, colour)
    else:
        console.write_output(options.output, text)


def _graded(files: Sequence[Work], sandbox: Sandbox, options: Options) -> Iterator[Report]:
    from ..submission import read_submission

    submissions = [(read_submission(path), exercises) for path, exercises in files]
    from ..grading import grade

    loader = threading.Thread(target=_prepare, args=(options.form,), daemon=True)
    loader.start()  # it works while this thread waits for the worker
    count = sum(len(exercises) for _, exercises in files)
    number = 0
    with console.Ticker(count if options.form == "text" else 0, sys.stderr, os.environ) as ticker:
        for submission, exercises in submissions:
            reports = grade(submission, exercises, sandbox, seed=options.seed, mend=bool(options.rung))
            for exercise in exercises:
                number += 1
                ticker.show(partial(_progress, exercise, number, count, options.lang))
                yield next(reports)
    loader.join()


def _progress(exercise: str, number: int, count: int, lang: str) -> str:
    from ..report.catalogue import catalogue

    return catalogue(lang).text("grading.progress", exercise=exercise, number=number, count=count)


def _prepare(form: str) -> None:
    """Load the templates; a fault shows again, and is told, where the report is written."""
    import contextlib

    from ..report import prepare

    with contextlib.suppress(Exception):
        prepare(form)
