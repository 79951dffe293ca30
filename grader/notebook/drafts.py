"""A notebook as a list of cells before any format: kinds, ids, metadata; knows no exercise and no file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .script import library

if TYPE_CHECKING:
    from nbformat import NotebookNode

OWN = "grader"  # our namespace in a notebook's metadata
_WRITTEN = ("nbgrader", "tags")  # namespaces of a cell's metadata that a build writes
_NO_ID = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_ID = 64  # characters [1]_, in nbformat 4.5


@dataclass(frozen=True)
class Draft:
    """One cell.

    kind      its type in the notebook
    role      what it is there for; a role that occurs once is its cell's id, else it is numbered
    metadata  of the cell
    outputs   as nbformat has them
    """

    kind: Literal["markdown", "code", "raw"]
    role: str
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    outputs: Sequence[Mapping[str, Any]] = ()


def ids_of(drafts: Sequence[Draft]) -> list[str]:
    """Return an id for each cell: its role, and among cells of one role its number, "text-2".

    So an id tells what the cell is, and a cell more of another role changes none.
    """
    roles = [_NO_ID.sub("-", draft.role)[: _LONGEST_ID - 5] for draft in drafts]
    seen: dict[str, int] = {}
    found = []
    for role in roles:
        seen[role] = seen.get(role, 0) + 1
        found.append(role if roles.count(role) == 1 else f"{role}-{seen[role]}")
    return found


def to_notebook(drafts: Sequence[Draft], about: Mapping[str, Any]) -> NotebookNode:
    """Return drafts as a notebook of format 4.5, validated.

    about  what our namespace of its metadata says beside the seal
    """
    nbformat = library("nbformat")
    v4 = nbformat.v4
    makers = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell, "raw": v4.new_raw_cell}
    made: NotebookNode = v4.new_notebook()
    for draft, name in zip(drafts, ids_of(drafts), strict=True):
        cell = makers[draft.kind](draft.source, id=name, metadata=dict(draft.metadata))
        if draft.outputs:
            cell.outputs = [nbformat.from_dict(dict(output)) for output in draft.outputs]
        made.cells.append(cell)
    made.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    }
    made.metadata.language_info = {"name": "python"}
    made.metadata[OWN] = {**about, "seal": seal(made.cells)}
    nbformat.validate(made)
    return made


def to_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook's file, in UTF-8, ended by a line feed."""
    text: str = library("nbformat").writes(notebook)
    return (text.rstrip("\n") + "\n").encode("utf-8")


def seal(cells: Iterable[Mapping[str, Any]]) -> str:
    """Return a digest of what a person edits: texts, code, and the metadata that other graders read.

    Outputs do not count, nor what an editor adds of its own when it saves.
    """
    digest = hashlib.sha256()
    for cell in cells:
        source, metadata = cell.get("source", ""), cell.get("metadata", {})
        plain = source if isinstance(source, str) else "".join(source)
        own = {name: metadata[name] for name in _WRITTEN if name in metadata}
        digest.update(json.dumps([cell.get("cell_type"), plain, own], sort_keys=True).encode("utf-8"))
    return digest.hexdigest()[:16]


def seal_of(data: bytes) -> str | None:
    """Return the seal of a notebook as some build wrote it, at most run and saved; None for another file."""
    try:
        document = json.loads(data)
        said = document["metadata"][OWN]["seal"]
        return str(said) if said == seal(document["cells"]) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
