"""Rules on TwoLayerNet.numerical_gradient: which function it calls, and which function it hands over."""

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
from .edits import everywhere, shuffled
from .nodes import callee, key_of
from .reading import Net, net_of

_TOPIC = ("two_layer_net",)
_ITSELF = "calls-itself"
_EARLY = "loss-called-too-early"
_FED = "weights-fed-as-input"
_NUMERICAL = re.compile(r"num.*grad|grad.*num", re.I)


def _numerical(net: Net) -> list[Unit]:
    """Return the methods that make numerical gradients, with functions nested in them."""
    outside = [unit for unit in net.methods if _NUMERICAL.search(unit.name)]
    lines = [(unit.node.lineno, unit.node.end_lineno or 0) for unit in outside]
    inside = [
        unit
        for unit in net.units
        if unit not in outside and any(low < unit.node.lineno <= high for low, high in lines)
    ]
    return [*outside, *inside]


def _own_calls(unit: Unit, name: str) -> list[ast.Call]:
    """Return the calls of a method on self."""
    return [node for node in unit.nodes(ast.Call) if key_of(node.func) == f"self.{name}"]


# --- calling itself ------------------------------------------------------------------------------------


def _mend_itself(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in net.methods:
        calls = _own_calls(unit, unit.name)
        if unit.name in ("loss", "accuracy"):
            target = net.method("predict", "forward")
            single = [found for call in calls for found in _on_predict(unit, call, target)]
        elif _NUMERICAL.search(unit.name):
            helper = _helper(subject, net, unit)
            single = [
                found
                for call in calls
                for found in editing.fix(
                    _ITSELF, unit.text, [editing.inside(unit.text, call.func, helper)], call.lineno, 1.0, 0.9
                )
            ]
        else:
            continue
        yield from single
        yield from everywhere(single, 0.95)


def _on_predict(unit: Unit, call: ast.Call, target: Unit | None) -> list[Fix]:
    """Have predict called in the place of the method itself, with the inputs alone."""
    if target is None or not call.args:
        return []
    text = unit.text
    start, end = editing.bare_arguments(text, call)
    splices = [
        editing.inside(text, call.func, f"self.{target.name}"),
        Splice(text.number, start, end, text.of(call.args[0])),
    ]
    return editing.fix(_ITSELF, text, splices, call.lineno, 1.0, 0.9)


def _helper(subject: Subject, net: Net, unit: Unit) -> str:
    """Return the name under which a program has a numerical gradient besides its method."""
    for other in net.methods:
        if other is not unit and _NUMERICAL.search(other.name):
            return f"self.{other.name}"
    names = [unit.name]
    for text, statement in subject.draft.statements():
        del text
        if isinstance(statement, ast.FunctionDef):
            names.append(statement.name)
        elif isinstance(statement, ast.ImportFrom):
            names += [alias.asname or alias.name for alias in statement.names]
    fitting = [name for name in names[1:] if _NUMERICAL.search(name)]
    return unit.name if unit.name in fitting or not fitting else fitting[0]


def _spoil_itself(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(net.methods, rng):
        text = unit.text
        if unit.name in ("loss", "accuracy"):
            for call in [*_own_calls(unit, "predict"), *_own_calls(unit, "forward")]:
                given = ", ".join(unit.parameters[:2])
                splice = editing.inside(text, call, f"self.{unit.name}({given})")
                yield from editing.spoilt(_ITSELF, text, [splice], text.span(call)[0])
        elif _NUMERICAL.search(unit.name):
            calls = [
                node
                for node in unit.nodes(ast.Call)
                if _NUMERICAL.search(callee(node)) and len(node.args) == 2 and isinstance(node.func, ast.Name)
            ]
            splices = [editing.inside(text, call.func, f"self.{unit.name}") for call in calls]
            if calls:
                yield from editing.spoilt(_ITSELF, text, splices, text.span(calls[0])[0])


# --- the function that is handed over ------------------------------------------------------------------


def _mend_early(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in _numerical(net):
        text, single = unit.text, []
        for call in unit.nodes(ast.Call):
            if (
                callee(call) != "loss"
                or len(call.args) != 2
                or any(isinstance(n, ast.Lambda) for n in unit.above(call))
            ):
                continue
            above = unit.parent(call)
            handed = isinstance(above, ast.Call) and above.args and above.args[0] is call
            named = isinstance(above, ast.Assign) and _is_handed_over(unit, key_of(above.targets[0]))
            if handed or named:
                start = outer(text, call)[0]
                head = "lambda: " if _is_called_bare(net, unit) else "lambda W: "
                splice = Splice(text.number, start, start, head)
                single += editing.fix(_EARLY, text, [splice], call.lineno, 2.0, 0.9)
        yield from single
        yield from everywhere(single, 0.95)


def _is_called_bare(net: Net, unit: Unit) -> bool:
    """Tell whether the program's own numerical gradient calls its f without an argument."""
    helpers = [net.by_name.get(callee(node)) for node in unit.nodes(ast.Call) if len(node.args) >= 2]
    return any(
        key_of(node.func) == helper.parameters[0] and not node.args
        for helper in helpers
        if helper is not None and helper.parameters
        for node in helper.nodes(ast.Call)
    )


def _is_handed_over(unit: Unit, name: str) -> bool:
    return any(node.args and key_of(node.args[0]) == name for node in unit.nodes(ast.Call))


def _spoil_early(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(_numerical(net), rng):
        for node in unit.nodes(ast.Lambda):
            if callee(node.body) == "loss":
                text, at = unit.text, unit.text.span(node)[0]
                splice = Splice(text.number, at, text.span(node.body)[0], "")
                yield from editing.spoilt(_EARLY, text, [splice], at)
        for nested in unit.nodes(ast.FunctionDef):
            yield from _handed_value(unit, nested)


def _handed_value(unit: Unit, node: ast.FunctionDef) -> Iterator[Fix]:
    """Make of a nested function of the loss a plain value under the same name."""
    text, body = unit.text, node.body
    if len(body) != 1 or not isinstance(body[0], ast.Return) or callee(body[0].value or node) != "loss":
        return
    if body[0].value is not None and editing.stands_alone(text, node):
        start = text.span(node)[0]
        splice = Splice(text.number, start, text.span(node)[1], f"{node.name} = {text.of(body[0].value)}")
        yield from editing.spoilt(_EARLY, text, [splice], start)


def _fed(net: Net) -> Iterator[tuple[Text, ast.Call, str, str]]:
    """Yield (text, call of loss, its first argument, the parameter that holds the weights)."""
    for unit in _numerical(net):
        for node in unit.nodes(ast.Lambda):
            call, given = node.body, node.args.args
            if callee(call) == "loss" and isinstance(call, ast.Call) and given and call.args:
                yield unit.text, call, key_of(call.args[0]), given[0].arg
        if unit not in net.methods:
            for inner in unit.nodes(ast.Call):
                if callee(inner) == "loss" and inner.args and unit.parameters:
                    yield unit.text, inner, key_of(inner.args[0]), unit.parameters[0]


def _fed_in(unit: Unit) -> bool:
    return any(callee(node) == "loss" for node in walk(unit.node))


def _mend_fed(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    methods = [unit for unit in net.methods if _NUMERICAL.search(unit.name) and len(unit.parameters) >= 2]
    method = next((unit for unit in methods if _fed_in(unit)), None)
    if method is None:
        return
    single = []
    for text, call, argument, weights in _fed(net):
        if argument == weights:
            splice = editing.inside(text, call.args[0], method.parameters[0])
            single += editing.fix(_FED, text, [splice], call.lineno, 1.0, 0.9)
    yield from single
    yield from everywhere(single, 0.95)


def _spoil_fed(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for text, call, argument, weights in shuffled(_fed(net), rng):
        if argument != weights:
            splice = editing.inside(text, call.args[0], weights)
            yield from editing.spoilt(_FED, text, [splice], text.span(call)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("calls-itself", _TOPIC, _mend_itself, _spoil_itself, order=22),
    Misconception("loss-called-too-early", _TOPIC, _mend_early, _spoil_early, order=23),
    Misconception("weights-fed-as-input", _TOPIC, _mend_fed, _spoil_fed, order=23),
)
