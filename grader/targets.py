"""Which definition stands for which target of an exercise; knows names and parameters, runs nothing.

An exact name is graded before a near one, and of several definitions of a name the last that ran. A near name
is one of the target's aliases, or the same but for case, underscores and two letters; it counts only when the
definition can be called as the exercise calls it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .exercise import Exercise, Found, Script, Target
from .worker.wire import Definition

MOST_LETTERS = 2  # letters by which a near name may differ
_DIGITS = frozenset("0123456789")
_LOOP_RANK = 3 + MOST_LETTERS  # behind every name


@dataclass(frozen=True)
class Choice:
    """The definition that is graded for a target.

    definition    what is graded
    near          True where its name is not the target's own
    alternatives  what is worth trying when it fails, the likeliest first: earlier definitions of that name,
                  then definitions under near names
    """

    definition: Definition
    near: bool
    alternatives: tuple[Definition, ...] = ()


def choose(exercise: Exercise, definitions: Sequence[Definition]) -> dict[str, Choice]:
    """Choose a definition for each target of an exercise; a target that nothing stands for is left out.

    definitions  of the program, in the order in which they ran
    """
    choices = {}
    for target in exercise.targets:
        ranked = _ranked(target, definitions)
        if ranked:
            first = ranked[0]
            near = first.name != target.name and first.kind != "loop"
            others = tuple(other for other in ranked[1:] if other.kind != "loop")
            choices[target.name] = Choice(first, near, others)
    return choices


def found(choices: Mapping[str, Choice]) -> Found:
    """Return the chosen definitions by the names of their targets."""
    return Found({name: choice.definition for name, choice in choices.items()})


@lru_cache(maxsize=4096)
def distance(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap with a neighbour to turn one text into the other [1]_.

    .. [1] The optimal string alignment distance; L. Boytsov, ACM J. Exp. Algorithmics 16, 1.1 (2011).

    >>> distance("numercial", "numerical"), distance("decent", "descent"), distance("softmax", "sigmoid")
    (1, 1, 5)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        older, before, row = before, row, [at]
        for place, match in enumerate(other, start=1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != match))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == match:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
    return row[-1]


def _ranked(target: Target, definitions: Sequence[Definition]) -> list[Definition]:
    """Return what may stand for a target, best first; of one name the last that ran comes first."""
    ranked = [
        (rank, definition) for definition in definitions if (rank := _rank(target, definition)) is not None
    ]
    ranked.sort(key=lambda each: (each[0], -each[1].index))
    return [definition for _, definition in ranked]


def _rank(target: Target, definition: Definition) -> int | None:
    """Return 0 for the exact name, 1 for it but for case and underscores, 2 for an alias, 3 or 4 for one that
    differs by one or two letters, then a loop of the target's shape; None for what does not stand for it."""
    if definition.kind == "loop":
        return _LOOP_RANK if target.script is not None and _reads(definition, target.script) else None
    if definition.kind != target.kind:
        return None
    rank = _rank_of_name(target.name, target.aliases, definition.name)
    if not rank or _takes(definition, target.parameters):
        return rank
    return 2 if _lacks_one(target, definition) else None


@lru_cache(maxsize=4096)
def _rank_of_name(meant: str, aliases: Sequence[str], name: str) -> int | None:
    if name == meant:
        return 0
    name, wanted = _plain(name), _plain(meant)
    if name == wanted:
        return 1
    if name in map(_plain, aliases):
        return 2
    if _digits(name) != _digits(wanted) or abs(len(name) - len(wanted)) > MOST_LETTERS:
        return None
    letters = distance(name, wanted)
    return 2 + letters if letters <= MOST_LETTERS else None


def _lacks_one(target: Target, definition: Definition) -> bool:
    """Tell whether a definition bears an alias and takes what a script reads: one parameter was forgotten."""
    if target.script is None or _plain(definition.name) not in map(_plain, target.aliases):
        return False
    return _takes(definition, target.parameters - 1) and _reads(definition, target.script)


def _reads(definition: Definition, script: Script) -> bool:
    read = {_plain(parameter.name) for parameter in definition.parameters}
    return all(read & set(words.split()) for words in script.reads)


def _takes(definition: Definition, count: int) -> bool:
    """Tell whether a definition can be called with so many arguments by position.

    A class without a constructor of its own may have one made for it, as a dataclass has.
    """
    if definition.kind == "class" and "__init__" not in definition.methods:
        return True
    positional = [parameter for parameter in definition.parameters if parameter.kind == "positional"]
    required = sum(parameter.required for parameter in positional)
    keyword = any(parameter.kind == "keyword" and parameter.required for parameter in definition.parameters)
    endless = any(parameter.kind == "var_positional" for parameter in definition.parameters)
    return required <= count and not keyword and (endless or count <= len(positional))


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _digits(name: str) -> list[str]:
    return [letter for letter in name if letter in _DIGITS]


def wanted(exercise: Exercise) -> tuple[str, ...]:
    """Return every name that an exercise looks for, aliases included."""
    return exercise.names


def loops(exercise: Exercise) -> tuple[str, ...]:
    """Return the methods whose calls make a loop at top level something that an exercise may grade."""
    scripts = (target.script for target in exercise.targets)
    return tuple(name for script in scripts if script is not None for name in script.calls)
