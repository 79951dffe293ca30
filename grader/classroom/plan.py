"""What a run through a class is to do, what came of it, and who is told; runs nothing."""

from __future__ import annotations

import hmac
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..course import EXERCISES
from ..outcome import Outcome
from .model import Trouble

VARIANTS = 8  # of each exercise in a class: what is asked is made once for each of them
_SEED_BITS = 63


@dataclass(frozen=True)
class Plan:
    """What a run is to grade, and how.

    exercises  ids; a file whose name or place tells one is graded on that alone
    students   only theirs; None takes everybody's
    force      grade again what is graded
    seed       of all inputs; None draws one for each file and exercise from the gradebook's salt
    seconds    wall limit of an exercise; memory: bytes; require: layers of the sandbox that have to be there
    """

    folder: Path
    exercises: tuple[str, ...] = EXERCISES
    layout: str = "auto"
    students: frozenset[str] | None = None
    force: bool = False
    seed: int | None = None
    seconds: float = 10.0
    memory: int = 2**30
    mend: bool = True
    require: tuple[str, ...] = ()


@dataclass
class Tally:
    """What came of a run so far.

    files      hand-ins that are done with; expected: how many there are in all
    graded     results recorded; unchanged: results that were there already; elsewhere: those that another
               run works at
    outcomes   (exercise, outcome) -> results recorded
    stopped_by the signal's number, 0 where the run came to its end
    """

    expected: int = 0
    files: int = 0
    graded: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    troubles: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0
    stopped_by: int = 0

    def passed(self, exercise: str) -> tuple[int, int]:
        """Return how many results of an exercise passed, and of how many that were recorded."""
        of = sum(count for (name, _), count in self.outcomes.items() if name == exercise)
        return self.outcomes[exercise, Outcome.PASSED.value], of


class Watcher(Protocol):
    """Who is told how a run goes on."""

    def step(self, tally: Tally) -> None:
        """Something was done."""

    def trouble(self, trouble: Trouble) -> None:
        """Something could not be graded."""


def seed_of(salt: bytes, sha256: str, exercise: str) -> int:
    """Return the seed of a file's inputs on an exercise: nobody without the salt can foresee it.

    A class has a number of variants of each exercise, since what is asked is made once for each of them.
    """
    variant = hmac.digest(salt, f"{sha256}{exercise}".encode(), "sha256")[0] % VARIANTS
    digest = hmac.digest(salt, f"{variant}{exercise}".encode(), "sha256")
    return int.from_bytes(digest[:8], "big") >> (64 - _SEED_BITS)
