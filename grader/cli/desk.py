"""The learner's desk: where the exercises lie, which file is whose, how far the learner is.

Knows folders and files; grades nothing and says no words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..places import FOLDER, find_exercises, find_solutions, holds_exercises
from .progress import Result, load_progress

if TYPE_CHECKING:
    from ..report.listing import Row

__all__ = [
    "FOLDER",
    "file_of",
    "find_exercises",
    "find_solutions",
    "holds_exercises",
    "relative",
    "rows",
]

_LARGEST = 20 * 2**20  # bytes of a file that is worth hashing


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
