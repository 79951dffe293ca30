"""Trying drafts by running them: many in one child of their own, the last word in a fresh one.

Knows how to run and to score a draft; which edits to try is the search's affair.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType

import msgspec

from .. import targets
from ..exercise import Exercise, Found, Plan
from ..outcome import Location, Outcome, Verdict
from ..sandbox import Ending, Sandbox
from ..session import Pace, Session
from ..trial import Trial, judged, plans_for
from ..worker.wire import Place, Raised
from .relations import relation
from .search import Result
from .text import Draft
from .vocabulary import Subject

_CHECK = 0.25  # seconds for one check of a draft: right programs need a tenth of it
_CHANGES_MODULES = re.compile(r"\b(?:np|numpy|math|builtins)(?:\.\w+)+\s*=(?!=)|\bsetattr\(|\bseterr")
_STATEMENT = 0.05  # seconds for one top-level statement of a draft that is not run lightly
_LOAD = 0.5
_FRESH = 0x5EED00  # mixed into the seed for inputs that the search never saw
_FRESH_PROCESSES = 2  # that each load the program anew
_FRESH_INPUTS = 3  # sets of inputs in each


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
    _plans: dict[bytes, Mapping[str, Plan]] = field(default_factory=dict, repr=False)

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
        left = self.until - time.monotonic()
        if left <= 0:
            return None
        self.runs += 1
        session = self._session or self._enter(draft, left)
        loaded = session.reload(draft.cells())
        if isinstance(loaded, Ending):
            self._leave()
            return None
        choices = targets.choose(self.exercise, loaded.definitions)
        plans = self._plans_for(targets.found(choices), loaded.offered)
        trial = judged(session, self.exercise, self.seed, whereabouts, loaded, choices, plans, staged=True)
        if session.skip or any(_CHANGES_MODULES.search(text.source) for text in draft.texts):
            self._leave()  # what this draft did, or what ended its child, is no affair of the next
        return trial

    def _plans_for(self, found: Found, offered: Mapping[str, str]) -> Mapping[str, Plan]:
        """Return the plans, made once for definitions that are called alike."""
        alike = [
            (target, known.name, known.kind, known.parameters, known.methods)
            for target, known in found.definitions.items()
        ]
        key = msgspec.msgpack.encode([alike, sorted(offered)])
        if key not in self._plans:
            self._plans[key] = plans_for(self.exercise, found, offered, self.seed)
        return self._plans[key]

    def confirm(self, draft: Draft) -> bool:
        """Run a draft whole, in processes of its own, on inputs that no search has seen."""
        return all(self._passes_afresh(draft, process) for process in range(_FRESH_PROCESSES))

    def _passes_afresh(self, draft: Draft, process: int) -> bool:
        left = self.until - time.monotonic()
        if left <= 0:
            return False
        pace = Pace(_STATEMENT, _LOAD, 2.0, max(left, 1.0))
        with Session(self.sandbox, draft.cells(), targets.wanted(self.exercise), pace=pace) as session:
            loaded = session.load()
            if isinstance(loaded, Ending):
                return False
            choices = targets.choose(self.exercise, loaded.definitions)
            for number in range(_FRESH_INPUTS):
                seed = self.seed ^ (_FRESH + process * _FRESH_INPUTS + number)
                trial = judged(session, self.exercise, seed, whereabouts, loaded, choices, staged=True)
                if trial.outcome is not Outcome.PASSED or session.deaths:
                    return False
        return True

    def _enter(self, draft: Draft, left: float) -> Session:
        pace = Pace(_STATEMENT, _LOAD, _CHECK, left, self.light)
        session = Session(self.sandbox, draft.cells(), targets.wanted(self.exercise), pace=pace)
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
