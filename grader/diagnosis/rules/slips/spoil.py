"""What the inverse rules of slips share: which nodes run, how a word is mistyped, which edits are taken."""

from __future__ import annotations

import ast
import random
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ...text import Fix, Text
from ...vocabulary import Subject
from .near import nearness
from .scope import FUNCTIONS, Kind, parents, visible

MOST = 6  # edits that one inverse rule yields of one program
_BESIDE = {
    "a": "s", "c": "v", "d": "s", "e": "r", "f": "d", "g": "h", "h": "j", "i": "o", "l": "k", "m": "n",
    "n": "m", "o": "p", "p": "o", "r": "t", "s": "a", "t": "r", "u": "i", "x": "z", "y": "u", "z": "x",
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A graded definition or one that it uses, with what runs of it."""

    subject: Subject
    text: Text
    root: ast.stmt

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Each node's parent below the definition."""
        return parents(self.root)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """The nodes that run: annotations, decorators, formatted texts and handlers are left out."""
        found: list[ast.AST] = []
        queue: list[ast.AST] = [self.root]
        while queue:
            node = queue.pop(0)
            found.append(node)
            queue += _running(node)
        return sorted(found, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """The functions and methods, nested ones too."""
        return [node for node in self.nodes if isinstance(node, ast.FunctionDef)]

    def home(self, node: ast.AST) -> list[ast.AST]:
        """Return the scopes around a node, innermost first."""
        found: list[ast.AST] = []
        current: ast.AST | None = self.parents.get(node)
        while current is not None:
            if isinstance(current, (*FUNCTIONS, ast.ClassDef)):
                found.append(current)
            current = self.parents.get(current)
        return found

    def visible(self, node: ast.AST) -> dict[str, Kind]:
        """Return the names that are visible at a node."""
        return visible(self.subject.draft, self.home(node))

    def alone(self, statement: ast.stmt) -> bool:
        """Tell whether a statement has its lines to itself and is not all that its block holds."""
        parent = self.parents.get(statement)
        body = next((body for body in _bodies(parent) if statement in body), [])
        start, end = (
            self.text.line_span(statement.lineno)[0],
            self.text.line_span(statement.end_lineno or 0)[1],
        )
        first, last = self.text.span(statement)
        rest = self.text.source[last:end].strip()
        return (
            len(body) > 1 and not self.text.source[start:first].strip() and (not rest or rest.startswith("#"))
        )


def _bodies(node: ast.AST | None) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in (
            "annotation",
            "returns",
            "decorator_list",
            "handlers",
            "type_params",
            "bases",
            "keywords_",
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, (ast.JoinedStr, ast.Assert, ast.Raise)):
                yield child


def sites(subject: Subject) -> list[Site]:
    """Return the graded definitions and what they use."""
    return [Site(subject, text, scope) for text, scope in subject.scopes]


def chosen(found: Iterable[Fix], rng: random.Random, most: int = MOST) -> Iterator[Fix]:
    """Yield some of the edits, in an order of chance."""
    edits = list(found)
    rng.shuffle(edits)
    yield from edits[:most]


def mistyped(word: str, taken: Collection[str], rng: random.Random) -> str | None:
    """Return a word with a slip in it that is none of the taken ones, or None where every slip is taken.

    The slip is small enough for the word to be recognised: two letters exchanged, one left out, doubled or
    hit beside, or another case.
    """
    found = []
    for place in range(len(word)):
        letter = word[place]
        if place and word[place - 1] != letter and "_" not in (letter, word[place - 1]):
            found.append(word[: place - 1] + letter + word[place - 1] + word[place + 1 :])
        if len(word) >= 4 and place and letter != "_" and not letter.isdigit():
            found.append(word[:place] + word[place + 1 :])
            found.append(word[:place] + letter + word[place:])
            found.append(word[:place] + _BESIDE.get(letter, letter) + word[place + 1 :])
    if word.swapcase() != word and len(word) <= 2:
        found.append(word.swapcase())
    elif word.islower():
        found.append(word.capitalize())
    slips = [each for each in dict.fromkeys(found) if each not in taken and each.isidentifier()]
    rng.shuffle(slips)
    close = [other for other in taken if abs(len(other) - len(word)) <= 3 and other != word]
    return next((each for each in slips if _recognised(each, word, close)), None)


def _recognised(slip: str, word: str, taken: Collection[str]) -> bool:
    """Tell whether nothing else that is visible is as near to the slip as the word itself."""
    own = nearness(slip, word)
    return own is not None and all((nearness(slip, other) or 9.0) > own for other in taken)
