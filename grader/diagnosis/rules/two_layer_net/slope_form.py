"""Rules on how the slope of the sigmoid is written: half of it, without parentheses, of the wrong thing."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Misconception, Subject
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .edits import is_operand, shuffled, slope_of
from .gradient_places import backward_units
from .kinds import DELTAS, Kinds, complement, factors, kinds_of
from .nodes import (
    callee,
    is_number,
    is_sigmoid,
    is_slope_name,
    key_of,
    operations,
    product,
)
from .reading import Net
from .slope import chains, is_slope_part, slope_functions, without

_TOPIC = ("two_layer_net",)
_SIGMOID = "sigmoid-for-sigmoid-grad"
_HALF = "sigmoid-grad-half"
_BRACKETS = "sigmoid-grad-missing-parentheses"
_ARGUMENT = "sigmoid-grad-wrong-argument"


# --- half of it ----------------------------------------------------------------------------------------


def _halves(kinds: Kinds) -> Iterator[tuple[Unit, ast.expr, ast.expr, bool]]:
    """Yield (function, factor, z, whether it is 1 - z) of slopes of which half is there."""
    for unit in [*backward_units(kinds.net), *slope_functions(kinds)]:
        own = unit in slope_functions(kinds)
        for part, parts in _factors_of(kinds, unit, own):
            inner = complement(part)
            z = inner if inner is not None else part
            others = [each for each in parts if each is not part]
            if not _is_hidden(kinds, unit, z, own):
                continue
            if not any(ast.dump(complement(each) or each) == ast.dump(z) for each in others):
                yield unit, part, z, inner is not None


def _factors_of(kinds: Kinds, unit: Unit, own: bool) -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    """Yield the factors of every chain of multiplications that may hold the slope, each with its chain."""
    for end in unit.nodes(ast.Return) if own else []:
        if end.value is not None and len(factors(end.value)) == 1:
            yield end.value, [end.value]
    for node in operations(unit):
        if not isinstance(node.op, ast.Mult):
            continue
        if isinstance(node, ast.AugAssign):
            delta = _before(kinds, unit, node) in DELTAS
            parts = factors(node.value) if delta else []
        else:
            above = unit.parent(node)
            inner = isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult)
            parts = [] if inner else factors(node)
            if not own and not any(kinds.of(part, unit) in DELTAS for part in parts):
                parts = []
        for part in parts:
            yield part, parts


def _before(kinds: Kinds, unit: Unit, statement: ast.AugAssign) -> str:
    key = key_of(statement.target)
    events = [event for event in kinds.net.events(unit) if event.target == key]
    at = next((at for at, event in enumerate(events) if event.statement is statement), 0)
    return kinds.after(events[at - 1], unit) if at else ""


def _is_hidden(kinds: Kinds, unit: Unit, node: ast.expr, own: bool) -> bool:
    if kinds.of(node, unit) == "z1" or is_sigmoid(node):
        return True
    return own and isinstance(node, ast.Name) and node.id in unit.parameters and _takes_output(unit)


def _takes_output(unit: Unit) -> bool:
    """Tell whether a function of the slope is given the sigmoid's value: it calls no sigmoid and no exp."""
    return not any(is_sigmoid(node) or callee(node) == "exp" for node in unit.nodes(ast.Call))


