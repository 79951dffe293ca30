"""Names that nothing sets and nothing is near to: `undefined-variable`.

Knows what such names usually stand for in numerical code: a step, an array of zeros, a size, a module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from ..difference.finding import formulas
from ..difference.steps import ONE_SIDED, is_one_sided
from .classes import methods, self_name
from .edits import cost_of, first_statement, fix, line_before, rename
from .names import Missing, missing_names, never_read, unused_parameters
from .near import nearness
from .scope import (
    FUNCTIONS,
    OFFERED,
    bound,
    module_names,
    occurrences,
    parameters,
)

ID = "undefined-variable"
_LINE = 1.9  # cost of a line that is added: less than that of two edits
_STEPS = frozenset({
    "h", "hh", "eps", "epsilon", "e", "delta", "d", "dx", "step", "h1", "small", "tiny", "alpha",
})  # fmt: skip
_MODULES = {
    "np": "import numpy as np", "numpy": "import numpy", "math": "import math", "random": "import random",
    "plt": "import matplotlib.pyplot as plt", "sys": "import sys", "os": "import os",
    "deepcopy": "from copy import deepcopy", "copy": "import copy",
}  # fmt: skip
_ARRAYS = frozenset(["x", "t", "y", "w", "a", "z", "params", "theta", "init_x", "point", "arr"])
_PREDICTED = frozenset({
    "y", "z", "a", "y_hat", "pred", "prediction", "output", "out", "scores", "score", "probs",
})  # fmt: skip
_SIZES = frozenset({
    "n", "m", "batch_size", "batch_num", "batch", "num", "size", "data_size", "total", "count", "b",
    "number",
})  # fmt: skip


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield definitions for names that nothing sets, and names that are set for them."""
    for told in missing_names(subject):
        missing = _first_use(told)
        yield from _imported(subject, missing)
        function = next((scope for scope in missing.around if isinstance(scope, FUNCTIONS)), None)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = unused_parameters(function)
            yield from _loop_variable(missing, function)
            if any(nearness(missing.name, idle) for idle in never_read(function, bound(function))):
                continue  # it is set, under a name written wrong
            for count, (what, suspicion, early) in enumerate(_definitions(subject, missing, function)):
                if count < 4:
                    # a parameter that is never used tells of another slip, unless it is what lacks here
                    weight = 0.5 if given and not given & set(re.findall(r"\w+", what)) else 0.88
                    yield from _defined(missing, function, what, weight * suspicion, early)
            if bound(function).get(missing.name) != "variable":
                yield from _taken(missing, function)


def _first_use(missing: Missing) -> Missing:
    """Return the missing name where it is read first."""
    for node in occurrences(missing.home, missing.name):
        if isinstance(node.ctx, ast.Load) or isinstance(missing.spot.parents.get(node), ast.AugAssign):
            return Missing(missing.spot, node, missing.spot.functions(node))
    return missing


def _defined(
    missing: Missing,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    what: str,
    suspicion: float,
    early: bool,
) -> Iterator[Fix]:
    """Yield the line at the top of the body, of the loops around the use, or right in front of it."""
    text = missing.text
    places = [first_statement(function), *_loops(missing, function)] if early else [_statement(missing)]
    line = occurrences(missing.home, missing.name)[0].lineno
    for rank, at in enumerate(places):
        splice = line_before(text, at, f"{missing.name} = {what}")
        yield fix(ID, text, line, [splice], _LINE, suspicion - 0.1 * rank)


def _loops(missing: Missing, function: ast.AST) -> list[ast.stmt]:
    """Return the first statements of the loops around the use, outermost first."""
    found: list[ast.stmt] = []
    current: ast.AST | None = missing.node
    while current is not None and current is not function:
        current = missing.spot.parents.get(current)
        if isinstance(current, (ast.For, ast.While)):
            found.insert(0, current.body[0])
    return found[:2]


def _statement(missing: Missing) -> ast.stmt:
    """Return the statement in which the name is used first."""
    current: ast.AST = missing.node
    while not isinstance(current, ast.stmt):
        current = missing.spot.parents[current]
    parent = missing.spot.parents.get(current)
    if isinstance(parent, ast.If) and current in parent.orelse and isinstance(current, ast.If):
        return parent  # an elif is no place for a line
    return current


def _imported(subject: Subject, missing: Missing) -> Iterator[Fix]:
    """Yield the import that is missing, at the top of the cell that needs it."""
    name = missing.name
    own = module_names(subject.draft)
    line = _MODULES.get(name)
    if line is None and name in OFFERED and name not in subject.parameters and name not in own:
        line = f"from {OFFERED[name]} import {name}"
    blocks = (block for text in subject.draft.texts for block in text.blocks)
    if line is None or any(block.error is not None and name in _head(block.text) for block in blocks):
        return  # the learner's own is there, if only it could be read
    suspicion = 0.93 if name in _MODULES else 0.85
    home = missing.text
    statements = [(text, node) for text, node in subject.draft.statements()]
    for text, node in statements:
        for alias in node.names if isinstance(node, ast.Import) else ():
            if name == "np" and alias.name == "numpy":
                end = text.offset(alias.lineno, alias.col_offset) + len("numpy")
                tail = Splice(text.number, end, text.span(alias)[1], " as np")
                yield fix(ID, text, node.lineno, [tail], 1.0, 0.95)
                return
    first = next(
        node
        for text, node in statements
        if text is home and not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    )
    yield fix(ID, home, missing.node.lineno, [_top(home, first, line)], _LINE, suspicion)


def _head(source: str) -> str:
    """Return the first line of a text: what it seems to define, however its head is torn."""
    return source.strip().partition("\n")[0]


