"""Rules on the products and sums of TwoLayerNet: transposed, element by element, along the wrong axis."""

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
from .accuracy import best
from .definitions import makers
from .edits import distinct, is_operand, shuffled
from .gradient_places import backward_units, given
from .kinds import Kinds, kinds_of
from .layers import all_layers
from .nodes import Product, callee, is_number, key_of, product, untransposed
from .reading import Net

_TOPIC = ("two_layer_net",)
_TURNED = "gradient-transposed"
_AXIS = "gradient-wrong-axis"
_ELEMENTS = "elementwise-product"


@dataclass(frozen=True, eq=False)
class Back:
    """A product on the way back: what stands left and right when it is right, both without .T.

    first, second   the operands as they should follow each other; the first is transposed for a gradient of
                    weights, the second where the error goes back through weights
    """

    unit: Unit
    made: Product
    first: ast.expr
    second: ast.expr
    through: bool

    @property
    def parts(self) -> list[tuple[ast.expr, bool]]:
        """The operands as they are, each with whether it is transposed."""
        return [untransposed(self.made.left), untransposed(self.made.right)]

    @property
    def is_right(self) -> bool:
        """The operands stand in the right order, the right one transposed."""
        (left, turned), (right, other) = self.parts
        return (
            left is self.first
            and right is self.second
            and (turned, other) == (not self.through, self.through)
        )


def backs(kinds: Kinds) -> list[Back]:
    """Return the products on the way back."""
    found = []
    for unit in backward_units(kinds.net):
        for made in kinds.net.products(unit):
            left, right = untransposed(made.left)[0], untransposed(made.right)[0]
            for delta, other in ((left, right), (right, left)):
                if not kinds.is_delta(delta, unit):
                    continue
                if kinds.net.weight(other, unit) is not None:
                    found.append(Back(unit, made, delta, other, True))
                elif not kinds.is_delta(other, unit):
                    found.append(Back(unit, made, other, delta, False))
                break
    return found


# --- transposed ----------------------------------------------------------------------------------------


def _operands(back: Back, order: tuple[ast.expr, ast.expr], turned: tuple[bool, bool]) -> list[Splice]:
    """Write a product's operands anew."""
    text = back.unit.text
    written = []
    for node, is_turned in zip(order, turned, strict=True):
        plain = editing.operand(text, node) if is_turned else editing.written(text, node)
        written.append(plain + ".T" if is_turned else plain)
    places = (back.made.left, back.made.right)
    return [editing.put(text, place, by) for place, by in zip(places, written, strict=True)]


