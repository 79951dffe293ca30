"""Which characters of the learner's line an edit is about; knows no misconception and runs nothing.

What an edit leaves as it is, token by token, is not part of it. An edit that only puts something in points at
the token that it belongs to: `x` where ` - h`, `[i]` or `)` comes behind it or `self.` before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from .text import Draft, Fix, Splice, Text

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_OPERAND = re.compile(r"[\w)\]}'\"]")  # what a token that something can be added behind ends in


def piece(draft: Draft, fix: Fix, line: str) -> tuple[int, int]:
    """Return the 1-based first and behind-last column of a fix on its line; (0, 0) where it has none there.

    draft  what the fix was applied to
    fix    as the draft behind it remembers it: with its line as handed in
    line   that line as handed in
    """
    text = draft.text(fix.cell)
    for number, start, end, added in _spans(text, fix):
        here = text.line_text(number)
        if start == end or not here[start:end].strip():
            start, end = _token(here, start, added)
        while start < end and here[start].isspace():
            start += 1
        while start < end and here[end - 1].isspace():
            end -= 1
        start, end = (start, end) if here == line else _moved(here, line, start, end)
        if start < end:
            return start + 1, end + 1
    return 0, 0


def _spans(text: Text, fix: Fix) -> Iterator[tuple[int, int, int, str]]:
    """Yield (line of the draft, first and behind-last index in it, what is put in) of each line meant."""
    found: dict[int, tuple[int, int, str]] = {}
    for splice in fix.splices:
        if splice.cell != text.number:
            continue
        start, end, added = _narrowed(text.source, splice)
        if start == end and "\n" in added:
            continue  # a line of its own: nothing of this one is meant
        for number in range(text.line_of(start), text.line_of(end) + 1):
            if text.origin[number - 1] != fix.line:
                continue
            first, last = text.line_span(number)
            span = (max(start, first) - first, min(end, last) - first, added)
            known = found.get(number, span)
            found[number] = (min(known[0], span[0]), max(known[1], span[1]), known[2])
    for number, (start, end, added) in sorted(found.items()):
        yield number, start, end, added


def _narrowed(source: str, splice: Splice) -> tuple[int, int, str]:
    """Return the start and end of a splice without the tokens that stay, and what it then puts in."""
    old, new = _TOKEN.findall(source[splice.start : splice.end]), _TOKEN.findall(splice.text)
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    start = splice.start + len("".join(old[:head]))
    end = splice.end - len("".join(old[len(old) - tail :]))
    return start, end, "".join(new[head : len(new) - tail])


def _token(line: str, at: int, added: str) -> tuple[int, int]:
    """Return the span of the token that something put in at an index belongs to."""
    tokens = [found.span() for found in _TOKEN.finditer(line) if not found[0].isspace()]
    behind = [(start, end) for start, end in tokens if end > at]
    before = [(start, end) for start, end in tokens if end <= at]
    if behind and line[behind[0][0]] == "#":
        behind = []
    if not before or not behind:
        return (before[-1:] or behind[:1] or [(at, at)])[0]
    left, right = before[-1][1] == at, behind[0][0] == at
    goes_on = not re.match(r"\s*\w", added) and bool(_OPERAND.match(line[before[-1][1] - 1]))
    return before[-1] if (left and not right) or (left == right and goes_on) else behind[0]


def _moved(line: str, original: str, start: int, end: int) -> tuple[int, int]:
    """Return a span of a line where it stands in the line as handed in, before another edit changed it."""
    inside = [
        (max(start, block.a) + block.b - block.a, min(end, block.a + block.size) + block.b - block.a)
        for block in SequenceMatcher(None, line, original, autojunk=False).get_matching_blocks()
        if block.a < end and block.a + block.size > start
    ]
    return (inside[0][0], inside[-1][1]) if inside else (0, 0)
