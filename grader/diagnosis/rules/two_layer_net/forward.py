"""Rules on a layer of TwoLayerNet: the wrong weights or bias, none at all, operands in the wrong order."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .edits import is_operand, mention, renumbered, shuffled
from .kinds import DELTAS, Kinds, kinds_of
from .layers import Layer, all_layers
from .nodes import Product, Ref, spelt, untransposed
from .reading import Net

_TOPIC = ("two_layer_net",)
_OTHER = {"1": "2", "2": "1"}


def _line(unit: Unit, node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


# --- the weights or the bias of the other layer -------------------------------------------------------


def _mend_copied(idea: str, letter: str, subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    found = list(all_layers(kinds))
    done: set[tuple[int, int]] = set()
    for unit in kinds.net.units:
        for node, wanted in _misnamed(kinds.net, unit, letter):
            yield from _once(done, idea, unit, node, wanted, 0.95)
    for layer in found:
        if layer.bias is None or layer.bias_ref is None or layer.weight_ref.layer == layer.bias_ref.layer:
            continue
        node, ref, other = layer.weight, layer.weight_ref, layer.bias_ref
        if letter == "b":
            node, ref, other = layer.bias, layer.bias_ref, layer.weight_ref
        beside = [each for each in found if each.unit is layer.unit and each is not layer]
        twin = any((each.weight_ref if letter == "W" else each.bias_ref) == ref for each in beside)
        yield from _once(done, idea, layer.unit, node, other.layer, 0.9 if twin or not beside else 0.4)


def _once(
    done: set[tuple[int, int]], idea: str, unit: Unit, node: ast.AST, layer: str, suspicion: float
) -> Iterator[Fix]:
    if spelt(node) is None:
        return
    splice = renumbered(unit.text, node, layer)
    if splice is not None and (splice.cell, splice.start) not in done:
        done.add((splice.cell, splice.start))
        yield from editing.fix(idea, unit.text, [splice], _line(unit, node), 1.0, suspicion)


def _misnamed(net: Net, unit: Unit, letter: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield parameters that are read into a name of the other layer: b2 = self.params['b1']."""
    for event in net.events(unit):
        target, value = event.target, spelt(event.value)
        own = spelt(ast.Name(target)) if target and "." not in target else None
        if own is None or value is None or isinstance(event.value, ast.Name):
            continue
        if own.letter == value.letter == letter and own.layer != value.layer:
            yield event.value, own.layer


def _mend_bias_copied(subject: Subject) -> Iterator[Fix]:
    return _mend_copied("bias-copy-paste", "b", subject)


def _mend_weight_copied(subject: Subject) -> Iterator[Fix]:
    yield from _mend_copied("weight-copy-paste", "W", subject)
    kinds = kinds_of(subject)
    for unit, _, weight in _backward_products(kinds):
        ref = kinds.net.weight(weight, unit)
        if ref is not None and ref.layer == "1":
            splice = renumbered(unit.text, untransposed(weight)[0], "2")
            yield from editing.fix("weight-copy-paste", unit.text, [splice], _line(unit, weight), 1.0, 0.9)
    for layer in all_layers(kinds):
        data, text = layer.data, layer.unit.text
        bare = layer.bias is None and layer.weight_ref.layer == "1"
        if bare and data is not None and kinds.of(data, layer.unit) == "z1":
            splice = renumbered(text, layer.weight, "2")
            yield from editing.fix("weight-copy-paste", text, [splice], layer.weight.lineno, 1.0, 0.8)


def _backward_products(kinds: Kinds) -> Iterator[tuple[Unit, Product, ast.expr]]:
    """Yield the products that send an error back through weights."""
    for unit in kinds.net.units:
        for made in kinds.net.products(unit):
            for weight, data in ((made.right, made.left), (made.left, made.right)):
                delta = kinds.of(untransposed(data)[0], unit) in DELTAS
                if delta and kinds.net.weight(weight, unit) is not None:
                    yield unit, made, weight


