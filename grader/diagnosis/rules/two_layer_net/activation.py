"""Rules on where TwoLayerNet bends: no sigmoid between the layers, or one too many at the end."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .edits import (
    called,
    distinct,
    everywhere,
    is_operand,
    shuffled,
    sigmoid_of,
    uncalled,
)
from .kinds import Kinds, kinds_of
from .layers import Layer, all_layers
from .nodes import callee, is_sigmoid, is_softmax, key_of

_TOPIC = ("two_layer_net",)
_FLAT = ("a1", "p1")
_SKIPS = "skips-activation"
_BEFORE = "sigmoid-before-softmax"


# --- no activation -------------------------------------------------------------------------------------


def _mend_skips(subject: Subject) -> Iterator[Fix]:
    return distinct(_skipped(kinds_of(subject)))


def _skipped(kinds: Kinds) -> Iterator[Fix]:
    found = all_layers(kinds)
    for layer in found:
        if layer.weight_ref.layer == "2" and layer.data is not None:
            yield from _by_name(kinds, layer)
    for unit in kinds.net.units:
        yield from _aliases(kinds, unit)
    for layer in found:
        if layer.weight_ref.layer == "1" and layer.data is not None:
            yield from _around_first(kinds, layer)
        elif layer.weight_ref.layer == "2" and layer.data is not None:
            yield from _around_data(kinds, layer)
    yield from _missing_layer(kinds, found)


def _by_name(kinds: Kinds, layer: Layer) -> Iterator[Fix]:
    """The hidden values have a name already: use it."""
    data, unit = layer.data, layer.unit
    if data is not None and kinds.of(data, unit) in _FLAT and key_of(data):
        for name in kinds.holding(unit, data, "z1")[:2]:
            splice = editing.put(unit.text, data, name)
            yield from editing.fix(_SKIPS, unit.text, [splice], data.lineno, 1.0, 0.95)


def _aliases(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    """A plain z1 = a1 where z1 = sigmoid(a1) is meant."""
    for event in kinds.net.events(unit):
        value = event.value
        if key_of(value) and not event.augmented and event.part is None and kinds.of(value, unit) in _FLAT:
            splices = called(unit.text, value, sigmoid_of(kinds.net, unit))
            yield from editing.fix(_SKIPS, unit.text, splices, value.lineno, 2.0, 0.9)


def _around_first(kinds: Kinds, layer: Layer) -> Iterator[Fix]:
    unit, whole = layer.unit, layer.whole
    above = unit.parent(whole)
    if isinstance(above, ast.Call) and above.func is not whole and not _is_product(kinds, layer, above):
        return
    if isinstance(layer.adds, ast.AugAssign):
        return
    names = {event.target for event in kinds.net.events(unit) if event.value is whole and event.target}
    if any(is_sigmoid(node) and key_of(node.args[0]) in names for node in unit.nodes(ast.Call)):
        return
    splices = called(unit.text, whole, sigmoid_of(kinds.net, unit))
    yield from editing.fix(_SKIPS, unit.text, splices, whole.lineno, 2.0, 0.8)


def _is_product(kinds: Kinds, layer: Layer, node: ast.Call) -> bool:
    return any(made.node is node for made in kinds.net.products(layer.unit)) or len(node.args) == 3


def _around_data(kinds: Kinds, layer: Layer) -> Iterator[Fix]:
    data, unit = layer.data, layer.unit
    if data is not None and kinds.of(data, unit) in _FLAT:
        splices = called(unit.text, data, sigmoid_of(kinds.net, unit))
        yield from editing.fix(_SKIPS, unit.text, splices, data.lineno, 2.0, 0.6)


def _missing_layer(kinds: Kinds, found: list[Layer]) -> Iterator[Fix]:
    """Layer objects in a row with no Sigmoid() between the first and the second."""
    made = [layer for layer in found if layer.data is None and isinstance(layer.whole, ast.Call)]
    firsts = [layer for layer in made if layer.weight_ref.layer == "1"]
    for second in [layer for layer in made if layer.weight_ref.layer == "2"]:
        if any(_is_sigmoid_layer(node) for node in second.unit.nodes(ast.Call)) or not firsts:
            continue
        unit, text = second.unit, second.unit.text
        statement, above = unit.statement(second.whole), unit.parent(second.whole)
        splice: Splice | None = None
        if isinstance(above, ast.Dict):
            key = above.keys[above.values.index(second.whole)]
            if isinstance(key, ast.Constant):
                quote = text.source[text.span(key)[0]]
                splice = _before_entry(text, key, f"{quote}Sigmoid1{quote}: Sigmoid()")
        elif isinstance(above, (ast.List, ast.Tuple)):
            splice = _before_entry(text, second.whole, "Sigmoid()")
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
            held = text.of(statement.targets[0].value)
            quote = '"' if '"' in text.of(statement.targets[0]) else "'"
            splice = editing.insert_before(text, statement, [f"{held}[{quote}Sigmoid1{quote}] = Sigmoid()"])
        yield from editing.fix(_SKIPS, text, [splice], second.whole.lineno, 3.0, 0.9)


def _before_entry(text: Text, node: ast.expr, written: str) -> Splice:
    start = text.span(node)[0]
    line = text.line_text(node.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    own_line = not text.source[text.line_span(node.lineno)[0] : start].strip()
    return Splice(text.number, start, start, written + (",\n" + indent if own_line else ", "))


def _is_sigmoid_layer(node: ast.Call) -> bool:
    return "sigmoid" in callee(node).lower() and not node.args


def _spoil_skips(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for layer in shuffled(all_layers(kinds), rng):
        data, unit = layer.data, layer.unit
        if (
            layer.weight_ref.layer == "2"
            and data is not None
            and kinds.of(data, unit) == "z1"
            and key_of(data)
        ):
            flat = _flat_names(kinds, unit, data)
            for name in flat[:1]:
                splice = editing.put(unit.text, data, name)
                yield from editing.spoilt(_SKIPS, unit.text, [splice], unit.text.span(data)[0])
    for unit in shuffled(kinds.net.units, rng):
        for node in unit.nodes(ast.Call):
            above = unit.parent(node)
            bare = not isinstance(above, ast.BinOp) or isinstance(above.op, ast.MatMult)
            if bare and is_sigmoid(node) and kinds.of(node.args[0], unit) in _FLAT:
                yield from _unbent(unit, node)
            elif _is_sigmoid_layer(node):
                yield from _without_layer(unit, node)


def _flat_names(kinds: Kinds, unit: Unit, node: ast.expr) -> list[str]:
    """Return names that still hold the first layer's sum where a node stands."""
    last = {}
    for event in kinds.net.events(unit):
        if event.target and (event.statement.end_lineno or 0) < node.lineno:
            last[event.target] = kinds.after(event, unit)
    return [name for name, kind in last.items() if kind == "a1"]


