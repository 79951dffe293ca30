"""Reading Jupyter notebooks, formats 3 and 4, from their JSON, and cells of a kernel; knows no other format.

.. [1] nbformat documentation, "The Jupyter Notebook Format".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import UnreadableSubmission
from .cells import OverLongError, make_cell, rows_of
from .export import IN_MARK, inputs
from .model import MAX_BYTES, MAX_LINES, MAX_PROGRAM, Cell, Line, split_lines
from .spans import BrokenError, without_outputs
from .transcript import is_prompted, statements

_MAX_CONTAINERS = 1_000_000  # lists and objects: Python needs up to 30 bytes of memory for one of text
_SAVE_AGAIN = "Open it in Jupyter, save it again, and hand in the new file."


def notebook_cells(text: str, name: str) -> list[Cell]:
    """Return the code cells of a notebook that hold text, numbered among all its cells.

    text  a JSON document
    name  of the file, for messages

    Raises UnreadableSubmission when the JSON is broken, nested too deep or no notebook, and OverLongError.
    """
    return run_cells(_sources(_load(text, name), name))


def run_cells(sources: Iterable[tuple[int, str]]) -> list[Cell]:
    """Return numbered texts of cells as cells of Python text, blank ones left out; raises OverLongError."""
    cells = []
    lines = characters = 0
    for number, source in sources:
        if not source.strip():
            continue
        lines += source.count("\n") + source.count("\r")
        characters += len(source)
        if lines > MAX_LINES or characters > MAX_PROGRAM:
            raise OverLongError
        cells.append(make_cell(number, _as_ipython_reads(split_lines(_encodable(source)))))
    return cells


def slim(raw: bytes, name: str) -> bytes:
    """Return a large notebook without its outputs, which nobody reads; other bytes as they are.

    raw   bytes that begin as JSON does
    name  of the file, for messages

    Raises UnreadableSubmission when the JSON is broken, or large without outputs too.
    """
    try:
        lean = without_outputs(raw)
    except BrokenError as error:
        if len(raw) <= MAX_BYTES or not any(key in raw for key in (b'"cells"', b'"worksheets"')):
            lean = raw  # small enough to be read as it is, or no notebook
        elif error.at < 0:
            raise _too_much(name) from None
        else:
            line = raw.count(b"\n", 0, error.at) + 1
            column = error.at - raw.rfind(b"\n", 0, error.at)
            raise UnreadableSubmission(
                f"{name} is a notebook whose JSON is broken at line {line}, column {column}", _SAVE_AGAIN
            ) from None
    if len(lean) > MAX_BYTES:
        raise UnreadableSubmission(
            f"{name} is larger than {MAX_BYTES / 2**20:g} MiB, the outputs of a notebook aside",
            "Hand in the program alone, without data.",
        )
    return lean


def _too_much(name: str) -> UnreadableSubmission:
    return UnreadableSubmission(
        f"{name} is a notebook with more data in it than can be read", "Clear its outputs and save it again."
    )


def _load(text: str, name: str) -> dict[str, Any]:
    if text.count("[") + text.count("{") > _MAX_CONTAINERS and _containers(text) > _MAX_CONTAINERS:
        raise _too_much(name)
    try:
        document = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableSubmission(
            f"{name} is a notebook whose JSON is broken at {place}: {error.msg}", _SAVE_AGAIN
        ) from None
    except RecursionError:
        raise UnreadableSubmission(
            f"{name} is a notebook whose JSON is nested too deep", _SAVE_AGAIN
        ) from None
    except ValueError:  # an integer of more digits than Python converts
        raise UnreadableSubmission(
            f"{name} is a notebook with a number too long to read", _SAVE_AGAIN
        ) from None
    return document if isinstance(document, dict) else {}


def _containers(text: str) -> int:
    """Count the lists and objects of a JSON text, brackets inside strings aside, in linear time."""
    pieces = text.replace("\\\\", "").replace('\\"', "").split('"')
    outside = "".join(pieces[::2])
    return outside.count("[") + outside.count("{")


def _sources(document: dict[str, Any], name: str) -> Iterator[tuple[int, str]]:
    """Yield (number, source) of the code cells."""
    version = document.get("nbformat")
    if isinstance(version, int) and version < 3:
        raise UnreadableSubmission(
            f"{name} is a notebook of format {version}, which is not read", _SAVE_AGAIN
        )
    for number, cell in enumerate(_all_cells(document, name), 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input"))
        if isinstance(source, list) and all(isinstance(part, str) for part in source):
            source = "".join(source)
        if source is None:
            source = ""
        if not isinstance(source, str):
            raise UnreadableSubmission(f"{name} is a notebook whose cell {number} has no text", _SAVE_AGAIN)
        yield number, source


def _all_cells(document: dict[str, Any], name: str) -> list[Any]:
    """Return the cells of format 4, or those of all worksheets of format 3."""
    cells = document.get("cells")
    sheets = document.get("worksheets")
    if cells is None and isinstance(sheets, list):
        lists = [sheet.get("cells", []) for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for part in lists if isinstance(part, list) for cell in part]
    if not isinstance(cells, list):
        raise UnreadableSubmission(
            f"{name} holds JSON, but no notebook: it has no list of cells",
            "Hand in the notebook (.ipynb) or a Python file.",
        )
    return cells


def _encodable(source: str) -> str:
    """Replace halves of surrogate pairs, which JSON can hold and no text file can."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return source


def _as_ipython_reads(lines: list[str]) -> list[Line]:
    """Return a cell's rows without the indentation of its first line, and without pasted prompts [1]_."""
    rows = rows_of(lines)
    first = next(row.text for row in rows if row.text.strip())
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    if indent:
        rows = [row.cut(len(indent)) if row.text.startswith(indent) else row for row in rows]
    if is_prompted(rows):
        return [row for statement in statements(rows) for row in statement]
    if any(IN_MARK.match(row.text) for row in rows):
        return [row for block, _ in inputs(rows) for row in block]
    return rows
