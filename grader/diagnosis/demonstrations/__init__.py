"""What a misconception does to the numbers: a small program of ours that holds it, run when it is asked for.

    cases     what a demonstration is made of
    formulas  differences of values: exercises 1 and 2
    descents  gradient descent: exercise 3
    nets      softmax, cross-entropy, sigmoid: exercises 4 and 5
    trainings mini-batches: exercise 6
    curves    pictures: the error over the step, the value over the steps made, the loss over the iterations

The programs are constants of the tables, never a learner's. Knows numbers, not words.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import numpy as np

from ...outcome import Evidence, LearnerError
from .cases import Case
from .curves import Plot, plot_of

_TABLES = ("formulas", "descents", "nets", "trainings")


@dataclass(frozen=True)
class Demonstration:
    """A program that holds a misconception, and what it answers.

    code      the program
    evidence  one call of it, expected and got, or what it raised
    plot      a picture, None where none helps
    """

    code: str
    evidence: Evidence
    plot: Plot | None


def demonstrate(idea: str) -> Demonstration | None:
    """Run the program of a misconception, given by its id; None where the tables have none for it."""
    case = cases().get(idea)
    if case is None:
        return None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        evidence = _evidence(case)
        return Demonstration(case.code, evidence, plot_of(case))


@cache
def cases() -> Mapping[str, Case]:
    """Return all cases by the id of their misconception."""
    tables = [import_module(f"{__name__}.{name}").CASES for name in _TABLES]
    return {case.id: case for table in tables for case in table}


def _evidence(case: Case) -> Evidence:
    expected = case.expected()
    try:
        got = case.got()
    except Exception as error:
        told = LearnerError(type(error).__name__, str(error))
        return Evidence(case.call, case.given.strip().replace("\n", "; "), error=told)
    error_size = _distance(expected, got)
    return Evidence(
        case.call,
        case.given.strip().replace("\n", "; "),
        _plain(expected),
        _plain(got),
        absolute_error=error_size,
        tolerance=case.tolerance,
    )


def _plain(value: object) -> object:
    """Return an answer as an evidence holds it."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _distance(expected: object, got: object) -> float | None:
    """Return the largest distance of two answers of one shape, None where there is none."""
    try:
        left, right = np.asarray(expected, dtype=float), np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        return None
    return float(np.max(np.abs(left - right))) if left.shape == right.shape and left.size else None
