"""Rules on the gradients that TwoLayerNet gives back: one that is a copy of another, one that is missing."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..reading import Unit
from .accuracy import best
from .definitions import Definition, definitions
from .edits import distinct, everywhere, mention, shuffled
from .gradient_places import backward_units, given, gradient_name
from .kinds import Kinds, kinds_of
from .missing import NAMES, mend_missing, spoil_missing
from .nodes import named, sequences, spelt
from .products import backs
from .reading import Net

_TOPIC = ("two_layer_net",)
_COPIED = "gradient-copy-paste"
_NUMERICAL = re.compile(r"num.*grad|grad.*num", re.I)
_OTHER = {"1": "2", "2": "1"}


def numerical_units(net: Net) -> list[Unit]:
    """Return the methods that make numerical gradients."""
    return [unit for unit in net.methods if _NUMERICAL.search(unit.name)]


def _mend(subject: Subject) -> Iterator[Fix]:
    return distinct(_copied(kinds_of(subject)))


def _copied(kinds: Kinds) -> Iterator[Fix]:
    for unit in numerical_units(kinds.net):
        yield from _other_parameter(unit)
        yield from _key_lists(unit)
    for unit in [*numerical_units(kinds.net), *backward_units(kinds.net)]:
        yield from _twice(unit)
        yield from _other_gradient(kinds, unit)
    for unit in backward_units(kinds.net):
        yield from _other_operand(kinds, unit)


# --- the parameter that a difference is taken of ---------------------------------------------------------


def _mentions(value: ast.expr) -> list[tuple[ast.expr, str]]:
    """Return the parameters that an expression reads, with their names."""
    found: list[tuple[ast.expr, str]] = []
    for node in walk(value):
        ref = spelt(node)
        if ref is not None and isinstance(node, (ast.Subscript, ast.Attribute, ast.Name)):
            found.append((node, ref.name))
    return found


def _other_parameter(unit: Unit) -> Iterator[Fix]:
    """grads['b2'] made of b1."""
    text, single = unit.text, []
    entries = definitions(unit)
    names = [entry.ref.name for entry in entries]
    for entry in entries:
        for node, name in _mentions(entry.value):
            written = mention(text, node, entry.ref.name)
            if name != entry.ref.name and written is not None:
                sure = 0.9 if names.count(entry.ref.name) == 1 else 0.5
                single += editing.fix(
                    _COPIED, text, [editing.inside(text, node, written)], node.lineno, 1.0, sure
                )
    yield from single
    yield from everywhere(single, 0.92)


def _key_lists(unit: Unit) -> Iterator[Fix]:
    """for key in ('W1', 'b1', 'W2', 'b1')."""
    text = unit.text
    for node in sequences(unit):
        keys = [each for each in node.elts if isinstance(each, ast.Constant) and named(str(each.value))]
        names = [ref.name for each in keys if (ref := named(str(each.value))) is not None]
        lacking = [name for name in NAMES if name not in names]
        if len(keys) != len(NAMES) or len(lacking) != 1:
            continue
        for at, key in enumerate(keys):
            if names.index(names[at]) < at:
                quote = text.source[text.span(key)[0]]
                splice = editing.inside(text, key, f"{quote}{lacking[0]}{quote}")
                yield from editing.fix(_COPIED, text, [splice], key.lineno, 1.0, 0.95)


def _twice(unit: Unit) -> Iterator[Fix]:
    """One key given twice, another not at all: rename one of the two."""
    entries = definitions(unit, local=False)
    names = [entry.ref.name for entry in entries]
    lacking = [name for name in NAMES if name not in names]
    for entry in entries if lacking else ():
        if names.count(entry.ref.name) < 2:
            continue
        for name in lacking[:2]:
            read = [found for _, found in _mentions(entry.value)]
            sure = 0.95 if name in read else 0.7 if name[0] == entry.ref.letter else 0.3
            yield from editing.fix(_COPIED, entry.text, [_renamed(entry, name)], entry.line, 1.0, sure)


def _renamed(entry: Definition, name: str) -> Splice | None:
    text = entry.text
    if isinstance(entry.place, ast.Constant):
        quote, old = text.source[text.span(entry.place)[0]], str(entry.place.value)
        written = name.lower() if old.islower() and name[0] == "W" else name
        return editing.inside(text, entry.place, f"{quote}{written}{quote}")
    if isinstance(entry.place, ast.keyword):
        return None
    written_place = mention(text, entry.place, name)
    return None if written_place is None else editing.inside(text, entry.place, written_place)


# --- the gradient that is handed on ----------------------------------------------------------------------


def _other_gradient(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    """{'b2': db1}, or grads['b2'] = self.layers['Affine1'].db."""
    text = unit.text
    for entry in definitions(unit, local=False):
        value, wanted = entry.value, entry.ref.name
        if isinstance(value, ast.Name):
            got = gradient_name(value, unit)
            names = [event.target for event in kinds.net.events(unit)]
            for name in dict.fromkeys(names):
                if (
                    got
                    and got != wanted
                    and "." not in name
                    and gradient_name(ast.Name(name), unit) == wanted
                ):
                    splice = editing.inside(text, value, name)
                    yield from editing.fix(_COPIED, text, [splice], value.lineno, 1.0, 0.95)
        elif isinstance(value, ast.Attribute) and value.attr.lower() in ("dw", "db"):
            yield from _of_layer(text, value, wanted)


def _of_layer(text: Text, value: ast.Attribute, wanted: str) -> Iterator[Fix]:
    end = text.span(value)[1]
    letter = text.source[end - 1]
    if letter.lower() != wanted[0].lower():
        by = "b" if wanted[0] == "b" else "W"
        yield from editing.fix(_COPIED, text, [Splice(text.number, end - 1, end, by)], value.lineno, 1.0, 0.9)
    for at in _digits(text, value):
        if text.source[at] != wanted[1]:
            splice = Splice(text.number, at, at + 1, wanted[1])
            yield from editing.fix(_COPIED, text, [splice], value.lineno, 1.0, 0.95)


def _digits(text: Text, value: ast.Attribute) -> list[int]:
    """Return where the number of a layer stands in the mention of a layer object: Affine1, affine2."""
    start, end = text.span(value)
    return [start + found.start(1) for found in re.finditer(r"[A-Za-z_]([12])\b", text.source[start:end])]


# --- the operands of a gradient by backpropagation -------------------------------------------------------


def _operands(kinds: Kinds, unit: Unit) -> Iterator[tuple[str, ast.expr, tuple[str, ...]]]:
    """Yield (parameter, operand, the kinds that it may be) of the gradients of a function."""
    by_node = {back.made.node: back for back in backs(kinds) if back.unit is unit and not back.through}
    for name, value, _ in given(unit, kinds.net, plain=True):
        delta = ("e",) if name.endswith("2") else ("g1", "d1")
        for node in walk(value):
            back = by_node.get(node) if isinstance(node, ast.expr) else None
            if back is not None and name[0] == "W" and len(name) == 2:
                yield name, back.first, ("z1",) if name == "W2" else ("x",)
                yield name, back.second, delta
            summed = best(kinds.net, node, ("sum", "mean"))
            if summed is not None and name[0] == "b" and len(name) == 2:
                yield name, summed.of, delta


def _other_operand(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    text, single = unit.text, []
    for _, node, wanted in _operands(kinds, unit):
        kind = kinds.of(node, unit)
        if kind in wanted or not kind:
            continue
        for name in _names_of(kinds, unit, node, wanted):
            splice = editing.put(text, node, name)
            single += editing.fix(_COPIED, text, [splice], node.lineno, 1.0, 0.9)
    yield from single
    yield from everywhere(single, 0.9)


def _names_of(kinds: Kinds, unit: Unit, node: ast.expr, wanted: tuple[str, ...]) -> list[str]:
    """Return a name that holds what is wanted where an operand stands."""
    if wanted == ("x",):
        return unit.parameters[:1]
    for kind in wanted:
        for name in kinds.holding(unit, node, kind):
            last = [event for event in kinds.net.events(unit) if event.target == name]
            before = [event for event in last if event.statement.lineno < node.lineno]
            if not before or kinds.after(before[-1], unit) == kind:
                return [name]
    return []


# --- spoiling --------------------------------------------------------------------------------------------


def _spoil(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in shuffled(numerical_units(kinds.net), rng):
        yield from _spoil_numerical(unit, rng)
    for unit in shuffled(backward_units(kinds.net), rng):
        text = unit.text
        for name, node, wanted in shuffled(_operands(kinds, unit), rng):
            swapped = ("x",) if wanted == ("z1",) else ("z1",) if wanted == ("x",) else None
            by = swapped or (("g1",) if name.endswith("2") else ("e",))
            for other in _names_of(kinds, unit, node, by):
                splice = editing.put(text, node, other)
                yield from editing.spoilt(_COPIED, text, [splice], text.span(node)[0])
        yield from _spoil_handed(kinds, unit)


def _spoil_numerical(unit: Unit, rng: random.Random) -> Iterator[Fix]:
    text = unit.text
    for entry in shuffled(definitions(unit, local=False), rng):
        other = entry.ref.letter + _OTHER[entry.ref.layer]
        for node, name in _mentions(entry.value):
            written = mention(text, node, other)
            if name == entry.ref.name and written is not None:
                splice = editing.inside(text, node, written)
                yield from editing.spoilt(_COPIED, text, [splice], text.span(node)[0])
        if not isinstance(entry.place, ast.keyword):
            yield from editing.spoilt(_COPIED, text, [_renamed(entry, other)], text.span(entry.place)[0])
    for node in sequences(unit):
        keys = [each for each in node.elts if isinstance(each, ast.Constant) and named(str(each.value))]
        if len(keys) == len(NAMES):
            first, last = text.of(keys[1]), keys[-1]
            yield from editing.spoilt(_COPIED, text, [editing.inside(text, last, first)], text.span(last)[0])


def _spoil_handed(kinds: Kinds, unit: Unit) -> Iterator[Fix]:
    text = unit.text
    local = {gradient_name(ast.Name(event.target), unit): event.target for event in kinds.net.events(unit)}
    for entry in definitions(unit, local=False):
        other = entry.ref.letter + _OTHER[entry.ref.layer]
        value = entry.value
        if isinstance(value, ast.Name) and gradient_name(value, unit) == entry.ref.name and other in local:
            splice = editing.inside(text, value, local[other])
            yield from editing.spoilt(_COPIED, text, [splice], text.span(value)[0])
        elif isinstance(value, ast.Attribute) and value.attr.lower() in ("dw", "db"):
            for at in _digits(text, value):
                splice = Splice(text.number, at, at + 1, other[1])
                yield from editing.spoilt(_COPIED, text, [splice], text.span(value)[0])


def _mend_missing(subject: Subject) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    for unit in numerical_units(kinds.net):
        yield from mend_missing(kinds, unit, back=False)
    for unit in backward_units(kinds.net):
        yield from mend_missing(kinds, unit, back=True)


def _spoil_missing(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    kinds = kinds_of(subject)
    units = [*numerical_units(kinds.net), *backward_units(kinds.net)]
    for unit in shuffled(units, rng):
        yield from spoil_missing(kinds, unit, rng)


RULES: tuple[Misconception, ...] = (
    Misconception("gradient-copy-paste", _TOPIC, _mend, _spoil, order=65),
    Misconception("gradient-missing-parameter", _TOPIC, _mend_missing, _spoil_missing, order=64),
)
