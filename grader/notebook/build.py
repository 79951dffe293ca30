"""Writing notebooks from solutions/: from a script to a file; knows which files are somebody's work.

A notebook carries a seal, a digest of its texts and code. A file whose seal holds was built, and at most run
and saved since: it may be written anew. Any other file is kept, or saved beside before a forced build.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..build import StubResult, save_beside, write_whole
from ..errors import HostError, UsageError
from .drafts import seal_of, to_bytes, to_notebook
from .kinds import INSTRUCTOR, drafts_of
from .script import library, read_script

SUFFIX = ".ipynb"
_LIBRARIES = ("jupytext", "nbformat")


def notebook_bytes(solution: Path, kind: str, lang: str = "en") -> bytes:
    """Return the notebook of one kind that is made from a solution; the same bytes each time.

    solution  Path, a file `exerciseN_topic.py`
    kind      one of kinds.KINDS
    lang      language of the frame; the teaching text is the solution's
    Raises CourseError for a malformed solution, or one whose cells raise; HostError for a library that lacks.
    """
    script = read_script(solution)
    about = {"exercise": script.exercise, "kind": kind, "lang": lang}
    notebook = to_notebook(drafts_of(script, kind, lang), about)
    if kind == INSTRUCTOR:
        from .execute import executed

        notebook = executed(notebook, solution.name, lang)
        library("nbformat").validate(notebook)
    return to_bytes(notebook)


def build_notebooks(
    solutions: Path, exercises: Sequence[str], kind: str, target: Path, lang: str = "en", force: bool = False
) -> list[StubResult]:
    """Write notebooks; all are made before the first is written.

    solutions  Path, folder of `exerciseN_topic.py` files
    exercises  stems of those wanted
    target     Path, a file named *.ipynb for a single exercise, else a folder, which is made when absent
    force      replace somebody's work too, after saving it as `NAME.ipynb.bak`
    Returns a result for each, in the order given: unchanged, written, kept or replaced.
    Raises UsageError, CourseError, HostError.
    """
    for name in _LIBRARIES:
        library(name)
    files = _files(exercises, target)
    for exercise in exercises:
        if not (solutions / f"{exercise}.py").is_file():
            raise UsageError(f"{solutions / exercise}.py: there is no such solution", "Name its folder.")
    built = [notebook_bytes(solutions / f"{exercise}.py", kind, lang) for exercise in exercises]
    try:
        refresh = force or kind == INSTRUCTOR
        return [_place(*item, force, refresh) for item in zip(exercises, files, built, strict=True)]
    except OSError as error:
        message = f"{error.filename or target}: {error.strerror or error}"
        raise HostError(message, "Check that the folders and files can be read and written.") from error


def _files(exercises: Sequence[str], target: Path) -> list[Path]:
    """Return the file of each exercise."""
    if target.suffix == SUFFIX and not target.is_dir():
        if len(exercises) > 1:
            raise UsageError(f"{target} is one file for {len(exercises)} notebooks", "Name a folder.")
        return [target]
    return [target / f"{exercise}{SUFFIX}" for exercise in exercises]


def _place(exercise: str, target: Path, data: bytes, force: bool, refresh: bool) -> StubResult:
    """Bring one file up to date unless it holds somebody's work.

    refresh  whether a file that differs in its outputs alone is written too
    """
    if not os.path.lexists(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
        return StubResult(exercise, target, "written")
    existing = target.read_bytes()
    found = seal_of(existing)
    if existing == data or (found == seal_of(data) and not refresh):
        return StubResult(exercise, target, "unchanged")
    if found is not None:
        write_whole(target, data)
        return StubResult(exercise, target, "written")
    if not force:
        return StubResult(exercise, target, "kept")
    backup = save_beside(target, existing)
    write_whole(target, data)
    return StubResult(exercise, target, "replaced", backup)
