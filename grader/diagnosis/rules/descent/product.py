"""Gradient descent, the product of rate and gradient: a sum or a quotient in its place."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Subject
from ..editing import (
    change_operator,
    fix,
    inside,
    operand,
    put,
    shuffled,
    spoilt,
)
from .reading import Descent, descents


def mend_adds(subject: Subject) -> Iterator[Fix]:
    """Multiply the rate by the gradient instead of adding them."""
    for descent in descents(subject):
        for node in descent.unit.nodes(ast.BinOp):
            if not isinstance(node.op, ast.Add | ast.Sub):
                continue
            left, right = node.left, node.right
            apart = descent.is_rate(left) and descent.is_gradient(right) and not descent.is_gradient(left)
            back = descent.is_gradient(left) and descent.is_rate(right) and not descent.is_rate(left)
            if (apart and not descent.is_rate(right)) or (back and not descent.is_gradient(right)):
                symbol = "+" if isinstance(node.op, ast.Add) else "-"
                splice = change_operator(descent.text, node, symbol, "*")
                yield from fix("adds-the-gradient", descent.text, [splice], node.lineno, 1, 0.9)


def _products(descent: Descent) -> Iterator[tuple[ast.BinOp, ast.expr, ast.expr]]:
    """Yield the products of a rate and a gradient: the product, the rate, the gradient."""
    for node in descent.unit.nodes(ast.BinOp):
        if isinstance(node.op, ast.Mult):
            for rate, gradient in ((node.left, node.right), (node.right, node.left)):
                plain = isinstance(rate, ast.Name | ast.Attribute) and descent.is_rate(rate)
                if plain and descent.is_gradient(gradient):
                    yield node, rate, gradient


def spoil_adds(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Add the rate and the gradient instead of multiplying them."""
    found: list[Fix] = []
    for descent in descents(subject):
        text = descent.text
        for node, _, _ in _products(descent):
            above = descent.unit.parent(node)
            plus = change_operator(text, node, "*", "+")
            if isinstance(above, ast.BinOp):
                if not isinstance(above.op, ast.Sub) or above.right is not node or plus is None:
                    continue
                start, end = text.span(node)
                closed = f"({text.source[start : plus.start]}+{text.source[plus.end : end]})"
                found += spoilt("adds-the-gradient", text, [put(text, node, closed)], start)
            if not isinstance(above, ast.UnaryOp):
                found += spoilt("adds-the-gradient", text, [plus], text.span(node)[0])
    yield from shuffled(found, rng)


def mend_divides(subject: Subject) -> Iterator[Fix]:
    """Multiply by the rate instead of dividing by it."""
    for descent in descents(subject):
        for node in descent.unit.nodes(ast.BinOp):
            if not isinstance(node.op, ast.Div):
                continue
            by_rate = descent.is_rate(node.right) and descent.is_gradient(node.left)
            of_rate = descent.is_rate(node.left) and descent.is_gradient(node.right)
            if by_rate or of_rate:
                splice = change_operator(descent.text, node, "/", "*")
                yield from fix("divides-by-learning-rate", descent.text, [splice], node.lineno, 1, 0.9)


def spoil_divides(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Divide the gradient by the rate."""
    found: list[Fix] = []
    for descent in descents(subject):
        text = descent.text
        for node, rate, gradient in _products(descent):
            if isinstance(rate, ast.Name | ast.Attribute) and not isinstance(gradient, ast.UnaryOp):
                new = f"{operand(text, gradient)} / {text.of(rate)}"
                found += spoilt(
                    "divides-by-learning-rate", text, [inside(text, node, new)], text.span(node)[0]
                )
    yield from shuffled(found, rng)
