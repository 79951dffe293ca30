"""Softmax, a maximum that is subtracted from the exponentials instead of the scores."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from itertools import pairwise

from ...text import Fix, Splice, insert
from ...vocabulary import Subject
from ..difference.text import outer
from ..editing import (
    delete,
    fix,
    inside,
    put,
    shuffled,
    spoilt,
    stands_alone,
    written,
)
from ..reading import numpy_call
from .softmax_formula import axis_text, same_name
from .softmax_reading import Shares, shares

_AFTER = "softmax-subtracts-after-exp"


def mend_after(subject: Subject) -> Iterator[Fix]:
    """Subtract the maximum inside the exponential."""
    for softmax in shares(subject):
        text, unit = softmax.text, softmax.unit
        arguments = dict(softmax.exponentials)
        late = [
            node
            for node in unit.nodes(ast.BinOp)
            if isinstance(node.op, ast.Sub) and node.left in arguments and softmax.is_top(node.right)
        ]
        if late:
            splices = [splice for node in late for splice in _moved_in(softmax, node)]
            yield from fix(_AFTER, text, splices, late[0].lineno, 1, 0.9)
        for name, statement, value in unit.assignments:
            later = _later(softmax, name, statement)
            if value in arguments and later is not None:
                inner = arguments[value]
                top, scores = numpy_call(softmax.draft, "max"), written(text, inner)
                whole = f"{top}({scores}{axis_text(softmax, value)})"
                shift = whole if softmax.holds_power(later[1]) else written(text, later[1])
                changed = inside(text, inner, f"{written(text, inner)} - {shift}")
                gone = delete(text, later[0])
                yield from fix(_AFTER, text, gone and [changed, *gone], value.lineno, 2, 0.85)


def _moved_in(softmax: Shares, node: ast.BinOp) -> list[Splice | None]:
    """Move the closing bracket of an exponential behind what is subtracted from it."""
    if not isinstance(node.left, ast.Call):
        return [None]
    text = softmax.text
    inner, last = text.span(node.left)[1], outer(text, node.right)[1]
    return [Splice(text.number, inner - 1, inner, ""), insert(text, last, ")")]


def _later(softmax: Shares, name: str, before: ast.stmt) -> tuple[ast.stmt, ast.expr] | None:
    """Return a statement behind that subtracts a maximum from exponentials, and the maximum."""
    for other, statement, value in softmax.unit.assignments:
        if other == name and softmax.unit.reaches(before, statement) and isinstance(value, ast.BinOp):
            same = (
                isinstance(value.left, ast.Name) and value.left.id == name and isinstance(value.op, ast.Sub)
            )
            if same and softmax.is_top(value.right):
                return statement, value.right
    for step in softmax.unit.nodes(ast.AugAssign):
        same = isinstance(step.target, ast.Name) and step.target.id == name and isinstance(step.op, ast.Sub)
        if same and softmax.is_top(step.value) and softmax.unit.reaches(before, step):
            return step, step.value
    return None


def spoil_after(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Subtract the maximum from the exponentials."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        inline = [
            (node, argument)
            for node, argument in softmax.exponentials
            if isinstance(argument, ast.BinOp) and softmax.shift(argument) is argument
        ]
        if inline and len(inline) == len(softmax.exponentials) and softmax.own:
            splices: list[Splice | None] = []
            for node, argument in inline:
                assert isinstance(argument, ast.BinOp)
                above = softmax.unit.parent(node)
                tight = isinstance(above, ast.BinOp | ast.Attribute)
                left, right = written(text, argument.left), text.of(argument.right)
                start, end = text.span(node)
                inner_start, inner_end = text.span(argument)
                moved = f"{text.source[start:inner_start]}{left}{text.source[inner_end:end]} - {right}"
                splices.append(put(text, node, f"({moved})" if tight else moved))
            if not _overlap(splices):
                found += spoilt(_AFTER, text, splices, text.span(inline[0][0])[0])
        for statement, name, value in softmax.shifts:
            found += _swapped(softmax, statement, name, value)
    yield from shuffled(found, rng)


def _overlap(splices: list[Splice | None]) -> bool:
    spans = sorted((splice.start, splice.end) for splice in splices if splice is not None)
    return any(left[1] > right[0] for left, right in pairwise(spans))


def _swapped(softmax: Shares, statement: ast.stmt, name: str, value: ast.expr) -> list[Fix]:
    """Move a line x = x - max(x) behind the line e = exp(x), as e = e - max(x)."""
    unit, text = softmax.unit, softmax.text
    block = unit.block(statement)
    at = block.index(statement)
    if at + 1 >= len(block) or not isinstance(value, ast.BinOp) or not same_name(name, value):
        return []
    other = block[at + 1]
    if not isinstance(other, ast.Assign) or other.value not in [node for node, _ in softmax.exponentials]:
        return []
    target = other.targets[0]
    gone = delete(text, statement)
    if not isinstance(target, ast.Name) or gone is None or not stands_alone(text, other):
        return []
    changed = inside(text, other.value, f"{text.of(other.value)} - {text.of(value.right)}")
    return spoilt(_AFTER, text, [*gone, changed], text.span(other)[0])