def _mend_turned(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for back in backs(kinds):
        text, node = back.unit.text, back.made.node
        above = back.unit.parent(node)
        if isinstance(above, ast.Attribute) and above.attr == "T":
            if back.is_right:
                splice = Splice(text.number, outer(text, node)[1], text.span(above)[1], "")
                yield from editing.fix(_TURNED, text, [splice], node.lineno, 1.0, 0.9)
        elif not back.is_right:
            splices = _operands(back, (back.first, back.second), (not back.through, back.through))
            yield from editing.fix(_TURNED, text, _changed(text, splices), node.lineno, 1.5, 0.9)


def _changed(text: Text, splices: list[Splice]) -> list[Splice]:
    return [splice for splice in splices if text.source[splice.start : splice.end] != splice.text]


def _spoil_turned(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for back in shuffled(backs(kinds), rng):
        if not back.is_right or _binds_otherwise(back):
            continue
        text, pair = back.unit.text, (back.first, back.second)
        if back.through:
            ways = [(pair, (False, False)), (pair[::-1], (False, False))]
        else:
            ways = [(pair, (False, False)), (pair[::-1], (True, False)), (pair[::-1], (False, True))]
        order, turned = rng.choice(ways)
        splices = _changed(text, _operands(back, order, turned))
        at = (
            outer(text, back.made.left)[0]
            if isinstance(back.made.node, ast.BinOp)
            else text.span(back.made.node)[0]
        )
        yield from editing.spoilt(_TURNED, text, splices, at)


def _binds_otherwise(back: Back) -> bool:
    """Tell whether an operand is a chain that binds in another way when it changes places."""
    return any(isinstance(node, ast.BinOp) for node in (back.first, back.second))


# --- the axis of a sum ---------------------------------------------------------------------------------


def _sums(kinds: Kinds) -> Iterator[tuple[Unit, ast.Call, ast.expr, ast.expr | None]]:
    """Yield (function, call, what is summed, its axis) of the sums over an error."""
    for unit in backward_units(kinds.net):
        for node in unit.nodes(ast.Call):
            found = best(kinds.net, node, ("sum", "mean"))
            if found is not None and kinds.is_delta(found.of, unit):
                yield unit, node, found.of, found.axis


def _mend_axis(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit, call, _, axis in _sums(kinds):
        text = unit.text
        if axis is None:
            at = text.span(call)[1] - 1
            empty = not text.source[editing.bare_arguments(text, call)[0] : at].strip()
            splice = Splice(text.number, at, at, "axis=0" if empty else ", axis=0")
        elif not is_number(axis, 0):
            splice = editing.put(text, axis, "0")
        else:
            continue
        yield from editing.fix(_AXIS, text, [splice], call.lineno, 1.0, 0.9)
    for unit in backward_units(kinds.net):
        text = unit.text
        for name, value, _ in given(unit, kinds.net, plain=True):
            if name[:1] == "b" and kinds.is_delta(value, unit):
                written = f"{kinds.net.numpy}.sum({text.of(value)}, axis=0)"
                splice = editing.put(text, value, written)
                yield from editing.fix(_AXIS, text, [splice], value.lineno, 2.0, 0.9)


def _spoil_axis(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit, call, of, axis in shuffled(_sums(kinds), rng):
        text, at = unit.text, unit.text.span(call)[0]
        if axis is None:
            continue
        way = rng.random()
        if way < 0.5:
            yield from editing.spoilt(_AXIS, text, [editing.put(text, axis, "1")], at)
        elif way < 0.75 and not is_operand(unit, call):
            yield from editing.spoilt(
                _AXIS, text, [editing.inside(text, call, editing.written(text, of))], at
            )
        else:
            start, end = editing.bare_arguments(text, call)
            kept = editing.written(text, of) if call.args and call.args[0] is of else ""
            yield from editing.spoilt(_AXIS, text, [Splice(text.number, start, end, kept)], at)


# --- element by element --------------------------------------------------------------------------------


def _mend_elements(subject: Subject) -> Iterator[Fix]:
    return distinct(_elements(kinds_of(subject)))


def _elements(kinds: Kinds) -> Iterator[Fix]:
    net = kinds.net
    style = _style(net)
    starts = makers(net)
    for unit in [unit for unit in net.units if unit not in starts]:
        for node in unit.nodes(ast.BinOp, ast.Call):
            sides = _multiplied(node)
            if sides is None or not _is_meant(kinds, unit, *sides):
                continue
            text = unit.text
            left, right = (editing.written(text, side) for side in sides)
            if style == "@":
                left, right = (editing.operand(text, side) for side in sides)
                written = f"{left} @ {right}"
            else:
                written = f"{style}({left}, {right})"
            splice = editing.inside(text, node, written)
            yield from editing.fix("elementwise-product", text, [splice], node.lineno, 2.0, 0.9)


def _multiplied(node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return node.left, node.right
    if isinstance(node, ast.Call) and callee(node) == "multiply" and len(node.args) == 2:
        return node.args[0], node.args[1]
    return None


def _is_meant(kinds: Kinds, unit: Unit, left: ast.expr, right: ast.expr) -> bool:
    """Tell whether a matrix product is meant: with weights, or of data turned round and an error."""
    net = kinds.net
    if any(net.weight(side, unit) is not None for side in (left, right)):
        return not any(is_number(side) for side in (left, right))
    base, turned = untransposed(left)
    return turned and kinds.is_delta(right, unit) and not kinds.is_delta(base, unit)


def _style(net: Net) -> str:
    """Return how the program multiplies matrices: "@", or a function of numpy."""
    found = [made.node for unit in net.units for made in net.products(unit)]
    for node in found:
        if isinstance(node, ast.Call) and key_of(node.func).startswith(f"{net.numpy}."):
            return key_of(node.func)
    return "@" if any(isinstance(node, ast.BinOp) for node in found) else f"{net.numpy}.dot"


def _spoil_elements(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    places = [(layer.unit, layer.made) for layer in all_layers(kinds) if layer.made is not None]
    places += [(back.unit, back.made) for back in backs(kinds)]
    for unit, made in shuffled(places, rng):
        text = unit.text
        above = unit.parent(made.node)
        bound = above is not None and (isinstance(above, ast.Attribute) or product(above) is not None)
        if bound or not _is_meant(kinds, unit, made.left, made.right):
            continue
        left, right = editing.operand(text, made.left), editing.operand(text, made.right)
        splice = editing.inside(text, made.node, f"{left} * {right}")
        yield from editing.spoilt(_ELEMENTS, text, [splice], text.span(made.node)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("gradient-transposed", _TOPIC, _mend_turned, _spoil_turned, order=72),
    Misconception("gradient-wrong-axis", _TOPIC, _mend_axis, _spoil_axis, order=72),
    Misconception("elementwise-product", _TOPIC, _mend_elements, _spoil_elements, order=52),
)
