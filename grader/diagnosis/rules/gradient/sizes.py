"""Misconceptions about how many components there are: what is looped over, how large the result is."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ..difference.formula import Formula
from ..difference.numbers import called_name, number
from ..difference.text import put
from ..difference.tree import dotted, each
from ..difference.writing import numpy_name
from .following import copied, viewed
from .points import anew
from .shape import (
    gradients,
    indexed,
    is_result,
    loops_of,
    made_of_zeros,
    shape_of,
    size_of,
)


def mend_loops_over_int(subject: Subject) -> Iterator[Fix]:
    """`for i in x.size`, `for i in len(x)`, `for i in x.shape`."""
    numpy = numpy_name(subject.draft)
    for formula in gradients(subject):
        for loop in loops_of(formula):
            text, line = formula.text, loop.iter.lineno
            if size_of(formula, loop.iter) or number(loop.iter) is not None:
                splice = put(text, loop.iter, f"range({text.of(loop.iter)})")
                yield Fix("loops-over-int", (splice,), text.number, line, 1.0, 0.95)
            elif shape_of(loop.iter) and numpy:
                splice = put(text, loop.iter, f"{numpy}.ndindex({text.of(loop.iter)})")
                yield Fix("loops-over-int", (splice,), text.number, line, 1.0, 0.9)


def spoil_loops_over_int(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Loop over the number itself."""
    for formula in gradients(subject):
        for loop in loops_of(formula):
            call = loop.iter
            if not isinstance(call, ast.Call) or len(call.args) != 1:
                continue
            argument = call.args[0]
            name = called_name(call)
            sized = name == "range" and size_of(formula, argument)
            shaped = name == "ndindex" and shape_of(argument)
            if (sized or shaped) and formula.calls:
                inner = argument.value if isinstance(argument, ast.Starred) else argument
                splice = put(formula.text, call, formula.text.of(inner))
                yield Fix("loops-over-int", (splice,), formula.text.number, call.lineno, 1.0, 0.9)


# --- hard-coded-size ------------------------------------------------------------------------------


def mend_hard_coded(subject: Subject) -> Iterator[Fix]:
    """range(2), np.zeros(2)."""
    idea = "hard-coded-size"
    numpy = numpy_name(subject.draft)
    for formula in gradients(subject):
        text = formula.text
        for loop in loops_of(formula):
            call = loop.iter
            fixed = isinstance(call, ast.Call) and called_name(call) in ("range", "arange", "ndindex")
            if not fixed or not isinstance(call, ast.Call) or not any(map(_is_fixed, call.args)):
                continue
            x = formula.point
            arrays = dict.fromkeys([*(one for one in indexed(formula, loop)[:2] if one.isidentifier()), x])
            ways = [(f"range({array}.size)", 1.0) for array in arrays if array]
            ways += [(f"range(len({x}))", 1.0), (f"{numpy}.ndindex({x}.shape)", 2.0 if numpy else 9.0)]
            for by, cost in ways if x else []:
                yield Fix(idea, (put(text, call, by),), text.number, call.lineno, cost, 0.9)
        made = [call for call in made_of_zeros(formula) if call.args and _is_fixed(call.args[0])]
        for call in made:
            for by in _results(formula, numpy):
                splice = put(text, call, by)
                yield Fix(idea, (splice,), text.number, call.lineno, 1.0, 0.85)
        yield from _all_fixed(formula, made, numpy)
        if (
            formula.topic == "numerical_gradient"
            and not any(loops_of(formula))
            and len(_components(formula)) > 1
        ):
            yield from anew(
                subject, formula, idea, min(node.lineno for node in _components(formula).values())
            )


def _all_fixed(formula: Formula, made: list[ast.Call], numpy: str) -> Iterator[Fix]:
    """The size is written both into the result and into the loop."""
    text = formula.text
    loops = [
        loop.iter
        for loop in loops_of(formula)
        if isinstance(loop.iter, ast.Call)
        and called_name(loop.iter) == "range"
        and all(map(_is_fixed, loop.iter.args))
    ]
    if made and loops and formula.point and numpy:
        splices = [put(text, call, f"{numpy}.zeros_like({formula.point})") for call in made]
        splices += [put(text, call, f"range({formula.point}.size)") for call in loops]
        line = min(call.lineno for call in (*made, *loops))
        yield Fix("hard-coded-size", tuple(splices), text.number, line, 1.5, 0.9)


