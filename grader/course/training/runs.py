"""A small training on random batches, as checks ask for it and read it; knows no exercise's points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...exercise import Finding, Found, Plan
from ...outcome import Message, Outcome
from ...worker.wire import Record, Value
from ..answers import plain
from ..comparing import Telling, failed
from ..functions import number
from .log import History, history_of
from .problem import LEAST, NAME, NOTED, Asked, Problem, Run, ask, own_value, small_problem
from .series import Series, series_of

RATES = (0.3, 0.9)


@dataclass(frozen=True)
class Training:
    """A training that was run: what was asked, what the network noted, what came back."""

    run: Run
    asked: Asked
    history: History
    series: Series
    returned: object
    is_loop: bool
    own_batch: Value = None  # rows of a batch in a script's own numbers

    @property
    def telling(self) -> Telling:
        """The call."""
        return self.asked.telling


Judge = Callable[[Training], Finding]


@dataclass(frozen=True, eq=False)
class Notes:
    """The records of one training; equal to those that hold the same of the same steps.

    What is read of them is kept: one run answers several checks, which are judged one after the other.
    """

    problem: Problem
    asked: Asked
    records: Sequence[Record]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Notes) or self.records is not other.records:
            return False
        return self.asked.steps == other.asked.steps

    def __hash__(self) -> int:
        return id(self.records)

    @property
    def history(self) -> History:
        """What the network noted; raises WireError where an array lies about its size."""
        return _history(self)


@lru_cache(maxsize=4)
def _history(notes: Notes) -> History:
    return history_of(notes.problem, notes.asked, notes.records)


def whole_epochs(rng: np.random.Generator) -> Run:
    """Four batches an epoch, three epochs."""
    return Run(20, 12, 5, number(rng, *RATES))


def broken_epochs(rng: np.random.Generator) -> Run:
    """4.6 batches an epoch, five epochs."""
    return Run(23, 23, 5, number(rng, *RATES))


def planned(
    judge: Judge, draw: Callable[[np.random.Generator], Run] = broken_epochs, needs: tuple[str, ...] = ()
) -> Callable[[np.random.Generator, Found], Plan]:
    """Make a check of one small training.

    needs  roles without which the check cannot be asked
    """

    def plan(rng: np.random.Generator, found: Found) -> Plan:
        run = draw(rng)
        problem = small_problem(rng, run.samples)
        asked = ask(found, problem, run, rng, NOTED)
        lacking = [role for role in (*LEAST, *needs) if role in asked.lacking]
        if lacking:
            return lacks(found, asked.telling, lacking[0])

        def judged(records: Sequence[Record]) -> Finding:
            return judge(training_of(found, run, problem, asked, records))

        return Plan(asked.steps, judged, asked.telling.call, asked.telling.where)

    return plan


def training_of(
    found: Found, run: Run, problem: Problem, asked: Asked, records: Sequence[Record]
) -> Training:
    history = Notes(problem, asked, records).history
    value = records[asked.at].value
    count = history.count or run.iterations
    definition = found.definitions[NAME]
    own = own_value(definition, "batch_size") if definition.kind == "loop" else None
    series = series_of(value, count)
    return Training(run, asked, history, series, plain(value), definition.kind == "loop", own)


def lacks(found: Found, telling: Telling, role: str) -> Plan:
    if found.definitions[NAME].kind == "loop":
        message = Message("left-out-no-variable", {"name": role})
        finding = Finding(Outcome.SKIPPED, message, counted=False)
    else:
        finding = failed(telling, Message("no-parameter", {"name": role}))
    return Plan((), lambda records: finding, telling.call, telling.where)


def noted(judge: Judge, whole: bool = False) -> Judge:
    """Judge a training by its notes; without any, ask only whether the network changed at all.

    whole  whether the parameters at every iteration are needed, and not only what the batches were
    """

    def judged(training: Training) -> Finding:
        if whole and training.history.is_guessed:
            training = replace(training, history=training.history.retraced(training.run.rate))
        history = training.history
        if history.iterations and not (whole and history.is_guessed):
            return judge(training)
        if history.count and not history.iterations:
            return failed(training.telling, Message("no-batch-noted"))
        if history.final is None:
            return failed(training.telling, Message("weights-not-numbers"))
        if history.moved:
            return Finding(Outcome.SKIPPED, Message("left-out-own-gradient"), counted=False)
        return failed(training.telling, Message("did-not-train"))

    return judged
