"""How large an edit is, by the tokens that it changes; knows no misconception.

A rule says itself what its edits cost. This is the floor below it: a rule that writes a function anew may not
pass for one small edit, or it would win over two that touch a token each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .text import Draft, Fix

_TOKEN = re.compile(r"\w+(?:\.\w+)?|[^\w\s]")
_TOKENS = 6.0  # tokens taken out and put in, for one unit of cost


def weight(draft: Draft, fix: Fix) -> float:
    """Return the least cost of a fix, in units of an edit of one place."""
    changed = 0
    for splice in fix.splices:
        old = _TOKEN.findall(draft.text(splice.cell).source[splice.start : splice.end])
        changed += _differ(old, _TOKEN.findall(splice.text))
    return changed / _TOKENS


def _differ(old: Sequence[str], new: Sequence[str]) -> int:
    """Count the tokens between what two lists begin and end alike with."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    return len(old) + len(new) - 2 * (head + tail)
