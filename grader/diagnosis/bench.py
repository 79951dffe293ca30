"""Trying drafts by running them: many in one child of their own, the last word in a fresh one.

Knows how to run and to score a draft; which edits to try is the search's affair.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from .. import targets
from ..exercise import Exercise
from ..outcome import Location, Outcome, Verdict
from ..sandbox import Ending, Sandbox
from ..session import Job, Pace, Session
from ..trial import Trial, drafted
from ..worker.wire import Answer, Loaded, Place, Program, Raised
from .relations import relation
from .search import Result
from .stencil import Reading
from .text import Draft
from .vocabulary import Subject

_CHECK = 0.25  # seconds for one check of a draft: right programs need a tenth of it
_CHANGES_MODULES = re.compile(r"\b(?:np|numpy|math|builtins)(?:\.\w+)+\s*=(?!=)|\bsetattr\(|\bseterr")
_STATEMENT = 0.05  # seconds for one top-level statement of a draft that is not run lightly
_LOAD = 0.5
_FRESH = 0x5EED00  # mixed into the seed for inputs that the search never saw
_FRESH_PROCESSES = 2  # that each load the program anew
_FRESH_INPUTS = 3  # sets of inputs in each
_FRESH_TRAININGS = 1  # the same where checks are costly: each of them draws many numbers


def whereabouts(place: Place) -> Location:
    """Name a place by its cell and line as they are in the draft."""
    return Location(place.line, place.cell, column=place.column, function=place.function)


@dataclass
class Bench:
    """Runs drafts of one submission on one exercise; a context manager.

    The drafts share a child, and with it NumPy; one that seems to change a module gets its own child. What
    is found is confirmed in processes of its own in any case.

    wanted  names of the targets, as the session takes them
    until   time.monotonic() after which nothing more is run
    """

    sandbox: Sandbox
    exercise: Exercise
    seed: int
    until: float
    light: bool = True
    runs: int = 0
    _session: Session | None = field(default=None, repr=False)

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def evaluate(self, draft: Draft) -> Result | None:
        """Run a draft and tell how far it gets; None when it does not even load."""
        trial = self.trial(draft)
        return None if trial is None else result_of(draft, trial)

    def trial(self, draft: Draft) -> Trial | None:
        """Run a draft in the child that the drafts share."""
        begun = self._begin(draft)
        if begun is None:
            return None
        session, loaded = begun
        choices = targets.choose(self.exercise, loaded.definitions)
        trial = drafted(session, self.exercise, self.seed, whereabouts, loaded, choices)
        self._end(session, draft)
        return trial

    def reading(self, draft: Draft) -> Reading:
        """Recover what a draft computes, where the exercise has a way to tell; empty where there is none."""
        from . import recovery

        begun = self._begin(draft) if self.exercise.id in recovery.EXERCISES else None
        if begun is None:
            return Reading()
        session, loaded = begun
        name = self.exercise.main.name
        choice = targets.choose(self.exercise, loaded.definitions).get(name)
        steps = recovery.steps_for(self.exercise, choice.definition) if choice is not None else []
        bind = {name: choice.definition.index} if choice is not None else {}
        jobs = [Job(Program("recovery", steps, _CHECK), name)] if steps else []
        answers = [answer for _, answer in session.run(bind, jobs) if isinstance(answer, Answer)]
        self._end(session, draft)
        return recovery.read(self.exercise, answers[0].records) if answers else Reading()

    def _begin(self, draft: Draft) -> tuple[Session, Loaded] | None:
        """Load a draft in the child that the drafts share; None where time is up or it does not load."""
        left = self.until - time.monotonic()
        if left <= 0:
            return None
        self.runs += 1
        session = self._session or self._enter(draft, left)
        loaded = session.reload(draft.cells())
        if isinstance(loaded, Ending):
            self._leave()
            return None
        return session, loaded

    def _end(self, session: Session, draft: Draft) -> None:
        """Give up the child where what a draft did to it, or what ended it, is no affair of the next."""
        if session.skip or any(_CHANGES_MODULES.search(text.source) for text in draft.texts):
            self._leave()

    def confirm(self, draft: Draft) -> bool:
        """Run a draft whole, in processes of its own, on inputs that no search has seen.

        The costly checks are asked once, at the end.
        """
        inputs = _FRESH_INPUTS if self.exercise.quick is self.exercise else _FRESH_TRAININGS
        numbers = range(_FRESH_PROCESSES * inputs)
        return all(
            self._passes_afresh(draft, numbers[start : start + inputs], numbers[-1])
            for start in numbers[::inputs]
        )

    def _passes_afresh(self, draft: Draft, numbers: Sequence[int], last: int) -> bool:
        """Tell whether a draft passes in a process of its own, on the inputs of these numbers."""
        left = self.until - time.monotonic()
        if left <= 0:
            return False
        pace = Pace(_STATEMENT, _LOAD, 2.0, max(left, 1.0))
        names, loops = targets.wanted(self.exercise), targets.loops(self.exercise)
        with Session(self.sandbox, draft.cells(), names, pace=pace, loops=loops) as session:
            loaded = session.load()
            if isinstance(loaded, Ending):
                return False
            choices = targets.choose(self.exercise, loaded.definitions)
            for number in numbers:
                seed, costly = self.seed ^ (_FRESH + number), number == last
                trial = drafted(session, self.exercise, seed, whereabouts, loaded, choices, costly)
                if trial.outcome is not Outcome.PASSED or session.deaths:
                    return False
        return True

    def _enter(self, draft: Draft, left: float) -> Session:
        pace = Pace(_STATEMENT, _LOAD, _CHECK, left, self.light)
        names, loops = targets.wanted(self.exercise), targets.loops(self.exercise)
        session = Session(self.sandbox, draft.cells(), names, pace=pace, loops=loops)
        self._session = session.__enter__()
        return self._session

    def _leave(self) -> None:
        if self._session is not None:
            self._session.__exit__(None, None, None)
            self._session = None


def result_of(draft: Draft, trial: Trial) -> Result:
    """Score a trial: points, and how far a failing program got."""
    passed = sum(verdict.outcome is Outcome.PASSED for verdict in trial.verdicts)
    steps = sum(sum(record.raised is None for record in answer.records) for answer in trial.answers.values())
    raised = raised_in(trial)
    deepest = raised[0].trace[-1] if raised and raised[0].trace else None
    place = (deepest.line, deepest.column) if deepest is not None else (10**6, 0)
    syntax = sum(fault.kind == "syntax" for fault in trial.loaded.faults)
    reached = (-syntax, len(trial.choices), passed, steps, *map(float, place), -_distance(trial.verdicts))
    points = trial.score[0] if trial.outcome is not Outcome.MISSING else 0.0
    return Result(trial.outcome is Outcome.PASSED, points, reached, subject_of(draft, trial))


def subject_of(draft: Draft, trial: Trial) -> Subject:
    """Return what rules look at: the draft and what its run showed."""
    return Subject(
        draft,
        trial.exercise.id,
        {name: (choice.definition.cell, choice.definition.line) for name, choice in trial.choices.items()},
        {target.name: target.parameters for target in trial.exercise.targets},
        raised_in(trial),
        tuple(trial.loaded.faults),
        _failed(trial.verdicts),
    )


def raised_in(trial: Trial) -> tuple[Raised, ...]:
    """Return the exceptions of the checks in the order of the exercise, each place once."""
    found: dict[tuple[object, ...], Raised] = {}
    for check in trial.exercise.checks:
        answer = trial.answers.get(check.id)
        for record in answer.records if answer is not None else ():
            if record.raised is not None:
                trace = record.raised.trace
                key = (record.raised.type, record.raised.message, trace[-1] if trace else None)
                found.setdefault(key, record.raised)
    return tuple(found.values())


def _failed(verdicts: tuple[Verdict, ...]) -> Mapping[str, str]:
    failed = {}
    for verdict in verdicts:
        if verdict.counted and verdict.outcome not in (Outcome.PASSED, Outcome.SKIPPED):
            evidence = verdict.evidence
            told = relation(evidence.expected, evidence.got) if evidence is not None else None
            failed[verdict.id] = told.id.removeprefix("relation.") if told is not None else ""
    return failed


def _distance(verdicts: tuple[Verdict, ...]) -> float:
    """Return how wrong the first failing value is, in powers of two, so that only large steps count."""
    for verdict in verdicts:
        evidence = verdict.evidence
        if verdict.outcome is Outcome.FAILED and evidence is not None:
            error = evidence.relative_error
            if error is None or not math.isfinite(error):
                return 1e6
            return float(round(math.log2(max(error, 1e-12))))
    return 0.0
