"""Finding the functions of a program that may hold a difference formula; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from ...text import Draft, Function, Text
from ...vocabulary import Subject, first_line, plain
from ...walking import walk
from .formula import Formula
from .numbers import number
from .tree import bindings, dotted, paired, root

TOPICS = ("numerical_diff", "numerical_gradient")


_CALLABLE = ("f", "func", "function", "fun", "fn", "g", "loss")


_SELVES = ("self", "cls")


def formulas(subject: Subject) -> tuple[Formula, ...]:
    """Return the functions of a program that may hold a difference formula, graded ones first."""
    places = dict(subject.targets)
    absent = {plain(name): name for name in subject.parameters if name not in places}
    for text, scope in subject.draft.scopes() if absent else ():
        if plain(scope.name) in absent:  # its definition did not run: a default that raises, say
            places[absent[plain(scope.name)]] = (text.number, scope.lineno)
    return _read(subject.draft, tuple(sorted(places.items())))


@lru_cache(maxsize=4)
def _read(draft: Draft, places: tuple[tuple[str, tuple[int, int]], ...]) -> tuple[Formula, ...]:
    subject = Subject(draft, "", dict(places))
    module: dict[str, tuple[Text, ast.expr]] = {}
    for text, statement in draft.statements():
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for name, value in bindings(statement):
                module[name] = (text, value)
    found = []
    for text, node, owner, name in _functions(subject):
        stands = (topic for topic, place in places if place[0] == text.number and _begins(node, place[1]))
        topic = next(stands, "")
        if topic not in TOPICS:  # a helper of another exercise may be what this one asks for
            alike = [one for one in TOPICS if owner is None and not topic and plain(name) == plain(one)]
            topic = alike[0] if alike else ""
        outside = {**module, **_members(text, owner)} if owner is not None else module
        callees, point = _roles(node, name, topic)
        formula = Formula(text, node, topic, callees, point, outside)
        asks = formula.calls and (formula.steps or formula.relayed)
        if topic in TOPICS or asks or _calls_number(formula):
            found.append(formula)
    return tuple(found)


def _calls_number(formula: Formula) -> bool:
    """Tell whether a number is called where f should be: `h(x - h)`."""
    called = {dotted(node.func) for node in walk(formula.node) if isinstance(node, ast.Call)}
    return bool(formula.callees) and any(
        number(value) is not None for name in called for value in formula.bound.get(name, ())
    )


def _begins(node: Function | ast.Lambda, line: int) -> bool:
    return node.lineno == line or (not isinstance(node, ast.Lambda) and first_line(node) == line)


def _functions(subject: Subject) -> Iterator[tuple[Text, Function | ast.Lambda, ast.ClassDef | None, str]]:
    """Yield the functions and methods in reach of the graded ones, and lambdas that have a name."""
    scopes = list(subject.scopes)
    used = {node.id for _, scope in scopes for node in walk(scope) if isinstance(node, ast.Name)}
    places = set(subject.targets.values())
    for text, statement in subject.draft.statements():
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
            name = dotted(statement.targets[0])
            if (text.number, statement.value.lineno) in places or name in used:
                yield text, statement.value, None, name
                names = {node.id for node in walk(statement) if isinstance(node, ast.Name)}
                scopes += [pair for pair in subject.draft.scopes() if pair[1].name in names - used]
    for text, scope in scopes:
        if isinstance(scope, ast.ClassDef):
            for method in scope.body:
                if isinstance(method, ast.FunctionDef):
                    yield text, method, scope, method.name
        else:
            yield text, scope, None, scope.name


def _members(text: Text, owner: ast.ClassDef) -> dict[str, tuple[Text, ast.expr]]:
    """Return what a class binds: "self.h" -> its value, through the constructor's defaults too."""
    found = {f"self.{name}": (text, value) for statement in owner.body for name, value in bindings(statement)}
    for method in owner.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        own = dict(bindings(method))
        for node in walk(method):
            if isinstance(node, ast.Assign):
                for name, value in paired(node):
                    if name.startswith("self."):
                        value = own.get(value.id, value) if isinstance(value, ast.Name) else value
                        found[name] = (text, value)
    return found


def _roles(node: Function | ast.Lambda, name: str, topic: str) -> tuple[frozenset[str], str]:
    """Return how f is called in a function, and the name of x."""
    arguments = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    inner = [child for child in walk(node) if isinstance(child, ast.FunctionDef | ast.Lambda)]
    parameters = {argument.arg for child in inner for argument in (*child.args.posonlyargs, *child.args.args)}
    called = {dotted(child.func) for child in walk(node) if isinstance(child, ast.Call)}
    added = {
        dotted(side)
        for child in walk(node)
        if isinstance(child, ast.BinOp)
        for side in (child.left, child.right)
    }
    added |= {dotted(child.value) for child in walk(node) if isinstance(child, ast.AugAssign)}
    added |= {bound for bound, value in bindings(node) if number(value) is not None}
    callees = called & (parameters - set(_SELVES) - added)  # what is added to something is no function
    callees |= {one for one in called if one.startswith("self.") and one[5:] in _CALLABLE[:-1]}
    if not callees and "grad" in name.lower() and arguments[:1] == ["self"]:
        local = {child.name for child in inner if isinstance(child, ast.FunctionDef)}
        local |= {bound for bound, value in bindings(node) if isinstance(value, ast.Lambda)}
        callees = called & (local | {"self.loss"})
    likely = [argument for argument in arguments if argument.lower() in _CALLABLE]
    if not callees and (likely or topic in TOPICS) and arguments:
        callees = {(likely or arguments)[0]}
    rest = [argument for argument in arguments if argument not in callees and argument not in _SELVES]
    point = rest[0] if rest else ""
    return frozenset(callees), point if topic in TOPICS else _stand_in(node, callees, point)


def _origin(value: ast.expr) -> str:
    """Return the name that an expression begins with, or that a function of a module is given."""
    called = isinstance(value, ast.Call) and root(value.func) in ("np", "numpy", "copy")
    return root(value.args[0]) if called and isinstance(value, ast.Call) and value.args else root(value)


def _begun(place: ast.expr) -> str:
    """Return the name that a place begins with: "x" for `x + h` too."""
    while isinstance(place, ast.BinOp):
        place = place.left
    return root(place)


def _stand_in(node: Function | ast.Lambda, callees: set[str], point: str) -> str:
    """Return the array that f is asked at where that is another name than the parameter's: x for init_x."""
    calls = [child for child in walk(node) if isinstance(child, ast.Call) and dotted(child.func) in callees]
    asked = [_begun(child.args[0]) for child in calls if child.args]
    begun = {name for name, value in bindings(node) if _origin(value) == point}
    names = {name for name in asked if name in begun and asked.count(name) > 1}
    return names.pop() if len(names) == 1 and point not in asked else point
