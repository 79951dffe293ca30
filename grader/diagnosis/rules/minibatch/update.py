"""Training, the update: its sign, and whether the network gets the new numbers."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    change_augmented,
    change_operator,
    fix,
    inside,
    put,
    shuffled,
    spoilt,
    written,
)
from ..reading import called
from .reading import Training, spelt, trainings

_GRADIENT = re.compile(r"grad|slope|deriv|^d[A-Z]|^d[wb]|^g$|^gs$|^dw$|step|delta|change", re.IGNORECASE)
_ASCENDS = "update-ascends"
_REBINDS = "update-rebinds-only"
_COPIES = ("copy", "deepcopy", "dict")


def holds_gradient(node: ast.AST) -> bool:
    """Tell whether an expression holds what is named or made as a gradient."""
    for child in walk(node):
        if isinstance(child, ast.Name) and _GRADIENT.search(child.id):
            return True
        if isinstance(child, ast.Attribute) and _GRADIENT.search(child.attr):
            return True
    return False


def is_step(node: ast.expr) -> bool:
    """Tell whether an expression looks like a rate times a gradient."""
    product = any(isinstance(child, ast.BinOp) and isinstance(child.op, ast.Mult) for child in walk(node))
    indexed = any(isinstance(child, ast.Subscript) for child in walk(node))
    return (product and (indexed or holds_gradient(node))) or (indexed and holds_gradient(node))


def steps_from(training: Training, node: ast.BinOp) -> bool:
    """Tell whether a sum or difference looks like a parameter and a step from it."""
    left = training.text.of(node.left)
    of_params = isinstance(node.left, ast.Subscript | ast.Attribute) and "param" in left.lower()
    return is_step(node.right) or (of_params and isinstance(node.right, ast.BinOp))


def steps(training: Training) -> Iterator[tuple[ast.AugAssign | ast.BinOp, bool]]:
    """Yield (sum or difference that an update is written as, whether it adds), in source order."""
    for node in training.unit.all:
        if not isinstance(node, ast.AugAssign | ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
            continue
        if isinstance(node, ast.AugAssign):
            if not isinstance(node.value, ast.Constant) and (is_step(node.value) or _is_product(node)):
                yield node, isinstance(node.op, ast.Add)
        elif steps_from(training, node) and not holds_gradient(node.left):
            yield node, isinstance(node.op, ast.Add)


def _is_product(node: ast.AugAssign) -> bool:
    value = node.value
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)


def _turned(training: Training, node: ast.AugAssign | ast.BinOp, adds: bool, idea: str) -> list[Fix]:
    text = training.text
    if isinstance(node, ast.AugAssign):
        splice = change_augmented(text, node, "+=" if adds else "-=", "-=" if adds else "+=")
    else:
        splice = change_operator(text, node, "+" if adds else "-", "-" if adds else "+")
    return fix(idea, text, [splice], node.lineno, 1, 0.9 if adds else 0.15)


def _turned_round(training: Training) -> Iterator[Fix]:
    """params[key] = lr * grad[key] + params[key]: the step stands first."""
    text = training.text
    for node in training.unit.nodes(ast.BinOp):
        of_params = "param" in text.of(node.right).lower() and not holds_gradient(node.right)
        first = isinstance(node.left, ast.BinOp) and is_step(node.left)
        if isinstance(node.op, ast.Add) and of_params and first:
            new = f"{written(text, node.right)} - {written(text, node.left)}"
            yield from fix(_ASCENDS, text, [inside(text, node, new)], node.lineno, 1.5, 0.85)


def mend_ascends(subject: Subject) -> Iterator[Fix]:
    """Turn the sign of an update; all of several lines at once too."""
    for training in trainings(subject):
        found = list(steps(training))
        yield from _turned_round(training)
        single = [_turned(training, node, adds, _ASCENDS) for node, adds in found]
        yield from (entry for fixes in single for entry in fixes)
        adding = [fixes[0] for fixes, (_, adds) in zip(single, found, strict=True) if adds and fixes]
        if len(adding) > 1:
            splices = [splice for entry in adding for splice in entry.splices]
            yield from fix(_ASCENDS, training.text, splices, adding[0].line, 1.2, 0.92)


def spoil_ascends(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Turn the sign of a right update."""
    found: list[Fix] = []
    for training in trainings(subject):
        subtracting = [node for node, adds in steps(training) if not adds]
        if len(subtracting) == 1:
            made = _turned(training, subtracting[0], False, _ASCENDS)
            for entry in made:
                found += spoilt(_ASCENDS, training.text, entry.splices, training.text.span(subtracting[0])[0])
    yield from shuffled(found, rng)


