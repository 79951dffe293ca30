"""Which layout a folder has, from the names in it; reads no program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .gradescope import METADATA, gradescope
from .layouts import (
    CANVAS,
    MOODLE,
    SUBMITTED,
    TIMESTAMP,
    canvas,
    flat,
    github,
    moodle,
    nbgrader,
    per_student,
    visible,
)
from .naming import is_data
from .nodes import Node
from .units import Unit

AUTO = "auto"
READERS: dict[str, Callable[[Node, str | None], Iterator[Unit]]] = {
    "flat": flat,
    "per-student": per_student,
    "canvas": canvas,
    "moodle": moodle,
    "gradescope": gradescope,
    "nbgrader": nbgrader,
    "github-classroom": github,
}
LAYOUTS: tuple[str, ...] = (AUTO, *READERS)
_LOOKED_INTO = 5  # folders

_CLONED = ".git"
_SUFFIX = "-submissions"


def detected(folder: Node) -> str:
    """Return the layout that a folder has; "flat" or "per-student" where no platform shows."""
    nodes = visible(folder)
    files = [node.name for node in nodes if not node.is_folder and not is_data(node.name)]
    folders = [node for node in nodes if node.is_folder]
    names = [node.name for node in folders]
    if _is_gradescope(nodes, folders):
        return "gradescope"
    if SUBMITTED in names or folder.name == SUBMITTED or any(map(_is_timed, folders[:_LOOKED_INTO])):
        return "nbgrader"
    if any(MOODLE.fullmatch(node.name) for node in nodes):
        return "moodle"
    if 2 * sum(CANVAS.fullmatch(name) is not None for name in files) > len(files):
        return "canvas"
    if folders and (folder.name.endswith(_SUFFIX) or _hold(folders, _is_repository)):
        return "github-classroom"
    return "per-student" if folders else "flat"


def _is_gradescope(nodes: Sequence[Node], folders: Sequence[Node]) -> bool:
    if any(node.name == METADATA for node in nodes):
        return True
    return any(child.name == METADATA for node in folders[:_LOOKED_INTO] for child in visible(node))


def _hold(folders: Sequence[Node], test: Callable[[Node], bool]) -> bool:
    """Tell whether most of the first folders are of a kind."""
    looked = folders[:_LOOKED_INTO]
    return 2 * sum(map(test, looked)) > len(looked)


def _is_timed(student: Node) -> bool:
    """Tell whether a student's folder holds an assignment with nbgrader's time in it."""
    assignments = [node for node in visible(student) if node.is_folder][:_LOOKED_INTO]
    return any(child.name == TIMESTAMP for node in assignments for child in visible(node))


def _is_repository(folder: Node) -> bool:
    try:
        return any(child.name == _CLONED for child in folder.children())
    except OSError:
        return False
