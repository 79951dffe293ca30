"""Reading a solution as the parts of a notebook; knows the percent format and the stubs, no kind of notebook.

A solution and its stub are the same script but for the answers. Both are read as cells by jupytext; a cell
that differs holds an answer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

from ..build import read_source, stub_text
from ..errors import CourseError, HostError
from .lend import is_lent

Kind = Literal["text", "code", "answer"]

# The libraries by name, and not grader[notebook]: an index may know another project of our name.
INSTALL = "Run: python -m pip install jupytext nbformat nbclient ipykernel (this kit's extra 'notebook')"
# The sentence that sends a reader of the script to the command line; a notebook has its check cell instead.
_COMMAND = re.compile(r", then type\n\n {4}python -m grader exercise[0-9]+(?=\n|\Z)")


@dataclass(frozen=True)
class Part:
    """One cell of a script.

    kind    text, code, or answer: code that a learner has to complete
    source  the cell as the solution has it; an answer stands between its markers
    stub    the cell as a learner gets it; the same as the source but for answers
    name    of an answer: the function or class that the cell defines
    """

    kind: Kind
    source: str
    stub: str
    name: str = ""


@dataclass(frozen=True)
class Script:
    """A solution, cell by cell.

    exercise  str, the stem `exerciseN_topic`
    parts     at least one of them an answer
    lent      whether its code imports modules that a notebook which lies alone has to be lent
    """

    exercise: str
    parts: tuple[Part, ...]
    lent: bool

    @property
    def short(self) -> str:
        """The word that names the exercise: "exercise3"."""
        return self.exercise.split("_")[0]


def library(name: str) -> ModuleType:
    """Import a library of the extra `notebook`; raises HostError, with the command to get it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise HostError(f"{error.name or name} is not installed, and notebooks need it", INSTALL) from None


def read_script(path: Path) -> Script:
    """Return a solution as parts.

    path  Path, a file `exerciseN_topic.py` with marked answers
    Raises CourseError when the solution is malformed, HostError when jupytext is not installed.
    """
    source = read_source(path)
    stub = stub_text(source, path)
    solved, unsolved = _cells(source), _cells(stub)
    if len(solved) != len(unsolved):
        raise CourseError(f"{path}: a cell begins inside an answer", "Keep each answer in one cell.")
    parts = tuple(_part(*cell, other, path) for cell, (_, other) in zip(solved, unsolved, strict=True))
    if not any(part.kind == "answer" for part in parts):
        raise CourseError(f"{path}: no cell holds an answer", "Put each answer into a code cell.")
    return Script(path.stem, parts, _imports_lent(part.source for part in parts if part.kind != "text"))


def _cells(text: str) -> list[tuple[bool, str]]:
    """Return (whether it is text, its source) of each cell of a percent-format script."""
    notebook = library("jupytext").reads(text, fmt="py:percent")
    return [(cell.cell_type == "markdown", cell.source.strip("\n")) for cell in notebook.cells]


def _part(is_text: bool, source: str, stub: str, path: Path) -> Part:
    if is_text:
        text = _COMMAND.sub(".", source)
        return Part("text", text, text)
    if source == stub:
        return Part("code", source, source)
    names = [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    if len(names) != 1:
        raise CourseError(
            f"{path}: a cell with an answer defines {', '.join(names) or 'nothing'}",
            "Give each function or class with an answer a cell of its own.",
        )
    return Part("answer", source, stub, names[0])


def _imports_lent(sources: Iterable[str]) -> bool:
    """Tell whether code imports a module of the packages that are lent."""
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            if any(map(is_lent, names)):
                return True
    return False
