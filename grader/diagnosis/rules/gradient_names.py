"""Misconceptions about names and indexes: the array for its element, a second name for a copy, no index."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ..text import Fix, Function, Splice, Text, insert
from ..vocabulary import Subject
from ..walking import walk
from .difference_numbers import called_name
from .difference_text import put, put_statements
from .difference_tree import dotted, each, root
from .gradient_following import copied, viewed
from .gradient_loop import Block, blocks
from .gradient_points import core_as
from .gradient_writing import is_copied


def mend_assigns_vector(subject: Subject) -> Iterator[Fix]:
    """x[i] = x + h, or x kept as a whole where its element should be."""
    idea = "assigns-vector-to-element"
    for block in blocks(subject):
        text = block.text
        splices, line = [], 0
        for event in block.of("set"):
            for node in walk(event.node):
                if isinstance(node, ast.Name) and node.id in (event.array, block.formula.point, event.owner):
                    inside = any(
                        isinstance(parent, ast.Subscript | ast.Attribute) and parent.value is node
                        for parent in walk(event.node)
                    )
                    if not inside:
                        splices.append(put(text, node, block.base or f"{node.id}[{event.index}]"))
                        line = line or event.statement.lineno
        if splices:
            yield Fix(idea, tuple(splices), text.number, line, 1.0, 0.9)
        for event in block.of("alias"):
            used = any(
                isinstance(node, ast.Name) and node.id == event.name
                for change in block.of("set")
                for node in walk(change.node)
            )
            if used and isinstance(event.node, ast.Name) and block.index:
                splice = put(text, event.node, f"{event.array}[{block.index}]")
                yield Fix(idea, (splice,), text.number, event.statement.lineno, 1.0, 0.9)


def spoil_assigns_vector(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put the whole array where its element is meant."""
    idea = "assigns-vector-to-element"
    for block in blocks(subject):
        text = block.text
        changes = [event for event in block.of("set") if event.offset and not event.relative and event.base]
        splices = []
        for event in changes:
            for node in walk(event.node):
                if isinstance(node, ast.Name | ast.Subscript) and text.of(node) == event.base:
                    splices.append(put(text, node, event.array))
        if splices and len(splices) == len(changes) and all(event.array == event.owner for event in changes):
            yield Fix(idea, tuple(splices), text.number, changes[0].statement.lineno, 1.0, 0.9)
        for event in block.of("save"):
            plain = isinstance(event.statement, ast.Assign) and event.array == event.owner and changes
            if plain and any(change.base == event.name for change in changes):
                splice = put(text, event.node, event.array)
                yield Fix(idea, (splice,), text.number, event.statement.lineno, 1.0, 0.9)
        own = [
            event for event in block.of("set") if isinstance(event.statement, ast.AugAssign) and event.offset
        ]
        plainly = all(
            called_name(event.node) == "copy"
            for event in block.of("copy")
            if isinstance(event.node, ast.Call)
        )
        if own and plainly and all(is_copied(block, one.owner) and abs(one.offset or 0) == 1 for one in own):
            x = block.of("copy")[0].array
            splices = []
            for event in own:
                assert isinstance(event.statement, ast.AugAssign)
                start, end = text.span(event.statement)
                sign = "+" if (event.offset or 0) > 0 else "-"
                by = f"{text.of(event.statement.target)} = {x} {sign} {text.of(event.statement.value)}"
                splices.append(Splice(text.number, start, end, by))
            yield Fix(idea, tuple(splices), text.number, own[0].statement.lineno, 1.0, 0.9)


# --- aliased-copy -----------------------------------------------------------------------------------


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
    for block in blocks(subject):
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


# --- missing-index ----------------------------------------------------------------------------------


