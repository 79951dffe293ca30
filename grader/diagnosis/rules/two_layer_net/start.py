"""Rules on what a new TwoLayerNet holds: how large its weights are, and that its biases are zero."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..difference.text import outer
from .definitions import Definition, Shape, Sizes, makers, parameters
from .edits import everywhere, shuffled
from .nodes import callee, is_number
from .reading import Net, net_of

_TOPIC = ("two_layer_net",)
_RANDOM = ("randn", "rand", "normal", "uniform", "standard_normal", "random", "random_sample")
_CONSTANT = ("zeros", "ones", "full", "empty", "zeros_like", "ones_like")
_SPREADS = ("normal", "uniform")  # take the scale as an argument


def _weights(net: Net) -> list[Definition]:
    return [entry for entry in parameters(net) if entry.ref.letter == "W"]


def _std(sizes: Sizes, node: ast.expr) -> list[ast.expr]:
    """Return the mentions of weight_init_std in an expression."""
    found = [child for child in walk(node) if isinstance(child, (ast.Name, ast.Attribute))]
    return [child for child in found if sizes.role(child) == "std"]


def _drawn(node: ast.expr, names: tuple[str, ...]) -> ast.Call | None:
    calls = [child for child in walk(node) if isinstance(child, ast.Call) and callee(child) in names]
    return calls[0] if calls else None


def _scale(call: ast.Call) -> ast.expr | None:
    """Return the argument of a draw that is its scale."""
    given = next((word.value for word in call.keywords if word.arg == "scale"), None)
    if given is not None or callee(call) not in _SPREADS or len(call.args) < 2:
        return given
    return call.args[1] if not isinstance(call.args[1], (ast.Tuple, ast.List)) else None


# --- the factor --------------------------------------------------------------------------------------


def _mend_ignored(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    weights = _weights(net)
    single = []
    for entry in weights:
        name = sizes.name("std", entry.unit)
        if name and not _std(sizes, entry.value):
            single += list(_given_factor(entry, name, any(_is_local(entry, other) for other in weights)))
    yield from sorted(single, key=lambda fix: -fix.suspicion)
    yield from everywhere(single if len(single) == 2 else [], 0.9)
    if not any(sizes.role(ast.Name(name)) == "std" for unit in makers(net) for name in unit.parameters):
        yield from _given_parameter(net, weights)


def _is_local(entry: Definition, other: Definition) -> bool:
    """Tell whether a local name is made here, and becomes the parameter elsewhere."""
    return isinstance(entry.place, ast.Name) and other is not entry and other.ref == entry.ref


def _given_factor(entry: Definition, name: str, is_local: bool) -> Iterator[Fix]:
    text, call = entry.text, _drawn(entry.value, _RANDOM)
    sure = 0.6 if is_local else 0.9
    scale = _scale(call) if call is not None else None
    if scale is not None:
        splices: list[Splice] = [editing.put(text, scale, name)]
    else:
        value = entry.value
        sides = (value.left, value.right) if isinstance(value, ast.BinOp) else ()
        number = next((side for side in sides if _is_plain_number(side)), None)
        start = outer(text, value)[0]
        splices = [
            Splice(text.number, start, start, f"{name} * ")
            if number is None
            else editing.put(text, number, name)
        ]
    yield from editing.fix("weight-std-ignored", text, splices, entry.line, 1.0, sure)


def _is_plain_number(node: ast.expr) -> bool:
    inner = [child for child in walk(node) if isinstance(child, ast.expr)]
    return all(isinstance(child, (ast.Constant, ast.BinOp, ast.UnaryOp)) for child in inner) and any(
        is_number(child) for child in inner
    )


def _given_parameter(net: Net, weights: list[Definition]) -> Iterator[Fix]:
    """Add weight_init_std to a constructor that lacks it."""
    unit = next((each for each in makers(net) if each.name == "__init__"), None)
    if unit is None or isinstance(unit.node, ast.Lambda) or not unit.node.args.args or not weights:
        return
    fixes = [
        found
        for entry in weights
        if entry.unit is unit
        for found in _given_factor(entry, "weight_init_std", False)
    ]
    arguments = unit.node.args
    last = arguments.defaults[-1] if arguments.defaults else arguments.args[-1]
    at = unit.text.span(last)[1]
    splices = [Splice(unit.text.number, at, at, ", weight_init_std=0.01")]
    splices += [splice for found in fixes for splice in found.splices]
    if fixes:
        yield from editing.fix("weight-std-ignored", unit.text, splices, fixes[0].line, 3.0, 0.9)


def _spoil_ignored(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for entry in shuffled(_weights(net), rng):
        text = entry.text
        for node in _std(sizes, entry.value):
            call = _drawn(entry.value, _RANDOM)
            if call is not None and _scale(call) is node:
                splices: list[Splice] | None = [editing.put(text, node, "0.01")]
            elif rng.random() < 0.3:
                splices = [editing.put(text, node, "0.01")]
            else:
                splices = _without_factor(text, entry.value, node)
            yield from editing.spoilt("weight-std-ignored", text, splices, text.span(entry.place)[0])


def _without_factor(text: Text, value: ast.expr, node: ast.expr) -> list[Splice] | None:
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult):
        return None
    left, right = outer(text, value.left), outer(text, value.right)
    if value.left is node:
        return [Splice(text.number, left[0], right[0], "")]
    return [Splice(text.number, left[1], right[1], "")] if value.right is node else None


# --- another operation than a product -----------------------------------------------------------------


def _mend_not_a_factor(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    single = []
    for entry in _weights(net):
        value = entry.value
        if not isinstance(value, ast.BinOp) or isinstance(value.op, ast.Mult):
            continue
        if sizes.role(value.left) == "std" or sizes.role(value.right) == "std":
            symbol = {ast.Add: "+", ast.Div: "/", ast.Sub: "-", ast.Pow: "**", ast.MatMult: "@"}.get(
                type(value.op)
            )
            change = editing.change_operator(entry.text, value, symbol, "*") if symbol else None
            single += editing.fix("weight-std-not-a-factor", entry.text, [change], entry.line, 1.0, 0.9)
    yield from single
    yield from everywhere(single, 0.9)


def _spoil_not_a_factor(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for entry in shuffled(_weights(net), rng):
        value = entry.value
        if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult):
            continue
        if sizes.role(value.left) == "std" or sizes.role(value.right) == "std":
            by = "+" if sizes.role(value.left) == "std" else rng.choice("+/")
            change = editing.change_operator(entry.text, value, "*", by)
            place = entry.text.span(entry.place)[0]
            yield from editing.spoilt("weight-std-not-a-factor", entry.text, [change], place)


# --- weights that are all alike, biases that are not zero ----------------------------------------------


def _mend_zero(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    single = []
    for entry in _weights(net):
        call, shape = _drawn(entry.value, _CONSTANT), sizes.shape(entry.value)
        name = sizes.name("std", entry.unit)
        if call is None or shape is None or not name or _drawn(entry.value, _RANDOM) is not None:
            continue
        text = entry.text
        drawn = f"{net.numpy}.random.randn({_sizes(text, shape)})"
        scaled = bool(_std(sizes, entry.value))
        elsewhere = any(_is_local(entry, other) and _std(sizes, other.value) for other in _weights(net))
        if not scaled and not elsewhere:
            drawn = f"{name} * {drawn}"
        whole = call if scaled else entry.value
        single += editing.fix(
            "weights-all-zero", text, [editing.inside(text, whole, drawn)], entry.line, 2.0, 0.9
        )
    yield from single
    yield from everywhere(single, 0.9)


def _sizes(text: Text, shape: Shape) -> str:
    return ", ".join(text.of(size) for size in shape.sizes)


def _spoil_zero(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for entry in shuffled(_weights(net), rng):
        call, shape = _drawn(entry.value, _RANDOM), sizes.shape(entry.value)
        if call is None or shape is None:
            continue
        text = entry.text
        made = f"{net.numpy}.{rng.choice(('zeros', 'ones'))}(({_sizes(text, shape)}))"
        whole = entry.value if "zeros" in made or not _std(sizes, entry.value) else call
        splice = editing.inside(text, whole, made)
        yield from editing.spoilt("weights-all-zero", text, [splice], text.span(entry.place)[0])


def _biases(net: Net) -> list[Definition]:
    return [entry for entry in parameters(net) if entry.ref.letter == "b"]


def _mend_not_zero(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    single = []
    for entry in _biases(net):
        shape = sizes.shape(entry.value)
        drawn = _drawn(entry.value, (*_RANDOM, "ones", "full", "empty"))
        if drawn is None or shape is None:
            continue
        text, written = entry.text, _sizes(entry.text, shape)
        zeros = f"{net.numpy}.zeros(({written}))" if len(shape.sizes) > 1 else f"{net.numpy}.zeros({written})"
        single += editing.fix(
            "bias-not-zero", text, [editing.put(text, entry.value, zeros)], entry.line, 2.0, 0.9
        )
    yield from single
    yield from everywhere(single, 0.9)


def _spoil_not_zero(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    sizes = Sizes(net)
    for entry in shuffled(_biases(net), rng):
        shape = sizes.shape(entry.value)
        std = sizes.name("std", entry.unit)
        if shape is None or callee(entry.value) != "zeros":
            continue
        text = entry.text
        written = _sizes(text, shape)
        drawn = f"{net.numpy}.random.randn({written})"
        pair = f"({written})" if len(shape.sizes) > 1 else written
        made = rng.choice((f"{std} * {drawn}" if std else drawn, drawn, f"{net.numpy}.ones({pair})"))
        splice = editing.put(text, entry.value, made)
        yield from editing.spoilt("bias-not-zero", text, [splice], text.span(entry.place)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("weight-std-ignored", _TOPIC, _mend_ignored, _spoil_ignored, order=55),
    Misconception("weight-std-not-a-factor", _TOPIC, _mend_not_a_factor, _spoil_not_a_factor, order=55),
    Misconception("weights-all-zero", _TOPIC, _mend_zero, _spoil_zero, order=54),
    Misconception("bias-not-zero", _TOPIC, _mend_not_zero, _spoil_not_zero, order=54),
)
