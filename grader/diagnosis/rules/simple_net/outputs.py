"""simpleNet, from scores to loss: where softmax stands, what takes its place; knows no weights."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    delete,
    fix,
    indent_of,
    insert_before,
    inside,
    operand,
    put,
    shuffled,
    spoilt,
    step_of,
    written,
)
from ..reading import Unit, called, numpy_call, numpy_names
from ..reductions import exponent
from .reading import Net, nets
from .softmax_reading import shares

_IN_PREDICT = "softmax-in-predict"
_SIGMOID = "sigmoid-instead-of-softmax"
_WITHOUT = "loss-without-softmax"
_SKIPS = "loss-skips-predict"
_CLASS = "predict-returns-class"


def _softmaxes(net: Net, unit: Unit) -> list[ast.Call]:
    return [call for call in unit.nodes(ast.Call) if net.is_softmax(call)]


def _returns(unit: Unit) -> list[tuple[ast.Return, ast.expr]]:
    return [(node, node.value) for node in unit.nodes(ast.Return) if node.value is not None]


def _entropy_calls(net: Net, unit: Unit) -> list[tuple[ast.Call, ast.expr]]:
    """Return (call, its argument for the probabilities) of the calls of the cross-entropy."""
    found = []
    for call in unit.nodes(ast.Call):
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        if net.is_entropy(call) and len(arguments) == 2:
            last = unit.parameters[-1:] if unit.parameters else []
            first, second = arguments
            swapped = isinstance(first, ast.Name) and first.id in last
            found.append((call, second if swapped else first))
    return found


# --- softmax-in-predict ---------------------------------------------------------------------------


def mend_in_predict(subject: Subject) -> Iterator[Fix]:
    """Return scores from predict, and apply softmax in loss alone."""
    for net in nets(subject):
        text = net.text
        twice = any(_softmaxes(net, unit) for unit in net.loss)
        for unit in net.predict:
            for call in _softmaxes(net, unit):
                bare = put(text, call, text.of(call.args[0]))
                yield from fix(_IN_PREDICT, text, [bare], call.lineno, 1, 0.95 if twice else 0.6)
                wraps: list[Splice | None] = [
                    put(text, argument, f"{net.softmax_call}({text.of(argument)})")
                    for other in net.loss
                    for _, argument in _entropy_calls(net, other)
                ]
                if not twice and wraps:
                    yield from fix(_IN_PREDICT, text, [bare, *wraps], call.lineno, 2, 0.9)


def spoil_in_predict(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Apply softmax in predict, once more or in the place of loss."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        in_loss = [call for unit in net.loss for call in _softmaxes(net, unit)]
        for unit in net.predict:
            for node, value in _returns(unit):
                wrapped = put(text, value, f"{net.softmax_call}({text.of(value)})")
                found += spoilt(_IN_PREDICT, text, [wrapped], text.span(node)[0])
                if len(in_loss) == 1 and unit.name == "predict":
                    moved = [wrapped, put(text, in_loss[0], text.of(in_loss[0].args[0]))]
                    found += spoilt(_IN_PREDICT, text, moved, text.span(node)[0])
    yield from shuffled(found, rng)


# --- sigmoid-instead-of-softmax -------------------------------------------------------------------


def _logistic(node: ast.AST) -> ast.expr | None:
    """Return z in 1 / (1 + exp(-z)); None for anything else."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
        return None
    if getattr(node.left, "value", None) not in (1, 1.0) or not isinstance(node.right, ast.BinOp):
        return None
    for side in (node.right.left, node.right.right):
        argument = exponent(side)
        if isinstance(argument, ast.UnaryOp) and isinstance(argument.op, ast.USub):
            return argument.operand
    return None


def mend_sigmoid(subject: Subject) -> Iterator[Fix]:
    """Use softmax for the output."""
    two = subject.exercise.endswith("two_layer_net")
    for net in nets(subject):
        text = net.text
        methods = net.predict if two else [*net.loss, *net.predict]
        for unit in methods:
            calls = [call for call in unit.nodes(ast.Call) if "sigmoid" in called(call).lower()]
            if two and (_softmaxes(net, unit) or _sigmoids(net) < 2):
                continue
            outer_calls = [call for call in calls if not any(above in calls for above in unit.above(call))]
            for call in outer_calls[-1:] if two else calls:
                splice = inside(text, call.func, net.softmax_call)
                yield from fix(_SIGMOID, text, [splice], call.lineno, 1, 0.9)
            for node in [] if two else unit.nodes(ast.BinOp):
                scores = _logistic(node)
                if scores is not None:
                    splice = put(text, node, f"{net.softmax_call}({text.of(scores)})")
                    yield from fix(_SIGMOID, text, [splice], node.lineno, 2, 0.9)
    yield from _in_the_function(subject)


def _sigmoids(net: Net) -> int:
    """Count the calls of a sigmoid on the way forward."""
    forward = [unit for unit in net.methods if "grad" not in unit.name]
    return sum("sigmoid" in called(call).lower() for unit in forward for call in unit.nodes(ast.Call))


def _in_the_function(subject: Subject) -> Iterator[Fix]:
    """Write a softmax where a function of that name computes a sigmoid."""
    for softmax in shares(subject):
        text = softmax.text
        for node in softmax.unit.nodes(ast.BinOp):
            scores = _logistic(node)
            if scores is None or not softmax.own or "sigmoid" in softmax.unit.name.lower():
                continue
            exp, top, total = (numpy_call(subject.draft, name) for name in ("exp", "max", "sum"))
            power = f"{exp}({text.of(scores)} - {top}({text.of(scores)}, axis=-1, keepdims=True))"
            splice = put(text, node, f"{power} / {total}({power}, axis=-1, keepdims=True)")
            yield from fix(_SIGMOID, text, [splice], node.lineno, 3, 0.9)


