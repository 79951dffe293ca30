"""Misconceptions about the call of f: the step outside its parentheses, or called itself."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from .finding import formulas
from .formula import Formula
from .numbers import number
from .text import is_wrapped, outer, put, with_parentheses
from .tree import dotted, each

# --- one-sided differences ------------------------------------------------------------------------


def last_call(formula: Formula, node: ast.expr) -> ast.expr:
    """Return what stands last in a sum, to which a further term is added."""
    while (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add | ast.Sub)
        and not is_wrapped(formula.text, node)
    ):
        node = node.right
    return node


def added_outside(formula: Formula) -> list[tuple[ast.BinOp, ast.Call]]:
    """Return the sums of a value f(x) and a step, with that call."""
    found = []
    for node in each(formula.node, ast.BinOp):
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Add | ast.Sub)
            and formula.of_steps(node.right)
        ):
            call = last_call(formula, node.left)
            if (
                isinstance(call, ast.Call)
                and call in formula.calls
                and not isinstance(call.args[0], ast.BinOp)
            ):
                found.append((node, call))
    return found


def mend_outside(subject: Subject) -> Iterator[Fix]:
    """f(x) + h for f(x + h)."""
    for formula in formulas(subject):
        text = formula.text
        splices: list[Splice] = []
        found = added_outside(formula)
        for node, call in found:
            sign = "+" if isinstance(node.op, ast.Add) else "-"
            inside = text.span(call.args[0])[1]
            splices.append(
                Splice(text.number, inside, inside, f" {sign} {with_parentheses(text, node.right)}")
            )
            splices.append(Splice(text.number, outer(text, node.left)[1], outer(text, node.right)[1], ""))
        if splices:
            line = min(call.lineno for _, call in found)
            yield Fix("step-outside-call", tuple(splices), text.number, line, 1.0, 0.9)


def spoil_outside(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the step out of the call."""
    for formula in formulas(subject):
        text = formula.text
        splices: list[Splice] = []
        for offset in formula.offsets:
            call, place = offset.call, offset.place
            parent = formula.parents.get(call)
            plain = isinstance(parent, ast.Assign | ast.Tuple | ast.Return) or (
                isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)
            )
            if place is not call.args[0] or offset.term is None or not plain or call not in formula.calls:
                continue
            if not formula.of_steps(offset.term):
                continue
            sign = "+" if offset.sign > 0 else "-"
            splices.append(put(text, place, text.of(offset.base)))
            end = outer(text, call)[1]
            splices.append(Splice(text.number, end, end, f" {sign} {with_parentheses(text, offset.term)}"))
        if splices and len(splices) == 2 * len(formula.calls):
            line = min(offset.call.lineno for offset in formula.offsets)
            yield Fix("step-outside-call", tuple(splices), text.number, line, 1.0, 0.9)


def mend_step_called(subject: Subject) -> Iterator[Fix]:
    """h(x - h) for f(x - h)."""
    for formula in formulas(subject):
        text = formula.text
        name = next(iter(sorted(formula.callees)), "")
        for call in each(formula.node, ast.Call):
            if not call.args:
                continue
            called = dotted(call.func)
            values = [
                *formula.bound.get(called, []),
                *([formula.outside[called][1]] if called in formula.outside else []),
            ]
            known = called in formula.step_names or any(number(value) is not None for value in values)
            is_step = known and called not in formula.callees
            if is_step or (called and called == formula.point):
                splice = put(text, call.func, name)
                yield Fix("step-called-as-function", (splice,), text.number, call.lineno, 1.0, 0.95)


def spoil_step_called(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Call the step."""
    for formula in formulas(subject):
        names = [step.name for step in formula.steps if step.name and step.value is not None]
        for call in formula.calls[::-1]:
            if names and isinstance(call.func, ast.Name):
                splice = put(formula.text, call.func, names[0])
                yield Fix("step-called-as-function", (splice,), formula.text.number, call.lineno, 1.0, 0.9)


# --- the same side twice, a second step of another length -------------------------------------------------
