"""Rules on another bend than the sigmoid in TwoLayerNet: ReLU or tanh, with the slope that belongs to it."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from .. import editing
from ..reading import Unit
from .edits import everywhere, shuffled, sigmoid_of, slope_of
from .kinds import DELTAS, Kinds, factors, kinds_of
from .nodes import callee, is_number, is_sigmoid, is_slope_name, key_of

_TOPIC = ("two_layer_net",)
_RELU = "relu-instead-of-sigmoid"
_TANH = "tanh-instead-of-sigmoid"
_WORDS = {_RELU: "relu", _TANH: "tanh"}
_LAYERS = {"relu": "Relu", "tanh": "Tanh"}


# --- what bends instead --------------------------------------------------------------------------------


def _argument(node: ast.AST, word: str) -> ast.expr | None:
    """Return what an expression applies ReLU (or tanh) to, None for another expression."""
    if isinstance(node, ast.Call):
        name = callee(node).lower().strip("_")
        if word in name and not is_slope_name(name) and not name.startswith("d") and len(node.args) == 1:
            return node.args[0]
        if word == "relu" and name == "maximum" and len(node.args) == 2:
            return next((side for side in node.args if not is_number(side)), None)
        if word == "relu" and name == "where" and len(node.args) == 3 and is_number(node.args[2], 0):
            return node.args[1]
        if word == "relu" and name == "clip" and len(node.args) == 3 and is_number(node.args[1], 0):
            return node.args[0]
    if word == "relu" and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side, mask in ((node.left, node.right), (node.right, node.left)):
            if isinstance(mask, ast.Compare) and ast.dump(mask.left) == ast.dump(side):
                return side
    return None


def _is_own(unit: Unit, word: str) -> bool:
    """Tell whether a function defines the bend, or something else that is no part of the network."""
    name = unit.name.lower()
    owner = unit.owner.name.lower() if unit.owner is not None else ""
    return any(part in name or part in owner for part in (word, "sigmoid", "softmax", "grad_check"))


def _sites(kinds: Kinds, word: str) -> Iterator[tuple[Unit, ast.expr, ast.expr]]:
    for unit in kinds.net.units:
        if not _is_own(unit, word):
            for node in unit.nodes(ast.Call, ast.BinOp):
                argument = _argument(node, word)
                if argument is not None:
                    yield unit, node, argument


def _layer_calls(kinds: Kinds, word: str) -> Iterator[tuple[Unit, ast.Call]]:
    for unit in kinds.net.units:
        for node in unit.nodes(ast.Call):
            if callee(node).lower() == word and not node.args and callee(node)[:1].isupper():
                yield unit, node


# --- mending -------------------------------------------------------------------------------------------


def _mend(idea: str, subject: Subject) -> Iterator[Fix]:
    kinds, word = kinds_of(subject), _WORDS[idea]
    forward = []
    for unit, node, argument in _sites(kinds, word):
        written = f"{sigmoid_of(kinds.net, unit)}({_bare(unit.text, argument)})"
        splice = editing.inside(unit.text, node, written)
        forward += editing.fix(idea, unit.text, [splice], node.lineno, 2.0, 0.9)
    for unit, call in _layer_calls(kinds, word):
        forward += _other_layer(idea, subject, unit, call)
    back = list(_slopes(idea, kinds, word))
    yield from everywhere([*forward, *back], 0.95) if back and forward else ()
    yield from everywhere(forward, 0.92)
    yield from forward
    yield from back


def _bare(text: Text, node: ast.expr) -> str:
    return text.of(node)


def _other_layer(idea: str, subject: Subject, unit: Unit, call: ast.Call) -> list[Fix]:
    """Make a Sigmoid layer in the place of another; where it is imported by name, import it as well."""
    text, name = unit.text, callee(call)
    splices = [editing.inside(text, call.func, "Sigmoid")]
    for other in subject.draft.texts:
        found = re.search(
            rf"^[ \t]*from\s+\S+\s+import\s+(?=[^\n]*\b{name}\b)(?![^\n]*\bSigmoid\b)", other.source, re.M
        )
        if found is not None and other.number == text.number:
            splices.append(Splice(text.number, found.end(), found.end(), "Sigmoid, "))
    return editing.fix(idea, text, splices, call.lineno, 1.0, 0.9)


def _slopes(idea: str, kinds: Kinds, word: str) -> Iterator[Fix]:
    """Find the other bend's slope on the way back, and put the sigmoid's in its place."""
    for unit in kinds.net.units:
        if _is_own(unit, word) and unit.name != "backward":
            continue
        written = _slope_text(kinds, unit, word)
        if not written:
            continue
        for node in unit.nodes(ast.Call, ast.BinOp, ast.Assign):
            splice = _slope_splice(kinds, unit, node, word, written)
            if splice is not None:
                yield from editing.fix(idea, unit.text, [splice], getattr(node, "lineno", 1), 2.0, 0.6)


def _slope_text(kinds: Kinds, unit: Unit, word: str) -> str:
    """Return the sigmoid's slope in a function's own names."""
    for event in reversed(kinds.net.events(unit)):
        if event.target and (_argument(event.value, word) is not None or is_sigmoid(event.value)):
            return f"{event.target} * (1 - {event.target})"
    slope = slope_of(kinds.net, unit)
    for event in reversed(kinds.net.events(unit)):
        if event.target and kinds.after(event, unit) == "a1":
            return f"{slope}({event.target})" if slope else ""
    return ""


def _slope_splice(kinds: Kinds, unit: Unit, node: ast.AST, word: str, written: str) -> Splice | None:
    text = unit.text
    if isinstance(node, ast.Call) and is_slope_name(callee(node)) and word in callee(node).lower():
        return editing.inside(text, node, written)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript) and word == "relu":
        target = node.targets[0]
        if isinstance(target.slice, ast.Compare) and is_number(node.value, 0) and key_of(target.value):
            held = text.of(target.value)
            start, end = text.span(node)
            return Splice(text.number, start, end, f"{held} = {held} * {written}")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for part in factors(node):
            if word == "relu" and isinstance(part, ast.Compare) and _has_delta(kinds, unit, node):
                return editing.put(text, part, written)
            if word == "tanh" and _is_tanh_slope(part):
                return editing.put(text, part, written)
    return None


def _has_delta(kinds: Kinds, unit: Unit, node: ast.expr) -> bool:
    return any(kinds.of(part, unit) in DELTAS for part in factors(node))


def _is_tanh_slope(node: ast.expr) -> bool:
    """Tell whether an expression is 1 - z ** 2 or 1 - z * z."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub) or not is_number(node.left, 1):
        return False
    square = node.right
    if not isinstance(square, ast.BinOp):
        return False
    if isinstance(square.op, ast.Pow):
        return is_number(square.right, 2)
    return isinstance(square.op, ast.Mult) and ast.dump(square.left) == ast.dump(square.right)


