"""Edits that rules of the two-layer network share: layers renumbered, calls wrapped; no misconception."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from ...text import Fix, Splice, Text
from ..difference.text import outer
from ..reading import Unit
from .nodes import callee, is_sigmoid_name, is_slope_name, key_of
from .reading import Net

Item = TypeVar("Item")

_ATOMS = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.Subscript)


def renumbered(text: Text, node: ast.AST, layer: str) -> Splice | None:
    """Give a mention of a parameter another layer: self.params['W1'] becomes self.params['W2']."""
    held = node
    if isinstance(node, ast.Subscript):
        held = node.slice
    if isinstance(held, (ast.Constant, ast.Name, ast.Attribute)):
        start, end = text.span(held)
        at = end - 2 if isinstance(held, ast.Constant) else end - 1
        if start <= at and text.source[at].isdigit():
            return Splice(text.number, at, at + 1, layer)
    return None


def mention(text: Text, node: ast.AST, name: str) -> str | None:
    """Return a mention of a parameter with another name in its place; the case of its letter stays."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        start, end = text.span(node.slice)
        head, quote = text.source[text.span(node)[0] : start], text.source[start]
        old = str(node.slice.value)
        return f"{head}{quote}{_cased(old, name)}{quote}{text.source[end : text.span(node)[1]]}"
    if isinstance(node, ast.Attribute):
        return f"{text.of(node)[: -len(node.attr)]}{_cased(node.attr, name)}"
    return _cased(node.id, name) if isinstance(node, ast.Name) else None


def _cased(old: str, name: str) -> str:
    inner = "_" if "_" in old else ""
    letter = name[0].lower() if old[:1].islower() and old[:1] == "w" else name[0]
    return letter + inner + name[1:]


def bracketed(text: Text, node: ast.expr, head: str, tail: str) -> list[Splice]:
    """Put characters around a node and the parentheses that it has."""
    start, end = outer(text, node)
    return [Splice(text.number, start, start, head), Splice(text.number, end, end, tail)]


def called(text: Text, node: ast.expr, function: str) -> list[Splice]:
    """Make a node the only argument of a call; its own parentheses become the call's."""
    inner, whole = text.span(node), outer(text, node)
    if inner != whole and not isinstance(node, _ATOMS):
        return [Splice(text.number, whole[0], whole[0], function)]
    return bracketed(text, node, f"{function}(", ")")


def uncalled(text: Text, call: ast.Call, keep: bool = False) -> list[Splice]:
    """Leave of a call nothing but its argument; `keep` parentheses where an operator stands beside."""
    argument = call.args[0]
    start, end = text.span(call)
    inner = outer(text, argument)
    if keep and not isinstance(argument, _ATOMS):
        return [Splice(text.number, start, text.span(call.func)[1], "")]
    return [Splice(text.number, start, inner[0], ""), Splice(text.number, inner[1], end, "")]


def is_operand(unit: Unit, node: ast.AST) -> bool:
    """Tell whether an operator that binds closely, a dot or an index stands beside a node."""
    above = unit.parent(node)
    if isinstance(above, (ast.UnaryOp, ast.Attribute, ast.Subscript)):
        return not isinstance(above, ast.Subscript) or above.value is node
    return isinstance(above, ast.BinOp) and not isinstance(above.op, (ast.Add, ast.Sub))


def everywhere(fixes: Sequence[Fix], suspicion: float) -> Iterator[Fix]:
    """Yield one fix that makes several of one idea at once: a slip that was copied is one slip."""
    if len(fixes) < 2:
        return
    first = min(fixes, key=lambda fix: (fix.cell, fix.line))
    splices = tuple(splice for fix in fixes for splice in fix.splices)
    spans = sorted((splice.cell, splice.start, splice.end) for splice in splices)
    for before, after in pairwise(spans):
        if before[0] == after[0] and before[2] > after[1]:
            return
    cost = sum(fix.cost for fix in fixes)
    yield Fix(first.misconception, splices, first.cell, first.line, cost, suspicion)


def distinct(fixes: Iterable[Fix]) -> Iterator[Fix]:
    """Yield each edit once, by the first fix that makes it."""
    seen = set()
    for fix in fixes:
        key = frozenset(fix.splices)
        if key not in seen:
            seen.add(key)
            yield fix


def shuffled(items: Iterable[Item], rng: random.Random) -> list[Item]:
    """Return the items in a random order."""
    mixed = list(items)
    rng.shuffle(mixed)
    return mixed


def sigmoid_of(net: Net, unit: Unit) -> str:
    """Return how a function of the network would write the sigmoid's name."""
    return _named_call(net, unit, is_sigmoid_name) or _defined(net, unit, is_sigmoid_name) or "sigmoid"


def slope_of(net: Net, unit: Unit) -> str:
    """Return how a function would call the sigmoid's derivative; "" where the program has none."""
    return _named_call(net, unit, _is_sigmoid_slope) or _defined(net, unit, _is_sigmoid_slope)


def _is_sigmoid_slope(name: str) -> bool:
    low = name.lower()
    return is_slope_name(name) and ("sig" in low or "activ" in low or "logis" in low)


def _named_call(net: Net, unit: Unit, wanted: object) -> str:
    assert callable(wanted)
    for other in [unit, *[each for each in net.units if each.owner is unit.owner], *net.units]:
        for node in other.nodes(ast.Call):
            if (
                wanted(callee(node))
                and len(node.args) == 1
                and isinstance(node.func, (ast.Name, ast.Attribute))
            ):
                plain = key_of(node.func)
                if plain and not (plain.startswith("self.") and other.owner is not unit.owner):
                    return plain
    return ""


def _defined(net: Net, unit: Unit, wanted: object) -> str:
    assert callable(wanted)
    for other in net.units:
        if wanted(other.name) and other.name != unit.name:
            if other.owner is None:
                return other.name
            if other.owner is unit.owner and other.name not in ("forward", "backward"):
                return f"self.{other.name}"
    return ""