def _spoil_copied(idea: str, letter: str, subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    places: list[tuple[Unit, ast.expr, str]] = []
    for layer in all_layers(kinds):
        node, ref = (layer.weight, layer.weight_ref) if letter == "W" else (layer.bias, layer.bias_ref)
        if node is None or ref is None or not ref.layer:
            continue
        if _may_be_renumbered(kinds.net, layer.unit, node):
            places.append((layer.unit, node, _OTHER[ref.layer]))
    if letter == "W":
        for unit, _, weight in _backward_products(kinds):
            base = untransposed(weight)[0]
            if _may_be_renumbered(kinds.net, unit, base):
                places.append((unit, base, "1"))
    for unit in kinds.net.units:
        for event in kinds.net.events(unit):
            own, value = spelt(ast.Name(event.target)), spelt(event.value)
            if own is None or own != value or own.letter != letter or isinstance(event.value, ast.Name):
                continue
            if unit.uses(event.target):
                places.append((unit, event.value, _OTHER[own.layer]))
    for unit, place, by in shuffled(places, rng):
        splice = renumbered(unit.text, place, by)
        yield from editing.spoilt(idea, unit.text, [splice], unit.text.span(place)[0])


def _may_be_renumbered(net: Net, unit: Unit, node: ast.AST) -> bool:
    """Tell whether the other layer's parameter can be mentioned at a node: a local name must be there."""
    ref = spelt(node)
    if ref is None or not isinstance(node, ast.Name):
        return ref is not None
    wanted = mention(unit.text, node, ref.letter + _OTHER[ref.layer])
    return any(
        event.target == wanted and (event.statement.end_lineno or 0) < node.lineno
        for event in net.events(unit)
    )


def _spoil_bias_copied(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil_copied("bias-copy-paste", "b", subject, rng)


def _spoil_weight_copied(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil_copied("weight-copy-paste", "W", subject, rng)


# --- no bias -------------------------------------------------------------------------------------------


def _mend_no_bias(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for layer in all_layers(kinds):
        if layer.bias is not None or layer.made is None:
            continue
        unit, node = layer.unit, layer.made.node
        bias = _bias_for(kinds.net, layer)
        if not bias:
            continue
        if is_operand(unit, node):
            splices = [*_around(unit.text, node, "(", f" + {bias})")]
        else:
            end = outer(unit.text, node)[1]
            splices = [Splice(unit.text.number, end, end, f" + {bias}")]
        yield from editing.fix("bias-forgotten", unit.text, splices, _line(unit, node), 2.0, 0.8)


def _around(text: Text, node: ast.expr, head: str, tail: str) -> list[Splice]:
    start, end = outer(text, node)
    return [Splice(text.number, start, start, head), Splice(text.number, end, end, tail)]


def _bias_for(net: Net, layer: Layer) -> str:
    """Return how a layer's function would write its bias."""
    unit, name = layer.unit, f"b{layer.weight_ref.layer}"
    if not layer.weight_ref.layer:
        return "self.b" if isinstance(layer.weight, ast.Attribute) else "b"
    if isinstance(layer.weight, ast.Name):
        for event in net.events(unit):
            own = spelt(ast.Name(event.target))
            if own == Ref("b", layer.weight_ref.layer):
                return event.target
        for other in (unit, *net.methods):
            mentions: list[ast.Subscript | ast.Attribute] = [
                *other.nodes(ast.Subscript),
                *other.nodes(ast.Attribute),
            ]
            for node in mentions:
                if spelt(node) is not None and isinstance(node.ctx, ast.Load):
                    return mention(other.text, node, name) or ""
        return ""
    return mention(unit.text, layer.weight, name) or ""


def _spoil_no_bias(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for layer in shuffled(all_layers(kinds), rng):
        text, adds = layer.unit.text, layer.adds
        if layer.made is None or layer.bias is None:
            continue
        at = text.span(layer.made.node)[0]
        if isinstance(adds, ast.BinOp):
            kept = adds.left if adds.right is layer.bias else adds.right
            statement = layer.unit.statement(adds)
            if kept is not layer.made.node and statement is not None:
                splices = editing.delete(text, statement) if isinstance(statement, ast.Assign) else None
            else:
                left, right = outer(text, adds.left), outer(text, adds.right)
                gap = (left[1], right[1]) if kept is adds.left else (left[0], right[0])
                splices = [Splice(text.number, *gap, "")]
        elif isinstance(adds, ast.AugAssign):
            splices = editing.delete(text, adds)
        else:
            continue
        yield from editing.spoilt("bias-forgotten", text, splices, at)


# --- operands ------------------------------------------------------------------------------------------


def _mend_order(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    lines = {place.line for raised in subject.raised for place in raised.trace}
    for layer in all_layers(kinds):
        made = layer.made
        if made is not None and layer.weight is made.left:
            suspicion = 0.97 if made.node.lineno in lines else 0.5
            splices = _swapped(layer.unit.text, made.left, made.right)
            yield from editing.fix(
                "product-order", layer.unit.text, splices, _line(layer.unit, made.node), 0.9, suspicion
            )


def _swapped(text: Text, left: ast.expr, right: ast.expr) -> list[Splice]:
    return [
        editing.put(text, left, editing.written(text, right)),
        editing.put(text, right, editing.written(text, left)),
    ]


def _spoil_order(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for layer in shuffled(all_layers(kinds), rng):
        made = layer.made
        if made is None or layer.weight is not made.right or _is_chain(made):
            continue
        text = layer.unit.text
        splices = _swapped(text, made.left, made.right)
        yield from editing.spoilt("product-order", text, splices, text.span(made.node)[0])


def _is_chain(made: Product) -> bool:
    """Tell whether operands of @ would bind in another way when they change places."""
    if not isinstance(made.node, ast.BinOp):
        return (
            isinstance(made.node, ast.Call) and len(made.node.args) == 1 and isinstance(made.left, ast.BinOp)
        )
    return isinstance(made.left, ast.BinOp)


def _mend_takes_input(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for layer in all_layers(kinds):
        unit, data = layer.unit, layer.data
        if layer.weight_ref.layer != "2" or not isinstance(data, (ast.Name, ast.Attribute)):
            continue
        if kinds.of(data, unit) != "x":
            continue
        for name in kinds.holding(unit, data, "z1"):
            splice = editing.put(unit.text, data, name)
            yield from editing.fix(
                "second-layer-takes-input", unit.text, [splice], _line(unit, data), 1.0, 0.9
            )


def _spoil_takes_input(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for layer in shuffled(all_layers(kinds), rng):
        unit, data = layer.unit, layer.data
        if layer.weight_ref.layer != "2" or not isinstance(data, (ast.Name, ast.Attribute)):
            continue
        given = [name for name in unit.parameters if kinds.net.method(unit.name) and name in ("x", "X")]
        own = given[:1] if data is not None and kinds.of(data, unit) == "z1" else []
        for name in own:
            splice = editing.put(unit.text, data, name)
            yield from editing.spoilt(
                "second-layer-takes-input", unit.text, [splice], unit.text.span(data)[0]
            )


RULES: tuple[Misconception, ...] = (
    Misconception("bias-copy-paste", _TOPIC, _mend_bias_copied, _spoil_bias_copied, order=51),
    Misconception("weight-copy-paste", _TOPIC, _mend_weight_copied, _spoil_weight_copied, order=51),
    Misconception("bias-forgotten", _TOPIC, _mend_no_bias, _spoil_no_bias, order=51),
    Misconception("product-order", _TOPIC, _mend_order, _spoil_order, order=52),
    Misconception("second-layer-takes-input", _TOPIC, _mend_takes_input, _spoil_takes_input, order=51),
)
