"""One run of one program on one exercise: definitions chosen, checks asked, answers judged.

Grading runs a learner's program once this way; diagnosis runs each candidate of a repair the same way.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
from msgspec import structs

from . import judge, targets
from .exercise import Exercise, Finding, Found, Plan
from .outcome import Location, Outcome, Verdict
from .sandbox import Ending
from .session import Job, Session
from .worker.wire import Answer, Definition, Loaded, Place, Program

_NO_PROGRAM = Loaded([], [])
_PLANS = 512  # of exercises and seeds, kept for the next program
_COSTLY = 4.0  # seconds for a costly check of a draft


_NOWHERE: Mapping[str, Any] = {"index": 0, "cell": 0, "line": 0, "end_line": 0, "bound": False}


@dataclass(frozen=True)
class Trial:
    """What a program showed.

    loaded    what it defined; empty where it did not load, then `ending` tells why
    choices   target name -> the definition that was graded, and others worth trying
    answers   check id -> answer of the worker
    """

    exercise: Exercise
    loaded: Loaded
    ending: Ending | None
    choices: Mapping[str, targets.Choice]
    verdicts: tuple[Verdict, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @cached_property
    def found(self) -> Found:
        """The definitions that were graded."""
        return targets.found(self.choices)

    @cached_property
    def outcome(self) -> Outcome:
        """How the exercise ended."""
        if self.ending is not None:
            if self.ending.kind == "timeout":
                return Outcome.TIMED_OUT
            return Outcome.OVER_LIMIT if self.ending.kind == "disk" else Outcome.CRASHED
        return judge.outcome(self.exercise, self.found, self.verdicts)

    @cached_property
    def score(self) -> tuple[float, float]:
        """Points earned and points that count."""
        return judge.score(self.verdicts)


def plans_for(exercise: Exercise, found: Found, offered: Mapping[str, str], seed: int) -> Mapping[str, Plan]:
    """Return the plan of each check that can be asked; its inputs follow from the seed and the check's id."""
    return _asking(exercise, found, offered, seed).plans


@dataclass(frozen=True)
class _Asking:
    """What a program is asked.

    plans  check id -> plan
    runs   check that is run -> the checks that its answer is one for, itself first
    jobs   those that are run, in the order of `runs`
    """

    plans: Mapping[str, Plan]
    runs: Mapping[str, tuple[str, ...]]
    jobs: tuple[Job, ...]


def _asking(
    exercise: Exercise, found: Found, offered: Mapping[str, str], seed: int, seconds: float = 0.0
) -> _Asking:
    """Return what to ask: the same for every program whose definitions can be called alike, and made once.

    seconds  for one check; 0 for what the session's pace gives
    """
    names = (target.name for target in exercise.targets)
    key = exercise.id, tuple((name, offered[name]) for name in names if name in offered), _shape(found)
    return _made(_Asked(key, exercise, found, offered), seed, seconds)


@dataclass(frozen=True, eq=False)
class _Asked:
    """What plans depend on; equal to another that gives the same ones."""

    key: tuple[object, ...]
    exercise: Exercise
    found: Found
    offered: Mapping[str, str]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key and self.exercise is other.exercise

    def __hash__(self) -> int:
        return hash(self.key)


def _shape(found: Found) -> tuple[tuple[str, bytes], ...]:
    """Return how definitions can be called, without where they stand: no plan knows that."""
    return tuple(
        (name, msgspec.msgpack.encode(structs.replace(definition, **_NOWHERE)))
        for name, definition in found.definitions.items()
    )


@lru_cache(maxsize=_PLANS)
def _made(asked: _Asked, seed: int, seconds: float) -> _Asking:
    plans = {}
    for check in judge.questions(asked.exercise, asked.found, asked.offered):
        rng = np.random.default_rng([seed, zlib.crc32((check.inputs or check.id).encode())])
        plans[check.id] = check.plan(rng, asked.found)
    runs = _runs(asked.exercise, plans)
    target_of = {check.id: check.target for check in asked.exercise.checks}
    jobs = tuple(Job(Program(name, plans[name].packed, seconds), target_of[name]) for name in runs)
    return _Asking(MappingProxyType(plans), MappingProxyType(runs), jobs)


