"""Gradient descent, the path that is kept: the same array again and again, or something else than points."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    fix,
    indent_of,
    insert_after,
    insert_before,
    inside,
    put,
    shuffled,
    spoilt,
    stands_alone,
)
from ..reading import called, numpy_call
from .reading import Descent, base_name, descents, main_descent, target_of

_ALIASED = "history-aliased"
_VALUE = "history-wrong-value"
_COPYING = ("copy", "array", "deepcopy")


def kept(descent: Descent) -> list[tuple[str, ast.expr]]:
    """Return (path, what is kept) of every point that goes into a path: append, +=, path[i] = x, [x]."""
    unit = descent.unit
    found: list[tuple[str, ast.expr]] = []
    for call in unit.nodes(ast.Call):
        if called(call) == "append" and isinstance(call.func, ast.Attribute) and len(call.args) == 1:
            found.append((base_name(call.func.value), call.args[0]))
    for step in unit.nodes(ast.AugAssign):
        if isinstance(step.value, ast.List) and isinstance(step.target, ast.Name):
            found += [(step.target.id, entry) for entry in step.value.elts]
    paths = {path for path, _ in found}
    for name, _, value in unit.assignments:
        if isinstance(value, ast.List) and name in paths:
            found += [(name, entry) for entry in value.elts]
    return found


def path_names(descent: Descent) -> set[str]:
    """Return the names of paths: what points go into, and what is made from it."""
    names = {path for path, _ in kept(descent)}
    for name, _, value in descent.unit.assignments:
        if isinstance(value, ast.Call) and called(value) in ("zeros", "empty") and value.args:
            if isinstance(value.args[0], ast.Tuple):
                names.add(name)
        elif any(isinstance(node, ast.Name) and node.id in names for node in walk(value)):
            names.add(name)
    return names - {""}


# --- history-aliased, history-wrong-value ---------------------------------------------------------


def _is_copied(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) in (*_COPYING, "tolist", "list", "tuple")


def mend_aliased(subject: Subject) -> Iterator[Fix]:
    """Keep copies in the path."""
    for descent in descents(subject):
        text, point = descent.text, descent.point
        bare = [entry for _, entry in kept(descent) if isinstance(entry, ast.Name) and entry.id == point]
        if not bare:
            continue
        sure = 0.9 if descent.in_place else 0.3
        splices = [inside(text, entry, f"{point}.copy()") for entry in bare]
        yield from fix(_ALIASED, text, splices, bare[-1].lineno, len(bare), sure)
        if len(bare) > 1:
            yield from fix(_ALIASED, text, splices[-1:], bare[-1].lineno, 1, sure - 0.1)


def spoil_aliased(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Keep the one array that changes, again and again."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        text, point = descent.text, descent.point
        for _, entry in kept(descent):
            if (
                descent.in_place
                and point
                and _is_copied(entry)
                and point in names_in(entry)
                and _is_plain_copy(entry)
            ):
                found += spoilt(_ALIASED, text, [inside(text, entry, point)], text.span(entry)[0])
        path = with_path(subject, descent, "{x}", "{x}, {path}", in_place=True)
        if path is not None:
            found += spoilt(_ALIASED, text, path[0], path[1])
    yield from shuffled(found, rng)


def _is_plain_copy(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and (
        (isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and not node.args)
        or (len(node.args) == 1 and isinstance(node.args[0], ast.Name))
    )


def mend_value(subject: Subject) -> Iterator[Fix]:
    """Keep the point in the path, not something else."""
    for descent in main_descent(subject):
        text, point = descent.text, descent.point
        for _, entry in kept(descent):
            if not point or point in names_in(entry) or not descent.unit.loops(entry):
                continue
            telling = names_in(entry) & (descent.gradients | {descent.start})
            sure = 0.8 if telling else 0.2
            yield from fix(_VALUE, text, [inside(text, entry, f"{point}.copy()")], entry.lineno, 1, sure)


def spoil_value(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Keep gradients, or the start, in the path."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        unit, text = descent.unit, descent.text
        wrong = [f"{descent.start}.copy()"] if descent.start and not descent.shares_start else []
        for _, entry in kept(descent):
            loops = unit.loops(entry)
            early = [
                name
                for name, statement, _ in unit.assignments
                if loops
                and name in descent.gradients
                and statement in loops[0].body
                and unit.reaches(statement, entry)
            ]
            for new in (*wrong, *early) if loops else ():
                found += spoilt(_VALUE, text, [inside(text, entry, new)], text.span(entry)[0])
        named = [
            name
            for name, statement, _ in unit.assignments
            if name in descent.gradients and unit.loops(statement)
        ]
        for new in (*wrong, *named[:1]):
            path = with_path(subject, descent, new, "{x}, {path}")
            if path is not None:
                found += spoilt(_VALUE, text, path[0], path[1])
    yield from shuffled(found, rng)


def with_path(
    subject: Subject, descent: Descent, kept: str, returned: str, in_place: bool = False
) -> tuple[list[Splice | None], int, int] | None:
    """Add a path to a program that keeps none: (edits, offset behind the update, offset of the return).

    kept, returned  what is appended and what is returned, with {x} and {path} to be filled in
    in_place        also turn x = x - step into x -= step
    """
    unit, text, loop = descent.unit, descent.text, descent.step_loop
    last = unit.body[-1] if unit.body else None
    updates = [update for update in descent.updates if loop is not None and update in loop.body]
    if (
        loop is None
        or not isinstance(last, ast.Return)
        or not isinstance(last.value, ast.Name)
        or len(updates) != 1
    ):
        return None
    update = updates[0]
    target = target_of(update)
    if path_names(descent) or not isinstance(target, ast.Name) or last.value.id != target.id:
        return None
    if indent_of(text, update) is None or not stands_alone(text, update) or loop not in unit.body:
        return None
    names = {"x": target.id, "path": f"{numpy_call(subject.draft, 'array')}(history)"}
    splices: list[Splice | None] = [insert_before(text, loop, ["history = []"])]
    if in_place and isinstance(update, ast.Assign):
        splices.append(augmented_step(descent, update))
    splices.append(insert_after(text, update, [f"history.append({kept.format(**names)})"]))
    splices.append(put(text, last.value, returned.format(**names)))
    return splices, text.line_span(text.line_of(text.span(update)[1]))[1], text.span(last)[0]


def augmented_step(descent: Descent, update: ast.Assign | ast.AugAssign) -> Splice | None:
    """Turn x = x - step into x -= step."""
    text, target, value = descent.text, target_of(update), update.value
    if (
        not isinstance(target, ast.Name)
        or not isinstance(value, ast.BinOp)
        or not isinstance(value.op, ast.Sub)
    ):
        return None
    if text.of(value.left) != target.id:
        return None
    return inside(text, update, f"{target.id} -= {text.of(value.right)}")
