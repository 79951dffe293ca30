"""The vocabulary of diagnosis: misconceptions as data, and what their rules are given to look at."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ..worker.wire import Fault, Raised
from .text import Draft, Fix, Function, Scope, Text
from .walking import walk


@dataclass(frozen=True)
class Subject:
    """What a rule looks at: a draft, the definitions that are graded, and what the last run showed.

    exercise   "exercise1_numerical_diff"
    targets    target name -> (cell, first line in the draft) of the definition that is graded; a target that
               the program lacks is absent
    parameters target name -> how many arguments it must take
    raised     exceptions of the checks, most telling first; their places are lines of this draft
    faults     statements that failed while loading (syntax errors among them), with lines of this draft
    failed     ids of the checks that failed, with their relation to the expected value where one was found
               (see relations.py: "factor 2", "transposed", "sign", "zero", ...)
    """

    draft: Draft
    exercise: str
    targets: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    raised: tuple[Raised, ...] = ()
    faults: tuple[Fault, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def scopes(self) -> list[tuple[Text, Scope]]:
        """The graded definitions and, behind them, those of the program that they use, nearest first."""
        found = list(self.draft.scopes())
        by_name: dict[str, tuple[Text, Scope]] = {scope.name: (text, scope) for text, scope in found}
        queue = [
            (text, scope)
            for place in self.targets.values()
            for text, scope in found
            if (text.number, first_line(scope)) == place or (text.number, scope.lineno) == place
        ]
        chosen: list[tuple[Text, Scope]] = []
        while queue:
            text, scope = queue.pop(0)
            if any(scope is known for _, known in chosen):
                continue
            chosen.append((text, scope))
            used = {node.id for node in walk(scope) if isinstance(node, ast.Name)}
            queue += [by_name[name] for name in sorted(used) if name in by_name and name != scope.name]
        return chosen

    def functions(self, *names: str) -> Iterator[tuple[Text, Function]]:
        """Yield the functions among the scopes, methods too; with names, only those of these names.

        Names are compared without case and underscores.
        """
        wanted = {plain(name) for name in names}
        for text, scope in self.scopes:
            for node in walk(scope):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (
                    not wanted or plain(node.name) in wanted
                ):
                    yield text, node

    def target(self, name: str) -> tuple[Text, Scope] | None:
        """Return the graded definition that stands for a target, whatever its own name is."""
        place = self.targets.get(name)
        for text, scope in self.scopes:
            if place in ((text.number, first_line(scope)), (text.number, scope.lineno)):
                return text, scope
        return None


Rule = Callable[[Subject], Iterator[Fix]]
Spoiler = Callable[[Subject, random.Random], Iterator[Fix]]


@dataclass(frozen=True)
class Misconception:
    """A wrong idea as a named edit.

    id         stable; see the catalogue
    exercises  topics in which it is looked for, () for any
    mend       finds where the idea may stand and the edit that would undo it: yields fixes, best first.
               It may propose an edit that turns out wrong, since every edit is tried; it must be quick, and
               must not propose the same edit twice
    spoil      the inverse: yields edits of a right program that put the idea in; the tests and the benchmark
               make their wrong programs by it. None only where text cannot express it
    kind       misconception (costs points) or advice (costs none)
    order      a teacher's order: lower first (syntax 0, names 10, calls 20, formula 30, loop 40, shape 50)
    same_as    ids that no probe can tell from this one
    """

    id: str
    exercises: tuple[str, ...]
    mend: Rule
    spoil: Spoiler | None
    kind: Literal["misconception", "advice"] = "misconception"
    order: int = 50
    same_as: tuple[str, ...] = ()


def plain(name: str) -> str:
    """Return a name without case and underscores."""
    return name.replace("_", "").lower()


def first_line(scope: Scope) -> int:
    """Return a definition's first line, its decorators' included."""
    return min([scope.lineno, *(decorator.lineno for decorator in scope.decorator_list)])
