"""The course's table of contents: which exercises there are, under which names; imports none of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..errors import UnknownExercise

if TYPE_CHECKING:
    from ..exercise import Exercise

EXERCISES: tuple[str, ...] = (
    "exercise1_numerical_diff",
    "exercise2_numerical_gradient",
    "exercise3_gradient_descent",
    "exercise4_simple_net",
    "exercise5_two_layer_net",
    "exercise6_minibatch_training",
)
"""The ids of the exercises, in the order of the course."""

ALL = "all"


@cache
def load(name: str) -> Exercise:
    """Return an exercise with its checks; only its own module is imported.

    name  str, one of EXERCISES
    Raises UnknownExercise for any other text.
    """
    if name not in EXERCISES:
        raise _unknown(name)
    from importlib import import_module

    exercise: Exercise = import_module(f"{__name__}.{name}").EXERCISE
    return exercise


def find(text: str) -> tuple[str, ...]:
    """Return the ids that a learner's word for an exercise means.

    text  str: "exercise3", "3", "gradient_descent", "exercise3_gradient_descent", "all"; case, hyphens and
          the ending ".py" do not matter
    Returns tuple of ids, one, or all of EXERCISES for "all".
    Raises UnknownExercise, with what comes near in its hint.

    >>> find("3")
    ('exercise3_gradient_descent',)
    >>> find("Gradient-Descent") == find("exercise3")
    True
    """
    word = text.strip().lower().replace("-", "_").removesuffix(".py")
    if word == ALL:
        return EXERCISES
    for exercise in EXERCISES:
        if word in _names(exercise):
            return (exercise,)
    raise _unknown(text)


def _names(exercise: str) -> tuple[str, ...]:
    stem, topic = exercise.split("_", 1)
    return exercise, stem, stem.removeprefix("exercise"), topic


def _unknown(text: str) -> UnknownExercise:
    from difflib import get_close_matches

    word = text.strip().lower().replace("-", "_")
    known = {name: exercise for exercise in EXERCISES for name in _names(exercise) if len(name) > 1}
    near = list(dict.fromkeys(known[name] for name in get_close_matches(word, known, n=4, cutoff=0.6)))
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(EXERCISES)}, and all."
    return UnknownExercise(f"there is no exercise {text!r}", hint)
