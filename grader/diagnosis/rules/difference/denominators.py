"""Misconceptions about what a difference is divided by: one step, something else, nothing."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula, Quotient
from .numbers import called_name, number
from .quotients import SCALING, binary
from .text import change_operator, is_wrapped, operator, outer, put, wrap
from .tree import each


def _step_text(formula: Formula) -> str:
    """Return how the formula writes its step, the one it divides by where that is told."""
    for quotient in formula.quotients:
        for node in walk(quotient.denominator):
            if isinstance(node, ast.expr) and formula.is_step(node):
                return formula.text.of(node)
    named = sorted((step for step in formula.steps if step.name), key=lambda step: step.value is None)
    if named:
        return named[0].name
    return formula.text.of(formula.steps[0].node) if formula.steps else ""


# --- missing-denominator-parentheses ---------------------------------------------------------------


def mend_divides_by_h(subject: Subject) -> Iterator[Fix]:
    """A difference over two steps, divided by one."""
    for formula in formulas(subject):
        two_sided = formula.two_sided or not any(offset.sign for offset in formula.offsets)
        for quotient in formula.quotients:
            below = quotient.denominator
            if formula.is_step(below):
                by = f"(2 * {formula.text.of(below)})"
                yield _below(formula, quotient, "divides-by-h", by, 0.7 if two_sided else 0.2)
        yield from _bound_steps(formula)


def _bound_steps(formula: Formula) -> Iterator[Fix]:
    """`run = h`: a name of its own for what divides."""
    for name, values in formula.bound.items():
        again = len(values) == 1 and formula.is_step(values[0]) and name in formula.step_names
        if again and not isinstance(values[0], ast.Constant):
            splice = put(formula.text, values[0], f"2 * {formula.text.of(values[0])}")
            yield Fix("divides-by-h", (splice,), formula.text.number, values[0].lineno, 1.0, 0.6)


def _below(
    formula: Formula, quotient: Quotient, idea: str, by: str, suspicion: float, cost: float = 1.0
) -> Fix:
    text = formula.text
    below = quotient.denominator
    inside = below not in walk(quotient.node)
    bare = by[1:-1] if inside and by.startswith("(") else by
    return Fix(idea, (put(text, below, bare),), text.number, below.lineno, cost, suspicion)


def spoil_divides_by_h(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Divide by one step what reaches over two."""
    for formula in formulas(subject):
        text = formula.text
        for quotient in formula.quotients:
            below = quotient.denominator
            if formula.is_double(below) and isinstance(below, ast.BinOp):
                step = below.right if formula.is_step(below.right) else below.left
                yield _below(formula, quotient, "divides-by-h", text.of(step), 0.9)
            elif formula.is_step(below) and isinstance(quotient.node, ast.BinOp):
                halved = quotient.node.left
                if (
                    isinstance(halved, ast.BinOp)
                    and isinstance(halved.op, ast.Div)
                    and number(halved.right) == 2
                ):
                    splice = Splice(text.number, outer(text, halved.left)[1], outer(text, halved)[1], "")
                    yield Fix("divides-by-h", (splice,), text.number, below.lineno, 1.0, 0.9)


def mend_wrong_denominator(subject: Subject) -> Iterator[Fix]:
    """What divides is neither the step nor twice the step."""
    for formula in formulas(subject):
        step = _step_text(formula)
        for quotient in formula.quotients:
            below = quotient.denominator
            if not step or formula.is_step(below) or formula.is_double(below):
                continue
            if formula.level(quotient.numerator) != 1 or _goes_on(formula, quotient):
                continue
            plain = not formula.of_steps(below)
            yield _below(formula, quotient, "wrong-denominator", f"(2 * {step})", 0.7 if plain else 0.5, 1.5)


def _goes_on(formula: Formula, quotient: Quotient) -> bool:
    """Tell whether a step follows the denominator: `a / 2 * h` and `a / 2 / h` are read elsewhere."""
    parent = formula.parents.get(quotient.node)
    return (
        isinstance(parent, ast.BinOp)
        and isinstance(parent.op, SCALING)
        and parent.left is quotient.node
        and formula.of_steps(parent.right)
    )


