"""Writing the gradient that TwoLayerNet leaves out, as its twin is written; and leaving one out."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...walking import walk
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .accuracy import best
from .definitions import Definition, definitions
from .edits import mention
from .gradient_places import gradient_name
from .kinds import DELTAS, Kinds
from .nodes import named, product, sequences, spelt, untransposed

NAMES = ("W1", "b1", "W2", "b2")
_ID = "gradient-missing-parameter"
_TWIN = {"W1": "W2", "W2": "W1", "b1": "b2", "b2": "b1"}


def mend_missing(kinds: Kinds, unit: Unit, back: bool) -> Iterator[Fix]:
    """Yield the edits that give a function's gradients the parameter that they lack.

    back  the gradients are made by backpropagation
    """
    yield from _longer_lists(unit)
    entries = definitions(unit, local=False)
    names = [entry.ref.name for entry in entries]
    lacking = [name for name in NAMES if name not in names]
    if not 0 < len(lacking) < len(NAMES) - 1 or len(set(names)) < len(names):
        return
    for name in lacking:
        beside = [entry for entry in entries if entry.ref.layer == name[1]]
        after = (beside or entries)[-1]
        value = _value(kinds, unit, entries, name, back)
        if value:
            yield from _added(after, name, value)


def _longer_lists(unit: Unit) -> Iterator[Fix]:
    """for key in ('W1', 'W2'): give the list all four names."""
    text = unit.text
    for node in sequences(unit):
        keys = [each for each in node.elts if isinstance(each, ast.Constant) and named(str(each.value))]
        if 1 <= len(keys) < len(NAMES) and len(keys) == len(node.elts) and not _is_unpacked(unit, node):
            quote = text.source[text.span(keys[0])[0]]
            names = [_cased(text.of(keys[0]).strip(quote), name) for name in NAMES]
            written = ", ".join(f"{quote}{name}{quote}" for name in names)
            span = Splice(text.number, text.span(keys[0])[0], text.span(keys[-1])[1], written)
            yield from editing.fix(_ID, text, [span], keys[0].lineno, 2.0, 0.9)


def _is_unpacked(unit: Unit, node: ast.expr) -> bool:
    """Tell whether a list of names is for reading parameters: W1, b1, W2, b2 = (... for k in ('W1', ...))."""
    statement = unit.statement(node)
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple)


def _value(kinds: Kinds, unit: Unit, entries: list[Definition], name: str, back: bool) -> str:
    """Return the expression of a gradient, written as that of its twin; "" where that cannot be told."""
    text = unit.text
    for event in kinds.net.events(unit):
        local = ast.Name(event.target) if event.target and "." not in event.target else None
        if local is not None and gradient_name(local, unit) == name and spelt(local) is None:
            return event.target
    twin = next((entry for entry in entries if entry.ref.name == _TWIN[name]), None)
    if twin is None:
        twin = None if back else entries[0]
    if twin is None:
        return ""
    if not back:
        return _of_parameter(text, twin, name)
    beside = next((entry for entry in entries if entry.ref.layer == name[1]), None)
    return _of_layer(kinds, unit, twin, beside, name)


def _of_parameter(text: Text, twin: Definition, name: str) -> str:
    splices = []
    for node in walk(twin.value):
        ref = spelt(node)
        if ref is not None and ref.name == twin.ref.name:
            written = mention(text, node, name)
            if written is not None and isinstance(node, ast.expr):
                splices.append(editing.inside(text, node, written))
    return _edited(text, twin.value, splices) if splices else ""


def _of_layer(kinds: Kinds, unit: Unit, twin: Definition, beside: Definition | None, name: str) -> str:
    """Write a gradient by backpropagation: its twin with the operands of its own layer."""
    text, value = unit.text, twin.value
    if isinstance(value, ast.Attribute):
        if beside is not None and isinstance(beside.value, ast.Attribute):
            return text.of(beside.value)[:-1] + name[0]
        other = text.of(value)
        return other.replace(twin.ref.layer, name[1]) if twin.ref.layer in other else ""
    delta = _delta(kinds, unit, beside.value) if beside is not None else None
    old = _delta(kinds, unit, value)
    if delta is None or old is None:
        return ""
    splices = [editing.put(text, old, text.of(delta))]
    if name[0] == "W":
        data = _data(kinds, unit, value)
        names = unit.parameters[:1] if name == "W1" else kinds.holding(unit, value, "z1")[:1]
        if data is None or not names:
            return ""
        splices.append(editing.put(text, data, names[0]))
    return _edited(text, value, splices)


def _delta(kinds: Kinds, unit: Unit, value: ast.expr) -> ast.expr | None:
    """Return the error in the expression of a gradient."""
    for node in walk(value):
        made = product(node)
        found = [made.left, made.right] if made is not None else []
        summed = best(kinds.net, node, ("sum", "mean"))
        found += [summed.of] if summed is not None else []
        for side in found:
            if kinds.of(untransposed(side)[0], unit) in DELTAS:
                return untransposed(side)[0]
    return None


def _data(kinds: Kinds, unit: Unit, value: ast.expr) -> ast.expr | None:
    for node in walk(value):
        made = product(node)
        for side in (made.left, made.right) if made is not None else ():
            if kinds.of(untransposed(side)[0], unit) not in DELTAS:
                return untransposed(side)[0]
    return None


def _edited(text: Text, node: ast.expr, splices: list[Splice]) -> str:
    start, end = outer(text, node)
    source = text.source
    for splice in sorted(splices, key=lambda splice: splice.start, reverse=True):
        source = source[: splice.start] + splice.text + source[splice.end :]
        end += len(splice.text) - (splice.end - splice.start)
    return source[start:end]


def _added(after: Definition, name: str, value: str) -> Iterator[Fix]:
    text = after.text
    if isinstance(after.place, ast.Constant):
        quote, old = text.source[text.span(after.place)[0]], str(after.place.value)
        key = f"{quote}{_cased(old, name)}{quote}: "
    elif isinstance(after.place, ast.keyword):
        key = f"{_cased(after.place.arg or '', name)}="
    else:
        place = mention(text, after.place, name)
        splice = editing.insert_after(text, after.statement, [f"{place} = {value}"])
        yield from editing.fix(_ID, text, [splice], after.line, 3.0, 0.9)
        return
    at = outer(text, after.value)[1]
    line = text.line_text(after.line)
    own_line = not text.source[text.line_span(after.line)[0] : text.span(after.place)[0]].strip()
    gap = ",\n" + line[: len(line) - len(line.lstrip())] if own_line else ", "
    splice = Splice(text.number, at, at, f"{gap}{key}{value}")
    yield from editing.fix(_ID, text, [splice], after.line, 3.0, 0.9)


def _cased(old: str, name: str) -> str:
    return name.lower() if old.islower() and old[:1] == "w" else name


def spoil_missing(kinds: Kinds, unit: Unit, rng: random.Random) -> Iterator[Fix]:
    """Yield edits that leave one gradient of a function out."""
    text = unit.text
    entries = definitions(unit, local=False)
    names = [entry.ref.name for entry in entries]
    for entry in entries if sorted(names) == sorted(NAMES) else ():
        beside = [other for other in entries if other.ref.layer == entry.ref.layer and other is not entry]
        at = text.span(beside[-1].place)[0]
        if isinstance(entry.place, ast.Subscript) and entry.inside is None:
            yield from editing.spoilt(_ID, text, editing.delete(text, entry.statement), at)
        elif entry.inside is not None:
            yield from editing.spoilt(_ID, text, _without_entry(text, entries, entry), at)
    for node in sequences(unit):
        keys = [each for each in node.elts if isinstance(each, ast.Constant) and named(str(each.value))]
        if len(keys) == len(NAMES) and not _is_unpacked(unit, node):
            kept = rng.choice(((0, 2), (0, 1, 2), (0, 1)))
            written = ", ".join(text.of(keys[at]) for at in kept)
            span = Splice(text.number, text.span(keys[0])[0], text.span(keys[-1])[1], written)
            yield from editing.spoilt(_ID, text, [span], text.span(keys[0])[0])


def _without_entry(text: Text, entries: list[Definition], entry: Definition) -> list[Splice]:
    at = entries.index(entry)
    if at + 1 < len(entries):
        return [Splice(text.number, text.span(entry.place)[0], text.span(entries[at + 1].place)[0], "")]
    start = outer(text, entries[at - 1].value)[1]
    return [Splice(text.number, start, outer(text, entry.value)[1], "")]
