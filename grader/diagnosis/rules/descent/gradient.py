"""Gradient descent, the gradient that is called: by another function, or with a value for f."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Subject
from ..editing import (
    fix,
    indent_of,
    insert_before,
    inside,
    put,
    shuffled,
    spoilt,
    step_of,
)
from ..reading import called, units
from .reading import Descent, descents

_DIFF = "uses-numerical-diff"


def _gradient_functions(subject: Subject) -> list[str]:
    """Return the names of functions of f and x that the program defines or imports for gradients."""
    names = []
    for _, statement in subject.draft.statements():
        for node in [statement, *getattr(statement, "body", [])]:
            if (
                isinstance(node, ast.FunctionDef)
                and "grad" in node.name.lower()
                and "desc" not in node.name.lower()
            ):
                names.append(node.name)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                names += [target.id for target in node.targets if isinstance(target, ast.Name)]
            elif isinstance(node, ast.ImportFrom):
                names += [alias.asname or alias.name for alias in node.names if "grad" in alias.name.lower()]
    return [name for name in dict.fromkeys(names) if "grad" in name.lower()]


def mend_diff(subject: Subject) -> Iterator[Fix]:
    """Call the gradient where the derivative of one number is called."""
    known = _gradient_functions(subject)
    for descent in descents(subject):
        text = descent.text
        names = [name for name in known if name != descent.unit.name]
        exact = [name for name in names if name == "numerical_gradient"]
        ordered = [*exact, *[name for name in names if name not in exact and not name.startswith("_")]]
        for call in descent.gradient_calls:
            name = called(call)
            if not isinstance(call.func, ast.Name) or len(call.args) < 2 or "grad" in name.lower():
                continue
            if not ordered and "diff" not in name.lower():
                continue
            sure = 0.9 if "diff" in name.lower() else 0.3
            for at, other in enumerate((ordered or ["numerical_gradient"])[:3]):
                yield from fix(_DIFF, text, [inside(text, call.func, other)], call.lineno, 1, sure - 0.2 * at)


def spoil_diff(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Call a derivative of one number, which is put in front where the program has none."""
    found: list[Fix] = []
    defined = {unit.name for unit in units(subject)}
    for descent in descents(subject):
        text, root = descent.text, _root(descent)
        for call in descent.gradient_calls:
            if not isinstance(call.func, ast.Name) or len(call.args) != 2 or root is None:
                continue
            if "grad" not in call.func.id.lower() and "slope" not in call.func.id.lower():
                continue
            if "numerical_diff" in defined or not _gradient_functions(subject):
                continue
            tab = step_of(text)
            lines = [
                "def numerical_diff(f, x):",
                f"{tab}h = 1e-4",
                f"{tab}return (f(x + h) - f(x - h)) / (2 * h)",
                "",
            ]
            splices = [insert_before(text, root, lines), inside(text, call.func, "numerical_diff")]
            found += spoilt(_DIFF, text, splices, text.span(call)[0])
    yield from shuffled(found, rng)


def _root(descent: Descent) -> ast.stmt | None:
    """Return the function's own statement where it stands at the left edge without decorators."""
    node = descent.unit.node
    if isinstance(node, ast.Lambda) or node.decorator_list or indent_of(descent.text, node) != "":
        return None
    return node


def mend_value(subject: Subject) -> Iterator[Fix]:
    """Hand over f itself, not its value."""
    for descent in descents(subject):
        text, f = descent.text, descent.f
        values = {
            name
            for name, _, value in descent.unit.assignments
            if isinstance(value, ast.Call) and called(value) == f
        }
        for call in descent.unit.nodes(ast.Call):
            for argument in call.args[:2]:
                evaluated = isinstance(argument, ast.Call) and called(argument) == f and called(call) != f
                named = isinstance(argument, ast.Name) and argument.id in values
                if f and len(call.args) > 1 and (evaluated or named):
                    sure = 0.95 if evaluated else 0.8
                    splice = put(text, argument, f)
                    yield from fix("passes-value-for-function", text, [splice], call.lineno, 1, sure)


def spoil_value(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Hand over the value of f at the point."""
    found: list[Fix] = []
    for descent in descents(subject):
        text, f = descent.text, descent.f
        for call in descent.gradient_calls:
            if len(call.args) == 2 and isinstance(call.args[0], ast.Name) and call.args[0].id == f:
                point = text.of(call.args[1])
                splice = inside(text, call.args[0], f"{f}({point})")
                found += spoilt("passes-value-for-function", text, [splice], text.span(call)[0])
    yield from shuffled(found, rng)
