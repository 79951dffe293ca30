"""Rules on other formulas for the sigmoid: one overflows, one lacks its 1, one takes the exp of math."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from .. import editing
from ..difference.text import outer
from .edits import is_operand, shuffled
from .nodes import callee, is_number, key_of
from .reading import Net, net_of
from .sigmoid import denominators, exponential, formulas

_TOPIC = ("two_layer_net",)


# --- other formulas ------------------------------------------------------------------------------------


def _right(net: Net, text: Text, argument: ast.expr) -> str:
    written = text.of(argument)
    loose = isinstance(argument, (ast.BinOp, ast.IfExp, ast.Compare))
    return f"1 / (1 + {net.numpy}.exp(-{f'({written})' if loose else written}))"


def _mend_overflow(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in formulas(subject):
        for node in unit.nodes(ast.BinOp):
            above = exponential(net, node.left, unit) if isinstance(node.op, ast.Div) else None
            if above is None or above.negated or not _sums_one(node.right):
                continue
            text = unit.text
            written = _right(net, text, above.argument)
            splice = editing.put(text, node, f"({written})" if is_operand(unit, node) else written)
            yield from editing.fix("sigmoid-overflow", text, [splice], node.lineno, 2.0, 0.9)


def _sums_one(node: ast.expr) -> bool:
    """Tell whether an expression adds 1 to something, or may hold such a sum by name."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_number(node.left, 1) or is_number(node.right, 1)
    return isinstance(node, ast.Name)


def _spoil_overflow(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    place = subject.targets.get("sigmoid")
    for unit in shuffled(formulas(subject), rng):
        for node, _, found in denominators(net, unit):
            if (
                unit.root != place
                or not isinstance(found.argument, ast.UnaryOp)
                or not is_number(node.left, 1)
            ):
                continue
            text = unit.text
            power = f"{net.numpy}.exp({text.of(found.argument.operand)})"
            below = rng.choice((f"(1 + {power})", f"({power} + 1)"))
            splice = editing.put(text, node, f"{power} / {below}")
            yield from editing.spoilt("sigmoid-overflow", text, [splice], outer(text, node)[0])


def _mend_missing_one(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in formulas(subject):
        for node in unit.nodes(ast.BinOp):
            divided = isinstance(node.op, ast.Div) and is_number(node.left, 1)
            if divided and exponential(net, node.right, unit) is not None:
                text = unit.text
                splice = editing.put(text, node.right, f"(1 + {text.of(node.right)})")
                yield from editing.fix("sigmoid-missing-one", text, [splice], node.lineno, 2.0, 0.8)


def _spoil_missing_one(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(formulas(subject), rng):
        text = unit.text
        for node, below, _ in denominators(net, unit):
            if not is_number(node.left, 1):
                continue
            side = below.right if is_number(below.left, 1) else below.left
            splice = editing.put(text, below, text.of(side))
            yield from editing.spoilt("sigmoid-missing-one", text, [splice], text.span(node)[0])


# --- the exp of another module -------------------------------------------------------------------------


def _mend_math(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in net.units:
        for call in unit.nodes(ast.Call):
            function = call.func
            if callee(call) != "exp" or key_of(function) in (f"{net.numpy}.exp", "numpy.exp"):
                continue
            if key_of(function) == "math.exp" or isinstance(function, ast.Name):
                splice = editing.inside(unit.text, function, f"{net.numpy}.exp")
                yield from editing.fix("math-exp-of-array", unit.text, [splice], call.lineno, 1.0, 0.8)


def _spoil_math(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(formulas(subject), rng):
        for call in unit.nodes(ast.Call):
            text = unit.text
            at = _import_at(text, net.numpy)
            if key_of(call.func) == f"{net.numpy}.exp" and at is not None and at <= text.span(call)[0]:
                splices = [
                    Splice(text.number, at, at, "import math\n"),
                    editing.inside(text, call.func, "math.exp"),
                ]
                yield from editing.spoilt("math-exp-of-array", text, splices, text.span(call)[0])


def _import_at(text: Text, numpy: str) -> int | None:
    """Return where a line that imports numpy begins."""
    for block in text.blocks:
        for node in block.statements:
            if isinstance(node, ast.Import) and any(alias.name == "numpy" for alias in node.names):
                return text.line_span(node.lineno)[0]
    return None


RULES: tuple[Misconception, ...] = (
    Misconception("sigmoid-overflow", _TOPIC, _mend_overflow, _spoil_overflow, order=32),
    Misconception("sigmoid-missing-one", _TOPIC, _mend_missing_one, _spoil_missing_one, order=31),
    Misconception("math-exp-of-array", _TOPIC, _mend_math, _spoil_math, order=20),
)
