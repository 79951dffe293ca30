"""Rules on the formula of the sigmoid, wherever it is written: its parentheses and its signs."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .edits import distinct, is_operand, shuffled
from .nodes import callee, is_number, is_sigmoid_name
from .reading import Net, net_of

_TOPIC = ("two_layer_net",)
_OTHERS = ("softmax", "entropy", "loss", "tanh", "grad")


@dataclass(frozen=True, eq=False)
class Exp:
    """A call of exp: its argument, and whether that is negated."""

    call: ast.Call
    argument: ast.expr
    negated: bool


def formulas(subject: Subject) -> list[Unit]:
    """Return the functions that may hold the formula; not the graded one where its checks passed."""
    found = []
    place = subject.targets.get("sigmoid")
    passed = bool(subject.failed) and not any(
        check in subject.failed for check in ("sigmoid", "sigmoid-large")
    )
    for unit in net_of(subject).units:
        if passed and unit.root == place:
            continue
        owner = unit.owner.name if unit.owner is not None else ""
        said = is_sigmoid_name(unit.name) or (is_sigmoid_name(owner) and unit.name == "forward")
        other = any(part in unit.name.lower() for part in _OTHERS)
        if said or (not other and any(_is_fraction(node) for node in unit.nodes(ast.BinOp))):
            found.append(unit)
    return found


def _is_fraction(node: ast.BinOp) -> bool:
    """Tell whether an expression is 1 / (1 + exp(...)), or that without its parentheses."""
    if isinstance(node.op, ast.Div) and is_number(node.left, 1):
        right = node.right
        return isinstance(right, ast.BinOp) and any(
            callee(side) == "exp" for side in (right.left, right.right)
        )
    first = node.left
    if (
        not isinstance(node.op, ast.Add)
        or not isinstance(first, ast.BinOp)
        or not isinstance(first.op, ast.Div)
    ):
        return False
    sides = (first.right, node.right)
    return any(callee(side) == "exp" for side in sides) and any(is_number(side, 1) for side in sides)


def exponential(net: Net, node: ast.expr, unit: Unit) -> Exp | None:
    """Return the call of exp that an expression is, by its name too."""
    if isinstance(node, ast.Name):
        found = net.event(node, unit)
        if found is None or found[1].augmented or found[1].part is not None:
            return None
        node = found[1].value
    if not isinstance(node, ast.Call) or callee(node) != "exp" or len(node.args) != 1:
        return None
    argument = node.args[0]
    return Exp(node, argument, _is_negative(argument))


def _is_negative(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _is_minus_one(node.left) or _is_minus_one(node.right) or _is_negative(node.left)
    return False


def _is_minus_one(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and is_number(node.operand, 1)


# --- parentheses ---------------------------------------------------------------------------------------


def _mend_parentheses(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in formulas(subject):
        for node in unit.nodes(ast.BinOp):
            place = _to_bracket(net, unit, node)
            if place is not None:
                text = unit.text
                splices = [_mark(text, place[0], "("), _mark(text, place[1], ")")]
                yield from editing.fix("sigmoid-missing-parentheses", text, splices, node.lineno, 1.0, 0.95)


def _to_bracket(net: Net, unit: Unit, node: ast.BinOp) -> tuple[int, int] | None:
    """Return what should stand in parentheses in 1 / 1 + exp(-x), 1 / exp(-x) + 1, 1 + exp(-x) ** -1."""
    text, first, last = unit.text, node.left, node.right
    if not isinstance(node.op, (ast.Add, ast.Sub)):
        return None
    if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Div):
        sides = ((first.right, last), (last, first.right))
        if any(is_number(one) and exponential(net, power, unit) for one, power in sides):
            return outer(text, first.right)[0], outer(text, last)[1]
    raised = isinstance(last, ast.BinOp) and isinstance(last.op, ast.Pow)
    if isinstance(last, ast.BinOp) and raised and exponential(net, last.left, unit) is not None:
        return outer(text, first)[0], outer(text, last.left)[1]
    return None


def _mark(text: Text, at: int, what: str) -> Splice:
    return Splice(text.number, at, at, what)


def denominators(net: Net, unit: Unit) -> Iterator[tuple[ast.BinOp, ast.BinOp, Exp]]:
    """Yield (fraction, sum below, its exp) of 1 / (1 + exp(-x)); the sum stands in the fraction itself."""
    for node in unit.nodes(ast.BinOp):
        below = node.right
        if isinstance(node.op, ast.Div) and isinstance(below, ast.BinOp) and isinstance(below.op, ast.Add):
            for side, other in ((below.right, below.left), (below.left, below.right)):
                found = exponential(net, side, unit)
                if found is not None and is_number(other, 1):
                    yield node, below, found


def _spoil_parentheses(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(formulas(subject), rng):
        text = unit.text
        for node, below, _ in denominators(net, unit):
            inner, whole = text.span(below), outer(text, below)
            if inner != whole and not is_operand(unit, node):
                splices = [
                    Splice(text.number, whole[0], inner[0], ""),
                    Splice(text.number, inner[1], whole[1], ""),
                ]
                yield from editing.spoilt("sigmoid-missing-parentheses", text, splices, text.span(node)[0])


# --- signs ---------------------------------------------------------------------------------------------


def _mend_sign(subject: Subject) -> Iterator[Fix]:
    return distinct(_signed(subject))


def _signed(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in formulas(subject):
        text = unit.text
        for node in unit.nodes(ast.BinOp):
            if isinstance(node.op, ast.Div) and exponential(net, node.left, unit) is not None:
                yield from _numerator(net, unit, node)
            lessened = isinstance(node.op, ast.Sub) and is_number(node.left, 1)
            if lessened and exponential(net, node.right, unit) is not None:
                change = editing.change_operator(text, node, "-", "+")
                yield from editing.fix("sigmoid-wrong-sign", text, [change], node.lineno, 1.0, 0.9)
        for call in unit.nodes(ast.Call):
            found = exponential(net, call, unit)
            if found is not None:
                yield from _other_sign(unit, found)
        for sign in unit.nodes(ast.UnaryOp):
            if isinstance(sign.op, ast.USub) and isinstance(sign.operand, (ast.BinOp, ast.Constant)):
                start = text.span(sign)[0]
                splice = Splice(text.number, start, start + 1, "")
                yield from editing.fix("sigmoid-wrong-sign", text, [splice], sign.lineno, 1.0, 0.3)


def _numerator(net: Net, unit: Unit, node: ast.BinOp) -> Iterator[Fix]:
    above = exponential(net, node.left, unit)
    if above is not None and above.negated:
        splice = editing.put(unit.text, node.left, "1")
        yield from editing.fix("sigmoid-wrong-sign", unit.text, [splice], node.lineno, 1.0, 0.9)


def _other_sign(unit: Unit, found: Exp) -> Iterator[Fix]:
    text, argument = unit.text, found.argument
    if not found.negated:
        start = outer(text, argument)[0]
        simple = not isinstance(argument, ast.BinOp) or outer(text, argument) != text.span(argument)
        splices = (
            [_mark(text, start, "-")] if simple else [editing.put(text, argument, f"-({text.of(argument)})")]
        )
        yield from editing.fix("sigmoid-wrong-sign", text, splices, found.call.lineno, 1.0, 0.8)
    elif isinstance(argument, ast.UnaryOp):
        splice = editing.put(text, argument, text.of(argument.operand))
        yield from editing.fix("sigmoid-wrong-sign", text, [splice], found.call.lineno, 1.0, 0.3)


def _spoil_sign(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(formulas(subject), rng):
        text = unit.text
        places: list[tuple[Splice | None, ast.expr]] = []
        for _, below, found in denominators(net, unit):
            places.append((editing.change_operator(text, below, "+", "-"), below))
            if isinstance(found.argument, ast.UnaryOp):
                places.append(
                    (editing.put(text, found.argument, text.of(found.argument.operand)), found.call)
                )
        for splice, node in shuffled(places, rng):
            if is_number(node.left, 1) if isinstance(node, ast.BinOp) else True:
                yield from editing.spoilt("sigmoid-wrong-sign", text, [splice], text.span(node)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("sigmoid-missing-parentheses", _TOPIC, _mend_parentheses, _spoil_parentheses, order=30),
    Misconception("sigmoid-wrong-sign", _TOPIC, _mend_sign, _spoil_sign, order=31),
)