def _mend_relu(subject: Subject) -> Iterator[Fix]:
    return _mend(_RELU, subject)


def _mend_tanh(subject: Subject) -> Iterator[Fix]:
    return _mend(_TANH, subject)


# --- spoiling ------------------------------------------------------------------------------------------


def _spoil(idea: str, subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds, word = kinds_of(subject), _WORDS[idea]
    single = []
    for unit in shuffled(kinds.net.units, rng):
        for node in unit.nodes(ast.Call):
            if (
                is_sigmoid(node)
                and kinds.of(node.args[0], unit) in ("a1", "p1")
                and not _in_slope(unit, node)
            ):
                by = _bend(kinds.net.numpy, word, _bare(unit.text, node.args[0]), rng)
                splice = editing.inside(unit.text, node, by)
                single += editing.spoilt(idea, unit.text, [splice], unit.text.span(node)[0])
            elif callee(node) == "Sigmoid" and not node.args and _has_class(subject, _LAYERS[word]):
                splice = editing.inside(unit.text, node.func, _LAYERS[word])
                single += editing.spoilt(idea, unit.text, [splice], unit.text.span(node)[0])
    yield from single
    yield from everywhere(single, 0.5)


def _in_slope(unit: Unit, node: ast.expr) -> bool:
    above = unit.parent(node)
    return isinstance(above, ast.BinOp) and not isinstance(above.op, ast.MatMult)


def _bend(numpy: str, word: str, argument: str, rng: random.Random) -> str:
    if word == "tanh":
        return f"{numpy}.tanh({argument})"
    return rng.choice((f"{numpy}.maximum(0, {argument})", f"{numpy}.maximum({argument}, 0)"))


def _has_class(subject: Subject, name: str) -> bool:
    """Tell whether a layer class of that name is there: defined, or among the starred book modules."""
    pattern = rf"^(class\s+{name}\b|from\s+common\.layers\s+import\s+\*)"
    return name == "Relu" and any(re.search(pattern, text.source, re.M) for text in subject.draft.texts)


def _spoil_relu(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil(_RELU, subject, rng)


def _spoil_tanh(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil(_TANH, subject, rng)


RULES: tuple[Misconception, ...] = (
    Misconception("relu-instead-of-sigmoid", _TOPIC, _mend_relu, _spoil_relu, order=50),
    Misconception("tanh-instead-of-sigmoid", _TOPIC, _mend_tanh, _spoil_tanh, order=50),
)
