"""Misconceptions about the parentheses of a fraction."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula
from .numbers import number
from .text import is_wrapped, outer, put, wrap
from .tree import each

SCALING = (ast.Mult, ast.Div, ast.FloorDiv)


def binary(formula: Formula, *kinds: type[ast.operator]) -> Iterator[ast.BinOp]:
    for node in each(formula.node, ast.BinOp):
        if isinstance(node.op, kinds):
            yield node


def mend_denominator(subject: Subject) -> Iterator[Fix]:
    """`a / 2 * h`: what follows the fraction line lacks its parentheses."""
    for formula in formulas(subject):
        text = formula.text
        for node in binary(formula, ast.Mult, ast.Add, ast.Sub):
            fraction = node.left
            if is_wrapped(text, fraction) or not isinstance(fraction, ast.BinOp):
                continue
            if not isinstance(fraction.op, ast.Div | ast.FloorDiv):
                continue
            if not _belongs_below(formula, fraction, node):
                continue
            splices = wrap(text, fraction.right, node.right)
            yield Fix(
                "missing-denominator-parentheses", splices, text.number, fraction.right.lineno, 1.0, 0.9
            )


def _belongs_below(formula: Formula, fraction: ast.BinOp, node: ast.BinOp) -> bool:
    """Tell whether fraction.right and node.right may be one denominator."""
    parts = (fraction.right, node.right)
    if any(formula.level(part) for part in parts):
        return False
    if isinstance(node.op, ast.Mult):
        return any(formula.of_steps(part) for part in parts)
    return formula.level(fraction.left) > 0


def spoil_denominator(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the parentheses of a denominator away."""
    for formula in formulas(subject):
        text = formula.text
        for node in binary(formula, ast.Div):
            below = formula.resolved(node.right)
            if not isinstance(below, ast.BinOp) or isinstance(below.op, ast.Div):
                continue
            if not formula.level(node.left) and number(node.left) is None:
                continue
            if below is node.right and not is_wrapped(text, below):
                continue
            splice = put(text, node.right, text.of(below))
            yield Fix("missing-denominator-parentheses", (splice,), text.number, node.right.lineno, 1.0, 0.9)


# --- missing-numerator-parentheses -----------------------------------------------------------------


def _core(formula: Formula, node: ast.expr) -> ast.expr | None:
    """Go down the left side of products and fractions to the value of f that is divided; None without one."""
    divided = False
    while isinstance(node, ast.BinOp) and isinstance(node.op, SCALING):
        if is_wrapped(formula.text, node):
            return None
        divided = divided or not isinstance(node.op, ast.Mult)
        node = node.left
    return node if divided and formula.level(node) else None


def mend_numerator(subject: Subject) -> Iterator[Fix]:
    """`a - b / h` or `k * a - b`: only one of the two values is divided."""
    idea = "missing-numerator-parentheses"
    for formula in formulas(subject):
        text = formula.text
        for node in formula.pairs:
            left, right = _core(formula, node.left), _core(formula, node.right)
            if right is not None and left is None:
                yield Fix(idea, wrap(text, node.left, right), text.number, node.lineno, 1.0, 0.9)
            elif right is None and left is not None:
                yield Fix(idea, _moved(text, node, left), text.number, node.lineno, 2.0, 0.8)
            elif right is None and _is_scaled_first(formula, node):
                assert isinstance(node.left, ast.BinOp)
                factor = formula.resolved(node.left.left)
                strong = 0.9 if isinstance(factor, ast.BinOp) else 0.3
                splices = wrap(text, node.left.right, node.right)
                yield Fix(idea, splices, text.number, node.lineno, 1.0, strong)


def _is_scaled_first(formula: Formula, node: ast.BinOp) -> bool:
    """Tell whether a factor stands before the first of two values alone."""
    first = node.left
    if not isinstance(first, ast.BinOp) or not isinstance(first.op, ast.Mult):
        return False
    return not formula.level(first.left) and not is_wrapped(formula.text, first)


def _moved(text: Text, node: ast.BinOp, left: ast.expr) -> tuple[Splice, ...]:
    """`a / h - b` becomes `(a - b) / h`."""
    start, stop = outer(text, left)[1], outer(text, node.left)[1]
    end = outer(text, node.right)[1]
    below = text.source[start:stop]
    return (
        Splice(text.number, outer(text, node)[0], outer(text, node)[0], "("),
        Splice(text.number, start, stop, ""),
        Splice(text.number, end, end, f"){below}"),
    )


def spoil_numerator(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the parentheses of a numerator away."""
    for formula in formulas(subject):
        text = formula.text
        for node in binary(formula, ast.Div, ast.Mult):
            above = node.left if isinstance(node.op, ast.Div) else node.right
            meant = formula.resolved(above) if isinstance(node.op, ast.Div) else above
            if meant not in formula.pairs or formula.level(meant) != 1:
                continue
            if isinstance(node.op, ast.Mult) and formula.level(node.left):
                continue
            if meant is above and not is_wrapped(text, above):
                continue
            if meant is not above and (
                any(call in walk(meant) for call in formula.calls) or "\n" in text.of(meant)
            ):
                continue
            splice = put(text, above, text.of(meant))
            yield Fix("missing-numerator-parentheses", (splice,), text.number, node.lineno, 1.0, 0.9)


# --- what stands below ----------------------------------------------------------------------------
