"""The learner's desk: where the exercises lie, which file is whose, how far the learner is.

Knows folders and files; grades nothing and says no words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .progress import Result, load_progress

if TYPE_CHECKING:
    from ..report.listing import Row

FOLDER = "exercises"
SOLUTIONS = "solutions"
_PATTERN = "exercise*_*.py"
_LARGEST = 20 * 2**20  # bytes of a file that is worth hashing
_CHECKOUT = Path(__file__).resolve().parent.parent.parent


def find_exercises(asked: str | None, here: Path) -> Path:
    """Return the folder of the exercises: the one asked for, else the nearest one upward, else the kit's own.

    Raises UsageError where there is none.
    """
    if asked is not None:
        folder = Path(asked)
        if not folder.is_dir():
            raise UsageError(f"--exercises-dir {asked}: there is no such folder")
        return folder
    for base in (here, *here.parents, _CHECKOUT):
        if base not in (_CHECKOUT, _CHECKOUT / SOLUTIONS) and holds_exercises(base):
            return base
        if holds_exercises(base / FOLDER):
            return base / FOLDER
    raise UsageError(
        "no folder of exercises is found here or above",
        "Change to the folder that holds exercises/, or name it with --exercises-dir.",
    )


def find_solutions(asked: str | None, here: Path) -> Path:
    """Return the folder of the solutions, found as `find_exercises` does; raises UsageError."""
    if asked is not None:
        folder = Path(asked)
        if not folder.is_dir():
            raise UsageError(f"--solutions-dir {asked}: there is no such folder")
        return folder
    for base in (here, *here.parents, _CHECKOUT):
        if holds_exercises(base / SOLUTIONS):
            return base / SOLUTIONS
    raise UsageError("no folder of solutions is found here or above", "Name it with --solutions-dir.")


def file_of(exercise: str, folder: Path) -> Path:
    """Return the learner's file of an exercise: `exerciseN_topic.py`, or another of the number.

    Raises UsageError where there is none, or several others.
    """
    exact = folder / f"{exercise}.py"
    if exact.exists():
        return exact
    stem = exercise.split("_")[0]
    others = sorted(folder.glob(f"{stem}_*.py"))
    if len(others) == 1:
        return others[0]
    name = relative(exact)
    if others:
        found = ", ".join(path.name for path in others)
        raise UsageError(f"{name} does not exist, but {found} do", "Say which one with --submission FILE.")
    raise UsageError(
        f"{name} does not exist", "Write the stubs with 'python -m grader build', or use --submission."
    )


def relative(path: Path) -> str:
    """Return a path as seen from here, where that is shorter and goes only downward."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def rows(exercises: Sequence[str], folder: Path) -> list[Row]:
    """Return the list's rows: the last result of each exercise, and whether its file has changed since."""
    results = load_progress(folder)
    return [_row(exercise, folder, results.get(exercise)) for exercise in exercises]


def _row(exercise: str, folder: Path, result: Result | None) -> Row:
    from ..build import is_untouched_stub
    from ..report.listing import Row

    try:
        path = file_of(exercise, folder)
    except UsageError:
        return Row(exercise, "no-file", relative(folder / f"{exercise}.py"))
    shown = relative(path)
    raw = _content(path)
    if is_untouched_stub(raw.decode("utf-8", "replace")):
        return Row(exercise, "unsolved", shown)
    if result is None:
        return Row(exercise, "ungraded", shown)
    if result.sha256 != hashlib.sha256(raw).hexdigest():
        return Row(exercise, "stale", shown, result.score, result.max_score)
    return Row(exercise, "passed" if result.passed else "begun", shown, result.score, result.max_score)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def holds_exercises(folder: Path) -> bool:
    """Tell whether a folder has files named as exercises are."""
    try:
        return folder.is_dir() and any(folder.glob(_PATTERN))
    except OSError:
        return False
