"""The layers of a network where they are used: which data, weights and bias meet; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...walking import walk
from ..reading import Unit
from .kinds import DELTAS, Kinds
from .nodes import Product, Ref, key_of, product, untransposed


@dataclass(frozen=True, eq=False)
class Layer:
    """One use of a layer, forward.

    weight   the mention of the weights, `weight_ref` which they are
    data     what is multiplied by them; None where a layer object is made
    bias     the mention of the bias, if one is added; `adds` is the operation or statement that adds it
    whole    the expression of the result: the sum, the product, or the call
    made     the product; None for a call with weights and bias as arguments
    """

    unit: Unit
    weight: ast.expr
    weight_ref: Ref
    data: ast.expr | None
    bias: ast.expr | None
    bias_ref: Ref | None
    whole: ast.expr
    made: Product | None = None
    adds: ast.AST | None = None


def layers(kinds: Kinds, unit: Unit) -> list[Layer]:
    """Return the layers that a function uses, in source order."""
    return [found for node in unit.all for found in _layers_of(kinds, unit, node)]


def all_layers(kinds: Kinds) -> list[Layer]:
    """Return the layers that the methods of the graded class, and functions that they use, make use of."""
    return [found for unit in kinds.net.units for found in layers(kinds, unit)]


def _layers_of(kinds: Kinds, unit: Unit, node: ast.AST) -> Iterator[Layer]:
    made = product(node)
    if made is not None:
        for weight, data in ((made.right, made.left), (made.left, made.right)):
            ref = kinds.net.ref(weight, unit)
            if ref is None or ref.letter != "W" or kinds.net.weight(data, unit) is not None:
                continue
            if kinds.of(untransposed(data)[0], unit) not in DELTAS:
                yield _with_bias(kinds, unit, made, weight, data, ref)
            return
    elif isinstance(node, ast.Call) and 2 <= len(node.args) <= 3:
        refs = [(argument, kinds.net.ref(argument, unit)) for argument in node.args]
        weights = [(argument, ref) for argument, ref in refs if ref is not None and ref.letter == "W"]
        biases = [(argument, ref) for argument, ref in refs if ref is not None and ref.letter == "b"]
        others = [argument for argument, ref in refs if ref is None]
        if len(weights) == len(biases) == 1 and len(others) == len(node.args) - 2:
            given = others[0] if others else None
            yield Layer(unit, *weights[0], given, *biases[0], node, None, node)


def _with_bias(kinds: Kinds, unit: Unit, made: Product, weight: ast.expr, data: ast.expr, ref: Ref) -> Layer:
    above = unit.parent(made.node)
    if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Add):
        bias = above.right if above.left is made.node else above.left
        bias_ref = kinds.net.ref(bias, unit)
        if bias_ref is not None and bias_ref.letter == "b":
            return Layer(unit, weight, ref, data, bias, bias_ref, above, made, above)
    for bias, adds, whole in _later(kinds, unit, made):
        return Layer(unit, weight, ref, data, bias, kinds.net.ref(bias, unit), whole, made, adds)
    return Layer(unit, weight, ref, data, None, None, made.node, made)


def _later(kinds: Kinds, unit: Unit, made: Product) -> Iterator[tuple[ast.expr, ast.AST, ast.expr]]:
    """Find the bias that a later statement adds to a product that was given a name."""
    events = kinds.net.events(unit)
    for at, event in enumerate(events):
        if event.value is not made.node or not event.target:
            continue
        for later in events[at + 1 :]:
            statement = later.statement
            adds = isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add)
            if adds and later.target == event.target and _is_bias(kinds, later.value, unit):
                yield later.value, statement, made.node
            for node in walk(later.value):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                    sides = (node.left, node.right)
                    for side, bias in (sides, sides[::-1]):
                        if key_of(side) == event.target and _is_bias(kinds, bias, unit):
                            yield bias, node, node
            if later.target == event.target:
                return


def _is_bias(kinds: Kinds, node: ast.expr, unit: Unit) -> bool:
    ref = kinds.net.ref(node, unit)
    return ref is not None and ref.letter == "b"
