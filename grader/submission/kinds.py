"""What a text is, judged by its content; knows the signs of each kind, not how to read it.

Python text stays Python: a fence, a prompt or an input marker counts only where it stands outside every
string and comment, where Python itself could not have it.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from itertools import pairwise

from ..errors import UnreadableSubmission
from .model import MAX_PROGRAM, Kind
from .scan import ALIEN, Where, scan

_CODE = re.compile(
    r"^(?:(?:async def|def|class) \w+ ?[(:]|import [\w.]+(?: as \w+)?[ \t]*(?:[#,;]|$)|from [\w.]+ import "
    r"|(?:if|for|while|with|try|elif|else)\b[^#\n]*:[ \t]*(?:#|$)|@\w|print\()",
    re.MULTILINE,
)
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
# Words that may stand beside a name in Python, in old print and exec statements too.
_BESIDE = frozenset(keyword.kwlist) | {"case", "exec", "match", "print", "type"}
_NOTEBOOK_KEYS = ('"cells"', '"worksheets"', '"nbformat"', '"cell_type"')


def holds_json(text: str, name: str) -> bool:
    """Whether a text is to be read as a notebook.

    Raises UnreadableSubmission for JSON that is no notebook, and for a notebook with text in front of it.
    """
    start = text.lstrip()[:1]
    if start == "{":
        if any(key in text for key in _NOTEBOOK_KEYS):
            return True
        if _is_json(text):
            raise UnreadableSubmission(
                f"{name} holds JSON, but no notebook", "Hand in the notebook (.ipynb) or a Python file."
            )
    elif start and name.lower().endswith(".ipynb") and _NOTEBOOK_KEYS[3] in text:
        raise UnreadableSubmission(
            f"{name} is a notebook with other text in front of its JSON",
            "Look for marks of a merge conflict; open it in Jupyter and save it again.",
        )
    return False


def _is_json(text: str) -> bool:
    if len(text) > MAX_PROGRAM:
        return False
    import json  # a millisecond that only JSON is to cost

    try:
        json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return False
    return True


def kind_of(text: str, lines: Sequence[str]) -> Kind:
    """Return what a text other than a notebook is.

    text   the whole of it
    lines  its lines
    """
    marked = "In [" in text or "In[" in text
    if marked or "```" in text or "~~~" in text or ">>>" in text:
        kind = _by_marks(lines, _outside_strings(text, lines))
        if kind is not None:
            return kind
    if len(text) > MAX_PROGRAM or _CODE.search(text):
        return "python"
    return "markdown" if _has_indented_code(lines) else "python"


def _outside_strings(text: str, lines: Sequence[str]) -> list[bool]:
    """Tell for each line whether it begins outside a string; beyond a program's size none can be Python."""
    if len(text) > MAX_PROGRAM:
        return [True] * len(lines)
    return [where is not Where.STRING for where, _ in scan(lines)]


def _by_marks(lines: Sequence[str], outside: Sequence[bool]) -> Kind | None:
    """Return the kind that input markers, fences or prompts outside strings tell; None without any."""
    from .export import IN_MARK
    from .markdown import Fence, opening
    from .transcript import PROMPT

    fence: Fence | None = None
    fenced = fence_has_text = fence_has_mark = prompted = code = False
    for line, is_outside in zip(lines, outside, strict=True):
        if fence is not None:
            if fence.closes(line.lstrip(" \t>")):
                fence = None
                fence_has_mark = False
            else:
                fence_has_text = fence_has_text or bool(line.strip())
                fence_has_mark = fence_has_mark or bool(IN_MARK.match(line))
        elif is_outside:
            if IN_MARK.match(line):
                return "export"
            fence = opening(line)
            fenced = fenced or fence is not None
            prompted = prompted or (not code and PROMPT.match(line) is not None)
            code = code or _CODE.match(line) is not None
    if fence is not None and fence_has_mark:  # a fence that never closes hides the markers of an export
        return "export"
    if fenced and (fence_has_text or not code):
        return "markdown"
    return "transcript" if prompted else None


def _has_indented_code(lines: Sequence[str]) -> bool:
    """Whether a text without code at the left edge has prose there, and indented blocks after blank lines."""
    prose = block = False
    before = ""
    for line, (where, code) in zip(lines, scan(lines), strict=True):
        if line.startswith(("    ", "\t")):
            block = block or (not before.strip() and bool(line.strip()))
        elif where is not Where.STRING:
            prose = prose or _is_prose(code)
        before = line
    return prose and block


def _is_prose(code: str) -> bool:
    """Whether a line's code cannot be Python: a foreign character, or two words side by side."""
    if ALIEN in code:
        return True
    for match in _WORDS.finditer(code):
        words = match.group().split(" ")
        if any(a not in _BESIDE and b not in _BESIDE for a, b in pairwise(words)):
            return True
    return False
