"""Rules on what a new TwoLayerNet holds: the shapes of its parameters, and that there are four of them."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .definitions import Definition, Shape, Sizes, parameters
from .edits import mention, renumbered, shuffled
from .nodes import callee, spelt
from .reading import Net, net_of

_TOPIC = ("two_layer_net",)
NAMES = ("W1", "b1", "W2", "b2")
SHAPES = {"W1": ("input", "hidden"), "b1": ("hidden",), "W2": ("hidden", "output"), "b2": ("output",)}
_WRONG_WEIGHTS = {
    "W1": (("hidden", "input"), ("input", "output")),
    "W2": (("input", "hidden"), ("hidden", "input"), ("input", "output"), ("output", "hidden")),
}
_WRONG_BIASES = {"b1": ("input", "output"), "b2": ("hidden", "input")}
_SEPARATE = ("randn", "rand")  # take one argument an axis


def _span(text: Text, shape: Shape) -> tuple[int, int]:
    return outer(text, shape.sizes[0])[0], outer(text, shape.sizes[-1])[1]


def _sized(text: Text, shape: Shape, names: list[str]) -> Splice:
    """Give an array other sizes; a single length becomes a tuple where the call asks for one."""
    written = ", ".join(names)
    if len(names) > 1 and shape.tupled is None and len(shape.sizes) == 1:
        separate = callee(shape.call) in _SEPARATE or not _is_numpy(shape)
        written = written if separate else f"({written})"
    start, end = _span(text, shape)
    return Splice(text.number, start, end, written)


def _is_numpy(shape: Shape) -> bool:
    return callee(shape.call) in ("normal", "zeros", "ones", "uniform", "standard_normal", "random", "full")


# --- shapes ------------------------------------------------------------------------------------------


def _names(sizes: Sizes, entry: Definition, roles: tuple[str, ...]) -> list[str]:
    return [sizes.name(role, entry.unit) for role in roles]


def _mend_shape(idea: str, letter: str, subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for entry in parameters(net):
        shape = sizes.shape(entry.value)
        if entry.ref.letter != letter or shape is None:
            continue
        wanted = SHAPES[entry.ref.name]
        known = tuple(role for role in shape.roles if role)
        right = known == wanted and (letter == "W" or not _is_column(shape))
        names = _names(sizes, entry, wanted)
        if right or not all(names):
            continue
        if letter == "b" and len(shape.sizes) == 2 and not _is_column(shape):
            names = ["1", *names]
        yield from editing.fix(idea, entry.text, [_sized(entry.text, shape, names)], entry.line, 2.0, 0.9)


def _is_column(shape: Shape) -> bool:
    return len(shape.sizes) == 2 and bool(shape.roles[0])


def _spoil_shape(
    idea: str, wrong: dict[str, tuple[object, ...]], subject: Subject, rng: random.Random
) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for entry in shuffled(parameters(net), rng):
        shape = sizes.shape(entry.value)
        if entry.ref.name not in wrong or shape is None or shape.joined:
            continue
        roles = rng.choice(wrong[entry.ref.name])
        names = _names(sizes, entry, roles if isinstance(roles, tuple) else (str(roles),))
        if not all(names):
            continue
        text = entry.text
        if entry.ref.letter == "b":
            splice = editing.put(text, shape.sizes[-1], names[0])
        elif callee(shape.call) in _SEPARATE and rng.random() < 0.2:
            splice = Splice(
                text.number, *_span(text, shape), " * ".join(_names(sizes, entry, SHAPES[entry.ref.name]))
            )
        else:
            splice = _sized(text, shape, names)
        yield from editing.spoilt(idea, text, [splice], text.span(entry.place)[0])


def _mend_weight_shape(subject: Subject) -> Iterator[Fix]:
    return _mend_shape("weight-shape-copy-paste", "W", subject)


def _spoil_weight_shape(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil_shape("weight-shape-copy-paste", dict(_WRONG_WEIGHTS), subject, rng)


def _mend_bias_shape(subject: Subject) -> Iterator[Fix]:
    return _mend_shape("bias-shape", "b", subject)


def _spoil_bias_shape(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    return _spoil_shape("bias-shape", dict(_WRONG_BIASES), subject, rng)


# --- one parameter twice, another not at all ---------------------------------------------------------


def _groups(net: Net) -> Iterator[list[Definition]]:
    """Yield the definitions that belong together: a function's assignments of one kind, or one dict."""
    found: dict[tuple[Unit, object], list[Definition]] = {}
    for entry in parameters(net):
        inside = id(entry.inside) if entry.inside is not None else type(entry.place).__name__
        found.setdefault((entry.unit, inside), []).append(entry)
    yield from (group for group in found.values() if len(group) >= 2)


