"""One run of one program on one exercise: definitions chosen, checks asked, answers judged.

Grading runs a learner's program once this way; diagnosis runs each candidate of a repair the same way.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
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
) -> Trial:
    """Ask every check of the definitions chosen from a program that is loaded, and judge the answers."""
    found = targets.found(choices)
    plans = plans_for(exercise, found, loaded.offered, seed)
    points = {check.id: check for check in exercise.checks}
    jobs = [
        Job(Program(id, list(plan.steps), 0.0), points[id].target) for id, plan in plans.items() if plan.steps
    ]
    bind = {name: definition.index for name, definition in found.definitions.items()}
    answers: dict[str, Answer] = {}
    stopped: dict[str, Finding] = {}
    for id, result in session.run(bind, jobs):
        if isinstance(result, Answer):
            answers[id] = result
        else:
            stopped[id] = judge.time_is_up() if result.kind == "timeout" else judge.died(result.text)
    around = judge.Circumstances(loaded.offered, stopped, locate)
    verdicts = judge.verdicts(exercise, found, plans, answers, around)
    return Trial(exercise, loaded, None, choices, verdicts, answers)
