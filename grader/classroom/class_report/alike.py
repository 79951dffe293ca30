"""Solutions that are alike: tokens without names and layout, fingerprints by winnowing [1]_, single linkage.

Knows programs as text only: nothing is parsed, nothing is run. What many have in common (the given frame, the
one short way to write a formula) is left out, and what is then too short is not compared. Alike is no proof
of anything: it says what to read side by side.

.. [1] S. Schleimer, D. S. Wilkerson, A. Aiken: Winnowing: local algorithms for document fingerprinting.
       SIGMOD (2003).
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GRAM, WINDOW = 7, 5  # tokens of a gram; grams of a window: a common run of 11 tokens is always found
LEAST = 12  # fingerprints that must be left for a comparison
ALIKE = 0.8  # Jaccard index from which two are called alike
MOST_TOKENS = 20_000  # of one solution
_COMMON_PART, _COMMON_LEAST, _COMMON_MOST = 0.25, 8, 200  # of a class in which a fingerprint is common

_TOKENS = re.compile(
    r"""(?P<text>[rRbBuUfF]{0,2}(?:'''[\s\S]*?(?:'''|\Z)|\"\"\"[\s\S]*?(?:\"\"\"|\Z)"""
    r"""|'(?:\\.|[^'\\\n])*(?:'|$)|"(?:\\.|[^"\\\n])*(?:"|$)))"""
    r"""|(?P<comment>\#.*)|(?P<number>(?:\d[\w.]*|\.\d\w*)(?:(?<=[eE])[+-]\d+)?)|(?P<name>[^\W\d]\w*)"""
    r"""|(?P<sign>\*\*|//|[-+*/@%&|^<>=!:]=|[^\s\w])""",
    re.MULTILINE,
)
_KEPT = frozenset(keyword.kwlist)


@dataclass(frozen=True)
class Cluster:
    """Students whose solutions are alike.

    members   places in the list that was given
    least     the smallest Jaccard index by which a member hangs together with the others; 1.0 is identical
    """

    members: tuple[int, ...]
    least: float


@dataclass(frozen=True)
class Likeness:
    """What comparing gave: clusters, the closest first, and how many were too short to be compared."""

    clusters: tuple[Cluster, ...]
    compared: int
    short: int


def tokens(text: str) -> list[str]:
    """Return a program's tokens: names as "v", numbers as "n", texts as "s"; no comments, no layout."""
    found: list[str] = []
    for match in _TOKENS.finditer(text):
        kind = match.lastgroup
        if kind == "name":
            found.append(match[0] if match[0] in _KEPT else "v")
        elif kind == "number":
            found.append("n")
        elif kind == "text":
            found.append("s")
        elif kind == "sign":
            found.append(match[0])
        if len(found) >= MOST_TOKENS:
            break
    return found


def fingerprints(text: str) -> frozenset[int]:
    """Return the fingerprints of a program: of each window of grams the least hash."""
    words = tokens(text)
    grams = [_hash(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)]
    picked = {min(grams[at : at + WINDOW]) for at in range(max(len(grams) - WINDOW + 1, 1)) if grams}
    return frozenset(picked)


def likeness(prints: Sequence[frozenset[int]], alike: float = ALIKE) -> Likeness:
    """Compare solutions by their fingerprints.

    prints  one set for each; alike  Jaccard index from which two belong together
    """
    seen = Counter(mark for each in prints for mark in each)
    bound = min(max(_COMMON_LEAST, int(_COMMON_PART * len(prints))), _COMMON_MOST)
    own = [frozenset(mark for mark in each if seen[mark] <= bound) for each in prints]
    compared = [at for at, each in enumerate(own) if len(each) >= LEAST]
    pairs = _pairs(own, compared, alike)
    clusters = _linked(pairs)
    return Likeness(tuple(clusters), len(compared), len(prints) - len(compared))


def _hash(words: Sequence[str]) -> int:
    digest = hashlib.blake2b("\0".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _pairs(
    own: Sequence[frozenset[int]], compared: Iterable[int], alike: float
) -> list[tuple[float, int, int]]:
    """Return (Jaccard index, place, place) of all pairs from `alike` on, found by what they share."""
    holders: dict[int, list[int]] = {}
    found: list[tuple[float, int, int]] = []
    for at in compared:
        shared: Counter[int] = Counter()
        for mark in own[at]:
            shared.update(holders.get(mark, ()))
            holders.setdefault(mark, []).append(at)
        for other, number in shared.items():
            index = number / (len(own[at]) + len(own[other]) - number)
            if index >= alike:
                found.append((index, other, at))
    return found


def _linked(pairs: Sequence[tuple[float, int, int]]) -> list[Cluster]:
    """Return the clusters that pairs form, by single linkage."""
    root: dict[int, int] = {}

    def top(place: int) -> int:
        while root.setdefault(place, place) != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    weakest: dict[int, float] = {}
    for index, one, other in sorted(pairs, reverse=True):  # the strongest ties first, as Kruskal's forest
        a, b = top(one), top(other)
        if a != b:
            root[b] = a
            weakest[a] = min(weakest.get(a, 1.0), weakest.get(b, 1.0), index)
    members: dict[int, list[int]] = {}
    for place in list(root):
        members.setdefault(top(place), []).append(place)
    found = [Cluster(tuple(sorted(places)), weakest[at]) for at, places in members.items()]
    return sorted(found, key=lambda cluster: (-cluster.least, -len(cluster.members), cluster.members))


def program(raw: bytes) -> str:
    """Return the program text of a file, "" where it cannot be read."""
    from ...errors import UnreadableSubmission
    from ...submission import parse_submission

    try:
        return "\n".join(cell.source for cell in parse_submission(raw, "").cells)
    except UnreadableSubmission:
        return ""