def _components(formula: Formula) -> dict[object, ast.Subscript]:
    """Return the components of x that are written out one by one."""
    return {
        node.slice.value: node
        for node in each(formula.node, ast.Subscript)
        if isinstance(node, ast.Subscript)
        if isinstance(node.slice, ast.Constant) and dotted(node.value) == formula.point
    }


def _is_fixed(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(map(_is_fixed, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 0


def _results(formula: Formula, numpy: str) -> list[str]:
    """Return ways to make the array of the result."""
    names = [
        name
        for name, values in formula.bound.items()
        if any(viewed(value) == formula.point for value in values)
    ]
    names += [
        name
        for name, values in formula.bound.items()
        if any(copied(value) == formula.point for value in values)
    ]
    arrays = dict.fromkeys((formula.point, *names))
    made = [f"{numpy}.zeros_like({array})" for array in arrays if array]
    return [*made[:2], *([f"{numpy}.zeros({formula.point}.size)"] if formula.point else [])] if numpy else []


def spoil_hard_coded(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Write two for the number of elements."""
    idea = "hard-coded-size"
    for formula in gradients(subject):
        text = formula.text
        for loop in loops_of(formula):
            call = loop.iter
            if isinstance(call, ast.Call) and len(call.args) == 1:
                name, argument = called_name(call), call.args[0]
                if name == "range" and size_of(formula, argument):
                    splice = put(text, argument, "2")
                elif name == "ndindex" and shape_of(argument) == formula.point and isinstance(loop, ast.For):
                    splice = put(text, call, "range(2)")
                else:
                    continue
                yield Fix(idea, (splice,), text.number, call.lineno, 1.0, 0.9)
        for call in made_of_zeros(formula):
            whole = call.args and (
                dotted(call.args[0]) == formula.point or shape_of(call.args[0]) == formula.point
            )
            named = isinstance(formula.parents.get(call), ast.Assign)
            if whole and named and is_result(formula, call):
                splice = put(text, call, f"{text.of(call.func).replace('_like', '')}(2)")
                yield Fix(idea, (splice,), text.number, call.lineno, 1.0, 0.9)


def mend_zeros_of_size(subject: Subject) -> Iterator[Fix]:
    """np.zeros_like(x.size), np.zeros(x)."""
    idea = "zeros-of-size"
    numpy = numpy_name(subject.draft)
    for formula in gradients(subject):
        text = formula.text
        for call in made_of_zeros(formula):
            if not call.args or not numpy:
                continue
            argument, name = call.args[0], called_name(call)
            array = size_of(formula, argument) or shape_of(argument)
            if name.endswith("_like") and array:
                yield Fix(idea, (put(text, argument, array),), text.number, call.lineno, 1.0, 0.95)
                end = text.span(call.func)[1]
                shorter = Splice(text.number, end - len("_like"), end, "")
                yield Fix(idea, (shorter,), text.number, call.lineno, 1.0, 0.9)
            elif (
                not name.endswith("_like")
                and isinstance(argument, ast.Name)
                and not size_of(formula, argument)
            ):
                end = text.span(call.func)[1]
                if f"{name}_like" in ("zeros_like", "empty_like", "ones_like") and name != "ones":
                    longer = Splice(text.number, end, end, "_like")
                    yield Fix(idea, (longer,), text.number, call.lineno, 1.0, 0.9)


def spoil_zeros_of_size(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Make zeros like the number of elements, or as many as x itself."""
    idea = "zeros-of-size"
    for formula in gradients(subject):
        text = formula.text
        for call in made_of_zeros(formula):
            if not call.args or not is_result(formula, call):
                continue
            argument, name = call.args[0], called_name(call)
            if name == "zeros_like" and isinstance(argument, ast.Name):
                by = rng.choice((f"{argument.id}.size", f"len({argument.id})"))
                yield Fix(idea, (put(text, argument, by),), text.number, call.lineno, 1.0, 0.9)
            elif name == "zeros" and (size_of(formula, argument) or shape_of(argument)):
                array = size_of(formula, argument) or shape_of(argument)
                if "(" not in array and shape_of(argument):
                    yield Fix(idea, (put(text, argument, array),), text.number, call.lineno, 1.0, 0.9)
                else:
                    end = text.span(call.func)[1]
                    yield Fix(
                        idea, (Splice(text.number, end, end, "_like"),), text.number, call.lineno, 1.0, 0.9
                    )


# --- integer-truncation ----------------------------------------------------------------------------
