"""The misconception that one loop serves for both: the gradient's code under the name of the derivative."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula
from .numbers import called_name
from .results import body_of
from .text import before, indent_of, put_statements
from .tree import dotted
from .writing import STEP, callee, central, named_step, numpy_name


def mend_vector_code(subject: Subject) -> Iterator[Fix]:
    """The gradient's loop under the name of the derivative: let it answer for a number too."""
    numpy = numpy_name(subject.draft)
    for formula in formulas(subject):
        node = formula.node
        if formula.topic != "numerical_diff" or isinstance(node, ast.Lambda) or not _is_vector_code(formula):
            continue
        body = body_of(node)
        h = named_step(formula)
        after_step = [at for at, statement in enumerate(body) if _binds(statement, h)]
        place = body[after_step[0] + 1] if after_step and len(body) > after_step[0] + 1 else body[0]
        known = bool(after_step) or h in {argument.arg for argument in node.args.args} or h in formula.outside
        step = h if h and known else STEP
        value = central(callee(formula), formula.point, step)
        inside = indent_of(formula.text, place.lineno)
        unit = "\t" if "\t" in inside else "    "
        test = f"{numpy}.ndim({formula.point}) == 0" if numpy else f'not hasattr({formula.point}, "shape")'
        lines = [f"if {test}:\n{inside}{unit}return {value}"]
        splice = before(formula.text, place, lines)
        yield Fix("scalar-name-for-vector-code", (splice,), formula.text.number, node.lineno, 3.0, 0.9)


def _binds(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.Assign) and dotted(statement.targets[0]) == name


def _is_vector_code(formula: Formula) -> bool:
    """Tell whether x is taken apart in a function."""
    x = formula.point
    for node in walk(formula.node):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("size", "shape", "ndim")
            and dotted(node.value) == x
        ):
            return True
        if isinstance(node, ast.Subscript) and dotted(node.value) == x:
            return True
        named = isinstance(node, ast.Call) and called_name(node) in (
            "len",
            "zeros_like",
            "nditer",
            "enumerate",
        )
        if named and isinstance(node, ast.Call) and node.args and dotted(node.args[0]) == x:
            return True
    return False


_VECTOR_BODIES = (
    """h = 1e-4
grad = np.zeros_like({x})
for idx in range({x}.size):
    tmp_val = {x}[idx]
    {x}[idx] = tmp_val + h
    fxh1 = {f}({x})
    {x}[idx] = tmp_val - h
    fxh2 = {f}({x})
    grad[idx] = (fxh1 - fxh2) / (2 * h)
    {x}[idx] = tmp_val
return grad""",
    """eps = 1e-5
grads = []
for i in range(len({x})):
    right = {x}.copy()
    left = {x}.copy()
    right[i] += eps
    left[i] -= eps
    grads.append(({f}(right) - {f}(left)) / (2 * eps))
return np.array(grads)""",
)


def spoil_vector_code(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put the gradient's loop under the name of the derivative."""
    numpy = numpy_name(subject.draft)
    for formula in formulas(subject):
        node, text = formula.node, formula.text
        if (
            formula.topic != "numerical_diff"
            or isinstance(node, ast.Lambda)
            or not numpy
            or not formula.point
        ):
            continue
        body = body_of(node)
        written = (
            rng.choice(_VECTOR_BODIES).format(f=callee(formula), x=formula.point).replace("np.", f"{numpy}.")
        )
        unit = "\t" if indent_of(text, body[0].lineno).startswith("\t") else "    "
        lines = written.replace("    ", unit).split("\n")
        splice = put_statements(text, body[0], body[-1], lines)
        yield Fix("scalar-name-for-vector-code", (splice,), text.number, node.lineno, 4.0, 0.9)
