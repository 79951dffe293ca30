"""The misconception that a second name is a copy: `x_plus = x`."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Function, Splice, Text, insert
from ...vocabulary import Subject
from ...walking import walk
from ..difference.numbers import called_name
from ..difference.text import put, put_statements
from ..difference.tree import dotted, each, root
from .following import copied, viewed
from .loop import blocks
from .points import core_as


def _functions(subject: Subject) -> Iterator[tuple[Text, Function]]:
    """Yield the functions and methods in reach, those inside others with them."""
    for text, scope in subject.scopes:
        for node in scope.body if isinstance(scope, ast.ClassDef) else [scope]:
            if isinstance(node, ast.FunctionDef):
                yield text, node


def mend_aliased(subject: Subject) -> Iterator[Fix]:
    """`x_plus = x`: a second name for the same array, which is then changed."""
    idea = "aliased-copy"
    for text, function in _functions(subject):
        changed = _changed(function)
        found: list[tuple[int, tuple[Splice, ...]]] = []
        for statement in each(function, ast.Assign):
            names = [dotted(target) for target in statement.targets]
            if len(names) > 1 and copied(statement.value) and changed & set(names):
                lines = [f"{name} = {text.of(statement.value)}" for name in names]
                found.append((statement.lineno, (put_statements(text, statement, statement, lines),)))
                continue
            for target, value in _pairs(statement):
                if dotted(target) in changed and viewed(value) and viewed(value) != dotted(target):
                    found.append((value.lineno, (insert(text, text.span(value)[1], ".copy()"),)))
        if found:
            splices = tuple(splice for _, edits in found for splice in edits)
            yield Fix(idea, splices, text.number, found[0][0], 1.0, 0.9)
        if len(found) > 1:
            for line, edits in found[:4]:
                yield Fix(idea, edits, text.number, line, 1.0, 0.6)


def _changed(function: Function) -> set[str]:
    """Return the names whose elements a function sets."""
    found = set()
    for node in walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {root(target) for target in targets if isinstance(target, ast.Subscript)}
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return found


def _pairs(statement: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in statement.targets:
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            yield from zip(target.elts, statement.value.elts, strict=False)
        else:
            yield target, statement.value


def spoil_aliased(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take copies away, or move second names of x instead of x."""
    idea = "aliased-copy"
    for text, function in _functions(subject):
        splices, line = [], 0
        changed = _changed(function)
        for statement in each(function, ast.Assign):
            for target, value in _pairs(statement):
                plain = isinstance(value, ast.Call) and called_name(value) in ("copy", "array")
                if plain and dotted(target) in changed and copied(value):
                    splices.append(put(text, value, copied(value)))
                    line = line or value.lineno
        if splices:
            yield Fix(idea, tuple(splices), text.number, line, 1.0, 0.9)
    closed = subject.exercise.endswith("two_layer_net")  # its f looks at the network itself: no copy is right
    for block in () if closed else blocks(subject):
        if not block.of("copy"):
            yield from core_as(
                block,
                idea,
                "x_plus = {x}",
                "x_minus = {x}",
                "x_plus[{i}] += {h}",
                "x_minus[{i}] -= {h}",
                "{g} = ({f}(x_plus) - {f}(x_minus)) / (2 * {h})",
            )
