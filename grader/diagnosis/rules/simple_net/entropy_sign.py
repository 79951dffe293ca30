"""Cross-entropy, its minus sign."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, insert, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import change_augmented, fix, put, shuffled, spoilt, written
from ..reading import called
from .entropy_reading import Entropy, entropies

_MINUS = "cross-entropy-missing-minus"


def _minuses(entropy: Entropy) -> list[ast.UnaryOp]:
    """Return the minus signs in front of what holds logarithms or right answers."""
    return [
        node
        for node in entropy.unit.nodes(ast.UnaryOp)
        if isinstance(node.op, ast.USub)
        and (entropy.holds_log(node.operand) or names_in(node.operand) & (entropy.ts | entropy.losses))
    ]


def _subtracted(entropy: Entropy) -> list[ast.AugAssign]:
    return [
        step
        for step in entropy.unit.nodes(ast.AugAssign)
        if isinstance(step.op, ast.Sub) and entropy.holds_log(step.value)
    ]


def mend_minus(subject: Subject) -> Iterator[Fix]:
    """Put a minus sign in front of the sum."""
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        if any(_is_minus_one(node) for node in unit.nodes(ast.BinOp)):
            continue
        for step in unit.nodes(ast.AugAssign):
            if (
                isinstance(step.op, ast.Add)
                and entropy.holds_log(step.value)
                and not _is_signed(entropy, step.value)
            ):
                splice = change_augmented(text, step, "+=", "-=")
                yield from fix(_MINUS, text, [splice], step.lineno, 1, 0.9)
        starts: set[int] = set()
        for each in _outermost(entropy):
            if not _is_signed(entropy, each):
                starts.add(text.span(each)[0])
                yield from fix(_MINUS, text, [insert(text, text.span(each)[0], "-")], each.lineno, 1, 0.85)
        for node in unit.nodes(ast.Return):
            left = _leftmost(node.value)
            if left is None or text.span(left)[0] in starts or _is_signed(entropy, left):
                continue
            yield from fix(_MINUS, text, [insert(text, text.span(left)[0], "-")], node.lineno, 1, 0.6)


def _leftmost(value: ast.expr | None) -> ast.expr | None:
    """Return what a minus sign in front of a returned value would stand before."""
    while isinstance(value, ast.BinOp) or (
        isinstance(value, ast.Call) and called(value) == "float" and value.args
    ):
        value = value.left if isinstance(value, ast.BinOp) else value.args[0]
    return value if isinstance(value, ast.Name) else None


def _is_minus_one(node: ast.BinOp) -> bool:
    """Tell whether a product has a negative number as a factor."""
    return isinstance(node.op, ast.Mult) and any(
        isinstance(side, ast.UnaryOp) and isinstance(side.operand, ast.Constant)
        for side in (node.left, node.right)
    )


def _is_signed(entropy: Entropy, node: ast.expr) -> bool:
    """Tell whether a minus sign stands before, in or behind an expression, by way of its name."""
    inside_ = set(walk(node))
    statement = entropy.unit.statement(node)
    names = {name for name, other, _ in entropy.unit.assignments if other is statement}
    names |= names_in(node) & entropy.losses
    for minus in _minuses(entropy):
        if minus in inside_ or node in walk(minus.operand) or names_in(minus.operand) & names:
            return True
    known = {
        name
        for name, _, value in entropy.unit.assignments
        for minus in _minuses(entropy)
        if minus in walk(value)
    }
    if names_in(node) & known:
        return True
    return any(node in walk(step.value) or names_in(step.target) & names for step in _subtracted(entropy))


def _outermost(entropy: Entropy) -> list[ast.expr]:
    """Return the sums over logarithms that stand in no other, else the products, else the logarithms."""
    direct = [each.call for each in entropy.reductions if entropy.holds_log(each.operand, set())]
    sums = direct or [each.call for each in entropy.reductions]
    top: list[ast.expr] = [
        call for call in sums if not any(above in sums for above in entropy.unit.above(call))
    ]
    if top:
        return top
    products: list[ast.expr] = [node for node, _, _, _ in entropy.products]
    return products or list(entropy.logs)


def spoil_minus(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the minus sign out."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text = entropy.text
        for node in _minuses(entropy):
            if entropy.names_a_sum(node.operand):
                continue
            start, end = text.span(node)[0], text.span(node.operand)[0]
            while text.source[end - 1] == "(" and end - 1 > start:
                end -= 1
            found += spoilt(_MINUS, text, [Splice(text.number, start, end, "")], start)
        for step in _subtracted(entropy):
            splice = change_augmented(text, step, "-=", "+=")
            found += spoilt(_MINUS, text, [splice], text.span(step)[0])
        for product in entropy.unit.nodes(ast.BinOp):
            literal = isinstance(product.left, ast.UnaryOp) and isinstance(product.left.operand, ast.Constant)
            if isinstance(product.op, ast.Mult) and literal and entropy.holds_log(product.right):
                splice = put(text, product, written(text, product.right))
                found += spoilt(_MINUS, text, [splice], text.span(product)[0])
    yield from shuffled(found, rng)