def spoil_wrong_denominator(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put something else below the fraction line."""
    for formula in formulas(subject):
        for quotient in formula.quotients:
            below = quotient.denominator
            if not formula.is_double(below) or not isinstance(below, ast.BinOp):
                continue
            step = formula.text.of(below.right if formula.is_step(below.right) else below.left)
            by = rng.choice((f"(2 + {step})", "2", f"({step} ** 2)", f"(2 ** {step})", f"(4 * {step})"))
            yield _below(formula, quotient, "wrong-denominator", by, 0.9)


# --- no division, and a product for a fraction -------------------------------------------------------


def mend_no_division(subject: Subject) -> Iterator[Fix]:
    """The difference is never divided."""
    for formula in formulas(subject):
        step = _step_text(formula)
        divided = [
            quotient.numerator for quotient in formula.quotients if formula.level(quotient.numerator) == 1
        ]
        if not step or divided:
            continue
        yield from _by_idle(formula)
        for node in formula.pairs:
            if _is_scaled(formula, node) or formula.parents.get(node) in formula.pairs:
                continue
            text = formula.text
            start, end = outer(text, node)
            left, right = ("", "") if is_wrapped(text, node) else ("(", ")")
            still = any(not offset.sign for offset in formula.offsets) and not formula.two_sided
            for by, strong in ((step, 0.6), (f"(2 * {step})", 0.7)) if still else ((f"(2 * {step})", 0.7),):
                splices = (
                    Splice(text.number, start, start, left),
                    Splice(text.number, end, end, f"{right} / {by}"),
                )
                yield Fix("missing-division", splices, text.number, node.lineno, 2.0, strong)


def _by_idle(formula: Formula) -> Iterator[Fix]:
    """Divide by a name that is made of steps and never read: a denominator that was got ready."""
    text = formula.text
    loaded = {
        node
        for node in walk(formula.node)
        if isinstance(node, ast.Name | ast.BinOp) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    }
    read = {node.id for node in loaded if isinstance(node, ast.Name)}
    for name, values in formula.bound.items():
        if name in read or len(values) != 1 or not formula.of_steps(values[0]):
            continue
        for node in sorted(loaded, key=lambda node: (node.lineno, node.col_offset)):
            whole = isinstance(formula.parents.get(node), ast.Assign | ast.Return)
            if whole and node.lineno > values[0].lineno and formula.level(node) == 1:
                plain = node.id if isinstance(node, ast.Name) else f"({text.of(node)})"
                splice = put(text, node, f"{plain} / {name}")
                yield Fix("missing-division", (splice,), text.number, node.lineno, 1.0, 0.9)
                break


def _is_scaled(formula: Formula, node: ast.expr) -> bool:
    parent = formula.parents.get(node)
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, SCALING)


def spoil_no_division(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the denominator out."""
    for formula in formulas(subject):
        text = formula.text
        for node in binary(formula, ast.Div):
            above, below = node.left, formula.resolved(node.right)
            if formula.level(above) != 1 or not (formula.is_step(below) or formula.is_double(below)):
                continue
            if len(formula.quotients) > 1:
                continue
            if isinstance(formula.resolved(above), ast.BinOp) and formula.resolved(above) in formula.pairs:
                splices = (
                    (put(text, node, text.of(above)),)
                    if is_wrapped(text, above)
                    else (Splice(text.number, outer(text, above)[1], text.span(node)[1], ""),)
                )
                line = formula.resolved(above).lineno
                yield Fix("missing-division", splices, text.number, line, 1.0, 0.9)


def mend_multiplies(subject: Subject) -> Iterator[Fix]:
    """The difference is multiplied by the step instead of divided."""
    for formula in formulas(subject):
        text = formula.text
        for node in binary(formula, ast.Mult):
            factor = formula.resolved(node.right)
            if not formula.level(node.left) or not formula.of_steps(factor):
                continue
            line = node.right.lineno
            twice = node.left
            if isinstance(twice, ast.BinOp) and isinstance(twice.op, ast.Mult) and number(twice.right) == 2:
                splices = (change_operator(text, twice, "/"), *wrap(text, twice.right, node.right))
                yield Fix("multiplies-by-step", splices, text.number, line, 1.5, 0.7)
            elif (
                not isinstance(twice, ast.BinOp) or is_wrapped(text, twice) or isinstance(twice.op, ast.Mult)
            ):
                yield Fix(
                    "multiplies-by-step", (change_operator(text, node, "/"),), text.number, line, 1.0, 0.6
                )
        for call in each(formula.node, ast.Call):
            if called_name(call) != "multiply" or len(call.args) != 2:
                continue
            if formula.level(call.args[0]) and formula.of_steps(formula.resolved(call.args[1])):
                end = text.span(call.func)[1]
                splice = Splice(text.number, end - len("multiply"), end, "divide")
                yield Fix("multiplies-by-step", (splice,), text.number, call.lineno, 1.0, 0.6)


def spoil_multiplies(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Multiply by the denominator."""
    for formula in formulas(subject):
        text = formula.text
        for node in binary(formula, ast.Div):
            whole = formula.is_double(formula.resolved(node.right)) or formula.is_step(node.right)
            halved = isinstance(node.left, ast.BinOp) and not is_wrapped(text, node.left)
            if formula.level(node.left) == 1 and whole and not halved:
                start, end = operator(text, node)
                splice = Splice(text.number, start, end, "*")
                yield Fix("multiplies-by-step", (splice,), text.number, node.right.lineno, 1.0, 0.9)
