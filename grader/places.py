"""Where the folders of exercises and solutions lie; knows their names, reads no file in them."""

from __future__ import annotations

from pathlib import Path

from .errors import UsageError

FOLDER = "exercises"
SOLUTIONS = "solutions"
_PATTERN = "exercise*_*.py"
_CHECKOUT = Path(__file__).resolve().parent.parent


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


def holds_exercises(folder: Path) -> bool:
    """Tell whether a folder has files named as exercises are."""
    try:
        return folder.is_dir() and any(folder.glob(_PATTERN))
    except OSError:
        return False
