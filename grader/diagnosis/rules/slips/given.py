"""Slips about the network that a training is given: its methods, keys and arguments, and what comes back.

Knows what such a network offers; that an edit helps is for a run to say. Where a script's loop calls no
gradient by its right name, nothing could be run: there the text alone is looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import cost_of, fix, line_after, line_before, rename, swap
from .members import ATTRIBUTE, LACKS
from .names import missing_names
from .near import near
from .returns import RETURN, falls_through
from .scope import (
    FUNCTIONS,
    functions_of,
    looked_at,
    own_nodes,
    parameters,
    root_at,
    spots,
)

_EXERCISE, _TARGET = "exercise6", "train"
_GRADIENTS = ("gradient", "numerical_gradient")
_METHODS = ("predict", "loss", "accuracy", *_GRADIENTS)
_OFFERS = ("params", *_METHODS)
_OWNERS = ("Network", "TwoLayerNet")
_KEYS = ("W1", "b1", "W2", "b2")
_LABELS = re.compile(r"^[ty](?:_|$|s$|b|tr|te)|label|target|(?:^|_)[ty]$", re.IGNORECASE)
_NETWORK = re.compile(r"^(net(work)?|model|nn|mlp)$", re.IGNORECASE)
_PREDICTED = frozenset({
    "y", "z", "y_hat", "y_pred", "pred", "prediction", "predictions", "output", "out", "scores",
})  # fmt: skip
_LINE = 1.9  # cost of a line that is added


def _roots(subject: Subject) -> list[tuple[Text, ast.AST]]:
    """Return what to look at: the graded function and what it uses; of a script, all of it."""
    found: list[tuple[Text, ast.AST]] = list(looked_at(subject))
    place = subject.targets.get(_TARGET)
    if any(place == (text.number, getattr(root, "lineno", 0)) for text, root in found):
        return found
    return list(subject.draft.statements())


def mend_attribute(subject: Subject) -> Iterator[Fix]:
    """Yield near attributes for one that the network has not."""
    if not subject.exercise.startswith(_EXERCISE):
        return
    for spot in spots(subject, "AttributeError"):
        told = LACKS.match(spot.raised.message)
        if told is None or told[1].split(".")[-1] not in _OWNERS:
            continue
        places = [node for node in spot.nodes(ast.Attribute) if getattr(node, "attr", "") == told[2]]
        for away, name in near(told[2], _OFFERS, most=3) if places else ():
            splices = rename(spot.text, places, name)
            yield fix(ATTRIBUTE, spot.text, spot.place.line, splices, cost_of(places), 0.95 - 0.05 * away)
    if _TARGET not in subject.targets:
        for text, node in _looped(subject):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                for away, name in near(node.func.attr, _GRADIENTS, most=1):
                    splices = rename(text, [node.func], name)
                    yield fix(ATTRIBUTE, text, node.func.lineno, splices, 1.0, 0.95 - 0.05 * away)


def _looped(subject: Subject) -> Iterator[tuple[Text, ast.AST]]:
    for text, root in subject.draft.statements():
        if isinstance(root, ast.For | ast.While | ast.If):
            yield from ((text, node) for node in walk(root))


def mend_comma(subject: Subject) -> Iterator[Fix]:
    """Yield a dot for the comma of `network, gradient(...)`, where no loop calls the gradient."""
    if not subject.exercise.startswith(_EXERCISE) or _TARGET in subject.targets:
        return
    for text, node in _looped(subject):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Call):
            before, behind = node.elts
            if isinstance(behind, ast.Call) and getattr(behind.func, "id", "") in _GRADIENTS:
                splice = Splice(text.number, text.span(before)[1], text.span(behind)[0], ".")
                yield fix("comma-for-dot", text, behind.lineno, [splice], 1.0, 0.95)


def mend_key(subject: Subject) -> Iterator[Fix]:
    """Yield near names of parameters for one that the network has not, wherever the program writes it."""
    if not subject.exercise.startswith(_EXERCISE):
        return
    for spot in spots(subject, "KeyError"):
        wanted = spot.raised.message.strip("'\"")
        root = root_at(subject.draft, spot.place)
        if root is None:
            continue
        nodes = [
            node
            for node in walk(root[1])
            if isinstance(node, ast.Constant) and node.value == wanted and spot.text.of(node)[1:-1] == wanted
        ]
        for away, name in near(wanted, _KEYS, most=3) if nodes else ():
            spans = [spot.text.span(node) for node in nodes]
            splices = [Splice(spot.text.number, start + 1, end - 1, name) for start, end in spans]
            sure = 0.9 - 0.1 * away
            yield fix("misspelt-key", spot.text, nodes[0].lineno, splices, cost_of(splices), sure)


def mend_swapped(subject: Subject) -> Iterator[Fix]:
    """Yield calls of the network's methods with samples and targets exchanged."""
    if not subject.exercise.startswith(_EXERCISE):
        return
    for text, root in _roots(subject):
        wrong = [node for node in walk(root) if isinstance(node, ast.Call) and _is_swapped(text, node)]
        each = [[*swap(text, call.args[0], call.args[1])] for call in wrong]
        for call, splices in zip(wrong, each, strict=True):
            yield fix("swapped-arguments", text, call.lineno, splices, 1.0, 0.93)
        if len(wrong) > 1:
            every = [splice for splices in each for splice in splices]
            line = min(call.lineno for call in wrong)
            yield fix("swapped-arguments", text, line, every, cost_of(wrong), 0.94)


