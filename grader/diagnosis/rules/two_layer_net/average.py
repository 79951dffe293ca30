"""Rules on the division by the batch in TwoLayerNet.gradient: left out, or made twice."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .edits import distinct, everywhere, is_operand, shuffled
from .error import Error, errors
from .gradient_places import backward_units, given
from .kinds import Kinds, kinds_of
from .nodes import callee, is_number, key_of, operations
from .reading import Net

_TOPIC = ("two_layer_net",)
_AVERAGE = "gradient-not-averaged"
_TWICE = "gradient-averaged-twice"


# --- the division --------------------------------------------------------------------------------------


def batch_of(net: Net, unit: Unit, error: ast.AST | None = None) -> str:
    """Return how a function would write the number of samples."""
    for event in net.events(unit):
        value = event.value
        if event.part in (None, 0) and event.target and _is_length(value):
            return event.target
    if unit.name == "backward":
        held = [node.value for node in unit.nodes(ast.Attribute) if node.attr == "t"]
        return "self.t.shape[0]" if held else ""
    return f"{unit.parameters[0]}.shape[0]" if unit.parameters else ""


def _is_length(node: ast.expr) -> bool:
    """Tell whether an expression is a number of samples: x.shape[0], len(x), or x.shape to be unpacked."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        return node.value.attr == "shape" and is_number(node.slice, 0)
    if isinstance(node, ast.Attribute) and node.attr == "shape":
        return True
    return callee(node) == "len"


def divisions(kinds: Kinds, unit: Unit) -> list[ast.BinOp | ast.AugAssign]:
    """Return the divisions by the number of samples in a function."""
    lengths = {event.target for event in kinds.net.events(unit) if _is_length(event.value)}
    found: list[ast.BinOp | ast.AugAssign] = []
    for node in operations(unit):
        below = node.right if isinstance(node, ast.BinOp) else node.value
        if isinstance(node.op, ast.Div) and (_is_length(below) or key_of(below) in lengths):
            found.append(node)
    return found


def _mend_average(subject: Subject) -> Iterator[Fix]:
    return distinct(_averaged(kinds_of(subject)))


def _averaged(kinds: Kinds) -> Iterator[Fix]:
    for unit in backward_units(kinds.net):
        text, size, single = unit.text, batch_of(kinds.net, unit), []
        divided = divisions(kinds, unit)
        found = list(errors(kinds, unit))
        values = given(unit, kinds.net)
        partly = [value for _, value, _ in values if any(node in divided for node in walk(value))]
        for _, value, _ in values if partly and size else ():
            if value not in partly and not any(node in divided for node in walk(value)):
                single += editing.fix(_AVERAGE, text, _over(text, value, size), value.lineno, 2.0, 0.9)
        yield from single
        yield from everywhere(single, 0.9)
        for error in found:
            yield from _error_over(kinds, error, size, 0.3 if divided else 0.95)
        if not divided and size:
            every = [
                fix
                for _, value, _ in values
                for fix in editing.fix(_AVERAGE, text, _over(text, value, size), value.lineno, 2.0, 0.5)
            ]
            yield from everywhere(every, 0.3)


def _over(text: Text, value: ast.expr, size: str) -> list[Splice]:
    """Divide a value; an operator that binds less closely gets parentheses."""
    start, end = outer(text, value)
    loose = isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Sub))
    if loose and (start, end) == text.span(value):
        return [Splice(text.number, start, start, "("), Splice(text.number, end, end, f") / {size}")]
    return [Splice(text.number, end, end, f" / {size}")]


def _error_over(kinds: Kinds, error: Error, size: str, suspicion: float) -> Iterator[Fix]:
    unit, node = error.unit, error.node
    text = unit.text
    if isinstance(node, ast.AugAssign):
        held = text.of(node.target)
        splice = editing.insert_after(text, node, [f"{held} /= {size}"]) if size else None
        yield from editing.fix(_AVERAGE, text, [splice], node.lineno, 3.0, suspicion)
        return
    if any(above in divisions(kinds, unit) for above in unit.above(node)):
        return
    target = node.right if not error.flipped else node.left
    written = size or f"{editing.operand(text, target)}.shape[0]"
    yield from editing.fix(_AVERAGE, text, _over(text, node, written), node.lineno, 2.0, suspicion)


