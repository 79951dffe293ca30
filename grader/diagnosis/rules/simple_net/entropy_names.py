"""Which names of a function hold what others held, by assignments and loops; for a cross-entropy."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...text import names_in
from ...vocabulary import plain
from ...walking import walk
from ..reading import Unit, called

_LOGS = ("log", "log10", "log2", "log1p")


def is_log(node: ast.AST) -> bool:
    """Tell whether a node is the call of a logarithm."""
    return isinstance(node, ast.Call) and called(node) in _LOGS and len(node.args) >= 1


def bindings(unit: Unit) -> Iterator[tuple[str, ast.expr]]:
    """Yield (name, what it takes its values from) of assignments, loops and comprehensions."""
    for name, _, value in unit.assignments:
        if not any(is_log(node) for node in walk(value)):
            yield name, value
    loops = [(node.target, node.iter) for node in unit.nodes(ast.For)]
    for node in unit.nodes(ast.comprehension):
        loops.append((node.target, node.iter))
    for target, source in loops:
        parts = (
            list(source.args)
            if isinstance(source, ast.Call) and called(source) in ("zip", "enumerate")
            else []
        )
        if parts and called(source) == "enumerate" and isinstance(source, ast.Call):  # type: ignore[arg-type]
            inner = parts[0]
            zipped = isinstance(inner, ast.Call) and called(inner) == "zip"
            parts = [ast.Constant(0), inner]
            if zipped and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                target = target.elts[1]
                parts = list(inner.args) if isinstance(inner, ast.Call) else []
        if parts and isinstance(target, ast.Tuple):
            pairs = list(zip(target.elts, parts, strict=False))
        else:
            pairs = [(target, source)]
        for part, value in pairs:
            if isinstance(part, ast.Name):
                yield part.id, value


def prediction(unit: Unit) -> str:
    """Return the name that a method loss gives the probabilities, "" where it gives none."""
    calls = [(name, value) for name, _, value in unit.assignments if isinstance(value, ast.Call)]
    made = [name for name, value in calls if plain(called(value)) in ("predict", "forward", "softmax")]
    inside = {name for call in unit.nodes(ast.Call) if is_log(call) for name in names_in(call.args[0])}
    others = [name for name, _, value in unit.assignments if isinstance(value, ast.Call | ast.BinOp)]
    return next((name for name in [*reversed(made), *others] if name in inside), made[-1] if made else "")
