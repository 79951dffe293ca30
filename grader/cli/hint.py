"""The hint command: the next rung for an exercise that fails, and on the last one the repair of the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from . import console

if TYPE_CHECKING:
    from ..outcome import Report
    from ..sandbox import Sandbox
    from ..submission import Submission


@dataclass(frozen=True)
class HintOptions:
    """The options of a hint, as they were checked by the command line.

    word   what names the exercise, as the learner typed it
    apply  write the repair into the file; yes  also where it was not shown yet
    """

    word: str
    submission: str | None
    apply: bool
    yes: bool
    seed: int | None
    lang: str
    colour: str
    folder: str | None


def hint_command(options: HintOptions) -> int:
    """Show the next hint, or apply the repair; returns 0 when everything passes (by now), else 1."""
    path, exercise = _find(options)
    from ..caps import highest_rung

    most = highest_rung(options.folder)
    _refuse(options, path, most)
    from ..sandbox import Sandbox

    with Sandbox() as sandbox:
        from ..submission import read_submission

        submission = read_submission(path)
        from ..grading import mended

        report, repaired = mended(submission, exercise, sandbox, seed=options.seed)
        if options.apply and not _passes(report):
            return _apply(submission, report, repaired, sandbox, options)
    return _show(report, most, options)


def _find(options: HintOptions) -> tuple[str, str]:
    """Return the file and the one exercise that are meant."""
    from ..course import find
    from .desk import file_of, find_exercises, relative

    found = find(options.word)
    if len(found) > 1:
        raise UsageError("a hint is for one exercise at a time", "Name it: grader hint exercise1")
    exercise = found[0]
    if options.submission is not None:
        return options.submission, exercise
    return relative(file_of(exercise, find_exercises(options.folder, Path.cwd()))), exercise


def _refuse(options: HintOptions, path: str, most: int) -> None:
    from ..report import HIGHEST_RUNG

    if options.yes and not options.apply:
        raise UsageError("--yes goes with --apply")
    if not options.apply:
        return
    if path == "-":
        raise UsageError("standard input cannot be repaired in place", "Name a file with --submission.")
    if most < HIGHEST_RUNG:
        raise UsageError(f"this course shows hints up to number {most}; the repair is number {HIGHEST_RUNG}")


def _passes(report: Report) -> bool:
    from ..outcome import Outcome

    return report.outcome is Outcome.PASSED


def _show(report: Report, most: int, options: HintOptions) -> int:
    from ..report.hinting import render_hint
    from .seen import ideas_of, next_rung, remember, seen_of

    rung = min(next_rung(seen_of(report), report), most)
    console.show(lambda settings: render_hint(report, rung, most, settings), options.lang, options.colour)
    if ideas_of(report):
        remember(report, rung)
    return 0 if _passes(report) else 1


def _apply(
    submission: Submission, report: Report, repaired: bytes | None, sandbox: Sandbox, options: HintOptions
) -> int:
    from ..report import HIGHEST_RUNG
    from ..report.hinting import render_applied, render_unrepaired

    if repaired is None:
        console.show(lambda settings: render_unrepaired(report, settings), options.lang, options.colour)
        return 1
    if not options.yes and not _was_shown(report):
        raise UsageError(
            f"the repair is hint {HIGHEST_RUNG}, which you have not seen yet for this file",
            "Ask for the next hint without --apply, or add --yes.",
        )
    backup = _write(submission, repaired)
    from ..grading import grade
    from ..submission import read_submission

    again = next(grade(read_submission(submission.path), (report.exercise,), sandbox, seed=options.seed))
    console.show(
        lambda settings: render_applied(again, submission.path, str(backup), settings),
        options.lang,
        options.colour,
    )
    if options.submission is None:
        from .desk import find_exercises
        from .progress import save_progress

        save_progress(find_exercises(options.folder, Path.cwd()), [again])
    return 0 if _passes(again) else 1


def _was_shown(report: Report) -> bool:
    """Tell whether the patch of this very text was shown."""
    from ..report import HIGHEST_RUNG
    from .seen import seen_of

    before = seen_of(report)
    return before is not None and (before.sha256, before.rung) == (report.submission.sha256, HIGHEST_RUNG)


def _write(submission: Submission, repaired: bytes) -> Path:
    """Put the repaired file in the place of the learner's; returns where the old one is kept."""
    from ..build import save_beside
    from .desk import relative
    from .progress import write_whole

    path = Path(submission.path)
    try:
        if path.read_bytes() != submission.raw:
            raise UsageError(f"{submission.path} has changed in the meantime", "Ask again.")
        backup = save_beside(path, submission.raw)
        write_whole(path, repaired)
    except OSError as error:
        raise UsageError(
            f"{submission.path} cannot be repaired in place: {error.strerror or error}",
            "Copy it to a folder that you may write to.",
        ) from None
    return Path(relative(backup))
