"""The vocabulary of a course: exercises, targets, checks, plans; knows no exercise in particular."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from .outcome import Curve, Evidence, Message, Outcome
from .worker.wire import Definition, Record, Step, packed

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Script:
    """The shape of a loop at top level that stands for a function, its variables for the parameters.

    calls  methods of which it calls one
    reads  what it must read: for each variable the names that mean it, lower case without underscores,
           between blanks
    """

    calls: tuple[str, ...]
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A function or class that an exercise asks for.

    name        the name that the exercise gives it
    parameters  how many arguments it must take by position (a class: its constructor)
    aliases     other spellings that are accepted, compared without case and underscores
    main        True for the one that names the exercise: without it the exercise is missing
    script      the loop at top level that stands for it where nothing else does
    """

    name: str
    kind: Literal["function", "class"]
    parameters: int
    aliases: tuple[str, ...] = ()
    main: bool = False
    script: Script | None = None


@dataclass(frozen=True)
class Tolerance:
    """A mixed tolerance: |got - expected| <= relative * max(1, |expected|), componentwise."""

    relative: float


@dataclass(frozen=True)
class Finding:
    """What a judge says of the records of one check.

    share    the part of the points earned
    counted  False where the points are left out: the check asks for something that is free to lack
    curves   series of numbers that the program recorded, worth showing whatever the outcome
    """

    outcome: Outcome
    message: Message
    evidence: Evidence | None = None
    share: float = 0.0
    counted: bool = True
    curves: tuple[Curve, ...] = ()


PASSED = Finding(Outcome.PASSED, Message("passed"), share=1.0)


@dataclass(frozen=True)
class Plan:
    """One check, made concrete: the steps for the worker and the judge of their records.

    judge is pure; it closes over the expected values, which never leave this process. It is given the
    records of all steps, and is called only when every step ran (a step that raised, or a target that
    lacks, is judged by the general rules of judge.py) unless `judges_failures` is set. Then the records
    may end with a step that raised, and None leaves the finding to the general rules. A plan without steps
    needs no answer.
    call        what the check calls, as the learner would write it
    where       what the names in `call` are
    tellings    (call, where) of the parts of a longer plan, by the number of the step that begins a part
    """

    steps: tuple[Step, ...]
    judge: Callable[[Sequence[Record]], Finding | None]
    call: str = ""
    where: str = ""
    judges_failures: bool = False
    tellings: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def packed(self) -> list[Step]:
        """The steps as a program is given them: encoded, once for all submissions."""
        return packed(self.steps)


@dataclass(frozen=True)
class Found:
    """The definitions that stand for an exercise's targets: target name -> definition."""

    definitions: Mapping[str, Definition] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A question that an exercise asks of a program, worth points.

    id         unique in the exercise, such as "exp-and-sine"
    target     name of the target it calls
    points     of the exercise's 100
    plan       makes the steps and the judge from random inputs and the definitions found
    requires   further targets that it needs
    method     for a class: the method that must exist for the check to be asked
    optional   its points are left out where the target or method does not exist
    waits_for  checks that must pass before this one tells anything
    explained_by  checks whose failure explains a failure of this one, which is then shown as waiting
    parts      how many equal parts its points fall into, of which some can be earned
    inputs     checks that name the same inputs are asked with the same random numbers: where their steps are
               the same too, one run answers them all; "" for its own
    costly     takes long, as a whole training does: drafts of a repair are asked it last, and seldom
    """

    id: str
    target: str
    points: float
    plan: Callable[[np.random.Generator, Found], Plan]
    requires: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    optional: bool = False
    waits_for: tuple[str, ...] = ()
    explained_by: tuple[str, ...] = ()
    parts: int = 1
    inputs: str = ""
    costly: bool = False


@dataclass(frozen=True)
class Exercise:
    """An exercise: what it asks for and how it is checked.

    id       "exercise1_numerical_diff"
    number   1
    targets  the first main one names the exercise
    checks   in the order in which they are shown; their points sum to 100
    """

    id: str
    number: int
    targets: tuple[Target, ...]
    checks: tuple[Check, ...]

    @property
    def topic(self) -> str:
        """The id without its number: "numerical_diff"."""
        return self.id.split("_", 1)[1]

    @cached_property
    def main(self) -> Target:
        """The target that names the exercise."""
        return next(target for target in self.targets if target.main)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name that it looks for, aliases included."""
        return tuple(name for target in self.targets for name in (target.name, *target.aliases))

    @cached_property
    def quick(self) -> Exercise:
        """The exercise without its costly checks; itself where it has none."""
        return self._with(tuple(check for check in self.checks if not check.costly))

    @cached_property
    def costly(self) -> Exercise:
        """The exercise with its costly checks alone."""
        return self._with(tuple(check for check in self.checks if check.costly))

    def _with(self, checks: tuple[Check, ...]) -> Exercise:
        return self if len(checks) == len(self.checks) else replace(self, checks=checks)

    def target(self, name: str) -> Target:
        """Return the target of that name; KeyError when there is none."""
        return {target.name: target for target in self.targets}[name]


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds for all of an exercise, bytes of memory and of output."""

    seconds: float = 10.0
    memory: int = 2**30
    output: int = 64 * 2**10
