"""The search for the cheapest repair: one, two and three edits, each tried by running it.

Knows drafts, fixes and scores; what a run is, is the caller's affair. An edit is kept for a further one when
the program gets no less far with it. What is found first is not the last word: whatever could still be
better, cheaper or as cheap and more suspicious, is tried.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .text import Draft, Fix, behind
from .vocabulary import Misconception, Subject
from .weight import weight

MOST_EDITS = 3
_LEAST_COST = 1.0  # of a fix
_ANOTHER = 1.5  # what each edit beyond the first costs by itself: one idea explains more than two do
_BEAM = (24, 16)  # drafts that go on to a second and to a third edit
_CANDIDATES = 160  # fixes tried of one draft
_STRONG = 0.5  # suspicion from which a fix is kept although nothing passes more yet
_SURE = 0.8  # and from which it is kept although less passes: two faults can hide each other
_DOUBT = 0.5  # what is left of the doubt in a fix that the recovered formula points to


@dataclass(frozen=True)
class Result:
    """What a run of a draft showed.

    complete  every counted check passed
    points    points earned
    reached   how far a program that fails got: a larger tuple is further (steps done, line of the exception)
    subject   what rules look at for the next edit
    """

    complete: bool
    points: float
    reached: tuple[float, ...]
    subject: Subject


@dataclass(frozen=True)
class Node:
    """A draft that does not pass yet, and what its run showed.

    hopeful  edits that got its parents further, as they are in this draft
    """

    draft: Draft
    result: Result
    hopeful: tuple[Fix, ...] = ()

    @property
    def rank(self) -> tuple[float, ...]:
        """How promising it is for another edit: the larger, the more."""
        return (self.result.points, *self.result.reached, _suspicion(self.draft), -self.draft.cost)

    @property
    def bound(self) -> tuple[float, float]:
        """The best preference that one more edit can bring."""
        price = self.draft.cost + _LEAST_COST + _ANOTHER * len(self.draft.fixes)
        return price, -_suspicion(self.draft) - 1.0


@dataclass(frozen=True)
class _Seen:
    """A text that was run: the best preference it was reached with, and its result, None for no use."""

    preference: tuple[float, float]
    result: Result | None


@dataclass
class Search:
    """One search; `tried` counts runs.

    catalogue  the misconceptions that are looked for
    evaluate   runs a draft; None when it cannot be run at all
    confirm    runs a complete draft on fresh inputs in a process of its own
    pointed    ids that the answers of the program as handed in point to
    deadline   time.monotonic() after which the search gives up
    best       the best repair so far
    """

    catalogue: Sequence[Misconception]
    evaluate: Callable[[Draft], Result | None]
    confirm: Callable[[Draft], bool]
    deadline: float
    pointed: Collection[str] = ()
    tried: int = 0
    best: Draft | None = None
    _seen: dict[tuple[str, ...], _Seen] = field(default_factory=dict, repr=False)

    def run(self, start: Draft, result: Result) -> Draft | None:
        """Return the cheapest draft that passes everything, or None."""
        frontier = [Node(start, result)]
        self._seen[_key(start)] = _Seen(preference(start), result)
        for width in (*_BEAM, 0):
            pool = [child for node in frontier for child in self._children(node)]
            by_text = {_key(node.draft): node for node in pool}  # of one text the last is the cheapest
            frontier = sorted(by_text.values(), key=lambda node: node.rank, reverse=True)[:width]
        return self.best

    def fixes(self, subject: Subject) -> list[Fix]:
        """Return every fix of a draft, best first: the most suspicious, then the cheapest."""
        found = [fix for entry in self.catalogue for fix in proposals(entry, subject)]
        weighed = [
            replace(
                fix,
                cost=max(fix.cost, weight(subject.draft, fix)),
                suspicion=_pointed_at(fix) if fix.misconception in self.pointed else fix.suspicion,
            )
            for fix in found
        ]
        return sorted(weighed, key=lambda fix: (-fix.suspicion, fix.cost))

    def _children(self, node: Node) -> list[Node]:
        """Try every fix of a draft; returns what is worth another edit, and keeps what passes as the best."""
        kept: list[tuple[Fix, Draft, Result]] = []
        gained: list[Fix] = []
        for fix in self._candidates(node):
            if time.monotonic() > self.deadline:
                break
            changed = node.draft.apply(fix)
            result = self._look(changed)
            if result is None or result.complete:
                continue
            gain = _gain(result, node.result)
            if gain > 0:
                gained.append(fix)
            if gain > 0 or fix.suspicion >= (_STRONG if gain == 0 else _SURE):
                kept.append((fix, changed, result))
        return [Node(changed, result, _others(fix, gained, node)) for fix, changed, result in kept]

    def _look(self, draft: Draft) -> Result | None:
        """Run a draft, unless its text was run before; None where it is not worth more than what is known.

        What passes becomes the best when fresh inputs agree.
        """
        key, price = _key(draft), preference(draft)
        seen = self._seen.get(key)
        if not self._may_win(price) or (seen is not None and seen.preference <= price):
            return None
        if seen is None:
            self.tried += 1
            result = self.evaluate(draft)
            if result is not None and result.complete and not self.confirm(draft):
                result = None
        else:
            result = seen.result
        self._seen[key] = _Seen(price, result)
        if result is not None and result.complete:
            self.best = draft
        return result

    def _candidates(self, node: Node) -> Iterator[Fix]:
        """Yield a draft's fixes, those first that got its parents further."""
        if self._may_win(node.bound):
            yield from node.hopeful
        if self._may_win(node.bound):
            yield from self.fixes(node.result.subject)[:_CANDIDATES]

    def _may_win(self, reachable: tuple[float, float]) -> bool:
        """Tell whether a draft of that preference would be better than the best so far."""
        return self.best is None or reachable < preference(self.best)


def preference(draft: Draft) -> tuple[float, float]:
    """Return what repairs are compared by, the smaller the better: their price, then their suspicion.

    The price is what the edits cost, and that they are several.
    """
    return draft.cost + _ANOTHER * max(len(draft.fixes) - 1, 0), -_suspicion(draft)


def _pointed_at(fix: Fix) -> float:
    """Return the suspicion of a fix that the program's own answers point to."""
    return 1.0 - (1.0 - fix.suspicion) * _DOUBT


def _suspicion(draft: Draft) -> float:
    return sum(fix.suspicion for fix in draft.fixes)


def _gain(after: Result, before: Result) -> int:
    """Tell whether a program gets further (1), as far (0) or less far (-1): points first, then the rest."""
    here, there = (after.points, *after.reached), (before.points, *before.reached)
    return 1 if here > there else 0 if here == there else -1 if after.points < before.points else 0


def _others(fix: Fix, gained: Sequence[Fix], node: Node) -> tuple[Fix, ...]:
    """Return the other hopeful edits as they are behind this one."""
    moved = (behind(other, fix, node.draft) for other in (*gained, *node.hopeful) if other is not fix)
    return tuple(other for other in moved if other is not None)


def proposals(entry: Misconception, subject: Subject) -> Iterator[Fix]:
    """Yield a rule's fixes; a rule that trips over an odd text proposes nothing more."""
    try:
        yield from entry.mend(subject)
    except Exception:  # the tests of the rules call them bare
        return


def _key(draft: Draft) -> tuple[str, ...]:
    return tuple(text.source for text in draft.texts)
