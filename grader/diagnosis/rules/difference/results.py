"""Misconceptions about what is returned: f not asked at all, or a rounded result."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Function, Splice, nodes
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula
from .numbers import called_name
from .text import as_operand, change_operator, put, put_statements
from .tree import each, root
from .writing import (
    STEP,
    callee,
    central,
    gradient_lines,
    named_step,
    numpy_name,
)

_ROUNDING = (
    "round",
    "int",
    "abs",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "around",
    "fix",
    "absolute",
    "fabs",
    "round_",
)


_TEXTS = ("str", "format", "repr")


_INTEGERS = ("int", "np.int32", "np.int64", "'int'", '"int"', "numpy.int64")


def _returns(node: Function) -> list[ast.Return]:
    """Return a function's own return statements, in order."""
    inner = {
        id(child)
        for other in walk(node)
        if isinstance(other, ast.FunctionDef | ast.Lambda) and other is not node
        for child in walk(other)
    }
    found = (child for child in each(node, ast.Return) if id(child) not in inner)
    return [child for child in found if isinstance(child, ast.Return)]


def body_of(node: Function) -> list[ast.stmt]:
    """Return a function's statements without its docstring."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(node.body) > 1
    return node.body[1:] if documented else node.body


# --- ignores-the-function -------------------------------------------------------------------------


def mend_ignores(subject: Subject) -> Iterator[Fix]:
    """A derivative worked out beforehand, or one function of the program in the place of f."""
    idea = "ignores-the-function"
    numpy = numpy_name(subject.draft)
    for formula in formulas(subject):
        if not formula.topic or formula.calls or formula.relayed or not formula.point:
            continue
        if callee(formula) in {node.id for node in walk(formula.node) if isinstance(node, ast.Name)}:
            continue  # it is handed on
        yield from _renamed(subject, formula)
        text, f, x = formula.text, callee(formula), formula.point
        if isinstance(formula.node, ast.Lambda):
            splice = put(text, formula.node.body, central(f, x, named_step(formula) or STEP))
            yield Fix(idea, (splice,), text.number, formula.node.body.lineno, 3.0, 0.9)
            continue
        for statement in _returns(formula.node)[-1:]:
            h = named_step(formula)
            if formula.topic == "numerical_gradient" and numpy:
                lines = gradient_lines(formula, numpy)
            else:
                lines = [*([] if h else [f"h = {STEP}"]), f"return {central(f, x, h or 'h')}"]
            yield Fix(
                idea,
                (put_statements(text, statement, statement, lines),),
                text.number,
                statement.lineno,
                3.0,
                0.9,
            )


def _renamed(subject: Subject, formula: Formula) -> Iterator[Fix]:
    """Call f where another function of the program is called with x."""
    own = {scope.name for _, scope in subject.draft.scopes()} | set(formula.outside)
    found: dict[str, list[ast.Call]] = {}
    for call in each(formula.node, ast.Call):
        if not isinstance(call.func, ast.Name) or not call.args:
            continue
        asked = {getattr(node, "id", "") for node in walk(call.args[0])}
        if call.func.id in own and formula.point in asked:
            found.setdefault(call.func.id, []).append(call)
    for calls in found.values():
        splices = tuple(put(formula.text, call.func, callee(formula)) for call in calls)
        yield Fix("ignores-the-function", splices, formula.text.number, calls[0].lineno, 1.0, 0.9)


def spoil_ignores(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Return the derivative of one function, whatever f is."""
    for formula in formulas(subject):
        if not formula.topic or not formula.point:
            continue
        text, x = formula.text, formula.point
        known = [f"2 * {x}", f"2 * {x} + 1", f"0.02 * {x} + 0.1"]
        answer = known[0] if formula.topic == "numerical_gradient" else rng.choice(known)
        if isinstance(formula.node, ast.Lambda):
            splice, line = put(text, formula.node.body, answer), formula.node.body.lineno
        else:
            body = body_of(formula.node)
            splice, line = put_statements(text, body[0], body[-1], [f"return {answer}"]), body[0].lineno
        yield Fix("ignores-the-function", (splice,), text.number, line, 3.0, 0.9)


# --- rounds-the-result ----------------------------------------------------------------------------


