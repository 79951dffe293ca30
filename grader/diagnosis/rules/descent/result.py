"""Gradient descent, what comes out: the returned point, the caller's own array."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ..editing import fix, put, shuffled, spoilt
from ..reading import called
from .path import augmented_step, kept, path_names, with_path
from .reading import Descent, base_name, copies, main_descent, target_of

_ONLY = "returns-only-history"
_OTHER = "returns-wrong-variable"
_MUTATES = "mutates-init-x"


def _returned(descent: Descent) -> list[ast.Return]:
    """Return the return statements that stand in no loop, the last first."""
    return [node for node in reversed(descent.unit.nodes(ast.Return)) if node.value is not None]


# --- returns-only-history, returns-wrong-variable -------------------------------------------------


def mend_only(subject: Subject) -> Iterator[Fix]:
    """Return the point too."""
    for descent in main_descent(subject):
        paths, point, text = path_names(descent), descent.point, descent.text
        for node in _returned(descent):
            value = node.value
            assert value is not None
            if (
                isinstance(value, ast.Tuple)
                or not point
                or not paths & names_in(value)
                or point in names_in(value)
            ):
                continue
            both = f"{point}, {text.of(value)}"
            yield from fix(_ONLY, text, [put(text, value, both)], node.lineno, 1, 0.85)
            yield from fix(_ONLY, text, [put(text, value, point)], node.lineno, 1, 0.3)


def spoil_only(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Return nothing but the path; a path is kept where the program has none."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        text, paths = descent.text, path_names(descent)
        for node in _returned(descent):
            value = node.value
            if isinstance(value, ast.Tuple) and len(value.elts) > 1 and paths & names_in(value.elts[1]):
                splice = put(text, value, text.of(value.elts[1]))
                found += spoilt(_ONLY, text, [splice], text.span(node)[0])
        path = with_path(subject, descent, "{x}.copy()", "{path}")
        if path is not None:
            found += spoilt(_ONLY, text, path[0], path[2])
    yield from shuffled(found, rng)


def mend_other(subject: Subject) -> Iterator[Fix]:
    """Return the point reached, not the start, the gradient or a value of f."""
    for descent in main_descent(subject):
        text, point = descent.text, descent.point
        for node in _returned(descent):
            value = node.value
            parts = value.elts[:1] if isinstance(value, ast.Tuple) else [value] if value is not None else []
            for part in parts:
                name = part.id if isinstance(part, ast.Name) else ""
                valued = isinstance(part, ast.Call) and called(part) == descent.f
                other = bool(name) and name != point
                if point and (valued or other) and not descent.unit.loops(node):
                    telling = valued or name in descent.gradients or name == descent.start
                    early = descent.unit.block(node) is not descent.unit.body
                    sure = 0.1 if early else 0.85 if telling else 0.2
                    if any(point in names_in(made) for _, made in descent.unit.assigned(name)):
                        sure = 0.05
                    yield from fix(_OTHER, text, [put(text, part, point)], node.lineno, 1, sure)


def spoil_other(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Return the start, the last gradient or the value of f."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        unit, text = descent.unit, descent.text
        for node in _returned(descent):
            value = node.value
            part = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
            if (
                not isinstance(part, ast.Name)
                or unit.block(node) is not unit.body
                or part.id == descent.start
            ):
                continue
            made = {
                name
                for name, statement, _ in unit.assignments
                if name in descent.gradients and unit.loops(statement)
            }
            others = [*sorted(made), *([f"{descent.f}({part.id})"] if descent.f else [])]
            fixed = not descent.shares_start and descent.updates
            if fixed and descent.start:
                others.append(descent.start)
            for other in others:
                found += spoilt(_OTHER, text, [put(text, part, other)], text.span(node)[0])
    yield from shuffled(found, rng)


# --- mutates-init-x -------------------------------------------------------------------------------


def mend_mutates(subject: Subject) -> Iterator[Fix]:
    """Point at the line by which the caller's array is the one that moves."""
    for descent in main_descent(subject):
        if not descent.shares_start:
            continue
        statement = descent.aliasing
        if statement is not None and len(descent.unit.assigned(descent.moved)) > 1:
            continue
        first = [update for update in descent.updates if base_name(target_of(update)) == descent.start]
        line = statement.lineno if statement is not None else first[0].lineno if first else 0
        if line:
            yield Fix(_MUTATES, (), descent.text.number, line, 1, 0.95)


def spoil_mutates(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the caller's array itself in the place of a copy."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        text = descent.text
        for name, statement, value in descent.unit.assignments:
            first = statement is descent.unit.assigned(name)[0][0]
            if (
                name != descent.moved
                or not first
                or not copies(value)
                or descent.start not in names_in(value)
            ):
                continue
            splices: list[Splice | None] = [put(text, value, descent.start)]
            if not descent.in_place:
                if any(isinstance(entry, ast.Name) for _, entry in kept(descent)):
                    continue
                splices += [augmented_step(descent, update) for update in descent.updates]
            found += spoilt(_MUTATES, text, splices, text.span(statement)[0])
    yield from shuffled(found, rng)
