"""A loaded program as the oracle's questions see it, and how numbers are compared; knows no exercise.

Runs beside the program, in the oracle's own process. Shares with the grader the loader alone, which knows
nothing of right and wrong.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Program:
    """The objects that stand for targets, and the targets that an offered module provides."""

    objects: Mapping[str, Any]
    offered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Question:
    """One input of one target.

    told   what is asked, as a learner would write it
    names  targets that it needs; where an offered module provides one, the question is not asked
    ask    returns what is wrong, None for a right answer; what the program raises, it lets through
    """

    told: str
    names: tuple[str, ...]
    ask: Callable[[Mapping[str, Any]], str | None]


Draw = Callable[[np.random.Generator], Question]


def numbers(value: Any, shape: tuple[int, ...], loose: bool = False) -> Any:
    """Return a value as real float64 of a shape, or None where it is something else.

    loose  axes of length 1 may be there or not
    For shape () an array of one element will do; a list is no array.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.ndarray, np.generic)):
        return None
    array = np.asarray(value)
    if array.dtype == object:
        try:
            array = array.astype(float)
        except (TypeError, ValueError):
            return None
    if array.dtype.kind not in "iuf":
        return None
    if shape == () and array.size == 1:
        array = array.reshape(())
    if loose and [n for n in array.shape if n != 1] == [n for n in shape if n != 1]:
        array = array.reshape(shape)
    return array.astype(float) if array.shape == shape else None


def differs(value: Any, expected: Any, tolerance: float, loose: bool = False) -> str | None:
    """Return how a value differs from what is right by more than tolerance * max(1, |right|), or None."""
    wanted = np.asarray(expected, dtype=float)
    got = numbers(value, wanted.shape, loose)
    if got is None:
        return f"expected {short(wanted)}, got {short(value)}"
    with np.errstate(all="ignore"):
        right = np.all(np.abs(got - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted)))
    return None if right else f"expected {short(wanted)}, got {short(got)}"


def short(value: Any) -> str:
    """Return a value as short text."""
    try:
        text = np.array2string(value, precision=9) if isinstance(value, np.ndarray) else repr(value)
    except Exception as error:  # a program's own __repr__
        text = f"<{type(value).__name__}: {type(error).__name__}>"
    return " ".join(text.split())[:120]


def held(owner: Any, names: Sequence[str]) -> str | None:
    """Return the first path ("W", "params.W") at which an object holds something, or None."""
    for name in names:
        *parents, last = name.split(".")
        place = owner
        for part in parents:
            place = getattr(place, part, None)
        if (last in place) if isinstance(place, dict) else hasattr(place, last):
            return name
    return None


def fetch(owner: Any, path: str) -> Any:
    """Return what lies at a path."""
    for part in path.split("."):
        owner = owner[part] if isinstance(owner, dict) else getattr(owner, part)
    return owner


def put(owner: Any, path: str, value: Any) -> None:
    """Write an array into the one that is there, so that whoever holds it sees it; else in its place."""
    there = fetch(owner, path)
    if isinstance(there, np.ndarray) and there.size == value.size:
        value = value.reshape(there.shape)
        if there.dtype.kind == "f" and there.flags.writeable:
            there[...] = value
            return
    *parents, last = path.split(".")
    for part in parents:
        owner = getattr(owner, part)
    if isinstance(owner, dict):
        owner[last] = value
    else:
        setattr(owner, last, value)


def call(function: Any, values: Sequence[Any], words: Sequence[Sequence[str]]) -> Any:
    """Call a function with arguments bound by the meaning of its parameters' names, whatever their order.

    words  for each value, parts of names that mean it; the values left are given to the parameters left
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return function(*values)
    plain = {known.name: known.name.lower().replace("_", "") for known in parameters}
    free = [known for known in parameters if known.kind not in (known.VAR_POSITIONAL, known.VAR_KEYWORD)]
    bound: dict[str, Any] = {}
    left = []
    for value, meant in zip(values, words, strict=False):
        fits = [known for known in free if any(_means(plain[known.name], word) for word in meant)]
        if fits:
            free.remove(fits[0])
            bound[fits[0].name] = value
        else:
            left.append(value)
    for value in left:
        if not free:
            return function(*values)
        taken = next((known for known in free if known.default is known.empty), free[0])
        free.remove(taken)
        bound[taken.name] = value
    positional = []
    for known in parameters:
        if known.kind != known.POSITIONAL_ONLY or known.name not in bound:
            break
        positional.append(bound.pop(known.name))
    return function(*positional, **bound)


def _means(name: str, word: str) -> bool:
    """Tell whether a name means a word: "=x" the word itself, else the word as a part."""
    return name == word[1:] if word.startswith("=") else word in name
