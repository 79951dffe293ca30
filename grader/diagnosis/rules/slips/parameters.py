"""Parameters named one way and used another: `parameter-name-mismatch`; knows scopes, no exercise."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import cost_of, fix, rename
from .names import missing_names, unused_parameters
from .near import nearness
from .scope import (
    BUILTINS,
    FUNCTIONS,
    Function,
    Kind,
    bound,
    functions_of,
    looked_at,
    module_names,
    occurrences,
    parameters,
    parents,
)

ID = "parameter-name-mismatch"
_MOST_FREE = 4


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield the name that a body uses for a parameter that it never mentions, and the reverse."""
    outer = module_names(subject.draft)
    undefined = {missing.name for missing in missing_names(subject)}
    for text, root, function in functions_of(subject):
        yield from _duplicates(text, root, function, outer)
        left = _left_over(text, function)
        if not left:
            yield from _seldom(subject, text, function, undefined)
            continue
        free = free_names(root, function, outer)
        for parameter in left:
            for name, resolved in free[:_MOST_FREE]:
                away = nearness(name, parameter.arg)
                suspicion = 0.9 if name in undefined else 0.72 if not resolved else 0.5
                once = away is not None and away <= 1 and len(occurrences(function, name)) == 1
                if once or name.lower() == parameter.arg.lower():
                    suspicion -= 0.1  # a misspelt name rather
                else:
                    suspicion += 0.04 if away else -0.06 * (len(left) > 1 or len(free) > 1)
                splices = _renamed(subject, text, function, parameter, name)
                yield fix(ID, text, parameter.lineno, splices, 1.0, suspicion)
                places = occurrences(function, name)
                splices = rename(text, places, parameter.arg)
                yield fix(ID, text, places[0].lineno, splices, cost_of(places) + 0.1, suspicion - 0.15)
        yield from _several(subject, text, function, left, [name for name, _ in free])
    yield from _lambdas(subject, undefined)


def _left_over(text: Text, function: Function) -> list[ast.arg]:
    """Return the parameters that a function never mentions; the first of a method is its own instance."""
    idle = unused_parameters(function)
    return [each for each in parameters(function) if each.arg in idle and not each.arg.startswith("_")]


def _seldom(subject: Subject, text: Text, function: Function, undefined: set[str]) -> Iterator[Fix]:
    """Yield the name that nothing sets for a parameter that the body mentions less often than that name."""
    for name in sorted(undefined - set(bound(function))):
        wanted = len(occurrences(function, name))
        for parameter in parameters(function):
            places = occurrences(function, parameter.arg)
            if not 0 < len(places) < wanted or parameter.arg in ("self", "cls"):
                continue
            if any(isinstance(node, ast.Call) and node.func in places for node in walk(function)):
                continue  # what is called is a function, and no array
            splices = [*_renamed(subject, text, function, parameter, name), *rename(text, places, name)]
            yield fix(ID, text, parameter.lineno, splices, cost_of(splices), 0.7)


def free_names(root: ast.AST, function: Function, outer: Mapping[str, Kind]) -> list[tuple[str, bool]]:
    """Return the names that a function uses and nothing around it binds, in order of their first use.

    With each, whether a variable of the module happens to bear it. Functions, classes and modules are no
    such names.
    """
    above = parents(root)
    around: set[str] = set()
    current: ast.AST | None = function
    while current is not None:
        if isinstance(current, FUNCTIONS):
            around |= set(bound(current))
        current = above.get(current)
    inner = {name for node in walk(function) if isinstance(node, FUNCTIONS) for name in bound(node)}
    inner |= {
        child.id
        for node in walk(function)
        if isinstance(node, ast.comprehension)
        for child in walk(node.target)
        if isinstance(child, ast.Name)
    }
    found: dict[str, bool] = {}
    named = [node for node in walk(function) if isinstance(node, ast.Name)]
    for node in sorted(named, key=lambda node: (node.lineno, node.col_offset)):
        name = node.id
        if name in around or name in inner or name in BUILTINS:
            continue
        if outer.get(name, "variable") == "variable":
            found[name] = name in outer
    return sorted(found.items(), key=lambda item: item[1])


def _renamed(subject: Subject, text: Text, function: Function, parameter: ast.arg, name: str) -> list[Splice]:
    """Return the splices that rename a parameter, in calls that name it too."""
    splices = rename(text, [parameter], name)
    called = getattr(function, "name", "")
    for other, statement in subject.draft.statements():
        for node in walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == called:
                given = [each for each in node.keywords if each.arg == parameter.arg]
                splices += rename(other, given, name)
    return splices


def _several(
    subject: Subject, text: Text, function: Function, left: Sequence[ast.arg], free: Sequence[str]
) -> Iterator[Fix]:
    """Yield the renaming of two parameters or three at once, in the order of the names' first use."""
    count = min(len(left), len(free), 3)
    if count < 2:
        return
    for order in (list(free[:count]), list(reversed(free[:count]))):
        splices = [
            splice
            for parameter, name in zip(left, order, strict=False)
            for splice in _renamed(subject, text, function, parameter, name)
        ]
        yield fix(ID, text, left[0].lineno, splices, cost_of(splices) + 0.5, 0.6)


def _duplicates(text: Text, root: ast.AST, function: Function, outer: Mapping[str, Kind]) -> Iterator[Fix]:
    """Yield the missing name for one of two parameters of the same name."""
    given = parameters(function)
    names = [each.arg for each in given]
    for parameter in given:
        if names.count(parameter.arg) > 1:
            for name, _ in free_names(root, function, outer)[:2]:
                yield fix(ID, text, parameter.lineno, rename(text, [parameter], name), 1.0, 0.9)


def _lambdas(subject: Subject, undefined: set[str]) -> Iterator[Fix]:
    """Yield the name that a lambda uses for the parameter that it ignores, where nothing else bears it."""
    for text, root in looked_at(subject):
        for node in walk(root):
            if not isinstance(node, ast.Lambda):
                continue
            used = {child.id for child in walk(node.body) if isinstance(child, ast.Name)}
            for parameter in parameters(node):
                for name in sorted((used & undefined) - {each.arg for each in parameters(node)}):
                    if parameter.arg not in used:
                        yield fix(ID, text, parameter.lineno, rename(text, [parameter], name), 1.0, 0.8)
