"""Arguments in the wrong order: `swapped-arguments`.

Knows the functions of the program and how the exercises call theirs; that an edit helps is for a run to say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .classes import is_static
from .edits import cost_of, fix, swap
from .scope import functions_of, looked_at, parameters, spots

SWAPPED = "swapped-arguments"
Defined = ast.FunctionDef | ast.AsyncFunctionDef
_TARGETS = frozenset({
    "t", "target", "targets", "label", "labels", "true", "teacher", "answer", "t_true", "t_train", "tt",
})  # fmt: skip
ORDERS = {
    "numerical_gradient": ("f", "x"), "numerical_diff": ("f", "x"), "cross_entropy_error": ("y", "t"),
    "dot": ("x", "W"), "matmul": ("x", "W"),
}  # fmt: skip
_TAKE_BOTH = frozenset(
    ["loss", "accuracy", "numerical_gradient", "gradient", "cross_entropy_error", "cross_entropy"]
)
PRODUCTS = ("dot", "matmul")
OWN_NAMES = ("exercise4", "exercise5")  # where the order in a product has a name of its own
_MOST = 10
_FAINT = 0.25
_COUNTED = re.compile(r"positional argument")  # told of too many or too few: no order mends that


def mend_swapped(subject: Subject) -> Iterator[Fix]:
    """Yield definitions and calls with two neighbouring arguments exchanged, the likeliest first."""
    found = [*_definitions(subject), *_calls(subject)]
    yield from sorted(found, key=lambda each: -each.suspicion)[:_MOST]


def _definitions(subject: Subject) -> Iterator[Fix]:
    graded = set(subject.targets.values())
    for text, root, function in functions_of(subject):
        method = isinstance(root, ast.ClassDef) and not is_static(function)
        given = [*function.args.posonlyargs, *function.args.args][method:]
        if len(given) < 2 or len(function.args.defaults) > len(given) - 2:
            continue
        first, second = given[0], given[1]
        called = called_names(function)
        suspicion = 0.0
        if second.arg in called and first.arg not in called:
            suspicion = 0.95 if (text.number, function.lineno) in graded else 0.5
        elif (
            first.arg.lower() in _TARGETS
            and second.arg.lower() not in _TARGETS
            and function.name in _TAKE_BOTH
        ):
            suspicion = 0.92
        elif second.arg.lower() in _TARGETS and first.arg.lower() not in _TARGETS:
            continue
        elif function.name in _TAKE_BOTH and (method or (text.number, function.lineno) in graded):
            suspicion = 0.3
        elif function.name == "__init__" and "hid" in first.arg.lower() and "in" in second.arg.lower():
            suspicion = 0.8
        if suspicion:
            splices = swapped_parameters(text, first, second)
            yield fix(SWAPPED, text, function.lineno, splices, 1.0, suspicion)
            also = _calls_like(subject, function, first.arg, second.arg)
            if also:
                yield fix(SWAPPED, text, function.lineno, [*splices, *also], cost_of([0, *also]), suspicion)


def called_names(function: ast.AST) -> set[str]:
    """Return the names that a function calls, or hands on as functions."""
    return {
        node.func.id
        for node in walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    } | {
        child.id
        for node in walk(function)
        if isinstance(node, ast.Call)
        for child in node.args
        if isinstance(child, ast.Name) and child.id in ("f", "func", "function", "fn")
    }


def swapped_parameters(text: Text, first: ast.arg, second: ast.arg) -> list[Splice]:
    """Return the splices that exchange two parameters of a definition."""
    return [
        Splice(text.number, *text.span(first), text.of(second)),
        Splice(text.number, *text.span(second), text.of(first)),
    ]


def _calls_like(subject: Subject, function: Defined, first: str, second: str) -> list[Splice]:
    """Return the splices that swap the arguments of calls which keep to the order of the definition."""
    splices = []
    for text, root in looked_at(subject):
        for node in walk(root):
            if isinstance(node, ast.Call) and len(node.args) >= 2 and name_of(node) == function.name:
                one, two = node.args[0], node.args[1]
                if (isinstance(one, ast.Name) and one.id == first) or (
                    isinstance(two, ast.Name) and two.id == second
                ):
                    splices += swap(text, one, two)
    return splices


def name_of(call: ast.Call) -> str:
    """Return the last word of what a call calls."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _calls(subject: Subject) -> Iterator[Fix]:
    hot = {
        (spot.text.number, spot.place.line)
        for spot in spots(
            subject, "TypeError", "ValueError", "AttributeError", "IndexError", "AxisError", frames=3
        )
        if not _COUNTED.search(spot.raised.message)
    }
    orders = orders_of(subject)
    named = subject.exercise.startswith(OWN_NAMES)
    for text, root in looked_at(subject):
        for node in walk(root):
            if (
                isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.MatMult)
                and not named
                and (text.number, node.lineno) in hot
            ):
                yield fix(SWAPPED, text, node.lineno, swap(text, node.left, node.right), 1.0, 0.8)
            if not isinstance(node, ast.Call) or any(isinstance(each, ast.Starred) for each in node.args):
                continue
            if named and name_of(node) in PRODUCTS:
                continue
            near = (text.number, node.lineno) in hot
            for place in range(min(len(node.args) - 1, 2)):
                one, two = node.args[place], node.args[place + 1]
                suspicion = _suspicion(orders.get(name_of(node)), place, one, two, near)
                if suspicion < _FAINT and subject.raised:
                    continue  # what raises is to be mended first: it may be all
                if suspicion and ast.dump(one) != ast.dump(two):
                    yield fix(SWAPPED, text, one.lineno, swap(text, one, two), 1.0, suspicion)


def _suspicion(order: Sequence[str] | None, place: int, one: ast.expr, two: ast.expr, near: bool) -> float:
    """Return how likely two arguments of a call are swapped; order holds the names of its parameters."""
    if order is None:
        return 0.35 if near and place == 0 else 0.0
    wanted = (*order[place : place + 2], "", "")
    first, second = getattr(one, "id", None), getattr(two, "id", None)
    if first == wanted[1] or second == wanted[0]:
        return 0.95
    own = (first == wanted[0]) + (second == wanted[1])  # arguments that bear the name of their place
    if own and not near:
        return 0.0
    return (0.62, 0.45, 0.3)[own] if near else 0.22


def orders_of(subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return the names of parameters by the name of the function, as calls give them."""
    found: dict[str, tuple[str, ...]] = dict(ORDERS)
    for _, root in looked_at(subject):
        for node in walk(root):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                names = tuple(each.arg for each in parameters(node))
                method = isinstance(root, ast.ClassDef) and node in root.body and not is_static(node)
                found[node.name] = names[1:] if method else names
    return found