def _top(text: Text, first: ast.stmt, line: str) -> Splice:
    at = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", []))])
    start = text.line_span(at)[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        start = min(text.line_span(first.end_lineno or first.lineno)[1] + 1, len(text.source))
    return Splice(text.number, start, start, f"{line}\n")


def _definitions(
    subject: Subject, missing: Missing, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[tuple[str, float, bool]]:
    """Yield (right-hand side, suspicion, at the top of the body) of what a name may stand for."""
    name = missing.name.lower()
    parent = missing.spot.parents.get(missing.node)
    grand = missing.spot.parents.get(parent) if parent is not None else None
    arrays = _array_parameters(function)
    for what in _elsewhere(subject, missing):
        yield what, 0.9, True
    if name in _STEPS:
        deep = subject.exercise.startswith(("exercise4", "exercise5"))
        yield from ((value, 1.0, True) for value in (("1e-7", "1e-4") if deep else ("1e-4",)))
        if any(formula.node is function and is_one_sided(formula) for formula in formulas(subject)):
            yield ONE_SIDED, 0.8, True
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
        if isinstance(parent.slice, ast.Constant) and isinstance(parent.slice.value, str):
            yield "{}", 1.0, True
        else:
            yield from ((f"np.zeros_like({array})", 1.0, True) for array in arrays[:2])
            yield "{}", 0.8, True
    if (
        isinstance(parent, ast.Attribute)
        and parent.attr in ("append", "extend", "insert")
        and isinstance(grand, ast.Call)
    ):
        yield "[]", 1.0, True
    if _is_summed(missing):
        yield "0", 1.0, True
        yield from ((f"np.zeros_like({array})", 0.7, True) for array in arrays[:1])
    if name in _SIZES or (isinstance(parent, ast.BinOp) and name not in _STEPS):
        yield from ((f"{array}.shape[0]", 0.9 if name in _SIZES else 0.5, False) for array in arrays[:2])
        yield from ((f"1 if {array}.ndim == 1 else {array}.shape[0]", 0.45, False) for array in arrays[:1])
    yield from _of_network(missing, function, name)
    if isinstance(parent, ast.Compare):
        yield "0", 0.8, True


def _is_summed(missing: Missing) -> bool:
    """Tell whether a name is what `+=` or `s = s + ...` adds to."""
    statement = _statement(missing)
    if isinstance(statement, ast.AugAssign):
        return statement.target is missing.node
    if isinstance(statement, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == missing.name for target in statement.targets)
    return False


def _of_network(missing: Missing, function: ast.AST, name: str) -> Iterator[tuple[str, float, bool]]:
    """Yield what a method's names stand for: a prediction, a stored parameter."""
    owner = next((scope for scope in missing.around if isinstance(scope, ast.ClassDef)), None)
    own = self_name(function)
    if owner is None or own is None:
        return
    taken = [parameter.arg for parameter in parameters(function)[1:]]  # type: ignore[arg-type]
    for method in ("predict", "forward"):
        if method in methods(owner) and taken and name in _PREDICTED:
            yield f"{own}.{method}({taken[0]})", 1.0, False
    keys = {
        node.slice.value: node.value.attr
        for node in walk(owner)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Attribute)
        and isinstance(node.slice, ast.Constant)
    }
    if missing.name in keys:
        yield f"{own}.{keys[missing.name]}['{missing.name}']", 1.0, True


def _elsewhere(subject: Subject, missing: Missing) -> list[str]:
    """Return constants that other functions of the program give the same name."""
    found = []
    for text, root in subject.draft.statements():
        for node in walk(root):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
                continue
            if any(isinstance(target, ast.Name) and target.id == missing.name for target in node.targets):
                found.append(text.of(node.value))
    return sorted(set(found))[:1]


def _array_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the parameters that a function seems to use as arrays, the likeliest first."""
    found = {}
    for place, parameter in enumerate(parameters(function)):
        name = parameter.arg
        score = 0
        for node in walk(function):
            if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.value, ast.Name):
                score += 2 * (node.value.id == name)
        score += name.lower() in _ARRAYS
        called = any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
            for node in walk(function)
        )
        if score and not called and name not in ("self", "cls"):
            found[name] = (-score, place)
    return sorted(found, key=lambda name: found[name])


def _loop_variable(missing: Missing, function: ast.AST) -> Iterator[Fix]:
    """Yield the wanted name for a loop's variable that the loop does not use."""
    current: ast.AST | None = missing.node
    while current is not None and current is not function:
        current = missing.spot.parents.get(current)
        if isinstance(current, ast.For) and isinstance(current.target, ast.Name):
            name = current.target.id
            if len(occurrences(current, name)) == 1:
                away = nearness(missing.name, name)
                named = "misspelt-name" if away else ID
                splices = rename(missing.text, [current.target], missing.name)
                yield fix(named, missing.text, current.lineno, splices, 1.0, 0.9)


def _taken(missing: Missing, function: ast.AST) -> Iterator[Fix]:
    """Yield variables of the function that nothing reads yet, or then any, in the place of the name."""
    own = bound(function)
    idle = unused_parameters(function)
    text, places = missing.text, occurrences(missing.home, missing.name)
    ranked = []
    for name, kind in own.items():
        if (
            kind not in ("variable", "parameter")
            or name in {*idle, "self", missing.name}
            or nearness(missing.name, name)
        ):
            continue
        loads = [node for node in occurrences(function, name) if isinstance(node.ctx, ast.Load)]
        ranked.append((bool(loads), name))
    for used, name in sorted(ranked)[:4]:
        suspicion = 0.3 if used else 0.6
        yield fix(ID, text, places[0].lineno, rename(text, places, name), cost_of(places), suspicion)
