"""simpleNet, the product of input and weights: its order, and a product by element in its place."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ..editing import (
    change_operator,
    fix,
    inside,
    operand,
    put,
    shuffled,
    spoilt,
)
from ..reading import Unit, called
from .reading import Net, Product, nets

_ORDER = "dot-wrong-order"
_ELEMENT = "product-by-element"
_WRONG_PRODUCTS = ("multiply", "inner", "outer", "vdot", "cross")


def _turned(node: ast.expr) -> ast.expr | None:
    """Return a in a.T, np.transpose(a), a.transpose()."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    if isinstance(node, ast.Call) and called(node) == "transpose":
        return node.args[0] if node.args else getattr(node.func, "value", None)
    return None


def _placed(net: Net) -> Iterator[tuple[Unit, Product]]:
    for unit in net.methods:
        for product in net.products(unit):
            yield unit, product


def mend_order(subject: Subject) -> Iterator[Fix]:
    """Multiply the input from the left with the weights as they are."""
    for net in nets(subject):
        text = net.text
        for unit, product in _placed(net):
            left, right = product.left, product.right
            first = net.has_weight(unit, left) and not net.has_weight(unit, right)
            bare_left, bare_right = _turned(left) or left, _turned(right) or right
            if first:
                splices = _exchange(net, product, text.of(bare_right), text.of(bare_left))
                yield from fix(_ORDER, text, splices, product.node.lineno, 1, 0.95)
            elif bare_left is not left or bare_right is not right:
                splices = [put(text, left, text.of(bare_left)), put(text, right, text.of(bare_right))]
                yield from fix(_ORDER, text, splices, product.node.lineno, 1, 0.9)


def _exchange(net: Net, product: Product, first: str, second: str) -> list[Splice]:
    return [put(net.text, product.left, first), put(net.text, product.right, second)]


def spoil_order(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put the weights first, or transpose them."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        for unit, product in _placed(net):
            left, right = product.left, product.right
            if not net.is_weight(unit, right) or not isinstance(left, ast.Name):
                continue
            at = text.span(product.node)[0]
            found += spoilt(_ORDER, text, _exchange(net, product, text.of(right), left.id), at)
            found += spoilt(_ORDER, text, [put(text, right, f"{text.of(right)}.T")], at)
    yield from shuffled(found, rng)


def mend_element(subject: Subject) -> Iterator[Fix]:
    """Take the matrix product."""
    for net in nets(subject):
        text = net.text
        for unit in [*net.predict, *net.loss]:
            for node in unit.nodes(ast.BinOp):
                one = net.has_weight(unit, node.left) != net.has_weight(unit, node.right)
                if isinstance(node.op, ast.Mult) and one:
                    yield from fix(
                        _ELEMENT, text, [change_operator(text, node, "*", "@")], node.lineno, 1, 0.95
                    )
            for call in unit.nodes(ast.Call):
                if called(call) in _WRONG_PRODUCTS and len(call.args) == 2 and net.has_weight(unit, call):
                    end = text.span(call.func)[1]
                    splice = Splice(text.number, end - len(called(call)), end, "dot")
                    yield from fix(_ELEMENT, text, [splice], call.lineno, 1, 0.95)


def spoil_element(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the product element by element."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        for unit, product in _placed(net):
            if unit not in net.predict and unit not in net.loss:
                continue
            at = text.span(product.node)[0]
            new = f"{operand(text, product.left)} * {operand(text, product.right)}"
            found += spoilt(_ELEMENT, text, [inside(text, product.node, new)], at)
    yield from shuffled(found, rng)