def attempt(
    session: Session,
    exercise: Exercise,
    seed: int,
    locate: Callable[[Place], Location | None],
    instead: Mapping[str, Definition] | None = None,
) -> Trial:
    """Load a session's program and ask it every check of the exercise.

    locate   turns a place of the worker into a line as the learner sees it
    instead  target name -> definition to be graded in the place of the chosen one
    """
    loaded = session.load()
    if isinstance(loaded, Ending):
        nothing = judge.verdicts(exercise, Found(), {}, {})
        return Trial(exercise, _NO_PROGRAM, loaded, {}, nothing)
    choices = targets.choose(exercise, loaded.definitions)
    for name, definition in (instead or {}).items():
        choices[name] = targets.Choice(definition, definition.name != name)
    return judged(session, exercise, seed, locate, loaded, choices)


def judged(
    session: Session,
    exercise: Exercise,
    seed: int,
    locate: Callable[[Place], Location | None],
    loaded: Loaded,
    choices: Mapping[str, targets.Choice],
    staged: bool = False,
    seconds: float = 0.0,
) -> Trial:
    """Ask every check of the definitions chosen from a program that is loaded, and judge the answers.

    staged   leave out what waits for a check that did not pass: the same points for fewer questions
    seconds  for one check; 0 for what the session's pace gives
    """
    found = targets.found(choices)
    asking = _asking(exercise, found, loaded.offered, seed, seconds)
    bind = {name: definition.index for name, definition in found.definitions.items()}
    answers: dict[str, Answer] = {}
    stopped: dict[str, Finding] = {}
    jobs = _staged(exercise, asking, answers) if staged else list(asking.jobs)
    for run, result in session.run(bind, jobs):
        for name in asking.runs[run]:
            if isinstance(result, Answer):
                answers[name] = result
            else:
                stopped[name] = judge.time_is_up() if result.kind == "timeout" else judge.died(result.text)
    around = judge.Circumstances(loaded.offered, stopped, locate)
    verdicts = judge.verdicts(exercise, found, asking.plans, answers, around)
    return Trial(exercise, loaded, None, choices, verdicts, answers)


def drafted(
    session: Session,
    exercise: Exercise,
    seed: int,
    locate: Callable[[Place], Location | None],
    loaded: Loaded,
    choices: Mapping[str, targets.Choice],
    costly: bool = True,
) -> Trial:
    """Ask a draft of a repair: staged, and the costly checks only where it passes all others.

    costly  False: not even then
    """
    trial = judged(session, exercise.quick, seed, locate, loaded, choices, staged=True)
    if not costly or exercise.quick is exercise or trial.outcome is not Outcome.PASSED:
        return replace(trial, exercise=exercise)
    rest = judged(session, exercise.costly, seed, locate, loaded, choices, seconds=_COSTLY)
    answers = {**trial.answers, **rest.answers}
    return replace(trial, exercise=exercise, verdicts=trial.verdicts + rest.verdicts, answers=answers)


def _runs(exercise: Exercise, plans: Mapping[str, Plan]) -> dict[str, tuple[str, ...]]:
    """Return the checks that have to be run, each with all that its answer is one for, itself first."""
    found: dict[str, tuple[str, ...]] = {}
    first: dict[tuple[str, str], str] = {}
    for check in exercise.checks:
        plan = plans.get(check.id)
        if plan is None or not plan.steps:
            continue
        name = first.setdefault((check.target, check.inputs or check.id), check.id)
        alike = name == check.id or plans[name].steps == plan.steps
        name = name if alike else check.id
        found[name] = (*found.get(name, ()), check.id)
    return found


def _staged(exercise: Exercise, asking: _Asking, answers: Mapping[str, Answer]) -> Iterator[Job]:
    """Yield the jobs whose prerequisites passed; `answers` fills up while they are run."""
    waits = {check.id: set(check.waits_for) for check in exercise.checks}
    awaited = set().union(*waits.values())
    failed: set[str] = set()
    for job in asking.jobs:
        asked = asking.runs[job.program.id]
        if all(waits[name] & failed for name in asked):
            failed.update(asked)
            continue
        yield job
        for name in asked:
            plan, answer = asking.plans[name], answers.get(name)
            if waits[name] & failed or (name in awaited and not judge.passes(plan, answer)):
                failed.add(name)
