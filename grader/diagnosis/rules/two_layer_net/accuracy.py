"""Rules on TwoLayerNet.accuracy: the axis of argmax, and a comparison of a thing with itself."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass

from ...text import Fix, Splice
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .edits import distinct, everywhere, shuffled
from .nodes import callee, is_number, key_of, loops
from .reading import Net, net_of

_TOPIC = ("two_layer_net",)
_BEST = ("argmax", "argmin")
_AXIS = "accuracy-wrong-axis"
_ITSELF = "accuracy-compares-with-itself"


@dataclass(frozen=True, eq=False)
class Best:
    """A call of argmax: what it is of, its axis as a node or None."""

    call: ast.Call
    of: ast.expr
    axis: ast.expr | None


def accuracies(net: Net) -> list[Unit]:
    """Return the methods that tell the accuracy."""
    return [unit for unit in net.methods if "acc" in unit.name.lower()]


def best(net: Net, node: ast.AST, names: tuple[str, ...] = _BEST) -> Best | None:
    """Return a call of argmax (or one of other names), as a function or as a method."""
    if (
        not isinstance(node, ast.Call)
        or callee(node) not in names
        or not isinstance(node.func, ast.Attribute)
    ):
        return None
    arguments = list(node.args)
    if key_of(node.func) != f"{net.numpy}.{callee(node)}":
        arguments.insert(0, node.func.value)
    if not arguments:
        return None
    axis = next((word.value for word in node.keywords if word.arg == "axis"), None)
    return Best(
        node, arguments[0], axis if axis is not None else arguments[1] if len(arguments) > 1 else None
    )


def bests(net: Net, unit: Unit) -> list[Best]:
    return [found for node in unit.nodes(ast.Call) if (found := best(net, node)) is not None]


def _is_axis(node: ast.expr, value: int) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return is_number(node.operand, -value)
    return is_number(node, value)


# --- the axis ------------------------------------------------------------------------------------------


def _mend_axis(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text, single = unit.text, []
        for found in bests(net, unit):
            if found.axis is None:
                at = text.span(found.call)[1] - 1
                empty = not text.source[editing.bare_arguments(text, found.call)[0] : at].strip()
                splice = Splice(text.number, at, at, "axis=1" if empty else ", axis=1")
                one_row = isinstance(found.of, ast.Subscript)
                single += editing.fix(_AXIS, text, [splice], found.call.lineno, 1.0, 0.3 if one_row else 0.9)
            elif not _is_axis(found.axis, 1) and not _is_axis(found.axis, -1):
                splice = editing.put(text, found.axis, "1")
                single += editing.fix(_AXIS, text, [splice], found.call.lineno, 1.0, 0.9)
        yield from single
        yield from everywhere(single, 0.92)


def _spoil_axis(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text, single = unit.text, []
        for found in shuffled(bests(net, unit), rng):
            if found.axis is None:
                continue
            start, end = text.span(found.axis)
            splice = Splice(text.number, start, end, "0")
            single += editing.spoilt(_AXIS, text, [splice], text.span(found.call)[0])
            keyword = unit.parent(found.axis)
            if isinstance(keyword, ast.keyword) and rng.random() < 0.5:
                cut = text.source.rfind(",", text.span(found.call)[0], text.span(keyword)[0])
                low = text.span(keyword)[0] if cut < outer(text, found.of)[1] else cut
                gone = Splice(text.number, low, text.span(keyword)[1], "")
                yield from editing.spoilt(_AXIS, text, [gone], text.span(found.call)[0])
        yield from single
        if len({fix.line for fix in single}) > 1:
            yield from everywhere(single, 0.5)


# --- what is compared ----------------------------------------------------------------------------------


def compares(unit: Unit) -> list[ast.Compare]:
    kinds = (ast.Eq, ast.NotEq)
    found = [
        node for node in unit.nodes(ast.Compare) if isinstance(node.ops[0], kinds) and len(node.ops) == 1
    ]
    return [node for node in found if not is_number(node.comparators[0])]


def _mend_itself(subject: Subject) -> Iterator[Fix]:
    fixes = distinct(_compared_with_itself(net_of(subject)))
    return iter(sorted(fixes, key=lambda fix: -fix.suspicion))


def _compared_with_itself(net: Net) -> Iterator[Fix]:
    for unit in accuracies(net):
        if len(unit.parameters) < 2:
            continue
        text, target = unit.text, unit.parameters[1]
        taken = bests(net, unit)
        asked = any(target in names_of(found.of) for found in taken)
        for node in compares(unit):
            left, right = node.left, node.comparators[0]
            if ast.dump(left) == ast.dump(right):
                yield from _other_side(net, unit, right, target)
                yield from _other_side(net, unit, left, target)
        for found in taken:
            if asked or not key_of(found.of):
                continue
            splice = editing.inside(text, found.of, target)
            yield from editing.fix(
                _ITSELF, text, [splice], found.call.lineno, 1.0, _wrongly_named(unit, found, target)
            )
        for found in taken if all(target in names_of(each.of) for each in taken) else []:
            for name in _predicted(unit):
                splice = editing.inside(text, found.of, name)
                yield from editing.fix(_ITSELF, text, [splice], found.call.lineno, 1.0, 0.7)


def names_of(node: ast.expr) -> set[str]:
    return {child.id for child in walk(node) if isinstance(child, ast.Name)}


def _wrongly_named(unit: Unit, found: Best, target: str) -> float:
    """Return how likely it is that this argmax was to be that of the targets: by the name that it goes to."""
    if key_of(found.of).lower() == target.lower():
        return 0.5  # a misspelt name rather
    statement = unit.statement(found.call)
    goes_to = key_of(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
    return 0.95 if goes_to.startswith(target) or goes_to[:1] == target[:1] else 0.6


def _predicted(unit: Unit) -> list[str]:
    return [name for name, _, value in unit.assignments if callee(value) in ("predict", "forward")]


def _other_side(net: Net, unit: Unit, side: ast.expr, target: str) -> Iterator[Fix]:
    text, written = unit.text, []
    inner = best(net, side)
    if inner is not None:
        place, written = inner.of, _rows(unit, target)
        if key_of(inner.of) in written:
            beside = _beside(unit, key_of(inner.of))
            written = beside or [*_predicted(unit), f"self.predict({unit.parameters[0]})"]
    else:
        place = side.value if isinstance(side, ast.Subscript) else side
        beside = _beside(unit, key_of(place))
        labels = beside or [name for name in _labels(net, unit, target) if name != key_of(place)]
        written = labels or [f"{net.numpy}.argmax({target}, axis=1)", *_rows(unit, target)[:-1]]
    for by in written:
        splice = editing.inside(text, place, by)
        yield from editing.fix(_ITSELF, text, [splice], side.lineno, 1.0, 0.9)


def _beside(unit: Unit, name: str) -> list[str]:
    """Return the names that a loop gives together with a name."""
    found = []
    for node in loops(unit):
        if isinstance(node.target, ast.Tuple) and name in names_of(node.target):
            found += [key_of(each) for each in node.target.elts if key_of(each) != name]
    return found


def _rows(unit: Unit, target: str) -> list[str]:
    """Return what may stand for the targets: names of single rows in a loop over them, then the whole."""
    found = []
    for node in loops(unit):
        if (
            callee(node.iter) == "zip"
            and isinstance(node.iter, ast.Call)
            and isinstance(node.target, ast.Tuple)
        ):
            pairs = zip(node.target.elts, node.iter.args, strict=False)
            found += [key_of(name) for name, source in pairs if target in names_of(source)]
    return [*found, target]


def _labels(net: Net, unit: Unit, target: str) -> list[str]:
    """Return names of argmaxes in a function, those of the targets first."""
    found = [(target not in names_of(value), name) for name, _, value in unit.assignments if best(net, value)]
    return list(dict.fromkeys([name for _, name in sorted(found)]))[:3]


def _spoil_itself(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text = unit.text
        target = unit.parameters[1] if len(unit.parameters) > 1 else ""
        taken = bests(net, unit)
        others = [found for found in taken if target not in names_of(found.of)]
        for found in taken:
            if key_of(found.of) == target and others and (rng.random() < 0.7 or not compares(unit)):
                name = text.of(others[0].of)
                splice = editing.inside(text, found.of, name)
                if key_of(others[0].of):
                    yield from editing.spoilt(_ITSELF, text, [splice], text.span(found.call)[0])
        for node in compares(unit):
            sides = [node.left, node.comparators[0]]
            rng.shuffle(sides)
            splice = editing.put(text, sides[0], editing.written(text, sides[1]))
            yield from editing.spoilt(_ITSELF, text, [splice], text.span(node)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("accuracy-wrong-axis", _TOPIC, _mend_axis, _spoil_axis, order=60),
    Misconception("accuracy-compares-with-itself", _TOPIC, _mend_itself, _spoil_itself, order=60),
)