def _unbent(unit: Unit, node: ast.Call) -> Iterator[Fix]:
    text, statement = unit.text, unit.statement(node)
    if statement is not None and _bends_itself(statement, node):
        before = unit.block(statement)
        at = before.index(statement)
        if at:
            place = text.span(before[at - 1])[0]
            yield from editing.spoilt(_SKIPS, text, editing.delete(text, statement), place)
        return
    at = text.span(node)[0]
    yield from editing.spoilt(_SKIPS, text, uncalled(text, node, keep=is_operand(unit, node)), at)


def _bends_itself(statement: ast.stmt, node: ast.Call) -> bool:
    """Tell whether a statement is z = sigmoid(z)."""
    if not isinstance(statement, ast.Assign) or statement.value is not node:
        return False
    return key_of(statement.targets[0]) == key_of(node.args[0]) != ""


def _without_layer(unit: Unit, node: ast.Call) -> Iterator[Fix]:
    text, statement, above = unit.text, unit.statement(node), unit.parent(node)
    if isinstance(statement, ast.Assign) and statement.value is node:
        block = unit.block(statement)
        at = block.index(statement)
        if at + 1 < len(block):
            place = text.span(block[at + 1])[0]
            yield from editing.spoilt(_SKIPS, text, editing.delete(text, statement), place)
    elif isinstance(above, ast.Dict):
        at = above.values.index(node)
        key, after = above.keys[at], above.keys[at + 1] if at + 1 < len(above.keys) else None
        if key is not None and after is not None:
            splice = Splice(text.number, text.span(key)[0], text.span(after)[0], "")
            yield from editing.spoilt(_SKIPS, text, [splice], text.span(after)[0])


# --- one too many --------------------------------------------------------------------------------------


def _mend_before(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    single = []
    for unit in kinds.net.units:
        for node in unit.nodes(ast.Call):
            if not is_sigmoid(node):
                continue
            above = unit.parent(node)
            last = kinds.of(node.args[0], unit) in ("a2", "p2")
            if last or (above is not None and is_softmax(above)):
                single += _unwrapped(unit, node)
    yield from single
    yield from everywhere(single, 0.9)


def _unwrapped(unit: Unit, node: ast.Call) -> list[Fix]:
    text, statement = unit.text, unit.statement(node)
    if statement is not None and _bends_itself(statement, node):
        return editing.fix(_BEFORE, text, editing.delete(text, statement), node.lineno, 2.0, 0.9)
    splices = uncalled(text, node, keep=is_operand(unit, node))
    return editing.fix(_BEFORE, text, splices, node.lineno, 1.0, 0.9)


def _spoil_before(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in shuffled(kinds.net.units, rng):
        name = sigmoid_of(kinds.net, unit)
        for node in unit.nodes(ast.Call):
            if is_softmax(node) and node.args and kinds.of(node.args[0], unit) == "a2":
                argument = node.args[0]
                at = outer(unit.text, argument)[0]
                yield from editing.spoilt(_BEFORE, unit.text, called(unit.text, argument, name), at)
    for layer in shuffled(all_layers(kinds), rng):
        if layer.weight_ref.layer == "2" and layer.data is not None:
            unit, above = layer.unit, layer.unit.parent(layer.whole)
            whole = not isinstance(layer.adds, ast.AugAssign) and layer.bias is not None
            if whole and isinstance(above, (ast.Assign, ast.Return)):
                splices = called(unit.text, layer.whole, sigmoid_of(kinds.net, unit))
                yield from editing.spoilt(_BEFORE, unit.text, splices, outer(unit.text, layer.whole)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("skips-activation", _TOPIC, _mend_skips, _spoil_skips, order=50),
    Misconception("sigmoid-before-softmax", _TOPIC, _mend_before, _spoil_before, order=53),
)
