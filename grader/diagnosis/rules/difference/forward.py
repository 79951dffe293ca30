"""One-sided differences, where the calls say where they look; gradient/forward.py has those in loops."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula, Offset, Quotient
from .text import as_operand, is_wrapped, put

# --- one-sided differences ------------------------------------------------------------------------


def widen(formula: Formula) -> tuple[Quotient, Splice] | None:
    """Return the first quotient that is divided by one step, and the splice that makes it two."""
    for quotient in formula.quotients:
        below = quotient.denominator
        if formula.is_step(below):
            inside = below in walk(quotient.node) and not is_wrapped(formula.text, below)
            twice = f"2 * {formula.text.of(below)}"
            by = f"({twice})" if inside and not isinstance(quotient.node, ast.AugAssign | ast.Call) else twice
            start, end = formula.text.span(below)
            return quotient, Splice(formula.text.number, start, end, by)
    return None


def adjusts(formula: Formula) -> bool:
    """Tell whether a difference is divided by the distance of its points, as in `/ (b - a)`."""
    below = [quotient.denominator for quotient in formula.quotients]
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) for node in below)


def narrowed(formula: Formula) -> tuple[Quotient, Splice] | None:
    """Return the first quotient that is divided by two steps, and the splice that makes it one."""
    for quotient in formula.quotients:
        below = quotient.denominator
        if formula.is_double(below) and isinstance(below, ast.BinOp):
            step = below.right if formula.is_step(below.right) else below.left
            return quotient, put(formula.text, below, formula.text.of(step))
    return None


def _centred(formula: Formula) -> Iterator[tuple[Offset, Splice]]:
    """Yield calls of f at x itself, with the splice that moves them to the other side of the rest."""
    others = [offset for offset in formula.offsets if offset.sign and offset.term is not None]
    if not others or len(others) > 2 or {offset.sign for offset in others} == {1, -1}:
        return
    for offset in formula.offsets:
        if not offset.sign:
            other = others[0]
            assert other.term is not None
            term = (
                as_operand(formula.text, other.term)
                if isinstance(other.term, ast.BinOp) and isinstance(other.term.op, ast.Add | ast.Sub)
                else formula.text.of(other.term)
            )
            moved = f"{formula.text.of(offset.place)} {'-' if other.sign > 0 else '+'} {term}"
            yield offset, put(formula.text, offset.place, moved)


def mend_half_forward(subject: Subject) -> Iterator[Fix]:
    """f(x + h) - f(x), divided by two steps."""
    for formula in formulas(subject):
        if widen(formula) is None and not adjusts(formula):
            for offset, splice in _centred(formula):
                line = offset.place.lineno
                yield Fix("half-forward-difference", (splice,), formula.text.number, line, 1.0, 0.8)


def mend_forward(subject: Subject) -> Iterator[Fix]:
    """f(x + h) - f(x), divided by one step."""
    for formula in formulas(subject):
        found = widen(formula)
        if found is not None:
            quotient, wider = found
            for _, splice in _centred(formula):
                line = quotient.denominator.lineno
                yield Fix("forward-difference", (splice, wider), formula.text.number, line, 2.0, 0.8)
        elif adjusts(formula):
            for _, splice in _centred(formula):
                line = formula.quotients[0].denominator.lineno
                yield Fix("forward-difference", (splice,), formula.text.number, line, 1.0, 0.8)


def _one_call_less(formula: Formula) -> Iterator[tuple[Offset, Splice]]:
    """Yield the ways to take one side of a two-sided difference at x itself."""
    offsets = [offset for offset in formula.offsets if offset.sign]
    if len(offsets) == 2 and formula.two_sided and len(formula.calls) == 2:
        for offset in offsets[::-1]:
            if isinstance(offset.place, ast.BinOp):
                yield offset, put(formula.text, offset.place, formula.text.of(offset.base))


def spoil_half_forward(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take one side at x, and keep the two steps below."""
    for formula in formulas(subject):
        if narrowed(formula) is not None:
            for offset, splice in _one_call_less(formula):
                line = offset.place.lineno
                yield Fix("half-forward-difference", (splice,), formula.text.number, line, 1.0, 0.9)


def spoil_forward(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take one side at x, and divide by one step."""
    for formula in formulas(subject):
        found = narrowed(formula)
        sizes = [step.value for step in formula.steps if step.value is not None]
        if found is not None and sizes and min(sizes) >= 1e-6:
            quotient, splice = found
            for _, centred in _one_call_less(formula):
                line = quotient.denominator.lineno
                yield Fix("forward-difference", (centred, splice), formula.text.number, line, 1.0, 0.9)


# --- plus for minus, and the order ----------------------------------------------------------------