def spoil_sigmoid(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Use a sigmoid for the output."""
    found: list[Fix] = []
    module, _ = numpy_names(subject.draft)
    two = subject.exercise.endswith("two_layer_net")
    for net in nets(subject):
        text = net.text
        for unit in net.predict if two else net.loss:
            for call in _softmaxes(net, unit):
                if two:
                    found += spoilt(_SIGMOID, text, [inside(text, call.func, "sigmoid")], text.span(call)[0])
                    continue
                if not module:
                    continue
                scores = operand(text, call.args[0])
                inline = f"1 / (1 + {module}.exp(-{scores}))"
                found += spoilt(_SIGMOID, text, [put(text, call, inline)], text.span(call)[0])
                owner = unit.owner
                if owner is not None and indent_of(text, owner) == "" and not owner.decorator_list:
                    lines = ["def sigmoid(x):", f"{step_of(text)}return 1 / (1 + {module}.exp(-x))", ""]
                    splices = [insert_before(text, owner, lines), inside(text, call.func, "sigmoid")]
                    found += spoilt(_SIGMOID, text, splices, text.span(call)[0])
    yield from shuffled(found, rng)


# --- loss-without-softmax, loss-skips-predict -----------------------------------------------------


def mend_without(subject: Subject) -> Iterator[Fix]:
    """Turn scores into probabilities before the cross-entropy."""
    for net in nets(subject):
        text = net.text
        in_predict = any(_softmaxes(net, unit) for unit in net.predict)
        for unit in net.loss:
            inline = any(exponent(node) is not None for node in unit.nodes(ast.expr))
            if _softmaxes(net, unit) or inline:
                continue
            for call, argument in _entropy_calls(net, unit):
                splice = put(text, argument, f"{net.softmax_call}({text.of(argument)})")
                yield from fix(_WITHOUT, text, [splice], call.lineno, 1, 0.3 if in_predict else 0.9)


def spoil_without(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Hand the scores to the cross-entropy as they are."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        for unit in net.loss:
            entropies = _entropy_calls(net, unit)
            for call in _softmaxes(net, unit):
                if not entropies:
                    continue
                used, argument = entropies[-1]
                statement = unit.statement(call)
                scores = call.args[0]
                named = (
                    isinstance(statement, ast.Assign)
                    and statement.value is call
                    and isinstance(argument, ast.Name)
                )
                gone = delete(text, statement) if named and statement is not None else None
                splices: list[Splice | None]
                if gone is not None and isinstance(scores, ast.Name):
                    splices = [*gone, put(text, argument, scores.id)]
                else:
                    splices = [put(text, call, written(text, scores))]
                found += spoilt(_WITHOUT, text, splices, text.span(used)[0])
    yield from shuffled(found, rng)


def mend_skips(subject: Subject) -> Iterator[Fix]:
    """Apply softmax to the scores, not to the input."""
    for net in nets(subject):
        text = net.text
        names = [unit.name for unit in net.predict]
        for unit in net.loss:
            if not unit.parameters or not names:
                continue
            x = unit.parameters[0]
            scores = [name for name, _, value in unit.assignments if _calls(value, names)]
            places = [call.args[0] for call in _softmaxes(net, unit)]
            places += [argument for _, argument in _entropy_calls(net, unit)]
            for place in places:
                if isinstance(place, ast.Name) and place.id == x and x not in scores:
                    new = scores[-1] if scores else f"self.{names[0]}({x})"
                    yield from fix(_SKIPS, text, [put(text, place, new)], place.lineno, 1, 0.9)


def _calls(value: ast.expr, names: list[str]) -> bool:
    return any(isinstance(node, ast.Call) and called(node) in names for node in walk(value))


def spoil_skips(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Apply softmax to the input."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        for unit in net.loss:
            for call in _softmaxes(net, unit):
                if unit.parameters:
                    splice = put(text, call.args[0], unit.parameters[0])
                    found += spoilt(_SKIPS, text, [splice], text.span(call)[0])
    yield from shuffled(found, rng)


# --- predict-returns-class ------------------------------------------------------------------------


def mend_class(subject: Subject) -> Iterator[Fix]:
    """Return all scores, not the number of the largest."""
    for net in nets(subject):
        text = net.text
        for unit in net.predict:
            for call in unit.nodes(ast.Call):
                if called(call) != "argmax":
                    continue
                scores = call.args[0] if call.args else None
                own = isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Name)
                if own or scores is None or isinstance(scores, ast.Constant):
                    assert isinstance(call.func, ast.Attribute)
                    scores = call.func.value
                yield from fix(_CLASS, text, [put(text, call, text.of(scores))], call.lineno, 1, 0.95)


def spoil_class(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Return the number of the largest score."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        module, _ = numpy_names(subject.draft)
        for unit in net.predict:
            for node, value in _returns(unit):
                if module:
                    splice = put(
                        text, value, f"{module}.argmax({text.of(value)}{rng.choice(['', ', axis=-1'])})"
                    )
                    found += spoilt(_CLASS, text, [splice], text.span(node)[0])
    yield from shuffled(found, rng)
