"""From a repaired draft back to the learner's file: unified diff and patched bytes.

Layout, comments, encoding and line endings stay as they are; only the edited lines differ.
"""

from __future__ import annotations

import codecs
import difflib
import json
from collections.abc import Iterator

from ..submission import Cell, Submission
from .text import Draft


def patched_lines(cell: Cell, source: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (first, behind-last, new lines) of a cell's changed runs, as 0-based indexes of its lines."""
    before, after = cell.source.split("\n"), source.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            yield first, last, after[new_first:new_last]


def patched_bytes(submission: Submission, draft: Draft) -> bytes:
    """Return the learner's file with the repair in it, in its own encoding and line endings."""
    if submission.kind == "kernel":
        return submission.raw  # there is no file
    if submission.is_notebook:
        return _patched_notebook(submission, draft)
    text = submission.raw.decode(submission.encoding)
    lines = _split(text)
    for cell in reversed(submission.cells):
        source = draft.text(cell.number).source
        for first, last, new in reversed(list(patched_lines(cell, source))):
            _replace(lines, cell, first, last, new, submission.newline)
    return "".join(lines).encode(submission.encoding)


def unified_diff(submission: Submission, draft: Draft) -> str:
    """Return the repair as a unified diff against the learner's text; for a notebook, cell by cell."""
    if submission.is_notebook:
        parts = []
        for cell in submission.cells:
            after = draft.text(cell.number).source
            of_file = submission.kind != "kernel"
            name = f"{submission.path} cell {cell.number}" if of_file else f"In [{cell.number}]"
            parts += _diff(cell.source.split("\n"), after.split("\n"), name)
        return "".join(parts)
    before = [line.rstrip("\r\n") for line in _split(submission.raw.decode(submission.encoding))]
    after_lines = _split(patched_bytes(submission, draft).decode(submission.encoding))
    return "".join(_diff(before, [line.rstrip("\r\n") for line in after_lines], submission.path))


def _diff(before: list[str], after: list[str], name: str) -> list[str]:
    name = name.lstrip("/")
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")
    return [f"{line}\n" for line in lines]


def _replace(lines: list[str], cell: Cell, first: int, last: int, new: list[str], newline: str) -> None:
    """Put new program lines in the place of a cell's lines [first, last), with the prefix they carried."""
    if first < len(cell.lines):
        at = cell.lines[first].number - 1
        prefix = cell.lines[first].prefix
    else:
        at = cell.lines[-1].number
        prefix = cell.lines[-1].prefix
    count = last - first
    old = lines[at : at + count]
    endings = [line[len(line.rstrip("\r\n")) :] for line in old] or [newline]
    written = []
    for index, line in enumerate(new):
        own = cell.lines[first + index].prefix if first + index < last else prefix
        ending = endings[min(index, len(endings) - 1)]
        written.append(own + line + (ending or ("" if index == len(new) - 1 else newline)))
    lines[at : at + count] = written


def _split(text: str) -> list[str]:
    """Split after line ends, keeping them: only LF, CR and CRLF end a line."""
    lines, start, index = [], 0, 0
    while index < len(text):
        if text[index] == "\r" and text[index + 1 : index + 2] == "\n":
            index += 1
        if text[index] in "\r\n":
            lines.append(text[start : index + 1])
            start = index + 1
        index += 1
    if start < len(text):
        lines.append(text[start:])
    return lines


def _patched_notebook(submission: Submission, draft: Draft) -> bytes:
    """Put the changed cells' sources in their places; every other byte stays."""
    from ..submission.spans import places_of

    plain = submission.encoding in ("utf-8", "utf-8-sig")  # otherwise by way of UTF-8
    raw = submission.raw if plain else submission.text.encode("utf-8", "surrogatepass")
    places = places_of(raw).sources
    parts: list[bytes] = []
    done = 0
    for cell in submission.cells:
        source, place = draft.text(cell.number).source, places[cell.number - 1]
        if source == cell.source or place is None:
            continue
        parts += [raw[done : place.start], _source(raw[place.start : place.end], cell, source)]
        done = place.end
    whole = b"".join([*parts, raw[done:]])
    if plain:
        return whole
    encoding, mark = submission.encoding, b""
    if submission.raw.startswith(codecs.BOM_UTF16_BE):  # which the codec would turn round
        encoding, mark = "utf-16-be", codecs.BOM_UTF16_BE
    return mark + whole.decode("utf-8", "surrogatepass").encode(encoding)


def _source(old: bytes, cell: Cell, source: str) -> bytes:
    """Return the JSON of a cell's new source, written as the old one is: a text, or a list of lines."""
    from ..submission.spans import elements

    value = json.loads(old, strict=False)
    lines = _split(value if isinstance(value, str) else "".join(value))
    for first, last, new in reversed(list(patched_lines(cell, source))):
        _replace(lines, cell, first, last, new, "\n")
    escaped = old.isascii() and b"\\u" in old
    if isinstance(value, str):
        return _token("".join(lines), escaped)
    spans = elements(old)
    between = old[spans[0].end : spans[1].start] if len(spans) > 1 else b"," + old[1 : spans[0].start]
    known = {text: old[span.start : span.end] for text, span in zip(value, spans, strict=True)}
    tokens = [known.get(line) or _token(line, escaped) for line in lines]
    return old[: spans[0].start] + between.join(tokens) + old[spans[-1].end :]


def _token(text: str, escaped: bool) -> bytes:
    try:
        return json.dumps(text, ensure_ascii=escaped).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can carry
        return json.dumps(text).encode()