def mend_missing_index(subject: Subject) -> Iterator[Fix]:
    """grad = ... or x = tmp + h inside the loop, or the same index each time."""
    idea = "missing-index"
    for block in blocks(subject):
        formula, text = block.formula, block.text
        if not block.index or not isinstance(block.owner, ast.For | ast.While):
            continue
        changed: list[ast.Assign] = []
        for statement in block.body:
            if not isinstance(statement, ast.Assign | ast.AugAssign):
                continue
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if not isinstance(target, ast.Name):
                continue
            made = [value for value in formula.bound.get(target.id, ()) if value is not statement.value]
            if formula.level(statement.value) == 2 and any(_is_array(value) for value in made):
                splice = put(text, target, f"{target.id}[{block.index}]")
                yield Fix(idea, (splice,), text.number, statement.lineno, 1.0, 0.9)
            elif formula.level(statement.value) == 2 and any(isinstance(value, ast.List) for value in made):
                start, end = text.span(statement)
                by = f"{target.id}.append({text.of(statement.value)})"
                yield Fix(
                    idea, (Splice(text.number, start, end, by),), text.number, statement.lineno, 1.0, 0.9
                )
            elif isinstance(statement, ast.Assign) and _overwrites(block, statement, target.id):
                changed.append(statement)
        if changed:
            splices = tuple(
                put(text, each.targets[0], f"{dotted(each.targets[0])}[{block.index}]") for each in changed
            )
            yield Fix(idea, splices, text.number, changed[0].lineno, 1.0, 0.9)
        yield from _same_index(block)


def _overwrites(block: Block, statement: ast.Assign, name: str) -> bool:
    """Tell whether the array's own name is given to a number."""
    if name not in (block.formula.point, block.array):
        return False
    value = statement.value
    return (not block.formula.level(value) and not viewed(value)) or _is_saved(block, statement)


def _is_array(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and called_name(value) in (
        "zeros",
        "zeros_like",
        "empty",
        "empty_like",
        "ones",
        "ones_like",
        "copy",
        "array",
        "full",
        "full_like",
    )


def _is_saved(block: Block, statement: ast.Assign) -> bool:
    names = {event.name for event in block.of("save")} | ({block.element[2]} if block.element else set())
    return dotted(statement.value) in names


def _same_index(block: Block) -> Iterator[Fix]:
    """grad[0], x[0]: a number where the loop's index is meant."""
    text = block.text
    found = [
        node
        for statement in block.body
        for node in each(statement, ast.Subscript)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        if isinstance(node.slice.value, int) and root(node) and "shape" not in text.of(node)
    ]
    loop = block.owner.target if isinstance(block.owner, ast.For) else None
    if found and isinstance(loop, ast.Name):
        splices = tuple(put(text, node.slice, loop.id) for node in found)
        yield Fix("missing-index", splices, text.number, found[0].lineno, 1.0, 0.7)


def spoil_missing_index(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the index of the result out."""
    idea = "missing-index"
    for block in blocks(subject):
        text = block.text
        if not isinstance(block.owner, ast.For | ast.While) or not block.index:
            continue
        for statement in block.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
                plain = isinstance(statement.targets[0].value, ast.Name)
                if block.formula.level(statement.value) == 2 and plain:
                    splice = put(text, statement.targets[0], root(statement.targets[0]))
                    yield Fix(idea, (splice,), text.number, statement.lineno, 1.0, 0.9)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                call = statement.value
                if called_name(call) == "append" and call.args and block.formula.level(call.args[0]) == 2:
                    start, end = text.span(statement)
                    by = f"{root(call.func)} = {text.of(call.args[0])}"
                    yield Fix(
                        idea, (Splice(text.number, start, end, by),), text.number, statement.lineno, 1.0, 0.9
                    )
        resets = [
            event.statement
            for event in block.of("set")
            if isinstance(event.statement, ast.Assign) and event.offset == 0.0 and event.array == event.owner
        ]
        if resets and block.of("call") and isinstance(resets[-1], ast.Assign):
            splice = put(text, resets[-1].targets[0], root(resets[-1].targets[0]))
            yield Fix(idea, (splice,), text.number, resets[-1].lineno, 1.0, 0.9)
