"""Misconceptions about the two values of f: on which sides they are taken, and how they are put together.

For formulas whose calls say where they look, as in f(x + h); gradient/sides.py does the same for loops that
set an element of x before they call f(x).
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text, nodes
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula
from .numbers import called_name, number
from .text import (
    change_operator,
    is_wrapped,
    operator,
    outer,
    put,
    with_parentheses,
)
from .tree import each

# --- one-sided differences ------------------------------------------------------------------------


def mend_plus(subject: Subject) -> Iterator[Fix]:
    """The two values are added."""
    idea = "plus-instead-of-minus"
    for formula in formulas(subject):
        text = formula.text
        for pair in formula.pairs:
            if isinstance(pair.op, ast.Add):
                strong = 0.9 if formula.level(pair) == 1 else 0.3
                line = text.line_of(operator(text, pair)[0])
                yield Fix(idea, (change_operator(text, pair, "-"),), text.number, line, 1.0, strong)
        for node in nodes(formula.node, ast.AugAssign, ast.Call):
            if (
                isinstance(node, ast.AugAssign)
                and isinstance(node.op, ast.Add)
                and formula.level(node.value) == 1
            ):
                yield Fix(idea, (_change_assignment(text, node, "-="),), text.number, node.lineno, 1.0, 0.6)
            elif (
                isinstance(node, ast.Call)
                and called_name(node) == "add"
                and all(map(formula.level, node.args))
            ):
                end = text.span(node.func)[1]
                splice = Splice(text.number, end - 3, end, "subtract")
                yield Fix(idea, (splice,), text.number, node.lineno, 1.0, 0.8)


def _change_assignment(text: Text, node: ast.AugAssign, by: str) -> Splice:
    end = text.span(node.target)[1]
    start = text.source.index("=", end) - 1
    return Splice(text.number, start, start + 2, by)


change_assignment = _change_assignment


def spoil_plus(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Add the two values."""
    idea = "plus-instead-of-minus"
    for formula in formulas(subject):
        text = formula.text
        for node in formula.pairs:
            if isinstance(node.op, ast.Sub):
                line = text.line_of(operator(text, node)[0])
                yield Fix(idea, (change_operator(text, node, "+"),), text.number, line, 1.0, 0.9)
        for call in each(formula.node, ast.Call):
            if called_name(call) != "subtract" or len(call.args) != 2:
                continue
            if all(map(formula.level, call.args)):
                end = text.span(call.func)[1]
                splice = Splice(text.number, end - len("subtract"), end, "add")
                yield Fix(idea, (splice,), text.number, call.lineno, 1.0, 0.9)


def mend_flipped(subject: Subject) -> Iterator[Fix]:
    """The value behind minus the value ahead, or a minus in front of the whole."""
    idea = "flipped-sign"
    for formula in formulas(subject):
        text = formula.text
        for pair in formula.pairs:
            if isinstance(pair.op, ast.Sub):
                right = _first_value(formula, pair.right)
                strong = {-1: 0.8, 0: 0.5, 1: 0.3}[_order(formula, pair.left, right)]
                yield Fix(idea, _swapped(text, pair.left, right), text.number, pair.lineno, 1.0, strong)
        for node in each(formula.node, ast.UnaryOp):
            if isinstance(node.op, ast.USub):
                below = any(node in walk(quotient.denominator) for quotient in formula.quotients)
                if formula.level(node.operand) or below:
                    start, end = text.span(node)[0], outer(text, node.operand)[0]
                    splice = Splice(text.number, start, end, "")
                    yield Fix(idea, (splice,), text.number, node.lineno, 1.0, 0.7)
        for offset in formula.offsets:
            place = offset.place
            if isinstance(place, ast.BinOp) and offset.sign < 0 and formula.of_steps(offset.base):
                splices = _swapped(text, place.left, place.right)
                yield Fix(idea, splices, text.number, place.lineno, 1.0, 0.8)


def _first_value(formula: Formula, node: ast.expr) -> ast.expr:
    """Go down to what is divided, where only the second value is."""
    while (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult) and formula.level(node.left)
    ):
        if is_wrapped(formula.text, node):
            break
        node = node.left
    return node


