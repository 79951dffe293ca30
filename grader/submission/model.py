"""A submission as cells and lines; knows nothing of the files and formats that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

MAX_BYTES = 20 * 2**20  # of a file
MAX_NOTEBOOK = 256 * 2**20  # of a notebook, which carries pictures; its outputs are never parsed
MAX_PROGRAM = 2 * 2**20  # characters of program text in all cells: far above what a learner writes
MAX_LINES = 200_000  # lines of a text file, or of program text in a notebook

Kind = Literal[
    "python", "notebook", "markdown", "export", "transcript", "kernel"
]  # kernel: cells that ran in one
Newline = Literal["\n", "\r\n", "\r"]


class Line(NamedTuple):
    """A line of the file on its way into a cell: its prefix followed by its text.

    number  1-based line of the file; in a notebook, 1-based line of the cell
    prefix  text cut off in front of the program text: a prompt, the indentation of a fence
    text    the text left
    """

    number: int
    prefix: str
    text: str

    def cut(self, width: int) -> Line:
        """Return the line with the first `width` characters of its text moved to the prefix."""
        return Line(self.number, self.prefix + self.text[:width], self.text[width:])


@dataclass(frozen=True, slots=True)
class Cell:
    r"""A block of Python text.

    number  1-based; in a notebook counted among all its cells, in a kernel the execution count, else
            counted among the blocks found
    source  the text, lines joined by "\n", none after the last
    lines   one for each of `source.split("\n")`
    prose   the block may hold text that is no program

    A line of source is the text of its line, except where that is IPython's own (a magic, a shell command,
    help): then the source has a comment there.
    """

    number: int
    source: str
    lines: tuple[Line, ...]
    prose: bool = False


@dataclass(frozen=True)
class Submission:
    r"""What a learner handed in.

    path      for display; "-" for standard input, outcome.KERNEL for cells that ran in a kernel
    kind      what the content is; "kernel" for the cells that ran in one
    raw       the file's bytes
    sha256    their digest, in hexadecimal
    encoding  Python codec that reads and writes the file
    newline   the line ending that the file has most of
    cells     blocks of program text in the file's order; blank ones are left out
    """

    path: str
    kind: Kind
    raw: bytes
    sha256: str
    encoding: str
    newline: Newline
    cells: tuple[Cell, ...]

    @property
    def is_notebook(self) -> bool:
        """Whether lines are to be named by cell and line in the cell."""
        return self.kind in ("notebook", "kernel")

    @property
    def text(self) -> str:
        """The whole file, decoded, line endings as they are."""
        return self.raw.decode(self.encoding)


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text without their endings: "\n", "\r\n" and "\r", and no other, end a line.

    >>> split_lines("a\r\nb\x0c\u2028c\r\rd\n")
    ['a', 'b\x0c\u2028c', '', 'd']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines
