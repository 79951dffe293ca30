"""Rules on what TwoLayerNet's methods return: one's body in another, the wrong number to divide by."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..difference.text import outer
from ..reading import Unit
from .accuracy import accuracies, best
from .edits import everywhere, shuffled
from .kinds import Kinds, kinds_of
from .nodes import callee, is_number, key_of
from .reading import Net, net_of

_TOPIC = ("two_layer_net",)
_LOSS = "loss-returns-accuracy"
_ACCURACY = "accuracy-returns-loss"
_AXIS = "batch-size-wrong-axis"


def _entropy(net: Net, unit: Unit, subject: Subject, y: str, t: str) -> str:
    """Return the cross-entropy of y against t as the program would write it."""
    for other in net.methods:
        for event in net.events(other):
            if callee(event.value).lower().startswith("softmaxwith") and event.target.startswith("self."):
                return f"{event.target}.forward({y}, {t})"
    for other in net.units:
        for node in other.nodes(ast.Call):
            name = key_of(node.func)
            if "entropy" in name.lower() and (not name.startswith("self.") or other.owner is unit.owner):
                return f"{name}({y}, {t})"
    for method in net.methods:
        if "entropy" in method.name.lower():
            return f"self.{method.name}({y}, {t})"
    name = _module_entropy(subject)
    return f"{name}({y}, {t})" if name else f"-{net.numpy}.sum({t} * {net.numpy}.log({y} + 1e-7)) / len({t})"


def _module_entropy(subject: Subject) -> str:
    """Return the name of a cross-entropy at module level: defined or imported; "" where there is none."""
    for _, statement in subject.draft.statements():
        defined = isinstance(statement, ast.FunctionDef) and len(statement.args.args) == 2
        if defined and any(callee(node) == "log" for node in walk(statement)):
            return str(getattr(statement, "name", ""))
        if isinstance(statement, ast.ImportFrom):
            names = [alias.asname or alias.name for alias in statement.names]
            if names == ["*"] and (statement.module or "") in ("common.functions", "common.layers"):
                return "cross_entropy_error"
            found = next((name for name in names if "entropy" in name.lower()), None)
            if found is not None:
                return found
    return ""


def _lowers(statement: ast.AST) -> bool:
    """Tell whether a statement takes an argmax, or compares: what only an accuracy does."""
    for node in walk(statement):
        if callee(node) in ("argmax", "accuracy"):
            return True
        if (
            isinstance(node, ast.Compare)
            and isinstance(node.ops[0], ast.Eq)
            and not is_number(node.comparators[0])
        ):
            return True
    return False


# --- the loss ------------------------------------------------------------------------------------------


def _mend_loss(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    unit = net.method("loss")
    if unit is None or len(unit.parameters) < 2:
        return
    if not accuracies(net):
        yield from _heading(unit)
    last = unit.body[-1] if unit.body else None
    first = next((statement for statement in unit.body if _lowers(statement)), None)
    if not isinstance(last, ast.Return) or first is None:
        return
    text, (x, t) = unit.text, unit.parameters[:2]
    prediction = _prediction(kinds_of(subject), unit, first, x)
    written = f"return {_entropy(net, unit, subject, prediction, t)}"
    splice = Splice(text.number, text.span(first)[0], text.span(last)[1], written)
    yield from editing.fix(_LOSS, text, [splice], last.lineno, 3.0, 0.9)


def _prediction(kinds: Kinds, unit: Unit, first: ast.stmt, x: str) -> str:
    """Return the probabilities where a statement stands; scores where a layer object takes them."""
    events = [
        event for event in kinds.net.events(unit) if event.statement.lineno < first.lineno and event.target
    ]
    for wanted in ("y", "a2"):
        names = [event.target for event in events if kinds.after(event, unit) == wanted]
        if names:
            return f"softmax({names[-1]})" if wanted == "a2" else names[-1]
    made = kinds.net.returned(ast.parse(f"self.predict({x})", mode="eval").body, None)
    scores = made is not None and kinds.of(*made) == "a2"
    return f"softmax(self.predict({x}))" if scores else f"self.predict({x})"


def _predicts(node: ast.AST) -> bool:
    return callee(node) in ("predict", "forward")


def _heading(unit: Unit) -> Iterator[Fix]:
    """Give what stands behind the loss's return a heading of its own."""
    text, body = unit.text, unit.body
    returns = [at for at, statement in enumerate(body) if isinstance(statement, ast.Return)]
    if not returns or returns[0] + 1 >= len(body) or isinstance(unit.node, ast.Lambda):
        return
    after = body[returns[0] + 1]
    indent = editing.indent_of(text, unit.node)
    if indent is None or editing.indent_of(text, after) is None:
        return
    start = text.line_span(after.lineno)[0]
    given = ", ".join(argument.arg for argument in unit.node.args.args)
    splice = Splice(text.number, start, start, f"{indent}def accuracy({given}):\n")
    yield from editing.fix(_LOSS, text, [splice], after.lineno, 3.0, 0.95)


def _spoil_loss(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    unit, other = net.method("loss"), next(iter(accuracies(net)), None)
    if unit is None or other is None or not unit.body or not isinstance(unit.body[-1], ast.Return):
        return
    text, last = unit.text, unit.body[-1]
    if last.value is not None and other.parameters == unit.parameters:
        splice = editing.put(text, last.value, f"self.{other.name}({', '.join(unit.parameters)})")
        yield from editing.spoilt(_LOSS, text, [splice], text.span(last)[0])
    if len(other.body) > 1 and other.parameters == unit.parameters and isinstance(other.body[-1], ast.Return):
        low, high = text.span(other.body[0])[0], text.span(other.body[-1])[1]
        if editing.indent_of(text, unit.body[0]) is not None:
            start, end = text.span(unit.body[0])[0], text.span(last)[1]
            copied = text.source[low:high]
            lines = copied.count("\n") - (other.body[-1].end_lineno or 0) + other.body[-1].lineno
            yield Fix(
                _LOSS, (Splice(text.number, start, end, copied),), text.number, text.line_of(start) + lines
            )
        yield from _merged(unit, other)


def _merged(unit: Unit, other: Unit) -> Iterator[Fix]:
    """Leave out the heading of an accuracy that follows the loss."""
    text = unit.text
    between = text.source[text.span(unit.node)[1] : text.span(other.node)[0]]
    if (
        between.strip()
        or not isinstance(other.node, ast.FunctionDef)
        or other.node.body[0] is not other.body[0]
    ):
        return
    start = text.line_span(other.node.lineno)[0]
    first = other.body[0]
    end = text.line_span(first.lineno)[0]
    if end > start and other.node.lineno == text.line_of(end - 1):
        splice = Splice(text.number, start, end, "")
        yield from editing.spoilt(_LOSS, text, [splice], text.span(first)[0])


# --- the accuracy --------------------------------------------------------------------------------------


def _mend_accuracy(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in accuracies(net):
        for node in unit.nodes(ast.Return):
            if node.value is None or len(unit.parameters) < 2 or not _is_loss(net, unit, node.value):
                continue
            text, (x, t) = unit.text, unit.parameters[:2]
            raw = [name for name, _, value in unit.assignments if _predicts(value)]
            taken = {name for name, _, value in unit.assignments if best(net, value)}
            sides = []
            for name, plain in ((raw[-1] if raw else "", f"self.predict({x})"), (t, t)):
                done = name in taken
                sides.append(name if done else f"{net.numpy}.argmax({name or plain}, axis=1)")
            splice = editing.put(text, node.value, f"{net.numpy}.mean({sides[0]} == {sides[1]})")
            yield from editing.fix(_ACCURACY, text, [splice], node.lineno, 3.0, 0.9)


def _is_loss(net: Net, unit: Unit, node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        found = net.event(node, unit)
        return found is not None and _is_loss(net, unit, found[1].value)
    return "entropy" in callee(node).lower() or callee(node) in ("loss", "forward")


def _spoil_accuracy(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    loss = net.method("loss")
    for unit in accuracies(net):
        if loss is None or not unit.body or not isinstance(unit.body[-1], ast.Return):
            continue
        value = unit.body[-1].value
        if value is not None and len(unit.parameters) == 2:
            splice = editing.put(unit.text, value, f"self.loss({', '.join(unit.parameters)})")
            yield from editing.spoilt(_ACCURACY, unit.text, [splice], unit.text.span(unit.body[-1])[0])


# --- the size of the batch -----------------------------------------------------------------------------


def _lengths(unit: Unit, axis: int) -> list[tuple[ast.expr, ast.expr]]:
    """Return (expression, what to change) of mentions of an array's length along an axis."""
    found: list[tuple[ast.expr, ast.expr]] = []
    for node in unit.nodes(ast.Subscript, ast.Call):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
            if node.value.attr == "shape" and is_number(node.slice, axis):
                found.append((node, node.slice))
        elif isinstance(node, ast.Call) and callee(node) == "len" and len(node.args) == 1:
            row = node.args[0]
            inner = isinstance(row, ast.Subscript) and is_number(row.slice, 0)
            if inner == (axis == 1):
                found.append((node, row))
    return found


def _mend_batch(subject: Subject) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in net.units:
        if "softmax" in unit.name.lower() or unit.name == "__init__":
            continue
        text, single = unit.text, []
        for node, part in _lengths(unit, 1):
            by = (
                "0"
                if isinstance(node, ast.Subscript)
                else text.of(part.value)
                if isinstance(part, ast.Subscript)
                else ""
            )
            single += editing.fix(_AXIS, text, [editing.inside(text, part, by)], node.lineno, 1.0, 0.7)
        yield from single
        yield from everywhere(single, 0.7)


def _spoil_batch(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    net = net_of(subject)
    for unit in shuffled(net.methods, rng):
        text: Text = unit.text
        for node, part in _lengths(unit, 0):
            if not _divides(unit, node):
                continue
            if isinstance(node, ast.Subscript):
                splice = editing.inside(text, part, "1")
            elif key_of(part) in unit.parameters:
                end = outer(text, part)[1]
                splice = Splice(text.number, end, end, "[0]")
            else:
                continue
            yield from editing.spoilt(_AXIS, text, [splice], text.span(node)[0])


def _divides(unit: Unit, node: ast.expr) -> bool:
    """Tell whether a length is divided by, or is given a name."""
    return any(isinstance(above, (ast.BinOp, ast.Assign)) for above in unit.above(node))


RULES: tuple[Misconception, ...] = (
    Misconception("loss-returns-accuracy", _TOPIC, _mend_loss, _spoil_loss, order=40),
    Misconception("accuracy-returns-loss", _TOPIC, _mend_accuracy, _spoil_accuracy, order=41),
    Misconception("batch-size-wrong-axis", _TOPIC, _mend_batch, _spoil_batch, order=61),
)
