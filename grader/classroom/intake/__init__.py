"""Who handed in what, read from the names in a class's folder or archive; knows no grading and no gradebook.

Nothing is unpacked to disk and no program is run or parsed. What cannot be graded comes as a Trouble between
the hand-ins, and harms nobody else's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...course import EXERCISES
from ...errors import UnreadableSubmission, UsageError
from ...submission import MAX_BYTES, MAX_NOTEBOOK
from ...submission.files import read_file, shown
from ..model import Handin, Trouble
from .archives import is_archive, open_archive, read_member
from .detect import AUTO, LAYOUTS, READERS, detected
from .layouts import visible
from .naming import PAGES, copy_in, is_data, is_only_exercise, is_program, parse_name
from .nodes import Node, disk_root
from .units import handins

__all__ = ["LAYOUTS", "detect_layout", "find_handins", "read_handin"]

_PLATFORMS = ("canvas", "moodle", "gradescope", "nbgrader")
_FORMS = "Name the folder of the class, or the archive as the platform gave it."


def detect_layout(folder: Path) -> str:
    """Return the layout that a class's folder or archive has, one of LAYOUTS but "auto".

    In folders of exercises, the first one tells. Raises UsageError where there is no such folder.
    """
    roots = _roots(_class_of(folder))
    return detected(roots[0][0])


def find_handins(
    folder: Path, layout: str = AUTO, exercises: Sequence[str] = EXERCISES
) -> Iterator[Handin | Trouble]:
    """Find what a class handed in, one student after the other.

    folder     of the class, or a zip archive as a platform gave it
    layout     one of LAYOUTS; "auto" tells it from the names
    exercises  ids; a file whose name or place names another one is left out
    Yields hand-ins, and troubles for what cannot be graded.
    Raises UsageError where there is no such folder or layout, and at the end where nothing was found.
    """
    if layout not in LAYOUTS:
        raise UsageError(f"there is no layout {layout!r}", f"There are {', '.join(LAYOUTS)}.")
    return _found(_class_of(folder), layout, exercises, shown(os.fspath(folder)))


def read_handin(handin: Handin) -> bytes:
    """Return the bytes of what was handed in; of a page from a platform's editor, its text.

    Raises UnreadableSubmission. Never waits for a pipe or a device, and never unpacks more than is allowed.
    """
    if handin.member:
        limit = MAX_NOTEBOOK if handin.member.lower().endswith(".ipynb") else MAX_BYTES
        raw = read_member(handin.file, handin.member, limit, handin.path)
    else:
        raw = read_file(handin.file, MAX_BYTES, MAX_NOTEBOOK)
    if (handin.member or handin.file).lower().endswith(PAGES):
        from .onlinetext import text_of

        return text_of(raw)
    return raw


def _found(root: Node, layout: str, exercises: Sequence[str], name: str) -> Iterator[Handin | Trouble]:
    nothing = True
    for folder, exercise in _roots(root):
        chosen = detected(folder) if layout == AUTO else layout
        for unit in READERS[chosen](folder, exercise):
            for each in handins(unit, exercises):
                nothing = False
                yield each
    if nothing:
        taken = detected(root) if layout == AUTO else layout
        raise UsageError(
            f"{name} holds nothing that can be graded (layout {taken})",
            "Check the folder; name its layout with --layout, and the exercise with --exercise.",
        )


def _class_of(folder: Path) -> Node:
    """Return the class's folder; the archive as one, where it is a platform's. Raises UsageError."""
    path = os.fspath(folder)
    name = shown(path)
    try:
        if os.path.isfile(path):
            if not is_archive(path):
                raise UsageError(f"{name} is a file, not the folder of a class", _FORMS)
            return open_archive(path, shown(os.path.basename(path)))
        with os.scandir(path):
            pass
    except UnreadableSubmission as error:
        raise UsageError(error.message, error.hint) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"the folder {name} cannot be read: {why}", _FORMS) from None
    root = disk_root(path)
    return _only_archive(root) or _only_folder(root) or root


def _only_archive(root: Node) -> Node | None:
    """Return the archive of a platform that is all that a folder holds."""
    nodes = visible(root)
    if len(nodes) != 1 or nodes[0].is_folder or not is_archive(nodes[0].name):
        return None
    try:
        archive = open_archive(nodes[0].file, nodes[0].path)
    except UnreadableSubmission:
        return None
    inside = _roots(archive)[0][0]
    return archive if detected(inside) in _PLATFORMS else None


def _only_folder(root: Node) -> Node | None:
    """Return the one folder, beside data, in which a class lies: what unpacking an archive often makes.

    The folder of the only student is none: it holds programs, or folders of exercises and attempts.
    """
    nodes = [node for node in visible(root) if node.is_folder or not is_data(node.name)]
    if len(nodes) != 1 or not nodes[0].is_folder or detected(root) != "per-student":
        return None
    inside = visible(nodes[0])
    if detected(nodes[0]) not in ("flat", "per-student"):
        return nodes[0]
    folders = [node for node in inside if node.is_folder]
    students = [node for node in folders if not parse_name(node.name).exercise and not copy_in([node.name])]
    programs = any(is_program(node.name) for node in inside if not node.is_folder)
    return nodes[0] if len(students) > 1 and students == folders and not programs else None


def _roots(root: Node) -> list[tuple[Node, str | None]]:
    """Return the folders to be read as classes: those of exercises, where there is nothing but them."""
    nodes = visible(root)
    if nodes and all(node.is_folder and is_only_exercise(node.name) for node in nodes):
        return [(node, parse_name(node.name).exercise) for node in nodes]
    return [(root, None)]
