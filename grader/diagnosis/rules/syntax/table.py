"""Text that does not parse: `syntax-error`, repaired token by token where Python gives up.

Every candidate is parsed before it is proposed; which of those that parse is meant, a run decides. Tokens
that only look like a power of ten are named `step-literal-typo`, commas in numbers and members
`comma-for-dot`, round brackets in what is assigned to `brackets-for-call`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from ...text import Fix, Text
from ...vocabulary import Misconception, Subject, plain
from . import (
    brackets as syntax_brackets,
)
from . import (
    characters as syntax_characters,
)
from . import (
    layout as syntax_layout,
)
from . import (
    near as syntax_near,
)
from .spoil import spoil
from .tokens import Broken, judge

ID = "syntax-error"
_MOST_BLOCKS = 3
_MOST_FIXES = 14  # of one block
_MOST_TRIED = 120  # candidates parsed of one block


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield edits after which a block parses, or fails further on, the likeliest first."""
    for broken in _relevant(subject):
        yield from _proposals(subject, broken)
    yield from syntax_layout.mend_fallen(subject)


def _proposals(subject: Subject, broken: Broken) -> list[Fix]:
    candidates = chain(
        syntax_layout.mend(broken),
        syntax_characters.mend(broken, subject.exercise),
        syntax_brackets.mend(broken),
        syntax_near.mend(broken),
    )
    best: dict[str, Fix] = {}
    for each in candidates:
        key = broken.text.spliced(each.splices).source
        if key != broken.text.source and (key not in best or best[key].suspicion < each.suspicion):
            best[key] = each
    found = []
    whole = 0
    for each in sorted(best.values(), key=lambda each: -each.suspicion)[:_MOST_TRIED]:
        if whole == _MOST_FIXES:
            break
        judged = judge(broken, each.splices)
        if judged.whole:
            whole += 1
            found.append(each)
        elif judged.further:
            found.append(replace(each, suspicion=max(0.5, round(each.suspicion - 0.2, 3))))
    found.sort(key=lambda each: (-each.suspicion, each.cost))
    return found[:_MOST_FIXES]


def _relevant(subject: Subject) -> list[Broken]:
    """Return the blocks that do not parse and that the exercise may need, the likeliest first."""
    lacking = {plain(name) for name in subject.parameters if name not in subject.targets}
    undefined = set()
    for raised in [*subject.raised, *(fault.raised for fault in subject.faults if fault.raised)]:
        told = re.search(r"name '(\w+)' is not defined", raised.message)
        if told:
            undefined.add(told[1])
    ranked: list[tuple[int, int, Broken]] = []
    for text in subject.draft.texts:
        for place, block in enumerate(text.blocks):
            if block.error is not None:
                before = text.blocks[place - 1] if place else None
                broken = Broken(text, block, before, tuple(text.blocks[place + 1 :]))
                ranked.append((_weight(broken, lacking, undefined), -len(ranked), broken))
    ranked.sort(key=lambda entry: entry[:2], reverse=True)
    return [broken for weight, _, broken in ranked[:_MOST_BLOCKS] if weight > 0]


def _weight(broken: Broken, lacking: set[str], undefined: set[str]) -> int:
    written = plain(broken.block.text)
    wanted = any(name in written for name in lacking)
    goes_on = "indent" in broken.message and broken.before is not None
    return (
        4 * wanted
        + 2 * any(plain(name) in written for name in undefined)
        + bool(broken.block.names())
        + goes_on
    )


def parses(text: Text) -> bool:
    """Tell whether all blocks of a text parse."""
    return all(block.error is None for block in text.blocks)


RULES: tuple[Misconception, ...] = (Misconception(ID, (), mend, spoil, order=0),)
