"""One run of one program on one exercise: definitions chosen, checks asked, answers judged.

Grading runs a learner's program once this way; diagnosis runs each candidate of a repair the same way.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from . import judge, targets
from .exercise import Exercise, Finding, Found, Plan
from .outcome import Location, Outcome, Verdict
from .sandbox import Ending
from .session import Job, Session
from .worker.wire import Answer, Definition, Loaded, Place, Program

_NO_PROGRAM = Loaded([], [])


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

    @property
    def found(self) -> Found:
        """The definitions that were graded."""
        return targets.found(self.choices)

    @property
    def outcome(self) -> Outcome:
        """How the exercise ended."""
        if self.ending is not None:
            if self.ending.kind == "timeout":
                return Outcome.TIMED_OUT
            return Outcome.OVER_LIMIT if self.ending.kind == "disk" else Outcome.CRASHED
        return judge.outcome(self.exercise, self.found, self.verdicts)

    @property
    def score(self) -> tuple[float, float]:
        """Points earned and points that count."""
        return judge.score(self.verdicts)


def plans_for(exercise: Exercise, found: Found, offered: Mapping[str, str], seed: int) -> dict[str, Plan]:
    """Return the plan of each check that can be asked; its inputs follow from the seed and the check's id."""
    plans = {}
    for check in judge.questions(exercise, found, offered):
        rng = np.random.default_rng([seed, zlib.crc32(check.id.encode())])
        plans[check.id] = check.plan(rng, found)
    return plans


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
    plans: Mapping[str, Plan] | None = None,
    staged: bool = False,
) -> Trial:
    """Ask every check of the definitions chosen from a program that is loaded, and judge the answers.

    plans   of `plans_for`, where the caller has them
    staged  leave out what waits for a check that did not pass: the same points for fewer questions
    """
    found = targets.found(choices)
    if plans is None:
        plans = plans_for(exercise, found, loaded.offered, seed)
    bind = {name: definition.index for name, definition in found.definitions.items()}
    answers: dict[str, Answer] = {}
    stopped: dict[str, Finding] = {}
    jobs = _staged(exercise, plans, answers) if staged else list(_jobs(exercise, plans))
    for name, result in session.run(bind, jobs):
        if isinstance(result, Answer):
            answers[name] = result
        else:
            stopped[name] = judge.time_is_up() if result.kind == "timeout" else judge.died(result.text)
    around = judge.Circumstances(loaded.offered, stopped, locate)
    verdicts = judge.verdicts(exercise, found, plans, answers, around)
    return Trial(exercise, loaded, None, choices, verdicts, answers)


def _jobs(exercise: Exercise, plans: Mapping[str, Plan]) -> Iterator[Job]:
    targets_of = {check.id: check.target for check in exercise.checks}
    for name, plan in plans.items():
        if plan.steps:
            yield Job(Program(name, list(plan.steps), 0.0), targets_of[name])


def _staged(exercise: Exercise, plans: Mapping[str, Plan], answers: Mapping[str, Answer]) -> Iterator[Job]:
    """Yield the jobs whose prerequisites passed; `answers` fills up while they are run."""
    waits = {check.id: set(check.waits_for) for check in exercise.checks}
    awaited = set().union(*waits.values())
    failed: set[str] = set()
    for job in _jobs(exercise, plans):
        name = job.program.id
        if waits[name] & failed:
            failed.add(name)
            continue
        yield job
        if name in awaited and not judge.passes(plans[name], answers.get(name)):
            failed.add(name)
