"""The misconception that a result needs no index: `grad = ...` in the loop, the same index each time."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, nodes
from ...vocabulary import Subject
from ..difference.numbers import called_name
from ..difference.text import put
from ..difference.tree import dotted, each, root
from .following import viewed
from .loop import Block, blocks


def mend_missing_index(subject: Subject) -> Iterator[Fix]:
    """grad = ... or x = tmp + h inside the loop, or the same index each time; a dict's key left out."""
    idea = "missing-index"
    yield from _keyless(subject)
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


def _keyless(subject: Subject) -> Iterator[Fix]:
    """grads = ... in a loop over keys, where grads was a dict."""
    for text, function in subject.functions():
        dicts = {
            node.targets[0].id
            for node in nodes(function, ast.Assign)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            if isinstance(node.value, ast.Dict)
            or (isinstance(node.value, ast.Call) and called_name(node.value) == "dict")
        }
        for loop in nodes(function, ast.For):
            assert isinstance(loop, ast.For)
            key = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else loop.target
            for node in loop.body if isinstance(key, ast.Name) and dicts else ():
                target = node.targets[0] if isinstance(node, ast.Assign) else None
                if isinstance(target, ast.Name) and target.id in dicts:
                    splice = put(text, target, f"{target.id}[{text.of(key)}]")
                    yield Fix("missing-index", (splice,), text.number, node.lineno, 1.0, 0.9)


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
