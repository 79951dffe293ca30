"""What a program computes, recovered from its answers to questions of our own: which, of which exercise.

A table over `stencil` and `descents`, for the search and the report; asks nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..exercise import Exercise
from ..worker.wire import Definition, Record, Step
from . import descents, stencil
from .stencil import Reading

_DIFFERENCES = ("exercise1_numerical_diff", "exercise2_numerical_gradient")
_DESCENT = "exercise3_gradient_descent"
EXERCISES = (*_DIFFERENCES, _DESCENT)


def steps_for(exercise: Exercise, definition: Definition) -> list[Step]:
    """Return the steps that ask a program what it computes; none where there is no way to tell.

    definition  what stands for the exercise's main target
    """
    if exercise.id in _DIFFERENCES:
        return stencil.steps_for(exercise.id)
    return descents.steps_for(definition) if exercise.id == _DESCENT else []


def read(exercise: Exercise, records: Sequence[Record]) -> Reading:
    """Read the records of those steps."""
    return stencil.read(records) if exercise.id in _DIFFERENCES else descents.read(records)