def _is_swapped(text: Text, call: ast.Call) -> bool:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method not in _METHODS or len(call.args) != 2:
        return False
    first, second = (re.split(r"[\[(.]", text.of(argument))[0] for argument in call.args)
    return bool(_LABELS.search(first)) and not _LABELS.search(second)


def mend_missing(subject: Subject) -> Iterator[Fix]:
    """Yield a parameter that the graded function reads and lacks: it is called by what its names mean."""
    target = subject.target(_TARGET) if subject.exercise.startswith(_EXERCISE) else None
    text, function = target or (None, None)
    if text is None or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    given = function.args.args[: len(function.args.args) - len(function.args.defaults)]
    for name in dict.fromkeys(missing.name for missing in missing_names(subject)) if given else ():
        at = text.span(given[-1])[1]
        splice = Splice(text.number, at, at, f", {name}")
        yield fix("missing-argument", text, function.lineno, [splice], 1.0, 0.9)


def mend_undefined(subject: Subject) -> Iterator[Fix]:
    """Yield the prediction of a network that a function is given, for a name that stands for it."""
    for missing in missing_names(subject) if subject.exercise.startswith(_EXERCISE) else ():
        function = missing.around[0] if missing.around else None
        given = [each.arg for each in parameters(function)] if isinstance(function, FUNCTIONS) else []
        network = next((name for name in given if _NETWORK.search(name)), "")
        samples = [name for name in given if name != network and not _LABELS.search(name)]
        if not network or not samples or missing.name.lower() not in _PREDICTED:
            continue
        statement = _statement(missing.spot.parents, missing.node)
        if statement is not None:
            line = line_before(missing.text, statement, f"{missing.name} = {network}.predict({samples[0]})")
            yield fix("undefined-variable", missing.text, missing.node.lineno, [line], _LINE, 0.9)


def _statement(parents: Mapping[ast.AST, ast.AST], node: ast.AST) -> ast.stmt | None:
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        current = parents.get(current)
    return current


def mend_return(subject: Subject) -> Iterator[Fix]:
    """Yield the return of the three series for a training that ends without one."""
    if not subject.exercise.startswith(_EXERCISE):
        return
    for text, root, function in functions_of(subject):
        if (text.number, root.lineno) != subject.targets.get(_TARGET) or not falls_through(function.body):
            continue
        last, first = function.body[-1], function.body[0]
        series = _filled(function) if function is root else []
        if not series or first.lineno == function.lineno:
            continue
        answer = ", ".join(series)
        if isinstance(last, ast.Return):
            end = text.span(last)[1]
            yield fix(RETURN, text, last.lineno, [Splice(text.number, end, end, f" {answer}")], 1.0, 0.95)
            continue
        indent = text.line_text(first.lineno)[: first.col_offset]
        splice = line_after(text, last, f"return {answer}", indent)
        yield fix(RETURN, text, last.end_lineno or last.lineno, [splice], _LINE, 0.95)


def _filled(function: ast.AST) -> list[str]:
    """Return the lists that a function appends to, that of losses first, or the dict that holds them."""
    homes = [
        node.func.value
        for node in own_nodes(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
    ]
    held = [
        home.value.id
        for home in homes
        if isinstance(home, ast.Subscript) and isinstance(home.value, ast.Name)
    ]
    found = [home.id for home in homes if isinstance(home, ast.Name)]
    if held and not found:
        return list(dict.fromkeys(held))[:1]
    return sorted(dict.fromkeys(found), key=_place) if len(set(found)) > 1 else []


def _place(name: str) -> int:
    lowered = name.lower()
    if "loss" in lowered and "acc" not in lowered:
        return 0
    return 2 if "test" in lowered or "val" in lowered else 1