def _renamed(entry: Definition, layer: str) -> Splice | None:
    if isinstance(entry.place, ast.keyword):
        at = entry.text.span(entry.place)[0] + len(entry.place.arg or "") - 1
        return Splice(entry.text.number, at, at + 1, layer)
    return renumbered(entry.text, entry.place, layer)


def _mend_missing(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for group in _groups(net):
        names = [entry.ref.name for entry in group]
        for missing in [name for name in NAMES if name not in names]:
            twins = [entry for entry in group if entry.ref.letter == missing[0]]
            for at, entry in enumerate(reversed(twins) if len(twins) > 1 else ()):
                shape = sizes.shape(entry.value)
                fits = shape is not None and tuple(filter(None, shape.roles)) == SHAPES[missing]
                sure = 0.95 if fits else 0.6 if at == 0 else 0.3
                splice = _renamed(entry, missing[1])
                yield from editing.fix("missing-parameter", entry.text, [splice], entry.line, 1.0, sure)
            if len(twins) == 1:
                yield from _added(twins[0], group, missing, sizes)


def _added(twin: Definition, group: list[Definition], missing: str, sizes: Sizes) -> Iterator[Fix]:
    """Write the missing definition as its twin of the other layer is written."""
    text, last = twin.text, group[-1]
    value = _value_like(twin, missing, sizes)
    if not value or isinstance(twin.place, ast.keyword):
        return
    place = mention(text, twin.place, missing) if not isinstance(twin.place, ast.Constant) else None
    if isinstance(twin.place, ast.Constant):
        quote = text.source[text.span(twin.place)[0]]
        place = f"{quote}{_like(str(twin.place.value), missing)}{quote}"
        at = outer(text, last.value)[1]
        indent = (
            editing.indent_of(text, last.statement) if last.place.lineno == last.statement.lineno else None
        )
        gap = ", " if indent is not None else ",\n" + _indent(text, last.place.lineno)
        splice: Splice | None = Splice(text.number, at, at, f"{gap}{place}: {value}")
    else:
        splice = editing.insert_after(text, last.statement, [f"{place} = {value}"])
    yield from editing.fix("missing-parameter", text, [splice], last.line, 3.0, 0.9)


def _value_like(twin: Definition, missing: str, sizes: Sizes) -> str:
    """Return what a parameter would be made from, written as its twin; "" where that cannot be told."""
    text, shape = twin.text, sizes.shape(twin.value)
    if shape is None:
        name = next((node.id for node in walk(twin.value) if isinstance(node, ast.Name) and spelt(node)), "")
        return re.sub(rf"\b{name}\b", _like(name, missing), text.of(twin.value)) if name else ""
    names = _names(sizes, twin, SHAPES[missing])
    if not all(names):
        return ""
    if len(shape.sizes) > len(names):
        names = ["1", *names]
    start, end = text.span(twin.value)
    low, high = _span(text, shape)
    return text.source[start:low] + ", ".join(names) + text.source[high:end]


def _like(old: str, name: str) -> str:
    return name.lower() if old.islower() and name[0] == "W" else name


def _indent(text: Text, line: int) -> str:
    written = text.line_text(line)
    return written[: len(written) - len(written.lstrip())]


def _spoil_missing(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for entry in shuffled(parameters(net), rng):
        text = entry.text
        if entry.ref.layer != "2" or isinstance(entry.place, (ast.Name, ast.keyword)):
            continue
        if isinstance(entry.place, (ast.Subscript, ast.Attribute)) and rng.random() < 0.3:
            group = next((group for group in _groups(net) if entry in group), [])
            others = [other for other in group if other.statement is not entry.statement]
            if group and len(others) == len(group) - 1:
                at = text.line_span(others[-1].line)[0]
                splices = editing.delete(text, entry.statement)
                yield from editing.spoilt("missing-parameter", text, splices, at)
                continue
        yield from editing.spoilt(
            "missing-parameter", text, [_renamed(entry, "1")], text.span(entry.place)[0]
        )


RULES: tuple[Misconception, ...] = (
    Misconception("weight-shape-copy-paste", _TOPIC, _mend_weight_shape, _spoil_weight_shape, order=50),
    Misconception("bias-shape", _TOPIC, _mend_bias_shape, _spoil_bias_shape, order=50),
    Misconception("missing-parameter", _TOPIC, _mend_missing, _spoil_missing, order=45),
)
