"""Checking where the learner works: the cells that ran in this kernel, graded as the command line does.

The learner's code is never run in the kernel's own process: the kernel's history is text here. One sandbox
serves the whole kernel. What is wrong with the asking is said in one line, and no traceback of ours is shown.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache

from ..errors import GraderError, UsageError
from ..exercise import Limits
from ..outcome import Report
from ..report import HIGHEST_RUNG, Settings
from ..submission import Submission, parse_runs, read_submission
from .history import standing
from .kernel import Listener, shell
from .missing import not_run
from .shown import Checked, Interrupted, NotChecked
from .warm import Warm

_LEAST_SECONDS, _MOST_SECONDS = 0.1, 3600.0
_LEAST_MEMORY, _MOST_MEMORY = 64, 2**20  # MiB
_REMEMBERED = 64  # reports of a kernel that are kept, so that asking again costs nothing


@dataclass(frozen=True)
class _Options:
    """How to grade, checked: see `check`; `mend` asks for what is wrong by name."""

    seed: int | None
    limits: Limits
    mend: bool


@dataclass
class _Desk:
    """What a kernel keeps between checks."""

    warm: Warm = field(default_factory=Warm)
    listener: Listener = field(default_factory=Listener)
    loader: threading.Thread = field(default_factory=lambda: threading.Thread(target=_prepare, daemon=True))
    reports: OrderedDict[object, Report] = field(default_factory=OrderedDict)
    seen: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)


@cache
def desk() -> _Desk:
    """Return what this kernel keeps; made when it is first asked for."""
    return _Desk()


def check(
    *exercises: str | int,
    hint: int | None = None,
    lang: str | None = None,
    seed: int | None = None,
    submission: str | os.PathLike[str] | None = None,
    timeout: float = 10.0,
    memory: int = 1024,
) -> Checked:
    """Grade the cells that ran in this kernel, the last definition of a name for all, and show the report.

    exercises   numbers (3), topics ("gradient_descent") or ids ("exercise3"); without any, all
    hint        last hint to show, 0 (none) to 4 (the repair), as far as the course shows them; 1 by default
    lang        "en", "zh_CN", "zh_TW" or "ja"; by default as the locale says
    seed        draws the inputs from this number
    submission  path of a file to be graded in the place of the cells
    timeout     seconds for an exercise
    memory      MiB for the program
    Returns what a notebook shows as the report; programs look at `passed`, `score`, `max_score`, `reports`.
    Raises NotChecked, in one line, where that cannot be done.
    """
    with _told():
        text = _cells() if submission is None else _file(submission)  # the sandbox warms up from here on
        names = _exercises(exercises or ("all",))
        most = _highest_rung()
        rung = min(1 if hint is None else int(_within("hint", hint, 0, HIGHEST_RUNG, int)), most)
        settings = _settings(lang, rung, rung < most, submission is None)
        options = _options(seed, timeout, memory, rung > 0)
        return Checked(_reports(text, names, options), settings, most)


def hint(exercise: str | int, *, lang: str | None = None, seed: int | None = None) -> Checked:
    """Show the next hint for an exercise that fails: each call one more, up to a repair that was proved.

    A new idea in the cells begins with its first hint again. Options and errors as in `check`.
    """
    with _told():
        names = _exercises((exercise,))
        if len(names) > 1:
            raise UsageError("a hint is for one exercise at a time", 'Name it: grader.hint("exercise1")')
        (report,) = _reports(_cells(), names, _options(seed, 10.0, 1024, True))
        ideas = frozenset(found.misconception for found in report.diagnoses if found.kind == "misconception")
        before, old = desk().seen.get(report.exercise, (0, frozenset()))
        most = _highest_rung()
        rung = min(before + 1 if ideas <= old else 1, most)
        if ideas:
            desk().seen[report.exercise] = (rung, ideas)
        return Checked((report,), _settings(lang, rung, rung < most, True), most, hint=True)


def report_of(word: str | int, *, mend: bool = False, seed: int | None = None) -> Report:
    """Grade the cells that ran in this kernel on one exercise, showing nothing.

    word  as in `check`, for one exercise
    mend  name the misconceptions of what failed
    Raises GraderError.
    """
    names = _exercises((word,))
    if len(names) > 1:
        raise UsageError("a report is of one exercise")
    return _reports(_cells(), names, _options(seed, 10.0, 1024, mend))[0]


def begin() -> None:
    """Start the sandbox, and load the templates beside it, unless that is done already."""
    desk().warm.start()
    if desk().loader.ident is None:
        desk().loader.start()


def _prepare() -> None:
    """Load what grades, and the templates; a fault shows again, and is told, where they are used."""
    with suppress(Exception):
        from .. import grading  # noqa: F401  loading is the purpose
        from ..report.fragment import prepare

        prepare()


def _cells() -> Submission:
    found = shell()
    begin()
    desk().listener.listen(found)
    return parse_runs((run.number, run.source) for run in standing(desk().listener.runs(found)))


def _file(path: str | os.PathLike[str]) -> Submission:
    if not isinstance(path, str | os.PathLike) or path == "-":
        raise UsageError(f"submission={path!r} is not the path of a file")
    return read_submission(path)


def _reports(submission: Submission, names: Sequence[str], options: _Options) -> tuple[Report, ...]:
    """Grade on each exercise, or take the report of the same cells from before."""
    known = desk().reports
    keys = {name: (submission.path, submission.sha256, submission.cells, name, options) for name in names}
    asked = [name for name in names if keys[name] not in known]
    for name, report in zip(asked, _graded(submission, asked, options), strict=True):
        known[keys[name]] = report
    found = tuple(known[keys[name]] for name in names)
    while len(known) > _REMEMBERED:
        known.popitem(last=False)
    return found


def _graded(submission: Submission, names: Sequence[str], options: _Options) -> Iterator[Report]:
    if not names:
        return
    import numpy as np

    from ..grading import grade

    # The learner's settings of NumPy and of warnings must not reach the judge, nor its warnings the cell.
    with desk().warm.use(options.limits) as sandbox, np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for report in grade(
            submission, names, sandbox, seed=options.seed, limits=options.limits, mend=options.mend
        ):
            notes = not_run(report) if submission.kind == "kernel" else ()
            yield replace(report, notes=(*report.notes, *notes))


def _exercises(words: Sequence[str | int]) -> tuple[str, ...]:
    from ..course import find

    return tuple(dict.fromkeys(found for word in words for found in find(str(word))))


def _highest_rung() -> int:
    from ..caps import highest_rung

    return highest_rung(None)


def _settings(lang: str | None, rung: int, more: bool, kernel: bool) -> Settings:
    from ..report.catalogue import LANGUAGES, choose_language, language_of

    if lang is not None and language_of(str(lang)) is None:
        raise UsageError(f"lang={lang!r} is none of {', '.join(LANGUAGES)}")
    return Settings(choose_language(lang, os.environ), rung=rung, more=more, kernel=kernel)


def _options(seed: int | None, timeout: float, memory: int, mend: bool) -> _Options:
    number = None if seed is None else int(_within("seed", seed, 0, 2**63 - 1, int))
    seconds = _within("timeout", timeout, _LEAST_SECONDS, _MOST_SECONDS, float)
    mebibytes = int(_within("memory", memory, _LEAST_MEMORY, _MOST_MEMORY, int))
    return _Options(number, Limits(seconds, mebibytes * 2**20), mend)


def _within(name: str, value: object, least: float, most: float, kind: type[int] | type[float]) -> float:
    """Return a number within bounds; raises UsageError."""
    try:
        number = kind(value)  # type: ignore[call-overload, arg-type]
        fits = number == value and least <= number <= most
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        whole = "a whole number" if kind is int else "a number"
        raise UsageError(f"{name}={value!r} is not {whole} from {least:g} to {most:g}")
    return number


@contextmanager
def _told() -> Iterator[None]:
    """Turn every fault into one line; set GRADER_DEBUG=1 to see a fault of ours whole."""
    try:
        yield
    except GraderError as error:
        raise NotChecked(error.message, error.hint) from None
    except KeyboardInterrupt:
        raise Interrupted from None
    except Exception as error:
        if os.environ.get("GRADER_DEBUG", "0") not in ("", "0"):
            raise
        raise NotChecked(
            f"This is a fault of the grader, not of your program: {type(error).__name__}: {str(error)[:200]}",
            "Set GRADER_DEBUG=1 to see the details, and please report it.",
        ) from None
