"""Rules on the slope of the sigmoid in TwoLayerNet.gradient: left out altogether."""

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
from .edits import distinct, everywhere, shuffled, slope_of
from .gradient_places import backward_units, given
from .kinds import Kinds, complement, factors, kinds_of
from .nodes import is_sigmoid, is_slope_name, key_of
from .reading import Net

_TOPIC = ("two_layer_net",)
_MISSING = "gradient-missing-activation-derivative"


# --- what the slope is written with ---------------------------------------------------------------------


def _written(kinds: Kinds, unit: Unit, node: ast.expr) -> list[str]:
    """Return how a function may write the slope at a node: by the hidden values, or by a function of a1."""
    hidden, flat = kinds.holding(unit, node, "z1"), kinds.holding(unit, node, "a1")
    slope = slope_of(kinds.net, unit)
    found = [f"{slope}({name})" for name in flat] if slope else []
    found += [f"{name} * (1 - {name})" for name in hidden]
    if slope and not found:
        found += [f"{slope}({name})" for name in hidden]
    if unit.name == "backward" and unit.owner is not None:
        own = [key for key in _held(kinds.net, unit) if key]
        found += [f"{key} * (1 - {key})" for key in own]
    for name in flat if not found else ():
        found.append(f"sigmoid({name}) * (1 - sigmoid({name}))")
    return list(dict.fromkeys(found))[:3]


def _held(net: Net, unit: Unit) -> list[str]:
    """Return the attributes in which a layer's forward keeps what it gives out."""
    found = []
    for other in net.units:
        if other.owner is unit.owner and other.name == "forward":
            for event in net.events(other):
                if event.target.startswith("self.") and is_sigmoid(event.value):
                    found.append(event.target)
    return found


def slope_functions(kinds: Kinds) -> list[Unit]:
    """Return the functions that compute the slope of the sigmoid by themselves."""
    return [unit for unit in kinds.net.units if is_slope_name(unit.name) and "sig" in unit.name.lower()]


def _sent_back(kinds: Kinds, unit: Unit) -> list[ast.expr]:
    """Return the products that send the error back through the second layer's weights."""
    return [made.node for made in kinds.net.products(unit) if kinds.of(made.node, unit) == "d1"]


# --- no slope ------------------------------------------------------------------------------------------


def _mend_missing(subject: Subject) -> Iterator[Fix]:
    return distinct(_missing(kinds_of(subject)))


def _missing(kinds: Kinds) -> Iterator[Fix]:
    for unit in backward_units(kinds.net):
        yield from _other_name(kinds, unit)
        if unit.name == "backward":
            yield from _in_layer(kinds, unit)
            continue
        yield from _on_alias(kinds, unit)
        for node in _sent_back(kinds, unit):
            for at, slope in enumerate(_written(kinds, unit, node)):
                yield from _times(unit, node, slope, 0.9 - 0.1 * at)


def _other_name(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    """The slope was multiplied in under another name than the one that is used."""
    sloped = [
        event.target for event in kinds.net.events(unit) if event.target and kinds.after(event, unit) == "g1"
    ]
    single = []
    for name, value, _ in given(unit, kinds.net) if sloped else ():
        for node in walk(value):
            if isinstance(node, ast.Name) and name.endswith("1") and kinds.of(node, unit) == "d1":
                splice = editing.inside(unit.text, node, sloped[-1])
                single += editing.fix(_MISSING, unit.text, [splice], node.lineno, 1.0, 0.9)
    yield from single
    yield from everywhere(single, 0.95)


def _on_alias(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    for event in kinds.net.events(unit):
        if key_of(event.value) and not event.augmented and kinds.of(event.value, unit) == "d1":
            for slope in _written(kinds, unit, event.value):
                yield from _times(unit, event.value, slope, 0.95)


def _in_layer(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    """A layer's backward that hands the error on as it came."""
    held = _held(kinds.net, unit)
    values = [node.value for node in unit.nodes(ast.Return)] + [node.value for node in unit.nodes(ast.Assign)]
    for value in values:
        if held and value is not None and key_of(value) in unit.parameters:
            yield from _times(unit, value, f"{held[-1]} * (1 - {held[-1]})", 0.9)


def _times(unit: Unit, node: ast.expr, slope: str, suspicion: float) -> Iterator[Fix]:
    text = unit.text
    end = outer(text, node)[1]
    yield from editing.fix(
        _MISSING, text, [Splice(text.number, end, end, f" * {slope}")], node.lineno, 2.0, suspicion
    )


def _spoil_missing(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit, node, parts in shuffled(chains(kinds), rng):
        slope = [part for part in parts if is_slope_part(kinds, unit, part, parts)]
        splices = without(unit.text, node, parts, slope)
        if splices:
            kept = next(part for part in parts if part not in slope)
            yield from editing.spoilt(_MISSING, unit.text, splices, outer(unit.text, kept)[0])
    for unit in shuffled(backward_units(kinds.net), rng):
        for event in kinds.net.events(unit):
            statement = event.statement
            if isinstance(statement, ast.AugAssign) and kinds.after(event, unit) == "g1":
                before = unit.block(statement)
                at = unit.text.span(before[before.index(statement) - 1])[0]
                gone = editing.delete(unit.text, statement)
                yield from editing.spoilt(_MISSING, unit.text, gone, at)


def chains(kinds: Kinds) -> Iterator[tuple[Unit, ast.BinOp, list[ast.expr]]]:
    """Yield the products of an error and the slope, with their factors."""
    for unit in backward_units(kinds.net):
        for node in unit.nodes(ast.BinOp):
            above = unit.parent(node)
            inner = isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult)
            if isinstance(node.op, ast.Mult) and not inner and kinds.of(node, unit) == "g1":
                yield unit, node, factors(node)


def is_slope_part(kinds: Kinds, unit: Unit, part: ast.expr, parts: list[ast.expr]) -> bool:
    if kinds.of(part, unit) == "slope":
        return True
    inner = complement(part)
    others = [ast.dump(complement(each) or each) for each in parts if each is not part]
    return (ast.dump(inner) if inner is not None else ast.dump(part)) in others


def without(text: Text, node: ast.BinOp, parts: list[ast.expr], gone: list[ast.expr]) -> list[Splice]:
    """Take factors out of a chain of multiplications, with the signs beside them."""
    if not gone or len(gone) == len(parts):
        return []
    if any(
        isinstance(part, ast.BinOp) and part.right in parts for part in walk(node) if _is_group(text, part)
    ):
        return []
    splices = []
    kept = [part for part in parts if part not in gone]
    first = parts.index(kept[0])
    if first:
        splices.append(Splice(text.number, outer(text, parts[0])[0], outer(text, kept[0])[0], ""))
    for at in range(first + 1, len(parts)):
        if parts[at] in gone:
            splices.append(Splice(text.number, outer(text, parts[at - 1])[1], outer(text, parts[at])[1], ""))
    return splices


def _is_group(text: Text, node: ast.AST) -> bool:
    """Tell whether a product stands in parentheses of its own inside of a chain."""
    return (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and outer(text, node) != text.span(node)
    )


RULES: tuple[Misconception, ...] = (
    Misconception("gradient-missing-activation-derivative", _TOPIC, _mend_missing, _spoil_missing, order=71),
)
