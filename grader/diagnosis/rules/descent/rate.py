"""Gradient descent, the learning rate: unused, set anew, or with another default."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ..editing import delete, fix, insert_before, inside, put, shuffled, spoilt
from ..reading import Unit, called
from .reading import Descent, main_descent, number

_RATE = "ignores-learning-rate"
_STEP = re.compile(r"step|dx|delta|update|move|change|schritt", re.IGNORECASE)


def added_parameter(unit: Unit, name: str, default: str) -> Splice | None:
    """Put a parameter with a default behind the last one."""
    if isinstance(unit.node, ast.Lambda) or unit.node.args.vararg or unit.node.args.kwonlyargs:
        return None
    arguments = unit.node.args.args
    if not arguments:
        return None
    last = arguments[-1]
    defaults = unit.node.args.defaults
    end = unit.text.span(defaults[-1] if defaults else last.annotation or last)[1]
    return Splice(unit.text.number, end, end, f", {name}={default}")


def mend_rate(subject: Subject) -> Iterator[Fix]:
    """Let the parameter for the rate scale the gradient."""
    for descent in main_descent(subject):
        unit, text = descent.unit, descent.text
        rate = descent.rate or "lr"
        adding: list[Splice | None] = [] if descent.rate else [added_parameter(unit, rate, "0.01")]
        sure = 0.9 if not unit.uses(rate) or adding else 0.15
        for name, statement, value in unit.assignments:
            if number(value) is None or not _scales(descent, name):
                continue
            if name == rate and not unit.loops(statement):
                gone = delete(text, statement)
                line = unit.node.lineno if adding else statement.lineno
                yield from fix(_RATE, text, gone and [*adding, *gone], line, 1, 0.9)
            elif name != rate:
                yield from fix(_RATE, text, [*adding, inside(text, value, rate)], statement.lineno, 1, sure)
        for place in _places(descent):
            yield from fix(_RATE, text, [*adding, place[0]], place[1], 1 + len(adding), sure - place[2])
        if adding:
            yield from fix(_RATE, text, adding, unit.node.lineno, 2, 0.8)


def _scales(descent: Descent, name: str) -> bool:
    """Tell whether a name is multiplied with a gradient, or is the rate."""
    return name == (descent.rate or "lr") or any(
        isinstance(node.op, ast.Mult)
        and descent.is_gradient(node)
        and any(isinstance(side, ast.Name) and side.id == name for side in (node.left, node.right))
        for node in descent.unit.nodes(ast.BinOp)
    )


def _places(descent: Descent) -> Iterator[tuple[Splice, int, float]]:
    """Yield (edit, line, doubt) for places where the rate may belong: a literal factor, or none at all."""
    text, rate = descent.text, descent.rate or "lr"
    for name, statement, value in descent.unit.assignments:
        plain_step = isinstance(value, ast.Name | ast.Call | ast.Subscript) and descent.is_gradient(value)
        if plain_step and name in descent.gradients and _STEP.search(name):
            yield put(text, value, f"{rate} * {text.of(value)}"), statement.lineno, 0.05
    for node in descent.unit.nodes(ast.BinOp):
        if isinstance(node.op, ast.Mult):
            for factor, other in ((node.left, node.right), (node.right, node.left)):
                if number(factor) is not None and descent.is_gradient(other):
                    yield inside(text, factor, rate), node.lineno, 0.0
        bare = isinstance(node.op, ast.Add | ast.Sub) and isinstance(
            node.right, ast.Name | ast.Call | ast.Subscript
        )
        if bare and descent.is_gradient(node.right) and not descent.is_gradient(node.left):
            yield inside(text, node.right, f"{rate} * {text.of(node.right)}"), node.lineno, 0.1
    for step in descent.unit.nodes(ast.AugAssign):
        plain = isinstance(step.value, ast.Name | ast.Call | ast.Subscript)
        if plain and isinstance(step.op, ast.Add | ast.Sub) and descent.is_gradient(step.value):
            yield put(text, step.value, f"{rate} * {text.of(step.value)}"), step.lineno, 0.1


def spoil_rate(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put a number in the place of the rate, leave it out, or set it anew."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        unit, text = descent.unit, descent.text
        if not descent.rate:
            continue
        for node in unit.nodes(ast.BinOp):
            if isinstance(node.op, ast.Mult) and descent.is_gradient(node):
                for side, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(side, ast.Name) and side.id == descent.rate and descent.is_gradient(other):
                        start = text.span(node)[0]
                        found += spoilt(_RATE, text, [inside(text, side, rng.choice(["0.1", "0.01"]))], start)
                        found += spoilt(_RATE, text, [inside(text, node, text.of(other))], start)
        if (
            unit.body
            and unit.uses(descent.rate)
            and not any(called(call) == unit.name for call in unit.nodes(ast.Call))
        ):
            first = unit.body[0]
            line = insert_before(text, first, [f"{descent.rate} = {rng.choice(['0.1', '0.05'])}"])
            found += spoilt(_RATE, text, [line], text.line_span(first.lineno)[0], -1)
    yield from shuffled(found, rng)


_DEFAULTS = {"rate": 0.01, "count": 100.0}


def _defaults(descent: Descent) -> dict[str, ast.expr | None]:
    node = descent.unit.node
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    given = dict(zip(reversed(names), reversed(node.args.defaults), strict=False))
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        names.append(argument.arg)
        if default is not None:
            given[argument.arg] = default
    return {name: given.get(name) for name in names}


def mend_default(subject: Subject) -> Iterator[Fix]:
    """Point at a definition whose defaults are other ones than lr=0.01 and step_num=100, or lack."""
    for descent in main_descent(subject):
        defaults = _defaults(descent)
        for role, right in _DEFAULTS.items():
            name = getattr(descent, role)
            if name not in defaults:
                continue
            default = defaults[name]
            if default is None or number(default) not in (None, right):
                yield Fix("wrong-default", (), descent.text.number, descent.unit.node.lineno, 1, 0.9)
                return


def spoil_default(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Give a parameter another default."""
    found: list[Fix] = []
    for descent in main_descent(subject):
        text, defaults = descent.text, _defaults(descent)
        for role, others in (("rate", ["0.1", "0.001"]), ("count", ["10", "1000"])):
            default = defaults.get(getattr(descent, role))
            if default is not None and number(default) == _DEFAULTS[role]:
                splice = inside(text, default, rng.choice(others))
                found += spoilt("wrong-default", text, [splice], text.span(descent.unit.node)[0])
    yield from shuffled(found, rng)