def _mend_sigmoid(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit, part, z, rest in _halves(kinds):
        if rest:
            continue
        text, written = unit.text, unit.text.of(z)
        slope = slope_of(kinds.net, unit)
        if (
            slope
            and is_sigmoid(part)
            and isinstance(part, ast.Call)
            and unit.name != slope.rpartition(".")[2]
        ):
            splice = editing.inside(text, part.func, slope)
            yield from editing.fix(_SIGMOID, text, [splice], part.lineno, 1.0, 0.9)
        splice = Splice(text.number, outer(text, part)[1], outer(text, part)[1], f" * (1 - {written})")
        yield from editing.fix(_SIGMOID, text, [splice], part.lineno, 2.0, 0.9)


def _mend_half(subject: Subject) -> Iterator[Fix]:
    for unit, part, z, rest in _halves(kinds_of(subject)):
        if rest:
            text, end = unit.text, outer(unit.text, part)[1]
            splice = Splice(text.number, end, end, f" * {text.of(z)}")
            yield from editing.fix(_HALF, text, [splice], part.lineno, 2.0, 0.9)


def _spoil_half(idea: str, rest: bool, subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    own = [
        (unit, node, factors(node))
        for unit in slope_functions(kinds)
        for node in unit.nodes(ast.BinOp)
        if isinstance(node.op, ast.Mult) and _is_used(kinds.net, unit)
    ]
    for unit, node, parts in shuffled([*chains(kinds), *own, *_scaled(kinds)], rng):
        text = unit.text
        pair = [part for part in parts if is_slope_part(kinds, unit, part, parts) and callee(part) != "mean"]
        gone = [
            part for part in pair if (complement(part) is None) == rest and not is_slope_name(callee(part))
        ]
        if len(pair) == 2 and len(gone) == 1:
            kept = pair[1] if gone[0] is pair[0] else pair[0]
            splices = without(text, node, parts, gone)
            if splices:
                yield from editing.spoilt(idea, text, splices, outer(text, kept)[0])
        for part in pair:
            if not rest and isinstance(part, ast.Call) and is_slope_name(callee(part)):
                name = _plain_sigmoid(kinds, unit, part)
                if name:
                    splice = editing.inside(text, part, name)
                    yield from editing.spoilt(idea, text, [splice], text.span(part)[0])


def _scaled(kinds: Kinds) -> Iterator[tuple[Unit, ast.BinOp, list[ast.expr]]]:
    """Yield the slopes in statements such as d *= z * (1 - z)."""
    for unit in backward_units(kinds.net):
        for node in unit.nodes(ast.AugAssign):
            if (
                isinstance(node.op, ast.Mult)
                and isinstance(node.value, ast.BinOp)
                and _before(kinds, unit, node) in DELTAS
            ):
                yield unit, node.value, factors(node.value)


def _is_used(net: Net, unit: Unit) -> bool:
    return any(callee(node) == unit.name for other in net.units for node in other.nodes(ast.Call))


def _plain_sigmoid(kinds: Kinds, unit: Unit, call: ast.Call) -> str:
    argument = call.args[0]
    if kinds.of(argument, unit) == "z1":
        return ""
    return f"sigmoid({unit.text.of(argument)})"


def _spoil_sigmoid(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil_half(_SIGMOID, False, subject, rng)


def _spoil_only_rest(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil_half(_HALF, True, subject, rng)


# --- parentheses ---------------------------------------------------------------------------------------


def _mend_brackets(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in [*backward_units(kinds.net), *slope_functions(kinds)]:
        text = unit.text
        for node in unit.nodes(ast.BinOp):
            if not isinstance(node.op, ast.Sub) or product(node) is not None:
                continue
            one, z = factors(node.left)[-1], factors(node.right)[0]
            bare = outer(text, one) == text.span(one) and not (one is node.left and z is node.right)
            if is_number(one, 1) and bare:
                start, end = text.span(one)[0], outer(text, z)[1]
                splices = [Splice(text.number, start, start, "("), Splice(text.number, end, end, ")")]
                yield from editing.fix(_BRACKETS, text, splices, one.lineno, 1.0, 0.9)


def _spoil_brackets(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in shuffled([*backward_units(kinds.net), *slope_functions(kinds)], rng):
        if unit in slope_functions(kinds) and not _is_used(kinds.net, unit):
            continue
        text = unit.text
        for node in unit.nodes(ast.BinOp):
            if complement(node) is None or not is_operand(unit, node):
                continue
            inner, whole = text.span(node), outer(text, node)
            if inner != whole:
                splices = [
                    Splice(text.number, whole[0], inner[0], ""),
                    Splice(text.number, inner[1], whole[1], ""),
                ]
                yield from editing.spoilt(_BRACKETS, text, splices, inner[0])


# --- of the wrong thing --------------------------------------------------------------------------------


def _mend_argument(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in backward_units(kinds.net):
        for node in unit.nodes(ast.Call):
            if is_slope_name(callee(node)) and len(node.args) == 1:
                kind = kinds.of(node.args[0], unit)
                for name in _holding(kinds, unit, node, {"z1": "a1", "a1": "z1"}.get(kind, "")):
                    splice = editing.inside(unit.text, node.args[0], name)
                    yield from editing.fix(_ARGUMENT, unit.text, [splice], node.lineno, 1.0, 0.7)
        for rest in unit.nodes(ast.BinOp):
            inner = complement(rest)
            if inner is None or kinds.of(inner, unit) != "a1":
                continue
            same = [each for each in _chain_of(unit, rest) if ast.dump(each) == ast.dump(inner)]
            for name in _holding(kinds, unit, rest, "z1"):
                splices = [editing.inside(unit.text, each, name) for each in (inner, *same)]
                yield from editing.fix(_ARGUMENT, unit.text, splices, rest.lineno, 1.0, 0.9)


def _chain_of(unit: Unit, node: ast.expr) -> list[ast.expr]:
    """Return the factors of the whole chain of multiplications that a factor stands in."""
    whole: ast.AST = node
    for above in unit.above(node):
        if not isinstance(above, ast.BinOp) or not isinstance(above.op, ast.Mult):
            break
        whole = above
    return factors(whole) if isinstance(whole, ast.expr) else []


def _holding(kinds: Kinds, unit: Unit, node: ast.expr, kind: str) -> list[str]:
    return kinds.holding(unit, node, kind)[:2] if kind else []


def _spoil_argument(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in shuffled(backward_units(kinds.net), rng):
        text = unit.text
        for node in unit.nodes(ast.Call):
            if is_slope_name(callee(node)) and len(node.args) == 1:
                kind = kinds.of(node.args[0], unit)
                for name in _holding(kinds, unit, node, {"z1": "a1", "a1": "z1"}.get(kind, ""))[:1]:
                    splice = editing.inside(text, node.args[0], name)
                    yield from editing.spoilt(_ARGUMENT, text, [splice], text.span(node)[0])
        for rest in unit.nodes(ast.BinOp):
            inner = complement(rest)
            if inner is None or kinds.of(inner, unit) != "z1" or not key_of(inner):
                continue
            same = [each for each in _chain_of(unit, rest) if ast.dump(each) == ast.dump(inner)]
            for name in _holding(kinds, unit, rest, "a1")[:1]:
                splices = [editing.inside(text, each, name) for each in (inner, *same)]
                yield from editing.spoilt(_ARGUMENT, text, splices, text.span(rest)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("sigmoid-for-sigmoid-grad", _TOPIC, _mend_sigmoid, _spoil_sigmoid, order=71),
    Misconception("sigmoid-grad-half", _TOPIC, _mend_half, _spoil_only_rest, order=71),
    Misconception("sigmoid-grad-missing-parentheses", _TOPIC, _mend_brackets, _spoil_brackets, order=71),
    Misconception("sigmoid-grad-wrong-argument", _TOPIC, _mend_argument, _spoil_argument, order=71),
)
