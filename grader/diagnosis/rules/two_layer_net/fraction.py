"""Rules on TwoLayerNet.accuracy: what is compared besides argmaxes, and which number comes out."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .accuracy import accuracies, best, bests, compares, names_of
from .edits import everywhere, is_operand, shuffled
from .nodes import callee, key_of, loops, operations
from .reading import net_of

_TOPIC = ("two_layer_net",)
_BEST = ("argmax", "argmin")
_LARGEST = ("max", "amax", "nanmax", "argmin")
_COUNT = "accuracy-not-a-fraction"
_PLAIN = "accuracy-without-argmax"
_MAX = "max-for-argmax"
_ERRORS = "accuracy-counts-errors"


# --- argmax left out, or another function in its place --------------------------------------------------


def _mend_plain(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text, single = unit.text, []
        labelled = {name for name, _, value in unit.assignments if best(net, value, (*_BEST, *_LARGEST))}
        aliases = _aliases(unit, labelled)
        for node in compares(unit):
            for side in (node.left, node.comparators[0]):
                if best(net, side) is None and key_of(side) not in labelled and _is_scores(side):
                    one_row = isinstance(side, ast.Subscript) or _is_row(unit, key_of(side))
                    written = f"{net.numpy}.argmax({text.of(side)}{'' if one_row else ', axis=1'})"
                    sure = 0.6 if one_row or key_of(side) in aliases else 0.8
                    single += editing.fix(
                        _PLAIN, text, [editing.put(text, side, written)], side.lineno, 2.0, sure
                    )
        for value in aliases.values():
            written = f"{net.numpy}.argmax({text.of(value)}, axis=1)"
            yield from editing.fix(_PLAIN, text, [editing.put(text, value, written)], value.lineno, 2.0, 0.85)
        yield from single
        yield from everywhere(single, 0.85)


def _aliases(unit: Unit, labelled: set[str]) -> dict[str, ast.expr]:
    """Return names that are given the scores or the targets as they are, where an argmax may be meant."""
    found = {}
    for name, _, value in unit.assignments:
        looped = any(name in names_of(node.iter) for node in loops(unit))
        plain = key_of(value) in unit.parameters or key_of(value) in [each for each, _, _ in unit.assignments]
        if name not in labelled and (
            plain or key_of(value).startswith("self.") or (looped and _is_scores(value))
        ):
            found[name] = value
    return found


def _is_row(unit: Unit, name: str) -> bool:
    """Tell whether a name stands for one row in a loop."""
    return any(name in names_of(node.target) for node in loops(unit))


def _is_scores(node: ast.expr) -> bool:
    return (
        bool(key_of(node))
        or isinstance(node, ast.Subscript)
        or callee(node) in ("predict", "forward", "scores")
    )


def _spoil_plain(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text = unit.text
        for found in shuffled(bests(net, unit), rng):
            statement = unit.statement(found.call)
            target = key_of(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
            compare = next(
                (node for node in compares(unit) if target in map(key_of, _sides(node)) and target), None
            )
            at = text.span(compare if compare is not None else found.call)[0]
            if (
                isinstance(statement, ast.Assign)
                and target == key_of(found.of)
                and statement.value is found.call
            ):
                after = next((node for node in compares(unit) if target in names_of(node)), None)
                if after is not None and len(unit.block(statement)) > 1:
                    gone = editing.delete(text, statement)
                    yield from editing.spoilt(_PLAIN, text, gone, text.span(after)[0])
            elif isinstance(unit.parent(found.call), (ast.Compare, ast.Assign)):
                splice = editing.inside(text, found.call, text.of(found.of))
                place = text.span(found.call)[0] if key_of(found.of) else at
                yield from editing.spoilt(_PLAIN, text, [splice], place)


def _sides(node: ast.Compare) -> list[ast.expr]:
    return [node.left, node.comparators[0]]


def _mend_max(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text, single = unit.text, []
        for node in unit.nodes(ast.Call):
            if best(net, node, _LARGEST) is not None and isinstance(node.func, ast.Attribute):
                end = text.span(node.func)[1]
                splice = Splice(text.number, end - len(node.func.attr), end, "argmax")
                single += editing.fix(_MAX, text, [splice], node.lineno, 1.0, 0.9)
        yield from single
        yield from everywhere(single, 0.9)


def _spoil_max(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text, single = unit.text, []
        for found in shuffled(bests(net, unit), rng):
            end = text.span(found.call.func)[1]
            splice = Splice(text.number, end - len("argmax"), end, "max")
            single += editing.spoilt(_MAX, text, [splice], text.span(found.call)[0])
        yield from single
        yield from everywhere(single, 0.5)


# --- the number that comes out --------------------------------------------------------------------------


def _mend_count(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text = unit.text
        if any(isinstance(node.op, ast.Div) for node in operations(unit)) or not unit.parameters:
            continue
        size = f"{unit.parameters[0]}.shape[0]"
        for node in unit.nodes(ast.Call):
            if (
                callee(node) in ("sum", "count_nonzero", "len")
                and compares(unit)
                and not is_operand(unit, node)
            ):
                end = outer(text, node)[1]
                splice = Splice(text.number, end, end, f" / {size}")
                statement = unit.statement(node)
                name = key_of(statement.targets[0]) if isinstance(statement, ast.Assign) else "accuracy"
                sure = 0.9 if "acc" in name.lower() else 0.6
                yield from editing.fix(_COUNT, text, [splice], node.lineno, 2.0, sure)
        for last in unit.nodes(ast.Return):
            if last.value is not None and isinstance(last.value, (ast.Name, ast.BinOp)):
                head, tail = ("(", ")") if isinstance(last.value, ast.BinOp) else ("", "")
                start, end = outer(text, last.value)
                splices = [Splice(text.number, end, end, f"{tail} / {size}")]
                splices += [Splice(text.number, start, start, head)] if head else []
                yield from editing.fix(_COUNT, text, splices, last.lineno, 2.0, 0.7)


def _spoil_count(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        text = unit.text
        for node in unit.nodes(ast.BinOp):
            if isinstance(node.op, ast.Div):
                splice = Splice(text.number, outer(text, node.left)[1], outer(text, node.right)[1], "")
                yield from editing.spoilt(_COUNT, text, [splice], outer(text, node.left)[0])
        for call in unit.nodes(ast.Call):
            if callee(call) == "mean" and isinstance(call.func, ast.Attribute) and not is_operand(unit, call):
                if isinstance(unit.parent(call), ast.BinOp):
                    continue
                end = text.span(call.func)[1]
                splice = Splice(text.number, end - len("mean"), end, "sum")
                yield from editing.spoilt(_COUNT, text, [splice], text.span(call)[0])


def _mend_errors(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        for node in compares(unit):
            if isinstance(node.ops[0], ast.NotEq) and not _is_shape(node.left):
                yield from editing.fix(
                    _ERRORS, unit.text, [_operator(unit.text, node, "!=", "==")], node.lineno, 1.0, 0.8
                )


def _is_shape(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("ndim", "size")


def _operator(text: Text, node: ast.Compare, symbol: str, by: str) -> Splice | None:
    place = editing.operator(text, node.left, node.comparators[0], symbol)
    return None if place is None else Splice(text.number, *place, by)


def _spoil_errors(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        for node in shuffled(compares(unit), rng):
            if isinstance(node.ops[0], ast.Eq):
                splice = _operator(unit.text, node, "==", "!=")
                yield from editing.spoilt(_ERRORS, unit.text, [splice], unit.text.span(node)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("accuracy-without-argmax", _TOPIC, _mend_plain, _spoil_plain, order=60),
    Misconception("max-for-argmax", _TOPIC, _mend_max, _spoil_max, order=60),
    Misconception("accuracy-not-a-fraction", _TOPIC, _mend_count, _spoil_count, order=61),
    Misconception("accuracy-counts-errors", _TOPIC, _mend_errors, _spoil_errors, order=61),
)