def _spoil_average(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in shuffled(backward_units(kinds.net), rng):
        text, single = unit.text, []
        for node in divisions(kinds, unit):
            if isinstance(node, ast.AugAssign):
                at = next((text.span(error.node)[0] for error in errors(kinds, unit)), None)
                if at is not None:
                    yield from editing.spoilt(_AVERAGE, text, editing.delete(text, node), at)
                continue
            statement = unit.statement(node)
            own = (
                isinstance(statement, ast.Assign) and key_of(node.left) == key_of(statement.targets[0]) != ""
            )
            if own and statement is not None:
                at = next((text.span(error.node)[0] for error in errors(kinds, unit)), None)
                if at is not None:
                    yield from editing.spoilt(_AVERAGE, text, editing.delete(text, statement), at)
                continue
            single += editing.spoilt(_AVERAGE, text, _undivided(unit, node), outer(text, node)[0])
        yield from single
        for whole in everywhere(single, 0.5):
            first = next((error.node.lineno for error in errors(kinds, unit)), whole.line)
            yield Fix(_AVERAGE, whole.splices, whole.cell, first)


def _undivided(unit: Unit, node: ast.BinOp) -> list[Splice]:
    text = unit.text
    inner, whole = text.span(node.left), outer(text, node.left)
    end = outer(text, node.right)[1]
    above = unit.parent(node)
    if (
        inner != whole
        and isinstance(above, (ast.Assign, ast.Return))
        and outer(text, node) == text.span(node)
    ):
        return [Splice(text.number, whole[0], inner[0], ""), Splice(text.number, inner[1], end, "")]
    return [Splice(text.number, whole[1], end, "")]


# --- once is enough ------------------------------------------------------------------------------------


def _mend_twice(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in backward_units(kinds.net):
        text, single = unit.text, []
        divided = divisions(kinds, unit)
        for node in unit.nodes(ast.Call):
            if callee(node) == "mean" and isinstance(node.func, ast.Attribute):
                end = text.span(node.func)[1]
                splice = Splice(text.number, end - len("mean"), end, "sum")
                single += editing.fix(_TWICE, text, [splice], node.lineno, 1.0, 0.9)
        yield from single
        yield from everywhere(single, 0.9)
        for at, division in enumerate(divided if len(divided) > 1 else ()):
            if isinstance(division, ast.AugAssign):
                splices = editing.delete(text, division)
            else:
                splices = [
                    Splice(text.number, outer(text, division.left)[1], outer(text, division.right)[1], "")
                ]
            yield from editing.fix(_TWICE, text, splices, division.lineno, 1.5, 0.7 if at else 0.4)


def _spoil_twice(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in shuffled(backward_units(kinds.net), rng):
        text = unit.text
        divided = divisions(kinds, unit)
        size = _written_size(text, divided)
        for node in unit.nodes(ast.Call):
            summed = callee(node) == "sum" and isinstance(node.func, ast.Attribute)
            if summed and any(word.arg == "axis" for word in node.keywords) and divided:
                end = text.span(node.func)[1]
                splice = Splice(text.number, end - len("sum"), end, "mean")
                yield from editing.spoilt(_TWICE, text, [splice], text.span(node)[0])
        for name, value, _ in shuffled(given(unit, kinds.net), rng):
            del name
            inner = any(node in divided for node in walk(value))
            if divided and not inner and size and not is_operand(unit, value):
                splices = _over(text, value, size)
                yield from editing.spoilt(_TWICE, text, splices, text.span(value)[0])


def _written_size(text: Text, divided: list[ast.BinOp | ast.AugAssign]) -> str:
    for node in divided:
        below = node.right if isinstance(node, ast.BinOp) else node.value
        return text.of(below)
    return ""


RULES: tuple[Misconception, ...] = (
    Misconception("gradient-not-averaged", _TOPIC, _mend_average, _spoil_average, order=70),
    Misconception("gradient-averaged-twice", _TOPIC, _mend_twice, _spoil_twice, order=70),
)
