"""Misconceptions about x of another shape or kind: vectors only, whole numbers."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Function, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..difference.finding import formulas
from ..difference.formula import Formula
from ..difference.numbers import called_name, number
from ..difference.results import body_of
from ..difference.text import before, drop, indent_of, put
from ..difference.tree import dotted, each
from ..difference.writing import numpy_name

_Loop = ast.For | ast.comprehension


def loops_of(formula: Formula) -> Iterator[_Loop]:
    found = [node for node in walk(formula.node) if isinstance(node, ast.For | ast.comprehension)]
    yield from sorted(found, key=lambda loop: (loop.iter.lineno, loop.iter.col_offset))


def gradients(subject: Subject) -> Iterator[Formula]:
    """Yield the formulas that may work through an array."""
    for formula in formulas(subject):
        if formula.topic != "numerical_diff":
            yield formula


def size_of(formula: Formula, node: ast.expr) -> str:
    """Return the array whose number of elements or rows an expression is, "" where it is none."""
    node = formula.resolved(node)
    if isinstance(node, ast.Attribute) and node.attr == "size":
        return ast.unparse(node.value)
    if isinstance(node, ast.Call) and called_name(node) == "len" and node.args:
        return ast.unparse(node.args[0])
    if isinstance(node, ast.Subscript) and number(node.slice) == 0:
        inner = node.value
        return ast.unparse(inner.value) if isinstance(inner, ast.Attribute) and inner.attr == "shape" else ""
    return ""


def shape_of(node: ast.expr) -> str:
    """Return the array of `x.shape` or `*x.shape`."""
    inner = node.value if isinstance(node, ast.Starred) else node
    return ast.unparse(inner.value) if isinstance(inner, ast.Attribute) and inner.attr == "shape" else ""


def indexed(formula: Formula, loop: _Loop) -> list[str]:
    """Return the arrays that the loop's variable indexes, x and its copies first."""
    name = dotted(loop.target)
    if isinstance(loop.target, ast.Tuple) and loop.target.elts:
        name = dotted(loop.target.elts[0])
    scope: ast.AST = loop if isinstance(loop, ast.For) else formula.node
    found = [
        ast.unparse(node.value)
        for node in each(scope, ast.Subscript)
        if isinstance(node, ast.Subscript) and dotted(node.slice) == name
    ]
    order = {formula.point: 0}
    return sorted(dict.fromkeys(found), key=lambda array: order.get(array, 1))


# --- loops-over-int -------------------------------------------------------------------------------


def made_of_zeros(formula: Formula) -> Iterator[ast.Call]:
    """Yield the calls that make an array of zeros."""
    for call in each(formula.node, ast.Call):
        if called_name(call) in (
            "zeros",
            "zeros_like",
            "empty",
            "empty_like",
            "ones",
        ):
            yield call


def is_result(formula: Formula, call: ast.Call) -> bool:
    """Tell whether values of f are put into an array."""
    parent = formula.parents.get(call)
    name = dotted(parent.targets[0]) if isinstance(parent, ast.Assign) else ""
    return any(formula.level(value) for value in formula.stored.get(name, ()))


# --- zeros-of-size --------------------------------------------------------------------------------


def note_integers(subject: Subject) -> Iterator[Fix]:
    """Mark zeros_like(x) without a dtype: an x of whole numbers cuts the result."""
    for formula in gradients(subject):
        if formula.topic != "numerical_gradient" or _is_converted(formula):
            continue
        for call in made_of_zeros(formula):
            like = (
                called_name(call) in ("zeros_like", "empty_like")
                and len(call.args) == 1
                and not call.keywords
            )
            if like and dotted(call.args[0]) == formula.point and is_result(formula, call):
                yield Fix("integer-truncation", (), formula.text.number, call.lineno, 0.0, 0.9)
                break


def _is_converted(formula: Formula) -> bool:
    """Tell whether x may be made to hold floats beforehand."""
    return formula.point in formula.bound or not formula.point


