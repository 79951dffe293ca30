"""The one way from a path or bytes to a Submission; knows which reader serves which kind of content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from ..errors import UnreadableSubmission
from ..outcome import KERNEL
from .cells import OverLongError, make_cell, rows_of
from .decode import decode
from .files import HEAD, begins_as_json, read_file, read_stream, shown
from .kinds import holds_json, kind_of
from .model import (
    MAX_BYTES,
    MAX_LINES,
    MAX_NOTEBOOK,
    MAX_PROGRAM,
    Cell,
    Kind,
    Newline,
    Submission,
    split_lines,
)

_STDIN = "-"
_SMALL = 2 * 2**20  # bytes of a notebook that is parsed as it is
_CTRL_Z = "\x1a"  # ends a text file in DOS, and still in some editors


def read_submission(
    path: str | os.PathLike[str], stdin: BinaryIO | None = None, limit: int | None = None
) -> Submission:
    """Return what the file at a path holds, as cells of Python text.

    path   a file; "-" for standard input
    stdin  binary stream to read for "-"; the process's own standard input by default
    limit  bytes, the largest file that is taken; None: MAX_BYTES, of a notebook MAX_NOTEBOOK

    Raises UnreadableSubmission when there is no such file, it may not be read, it is not a regular file,
    it is too large, it is no text, or it is a broken notebook. Never waits for a pipe or a device.
    """
    name = os.fsdecode(path)
    limits = (limit, limit) if limit is not None else (MAX_BYTES, MAX_NOTEBOOK)
    raw = read_stream(stdin, *limits) if name == _STDIN else read_file(name, *limits)
    return parse_submission(raw, name)


def parse_submission(raw: bytes, path: str) -> Submission:
    """Return what bytes hold, as cells of Python text; an empty file has none.

    raw   the content of a file
    path  its name, for display

    Raises UnreadableSubmission when they are no text, a broken notebook, or more than a program can be.
    """
    name = "standard input" if path == _STDIN else shown(path)
    text, encoding = decode(_slim(raw, name), name)
    try:
        kind, cells = _read(_without_end_mark(text), name)
    except OverLongError:
        raise UnreadableSubmission(
            f"{name} holds more than a program: over {MAX_LINES} lines or {MAX_PROGRAM // 2**20} MiB of code",
            "Hand in the functions that the exercise asks for, without data and output.",
        ) from None
    digest = hashlib.sha256(raw).hexdigest()
    return Submission(shown(path), kind, raw, digest, encoding, _newline(text), tuple(cells))


def parse_runs(runs: Iterable[tuple[int, str]]) -> Submission:
    """Return the cells that ran in a kernel, in their order, as cells of Python text.

    runs  (execution count, text as it was typed)

    Raises UnreadableSubmission where they are more than a program can be.
    """
    from .notebook import run_cells

    kept = [(number, source) for number, source in runs if source.strip()]
    raw = "\n\n".join(source for _, source in kept).encode("utf-8", "surrogatepass")
    try:
        cells = run_cells(kept)
    except OverLongError:
        raise UnreadableSubmission(
            f"the cells hold more than a program: over {MAX_LINES} lines or {MAX_PROGRAM // 2**20} MiB",
            "Restart the kernel and run the cells that the exercise asks for.",
        ) from None
    return Submission(KERNEL, "kernel", raw, hashlib.sha256(raw).hexdigest(), "utf-8", "\n", tuple(cells))


def _slim(raw: bytes, name: str) -> bytes:
    """Leave out of a large notebook what is never read; raises UnreadableSubmission."""
    if len(raw) <= _SMALL or not begins_as_json(raw[:HEAD]):
        return raw
    from .notebook import slim

    return slim(raw, name)


def _read(text: str, name: str) -> tuple[Kind, Sequence[Cell]]:
    """Choose the reader by the content; readers of rarer kinds are loaded when they are needed.

    Raises OverLongError and UnreadableSubmission.
    """
    if holds_json(text, name):
        from .notebook import notebook_cells

        return "notebook", notebook_cells(text, name)
    if text.count("\n") + text.count("\r") > MAX_LINES:
        raise OverLongError
    lines = split_lines(text)
    kind = kind_of(text, lines)
    if kind == "markdown":
        from .markdown import markdown_cells

        return kind, markdown_cells(lines)
    if kind == "export":
        from .export import export_cells

        return kind, export_cells(lines)
    if kind == "transcript":
        from .transcript import transcript_cells

        return kind, transcript_cells(lines)
    if len(text) > MAX_PROGRAM:
        raise OverLongError
    return kind, [make_cell(1, rows_of(lines))] if text.strip() else []


def _without_end_mark(text: str) -> str:
    stripped = text.rstrip()
    return stripped.rstrip(_CTRL_Z) if stripped.endswith(_CTRL_Z) else text


def _newline(text: str) -> Newline:
    """Return the line ending that a text has most of; a lone carriage return has to win clearly."""
    both = text.count("\r\n")
    feeds, returns = text.count("\n") - both, text.count("\r") - both
    if returns > max(both, feeds):
        return "\r"
    return "\r\n" if both > feeds else "\n"
