"""Training, the update: which of the parameters it reaches."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Text
from ...vocabulary import Subject
from ..editing import (
    delete,
    fix,
    insert_after,
    inside,
    lines_of,
    shuffled,
    spoilt,
    stands_alone,
)
from .reading import TARGET, Training, is_script, trainings
from .update import is_step

_SKIPS = "update-skips-parameters"
NAMES = ("W1", "b1", "W2", "b2")
_BRACKETS = {ast.Tuple: ("(", ")"), ast.List: ("[", "]"), ast.Set: ("{", "}")}


def _keys(node: ast.AST) -> list[str] | None:
    """Return the names in a literal tuple, list or set of parameter names."""
    if not isinstance(node, ast.Tuple | ast.List | ast.Set):
        return None
    keys = [part.value for part in node.elts if isinstance(part, ast.Constant)]
    names = [key for key in keys if isinstance(key, str)]
    return names if names and len(names) == len(node.elts) and set(names) <= set(NAMES) else None


def _literals(training: Training) -> Iterator[tuple[ast.Tuple | ast.List | ast.Set, list[str]]]:
    for node in training.unit.all:
        keys = _keys(node) if isinstance(node, ast.Tuple | ast.List | ast.Set) else None
        if keys is not None and isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield node, keys


def mend_skips(subject: Subject) -> Iterator[Fix]:
    """Reach all four parameters."""
    for training in trainings(subject):
        for node, keys in _literals(training):
            yield from _completed(training.text, node, keys)
        yield from _lines(training)
        yield from _left_early(training)
    if TARGET in subject.targets and not is_script(subject):
        for text, node, keys in _of_module(subject):
            yield from _completed(text, node, keys)


def _completed(text: Text, node: ast.Tuple | ast.List | ast.Set, keys: list[str]) -> Iterator[Fix]:
    """A literal with the names of some parameters: all of them."""
    if set(keys) == set(NAMES):
        return
    quote = '"' if '"' in text.of(node) else "'"
    inner = ", ".join(f"{quote}{name}{quote}" for name in NAMES)
    bare = isinstance(node, ast.Tuple) and not text.of(node).startswith("(")
    opening, closing = _BRACKETS[type(node)]
    new = inner if bare else f"{opening}{inner}{closing}"
    yield from fix(_SKIPS, text, [inside(text, node, new)], node.lineno, 1, 0.93)


def _of_module(subject: Subject) -> Iterator[tuple[Text, ast.Tuple | ast.List | ast.Set, list[str]]]:
    """Yield the literals that names of the module are given to."""
    for text, statement in subject.draft.statements():
        value = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Tuple | ast.List | ast.Set) and (keys := _keys(value)) is not None:
            yield text, value, keys


def _left_early(training: Training) -> Iterator[Fix]:
    """A break behind the update of one parameter."""
    text = training.text
    for node in (entry for entry in training.unit.all if isinstance(entry, ast.Break | ast.Continue)):
        block = training.unit.block(node)
        if any(isinstance(other, ast.AugAssign | ast.Assign) and _key_of(other) for other in block):
            yield from fix(_SKIPS, text, delete(text, node), node.lineno, 1, 0.6)


def _key_of(statement: ast.stmt) -> str:
    """Return the parameter's name that an update reaches, "" where it is none with a name."""
    if isinstance(statement, ast.AugAssign):
        target: ast.expr = statement.target
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    else:
        return ""
    value = statement.value
    if not is_step(value):
        return ""
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        name = target.slice.value
    elif isinstance(target, ast.Attribute):
        name = target.attr
    else:
        return ""
    return name if isinstance(name, str) and name in NAMES else ""


def _assignments(training: Training) -> list[ast.Assign | ast.AugAssign]:
    return [node for node in training.unit.all if isinstance(node, ast.Assign | ast.AugAssign)]


def _lines(training: Training) -> Iterator[Fix]:
    """A line for each parameter: one lacks, or one is reached twice."""
    text = training.text
    updates = [(node, _key_of(node)) for node in _assignments(training)]
    named = [(node, name) for node, name in updates if name]
    lacking = [name for name in NAMES if name not in {name for _, name in named}]
    if not named or not lacking:
        return
    seen: set[str] = set()
    for node, name in named:
        if name in seen and len(lacking) == 1:
            new = text.of(node).replace(name, lacking[0])
            yield from fix(_SKIPS, text, [inside(text, node, new)], node.lineno, 1, 0.9)
        seen.add(name)
    last, name = named[-1]
    if stands_alone(text, last):
        lines = [line.replace(name, other) for other in lacking for line in lines_of(text, last)]
        yield from fix(_SKIPS, text, [insert_after(text, last, lines)], last.lineno, 2, 0.9)


def spoil_skips(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave parameters out."""
    found: list[Fix] = []
    for training in trainings(subject):
        text = training.text
        for node, keys in _literals(training):
            if set(keys) == set(NAMES) and len(keys) == len(NAMES):
                for kept in (["W1", "W2"], ["W1", "b1", "W2"], ["W2", "b2"]):
                    inner = ", ".join(f"'{name}'" for name in kept)
                    found += spoilt(_SKIPS, text, [inside(text, node, f"({inner})")], text.span(node)[0])
        for loop in training.unit.nodes(ast.For):
            if isinstance(loop.iter, ast.Attribute) and loop.iter.attr == "params":
                new = rng.choice(["('W1', 'W2')", "['W1', 'b1']"])
                found += spoilt(_SKIPS, text, [inside(text, loop.iter, new)], text.span(loop)[0])
        named = [node for node in _assignments(training) if _key_of(node)]
        if len(named) == len(NAMES):
            gone = delete(text, named[-1])
            at = text.span(named[-2])[0]
            found += spoilt(_SKIPS, text, gone, at)
    yield from shuffled(found, rng)
