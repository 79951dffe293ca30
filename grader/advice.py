"""Advice on a program that passes: what its run shows to be correct but unwise; costs no points.

Only what the answers of the checks show anyway: no text is parsed for a program that passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from .course.exercise3_gradient_descent import NAME as DESCENT
from .course.exercise3_gradient_descent import ROLES
from .course.meanings import bind
from .outcome import Diagnosis, Location, Message, Outcome
from .trial import Trial
from .worker.wire import Definition, Place, SourceCell

_ANNOUNCED = {"lr": 0.01, "step_num": 100}  # defaults of gradient_descent, as its stub gives them


def advice_of(
    trial: Trial, locate: Callable[[Place], Location | None], cells: Sequence[SourceCell] = ()
) -> tuple[Diagnosis, ...]:
    """Return the advice on a program, each id once; empty where nothing is graded.

    cells  of the program: a number that a script sets is pointed at there, where it can be found
    """
    if trial.outcome is Outcome.MISSING or trial.ending is not None:
        return ()
    main = trial.choices[trial.exercise.main.name].definition
    told = dict.fromkeys(_seen(trial), Place(main.cell, main.line))
    if main.kind == "loop":
        told |= _of_rate(main, cells)
    return tuple(
        Diagnosis(idea, "advice", locate(place), False, Message(f"misconception.{idea}.title"))
        for idea, place in told.items()
    )


def _of_rate(loop: Definition, cells: Sequence[SourceCell]) -> dict[str, Place]:
    """Return the advice on the learning rate that a script trains with."""
    from .course.training.problem import LARGE_RATE, SMALL_RATE, own_variable  # loaded by its exercise only

    name, rate = own_variable(loop, "learning_rate")
    if not isinstance(rate, int | float):
        return {}
    place = _set_last(name, loop, cells) or Place(loop.cell, loop.line)
    if rate >= LARGE_RATE:
        return {"learning-rate-too-large": place}
    return {"learning-rate-too-small": place} if 0 <= rate <= SMALL_RATE else {}


def _set_last(name: str, loop: Definition, cells: Sequence[SourceCell]) -> Place | None:
    """Return the last line before a loop that sets a name, by its form: nothing is parsed."""
    sets = re.compile(rf"[ \t]*{re.escape(name)}[ \t]*=(?!=)")
    found = [
        Place(cell.number, number)
        for cell in cells
        for number, line in enumerate(cell.source.split("\n"), start=1)
        if sets.match(line) and (cell.number, number) < (loop.cell, loop.line)
    ]
    return found[-1] if found else None


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