def _order(formula: Formula, left: ast.expr, right: ast.expr) -> int:
    """Return 1 for (ahead, behind), -1 for (behind, ahead), 0 where the text does not tell."""
    signs = []
    for side in (left, right):
        inside = {id(node) for node in walk(formula.resolved(side))}
        found = {offset.sign for offset in formula.offsets if id(offset.call) in inside}
        signs.append(found.pop() if len(found) == 1 else 0)
    return (signs[0] > signs[1]) - (signs[0] < signs[1])


def _swapped(text: Text, left: ast.expr, right: ast.expr) -> tuple[Splice, Splice]:
    return put(text, left, with_parentheses(text, right)), put(text, right, with_parentheses(text, left))


def spoil_flipped(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Swap the two values, or negate the result."""
    idea = "flipped-sign"
    for formula in formulas(subject):
        text = formula.text
        for pair in formula.pairs:
            chain = isinstance(pair.left, ast.BinOp) and not is_wrapped(text, pair.left)
            if isinstance(pair.op, ast.Sub) and formula.level(pair) == 1 and not chain:
                yield Fix(idea, _swapped(text, pair.left, pair.right), text.number, pair.lineno, 1.0, 0.9)
        for node in each(formula.node, ast.Return):
            if node.value is not None and formula.level(node.value) == 2:
                sign = Splice(text.number, text.span(node.value)[0], text.span(node.value)[0], "-")
                plain = isinstance(node.value, ast.Name | ast.Call)
                if plain and formula.topic:
                    yield Fix(idea, (sign,), text.number, node.lineno, 1.0, 0.9)


# --- the step in the wrong place --------------------------------------------------------------------


def mend_same_side(subject: Subject) -> Iterator[Fix]:
    """f(x + h) - f(x + h)."""
    for formula in formulas(subject):
        text = formula.text
        moved = [offset for offset in formula.offsets if isinstance(offset.place, ast.BinOp)]
        if len(moved) < 2 or len({offset.sign for offset in moved}) > 1:
            continue
        for offset in (moved[1], moved[0]) if moved[0].sign > 0 else (moved[0], moved[1]):
            assert isinstance(offset.place, ast.BinOp)
            splice = change_operator(text, offset.place, "-" if offset.sign > 0 else "+")
            yield Fix("same-side-twice", (splice,), text.number, offset.place.lineno, 1.0, 0.9)
        signed = [offset.place for offset in formula.offsets if formula.of_steps(offset.place)]
        if len(signed) > 1:
            start = outer(text, signed[1])[0]
            splice = Splice(text.number, start, start, "-")
            yield Fix("same-side-twice", (splice,), text.number, signed[1].lineno, 1.0, 0.8)


def spoil_same_side(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take both values on one side."""
    for formula in formulas(subject):
        moved = [offset for offset in formula.offsets if isinstance(offset.place, ast.BinOp)]
        if [offset.sign for offset in moved] == [1, -1]:
            place = moved[1].place
            assert isinstance(place, ast.BinOp)
            splice = change_operator(formula.text, place, "+")
            yield Fix("same-side-twice", (splice,), formula.text.number, place.lineno, 1.0, 0.9)


def mend_second_step(subject: Subject) -> Iterator[Fix]:
    """f(x + h) - f(x - 2 * h)."""
    for formula in formulas(subject):
        text = formula.text
        moved = [offset for offset in formula.offsets if offset.sign and offset.term is not None]
        moved = [offset for offset in moved if offset.call in formula.calls] or moved
        if len(moved) != 2:
            continue
        for offset, other in ((moved[1], moved[0]), (moved[0], moved[1])):
            assert offset.term is not None
            assert other.term is not None
            longer = not formula.is_step(offset.term) and formula.of_steps(offset.term)
            if longer and (formula.is_step(other.term) or text.of(other.term) in text.of(offset.term)):
                splice = put(text, offset.term, with_parentheses(text, other.term))
                yield Fix("wrong-second-step", (splice,), text.number, offset.place.lineno, 1.0, 0.8)


def spoil_second_step(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Go back by two steps from x."""
    for formula in formulas(subject):
        moved = [offset for offset in formula.offsets if isinstance(offset.place, ast.BinOp)]
        if [offset.sign for offset in moved] != [1, -1]:
            continue
        term = moved[1].term
        if term is not None and formula.of_steps(term) and number(term) is None:
            splice = put(formula.text, term, f"2 * {with_parentheses(formula.text, term)}")
            yield Fix("wrong-second-step", (splice,), formula.text.number, moved[1].place.lineno, 1.0, 0.9)
