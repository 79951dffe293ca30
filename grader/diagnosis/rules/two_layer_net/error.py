"""Rules on the error that TwoLayerNet.gradient begins with; and which functions send it back."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass

from ...text import Fix, Splice
from ...vocabulary import Misconception, Subject
from .. import editing
from ..reading import Unit
from .edits import shuffled
from .gradient_places import backward_units
from .kinds import DELTAS, Kinds, kinds_of
from .nodes import operations

_TOPIC = ("two_layer_net",)
_SIGN = "gradient-flipped-sign"


@dataclass(frozen=True, eq=False)
class Error:
    """The difference of probabilities and targets: an expression y - t, or a statement y -= t."""

    unit: Unit
    node: ast.BinOp | ast.AugAssign
    flipped: bool


def errors(kinds: Kinds, unit: Unit) -> Iterator[Error]:
    """Yield the places of a function where the error is made."""
    for node in operations(unit):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            left, right = kinds.of(node.left, unit), kinds.of(node.right, unit)
            if right == "t" and left in ("y", ""):
                yield Error(unit, node, False)
            elif left == "t" and right in ("y", ""):
                yield Error(unit, node, True)
        elif isinstance(node, ast.AugAssign) and kinds.of(node.value, unit) == "t":
            if not isinstance(node.op, (ast.Sub, ast.Add)):
                continue
            yield Error(unit, node, isinstance(node.op, ast.Add))


def _all(kinds: Kinds) -> list[Error]:
    return [found for unit in backward_units(kinds.net) for found in errors(kinds, unit)]


# --- the sign ------------------------------------------------------------------------------------------


def _turned(error: Error) -> list[Splice | None]:
    text, node = error.unit.text, error.node
    if isinstance(node, ast.AugAssign):
        pair = ("+=", "-=") if error.flipped else ("-=", "+=")
        return [editing.change_augmented(text, node, *pair)]
    left, right = editing.written(text, node.left), editing.written(text, node.right)
    return [editing.put(text, node.left, right), editing.put(text, node.right, left)]


def _mend_sign(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for error in _all(kinds):
        if error.flipped:
            yield from editing.fix(_SIGN, error.unit.text, _turned(error), error.node.lineno, 1.0, 0.9)
    for unit in backward_units(kinds.net):
        for sign in unit.nodes(ast.UnaryOp):
            operand = kinds.of(sign.operand, unit)
            if isinstance(sign.op, ast.USub) and (operand in DELTAS or operand == "gradient"):
                start = unit.text.span(sign)[0]
                splice = Splice(unit.text.number, start, start + 1, "")
                yield from editing.fix(_SIGN, unit.text, [splice], sign.lineno, 1.0, 0.8)


def _spoil_sign(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    for error in shuffled(_all(kinds_of(subject)), rng):
        text = error.unit.text
        if not error.flipped:
            yield from editing.spoilt(_SIGN, text, _turned(error), text.span(error.node)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("gradient-flipped-sign", _TOPIC, _mend_sign, _spoil_sign, order=70),
)
