"""A unified diff -> its lines by kind, with what differs between an old and a new line; knows no medium."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["file", "range", "same", "old", "new"]
_RANGE = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_KINDS: dict[str, Kind] = {" ": "same", "-": "old", "+": "new"}


@dataclass(frozen=True)
class PatchLine:
    """One line of a diff.

    sign         its first character: " ", "-", "+"; "" for a file's name and a range
    text         the rest, as written
    start, end   text[start:end] is what the line's counterpart lacks; empty where there is none
    """

    kind: Kind
    sign: str
    text: str
    start: int = 0
    end: int = 0


def lines_of(patch: str) -> tuple[PatchLine, ...]:
    """Take a unified diff apart; a line that is none of a diff's counts as unchanged."""
    found: list[PatchLine] = []
    old = new = 0  # lines of the range that are still to come
    for line in patch.removesuffix("\n").split("\n") if patch else ():
        opening = _RANGE.match(line)
        if old <= 0 and new <= 0:
            if opening:
                old, new = (int(count or 1) for count in opening.groups())
            found.append(PatchLine("range" if opening else "file", "", line))
            continue
        kind = _KINDS.get(line[:1], "same")
        old -= kind != "new"
        new -= kind != "old"
        found.append(PatchLine(kind, line[:1] or " ", line[1:]))
    return _marked(found)


def _marked(lines: Sequence[PatchLine]) -> tuple[PatchLine, ...]:
    """Mark what differs where as many new lines follow as there were old ones."""
    marked = list(lines)
    at = 0
    while at < len(lines):
        olds = _run(lines, at, "old")
        news = _run(lines, at + olds, "new")
        if olds == news:
            for first in range(at, at + olds):
                marked[first], marked[first + olds] = _pair(lines[first], lines[first + olds])
        at += max(olds + news, 1)
    return tuple(marked)


def _run(lines: Sequence[PatchLine], at: int, kind: Kind) -> int:
    count = 0
    while at + count < len(lines) and lines[at + count].kind == kind:
        count += 1
    return count


def _pair(old: PatchLine, new: PatchLine) -> tuple[PatchLine, PatchLine]:
    """Mark the middle of two lines, behind their common beginning and before their common end."""
    most = min(len(old.text), len(new.text))
    head = next((at for at in range(most) if old.text[at] != new.text[at]), most)
    tail = next((at for at in range(most - head) if old.text[-1 - at] != new.text[-1 - at]), most - head)
    ends = len(old.text) - tail, len(new.text) - tail
    return replace(old, start=head, end=ends[0]), replace(new, start=head, end=ends[1])
