"""Files and folders as a class has them, on disk; knows no layout, and reads no program.

A node is a file, a folder, or something that can be neither, with its trouble. Names stay as they are;
paths are for display. A link is followed only inside the class's folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from ...errors import UnreadableSubmission
from ...submission.files import shown

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Node(Protocol):
    """What a class's folder is made of.

    name     as it is, without the folders above
    path     below the class's folder, printable
    file     the file on disk: this one, or the archive that holds it
    member   name inside that archive, "" for a file on disk
    trouble  (what is wrong, what to do) where it is neither file nor folder
    """

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def member(self) -> str: ...
    @property
    def is_folder(self) -> bool: ...
    @property
    def trouble(self) -> tuple[str, str] | None: ...

    def children(self) -> Sequence[Node]:
        """Return what a folder holds, by name. Raises OSError."""
        ...

    def changed_at(self) -> float:
        """Return when a file was changed, in seconds, for telling two files of one student apart."""
        ...

    def stream(self) -> BinaryIO:
        """Open a file that a platform wrote beside the hand-ins. Raises OSError or UnreadableSubmission."""
        ...


@dataclass(frozen=True)
class DiskNode:
    """A file or folder on disk.

    root   the class's folder, without links
    above  the folders that it stands in, without links: a link to one of them would never end
    """

    name: str
    path: str
    file: str
    root: str
    is_folder: bool
    above: tuple[str, ...] = ()
    trouble: tuple[str, str] | None = None
    member: str = ""

    def children(self) -> Sequence[Node]:
        """Return what the folder holds, by name. Raises OSError."""
        real = os.path.realpath(self.file)
        with os.scandir(self.file) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        return [self._child(entry, (*self.above, real)) for entry in entries]

    def changed_at(self) -> float:
        """Return when the file was changed, in seconds; 0.0 where nothing tells."""
        try:
            return os.stat(self.file).st_mtime
        except OSError:
            return 0.0

    def stream(self) -> BinaryIO:
        """Open the file. Raises OSError."""
        return open(self.file, "rb")

    def _child(self, entry: os.DirEntry[str], above: tuple[str, ...]) -> DiskNode:
        name = entry.name
        path = f"{self.path}/{shown(name)}" if self.path else shown(name)
        file, trouble, is_folder = entry.path, None, False
        try:
            if entry.is_symlink():
                file, trouble = self._target(entry.path, above)
            mode = 0 if trouble else os.stat(file, follow_symlinks=False).st_mode
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            mode, trouble = 0, (f"{path} cannot be read: {why}", "Check the disk and the permissions.")
        if trouble is None:
            is_folder = stat.S_ISDIR(mode)
            trouble = None if is_folder or stat.S_ISREG(mode) else _odd(path, mode)
        return DiskNode(name, path, file, self.root, is_folder, above, trouble)

    def _target(self, link: str, above: tuple[str, ...]) -> tuple[str, tuple[str, str] | None]:
        real = os.path.realpath(link)
        path = shown(os.path.relpath(link, self.root))
        if not os.path.exists(real):
            return link, (f"{path} is a link to nothing", "Put the file itself in its place.")
        if real in above:
            return link, (f"{path} is a link to a folder that it stands in", "Remove the link.")
        if os.path.commonpath((real, self.root)) != self.root:
            return link, (
                f"{path} is a link out of the class's folder, and is not followed",
                "Put the file itself in its place.",
            )
        return real, None


def disk_root(folder: str) -> DiskNode:
    """Return the node of a class's folder."""
    real = os.path.realpath(folder)
    return DiskNode(os.path.basename(real), "", real, real, True)


def _odd(path: str, mode: int) -> tuple[str, str]:
    kind = next((name for test, name in _KINDS if test(mode)), "not a regular file")
    return f"{path} is {kind}, not a file with a program", "Ask for a .py or .ipynb file."


@dataclass(frozen=True)
class Refused:
    """A node that turned out to be unreadable."""

    node: Node
    trouble: tuple[str, str] | None
    is_folder: bool = False

    @classmethod
    def because(cls, node: Node, error: OSError) -> Refused:
        """Return a node that the system does not let us read."""
        why = error.strerror or str(error)
        return cls(node, (f"{node.path} cannot be read: {why}", "Check its permissions."))

    @property
    def name(self) -> str:
        """The node's own name."""
        return self.node.name

    @property
    def path(self) -> str:
        """The node's own path."""
        return self.node.path

    @property
    def file(self) -> str:
        """The node's own file."""
        return self.node.file

    @property
    def member(self) -> str:
        """The node's own member."""
        return self.node.member

    def children(self) -> Sequence[Node]:
        """Return nothing."""
        return ()

    def changed_at(self) -> float:
        """Return nothing that tells."""
        return 0.0

    def stream(self) -> BinaryIO:
        """Raise UnreadableSubmission."""
        raise UnreadableSubmission(*(self.trouble or (f"{self.path} cannot be read", "")))