def mend_rounds(subject: Subject) -> Iterator[Fix]:
    """int, round, abs or whole-number division on the way."""
    idea = "rounds-the-result"
    for formula in formulas(subject):
        text = formula.text
        for node in nodes(formula.node, ast.Call, ast.BinOp, ast.JoinedStr, ast.AugAssign):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and formula.level(node.left):
                yield Fix(idea, (change_operator(text, node, "/"),), text.number, node.lineno, 1.0, 0.95)
            elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.FloorDiv):
                start = text.source.index("//", text.span(node.target)[1])
                yield Fix(
                    idea, (Splice(text.number, start, start + 2, "/"),), text.number, node.lineno, 1.0, 0.9
                )
            elif isinstance(node, ast.expr):
                yield from _whole_numbers(formula, node)
                inner = _rounded(node)
                if inner is None:
                    continue
                held = formula.level(inner)
                if held or formula.point in {getattr(child, "id", "") for child in walk(inner)}:
                    parent = formula.parents.get(node)
                    bare = isinstance(parent, ast.Return | ast.Assign | ast.Lambda | ast.NamedExpr)
                    by = text.of(inner) if bare else as_operand(text, inner)
                    yield Fix(
                        idea, (put(text, node, by),), text.number, node.lineno, 1.0, 0.9 if held else 0.3
                    )


def _whole_numbers(formula: Formula, node: ast.expr) -> Iterator[Fix]:
    """An array that holds whole numbers alone."""
    if not isinstance(node, ast.Call) or not called_name(node).startswith(
        ("zeros", "empty", "array", "ones", "full")
    ):
        return
    types = [word.value for word in node.keywords if word.arg == "dtype"] + node.args[1:]
    for given in types:
        if ast.unparse(given) in _INTEGERS:
            splice = put(formula.text, given, "float")
            yield Fix("rounds-the-result", (splice,), formula.text.number, given.lineno, 1.0, 0.9)


def _rounded(node: ast.expr) -> ast.expr | None:
    """Return what an expression rounds or writes out as text, None where it does neither."""
    if isinstance(node, ast.JoinedStr):
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return values[0] if len(values) == 1 else None
    if isinstance(node, ast.BinOp):
        text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        return node.right if text and isinstance(node.op, ast.Mod) else None
    if not isinstance(node, ast.Call):
        return None
    name = called_name(node)
    method = isinstance(node.func, ast.Attribute) and root(node.func) not in ("np", "numpy", "math")
    if method and isinstance(node.func, ast.Attribute):
        if isinstance(node.func.value, ast.Constant):
            return node.args[0] if name == "format" and len(node.args) == 1 else None
        whole = name == "astype" and node.args and ast.unparse(node.args[0]) in _INTEGERS
        return node.func.value if name in ("round", "__round__", "__abs__") or whole else None
    return node.args[0] if node.args and name in (*_ROUNDING, *_TEXTS) else None


def spoil_rounds(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Round the result, cut it to a whole number, or take its size."""
    idea = "rounds-the-result"
    for formula in formulas(subject):
        text = formula.text
        if formula.topic == "numerical_diff":
            around = rng.choice(("round({}, 4)", "int({})", "abs({})", "round({}, 2)"))
            value = formula.node.body if isinstance(formula.node, ast.Lambda) else None
            if not isinstance(formula.node, ast.Lambda):
                value = next((one.value for one in _returns(formula.node)[-1:]), None)
            if value is not None and formula.level(value):
                yield Fix(
                    idea,
                    (put(text, value, around.format(text.of(value))),),
                    text.number,
                    value.lineno,
                    1.0,
                    0.9,
                )
            continue
        for node in each(formula.node, ast.Assign):
            if not isinstance(node.targets[0], ast.Subscript):
                continue
            if formula.level(node.value) == 2:
                around = rng.choice(("round({}, 2)", "abs({})", "int({})"))
                by = around.format(text.of(node.value))
                yield Fix(idea, (put(text, node.value, by),), text.number, node.lineno, 1.0, 0.9)
        if formula.topic and numpy_name(subject.draft) and not isinstance(formula.node, ast.Lambda):
            for statement in _returns(formula.node)[-1:]:
                if statement.value is not None and formula.level(statement.value):
                    around = rng.choice(("np.round({}, 2)", "np.abs({})", "np.round({})"))
                    by = around.replace("np", numpy_name(subject.draft)).format(text.of(statement.value))
                    yield Fix(
                        idea, (put(text, statement.value, by),), text.number, statement.lineno, 1.0, 0.9
                    )


# --- scalar-name-for-vector-code -------------------------------------------------------------------