def spoil_integers(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Make the result like x, whole numbers included."""
    for formula in gradients(subject):
        text = formula.text
        if formula.topic != "numerical_gradient" or _is_converted(formula):
            continue
        for call in made_of_zeros(formula):
            if called_name(call) == "zeros" and call.args and shape_of(call.args[0]) == formula.point:
                if not is_result(formula, call):
                    continue
                splice = put(text, call, f"{text.of(call.func)}_like({formula.point})")
                yield Fix("integer-truncation", (splice,), text.number, call.lineno, 1.0, 0.9)
            elif (
                called_name(call) == "zeros_like" and call.keywords and dotted(call.args[0]) == formula.point
            ):
                splice = put(text, call, f"{text.of(call.func)}({formula.point})")
                yield Fix("integer-truncation", (splice,), text.number, call.lineno, 1.0, 0.9)


# --- one-dimensional-only ---------------------------------------------------------------------------


def mend_vectors_only(subject: Subject) -> Iterator[Fix]:
    """One index for x whatever its shape, rows taken one by one, a vector handed to f."""
    numpy = numpy_name(subject.draft)
    strong = 0.9 if "any-shape" in subject.failed else 0.6
    if subject.raised and "whole-vector" in subject.failed:
        return  # a vector raises already: that is to be mended first
    dispatch: list[Fix] = []
    loops: list[Fix] = []
    if numpy:
        for formula in gradients(subject):
            loops += _every_element(formula, numpy, strong)
            dispatch += _rows(formula, strong, _raising(subject, formula))
    yield from loops
    for fix in dispatch:
        yield fix
        for other in loops:
            if other.cell == fix.cell:
                splices = (*fix.splices, *other.splices)
                yield Fix(fix.misconception, splices, fix.cell, fix.line, max(fix.cost, 2.0), strong)
    for formula in gradients(subject):
        if formula.topic == "numerical_gradient" and not isinstance(formula.node, ast.Lambda) and numpy:
            yield _flattened(formula, formula.node, numpy, strong)


def _every_element(formula: Formula, numpy: str, strong: float) -> Iterator[Fix]:
    text = formula.text
    for loop in loops_of(formula):
        call = loop.iter
        if not isinstance(call, ast.Call) or len(call.args) != 1:
            continue
        name, argument = called_name(call), call.args[0]
        arrays = [one for one in indexed(formula, loop) if one.isidentifier()]
        if name in ("range", "arange") and size_of(formula, argument) and arrays:
            splice = put(text, call, f"{numpy}.ndindex({arrays[0]}.shape)")
        elif name == "enumerate" and (isinstance(argument, ast.Name) or arrays):
            splice = put(text, call, f"{numpy}.ndenumerate({text.of(argument)})")
        else:
            continue
        shaped = [
            put(text, made.args[0], f"{size_of(formula, made.args[0])}.shape")
            for made in made_of_zeros(formula)
            if made.args and size_of(formula, made.args[0]).isidentifier()
        ]
        yield Fix("one-dimensional-only", (splice, *shaped), text.number, call.lineno, 1.0, strong)


def _raising(subject: Subject, formula: Formula) -> set[int]:
    """Return the lines of a formula's cell at which something was raised."""
    places = [raised.trace[-1] for raised in subject.raised if raised.trace]
    return {place.line for place in places if place.cell == formula.text.number}


def _rows(formula: Formula, strong: float, raising: set[int]) -> Iterator[Fix]:
    """`if x.ndim == 1 ... else` row by row, and `if x.ndim == 2: return` rows.

    Where the other branch is there and raises, it is to be mended rather than gone round.
    """
    text, idea = formula.text, "one-dimensional-only"
    for node in each(formula.node, ast.If):
        if (
            not isinstance(node, ast.If)
            or not isinstance(node.test, ast.Compare)
            or "ndim" not in text.of(node.test)
        ):
            continue
        value = number(node.test.comparators[0])
        if value == 1 and isinstance(node.test.ops[0], ast.Eq):
            end = text.span(node.test.left)[1]
            start = text.source.index("==", end)
            loops = [child for child in walk(formula.node) if isinstance(child, ast.For | ast.comprehension)]
            line = min(
                (child.iter.lineno for child in loops if child.iter.lineno > node.lineno), default=node.lineno
            )
            last = node.body[-1].end_lineno or node.lineno
            cost = 4.0 if any(last < place <= (formula.node.end_lineno or last) for place in raising) else 1.0
            yield Fix(idea, (Splice(text.number, start, start + 2, ">="),), text.number, line, cost, strong)
        elif not node.orelse and isinstance(node.body[-1], ast.Return):
            yield Fix(idea, (drop(text, node),), text.number, node.lineno, 2.0, strong)


def _flattened(formula: Formula, node: Function, numpy: str, strong: float) -> Fix:
    """Hand every other shape to the same function as a vector."""
    text, x = formula.text, formula.point
    f = min(formula.callees, default="f")
    place = body_of(node)[0]
    inside = indent_of(text, place.lineno)
    unit = "\t" if "\t" in inside else "    "
    vector = f"{node.name}(lambda v: {f}(v.reshape({x}.shape)), {x}.reshape(-1))"
    lines = [f"if {x}.ndim != 1:\n{inside}{unit}return {numpy}.reshape({vector}, {x}.shape)"]
    loops = [loop.iter.lineno for loop in loops_of(formula)]
    line = loops[0] if loops else node.lineno
    return Fix("one-dimensional-only", (before(text, place, lines),), text.number, line, 3.0, strong - 0.1)


def spoil_vectors_only(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Count through x with one index, or take a matrix row by row."""
    idea = "one-dimensional-only"
    numpy = numpy_name(subject.draft)
    for formula in gradients(subject):
        text = formula.text
        for loop in loops_of(formula):
            call = loop.iter
            if not isinstance(call, ast.Call) or len(call.args) != 1 or isinstance(loop, ast.comprehension):
                continue
            array = shape_of(call.args[0])
            if called_name(call) == "ndindex" and array == formula.point and formula.calls:
                by = rng.choice((f"range({array}.size)", f"range(len({array}))"))
                yield Fix(idea, (put(text, call, by),), text.number, call.lineno, 1.0, 0.9)
            elif called_name(call) == "ndenumerate":
                by = f"enumerate({text.of(call.args[0])})"
                yield Fix(idea, (put(text, call, by),), text.number, call.lineno, 1.0, 0.9)
        node = formula.node
        if (
            formula.topic == "numerical_gradient"
            and not isinstance(node, ast.Lambda)
            and numpy
            and formula.point
        ):
            place = body_of(node)[0]
            inside = indent_of(text, place.lineno)
            unit = "\t" if "\t" in inside else "    "
            again = f"{node.name}({min(formula.callees, default='f')}, row)"
            rows = f"{numpy}.array([{again} for row in {formula.point}])"
            lines = [f"if {formula.point}.ndim == 2:\n{inside}{unit}return {rows}"]
            yield Fix(idea, (before(text, place, lines),), text.number, place.lineno, 3.0, 0.9)