# --- update-rebinds-only --------------------------------------------------------------------------


def mend_rebinds(subject: Subject) -> Iterator[Fix]:
    """Write the new numbers where the network keeps them."""
    for training in trainings(subject):
        unit, text = training.unit, training.text
        for node in unit.nodes(ast.Assign):
            value, target = node.value, node.targets[0]
            if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Sub | ast.Add):
                continue
            if not isinstance(target, ast.Name) or not steps_from(training, value):
                continue
            left = text.of(value.left)
            if left == target.id:
                operator = "-=" if isinstance(value.op, ast.Sub) else "+="
                new = f"{target.id} {operator} {written(text, value.right)}"
                yield from fix(_REBINDS, text, [inside(text, node, new)], node.lineno, 1, 0.85)
            elif isinstance(value.left, ast.Subscript | ast.Attribute):
                yield from fix(_REBINDS, text, [inside(text, target, left)], node.lineno, 1, 0.85)
        yield from _bare(training)
        yield from _copies(training)
        yield from _dicts(training)
        yield from _copied_dicts(training)


def _bare(training: Training) -> Iterator[Fix]:
    """network.params[key] - lr * grad[key] as a statement."""
    text = training.text
    for node in training.unit.nodes(ast.Expr):
        value = node.value
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub) and steps_from(training, value):
            splice = change_operator(text, value, "-", "-=")
            yield from fix(_REBINDS, text, [splice], node.lineno, 1, 0.9)


def _copied_dicts(training: Training) -> Iterator[Fix]:
    """{key: value.copy() for key, value in network.params.items()}, given to a function."""
    text = training.text
    for call in training.unit.nodes(ast.Call):
        for node in call.args:
            copies = isinstance(node, ast.DictComp) and isinstance(node.value, ast.Call)
            if copies and (homes := _homes(node)):
                yield from fix(_REBINDS, text, [inside(text, node, homes[0])], node.lineno, 1, 0.7)


def _homes(node: ast.AST) -> list[str]:
    """Return the names by which a tree reaches a network's parameters."""
    names = [name for child in walk(node) if (name := spelt(child))]
    return [name for name in names if "." in name and name.split(".")[-1] == "params"]


def _dicts(training: Training) -> Iterator[Fix]:
    """params = {key: ... for key in network.params}: a dict of the loop's own."""
    text = training.text
    for node in training.unit.nodes(ast.Assign):
        homes = _homes(node.value)
        target = node.targets[0]
        if isinstance(node.value, ast.DictComp | ast.Dict) and isinstance(target, ast.Name) and homes:
            yield from fix(_REBINDS, text, [inside(text, target, homes[0])], node.lineno, 1, 0.8)


def _copies(training: Training) -> Iterator[Fix]:
    """params = network.params.copy(), or a copy of one array."""
    text = training.text
    for call in training.unit.nodes(ast.Call):
        if called(call) not in _COPIES:
            continue
        if call.args:
            of = call.args[0]
        elif isinstance(call.func, ast.Attribute):
            of = call.func.value
        else:
            continue
        if any(isinstance(child, ast.Attribute) and "param" in child.attr for child in walk(of)):
            yield from fix(_REBINDS, text, [put(text, call, text.of(of))], call.lineno, 1, 0.7)


def spoil_rebinds(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put the new numbers under a name of the loop's own."""
    found: list[Fix] = []
    for training in trainings(subject):
        text = training.text
        updates = [
            node
            for node in training.unit.nodes(ast.AugAssign)
            if isinstance(node.op, ast.Sub) and isinstance(node.target, ast.Subscript) and is_step(node.value)
        ]
        if len(updates) == 1:
            node = updates[0]
            value = text.of(node.value)
            for name in ("param", "new"):
                splice = inside(text, node, f"{name} = {text.of(node.target)} - {value}")
                found += spoilt(_REBINDS, text, [splice], text.span(node)[0])
    yield from shuffled(found, rng)
