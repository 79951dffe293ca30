"""Advice on a program that passes: what its run shows to be correct but unwise; costs no points.

Only what the answers of the checks show anyway: no text is parsed for a program that passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .course.exercise3_gradient_descent import NAME as DESCENT
from .course.exercise3_gradient_descent import ROLES
from .course.meanings import bind
from .outcome import Diagnosis, Location, Message, Outcome
from .trial import Trial
from .worker.wire import Definition, Place

_ANNOUNCED = {"lr": 0.01, "step_num": 100}  # defaults of gradient_descent, as its stub gives them


def advice_of(trial: Trial, locate: Callable[[Place], Location | None]) -> tuple[Diagnosis, ...]:
    """Return the advice on a program, each id once; empty where nothing is graded."""
    if trial.outcome is Outcome.MISSING or trial.ending is not None:
        return ()
    told = dict.fromkeys(_seen(trial))
    main = trial.choices[trial.exercise.main.name].definition
    place = locate(Place(main.cell, main.line))
    return tuple(
        Diagnosis(idea, "advice", place, False, Message(f"misconception.{idea}.title")) for idea in told
    )


def _seen(trial: Trial) -> Iterator[str]:
    if any(verdict.message.id == "passed-one-sided" for verdict in trial.verdicts):
        yield "forward-difference"
    if trial.exercise.main.name == DESCENT:
        definition = trial.choices[DESCENT].definition
        if any(record.changed for answer in trial.answers.values() for record in answer.records):
            yield "mutates-init-x"
        if _has_other_defaults(definition):
            yield "wrong-default"


def _has_other_defaults(definition: Definition) -> bool:
    """Tell whether a rate or a number of steps that the program takes lacks the announced default."""
    bound = bind(definition.parameters, ROLES)
    defaults = {parameter.name: parameter for parameter in definition.parameters}
    taken = {role: defaults[bound[role]] for role in _ANNOUNCED if role in bound}
    return any(
        parameter.required or parameter.default != _ANNOUNCED[role] for role, parameter in taken.items()
    )
