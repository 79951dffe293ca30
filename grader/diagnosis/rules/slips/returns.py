"""What a function gives back, and equals signs: `missing-return`, `comparison-for-assignment`.

Knows the shape of functions; that an edit helps is for a run to say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import fix, indent_of, line_after
from .members import METHODS
from .scope import functions_of, looked_at, own_nodes, parents

RETURN, COMPARED = "missing-return", "comparison-for-assignment"
Defined = ast.FunctionDef | ast.AsyncFunctionDef
_ANSWERS = (
    "grad", "gradient", "grads", "result", "res", "ret", "out", "output", "y", "z", "x", "loss", "dx",
    "diff", "accuracy",
)  # fmt: skip
_LINE = 1.9  # cost of a line that is added: less than that of two edits
_KEYWORD = re.compile(r"unexpected keyword argument '(\w+)'")
_MOST = 5


def mend_missing(subject: Subject) -> Iterator[Fix]:
    """Yield a return for functions that end without a value although their value is used."""
    used = _used_values(subject)
    asked = {name for names in METHODS.get(subject.exercise.split("_")[0], ()) for name in names}
    graded = set(subject.targets.values())
    for text, root, function in functions_of(subject):
        wanted = (text.number, root.lineno) in graded and function is root
        wanted = wanted or function.name in {*asked, *used, "__call__"}
        if (
            not wanted
            or function.name == "__init__"
            or _is_generator(function)
            or not falls_through(function.body)
        ):
            continue
        valued = any(_gives_value(node) for node in own_nodes(function))
        weight = 0.5 if valued else 1.0
        for count, found in enumerate(_returns(text, function, weight)):
            if count < _MOST:
                yield found
    yield from _of_print(subject)


def _gives_value(node: ast.AST) -> bool:
    return isinstance(node, ast.Return) and node.value is not None


def _is_generator(function: ast.AST) -> bool:
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))


def falls_through(body: Sequence[ast.stmt]) -> bool:
    """Tell whether control may reach the end of a body, or a return without a value."""
    last = body[-1]
    if isinstance(last, ast.Return):
        return last.value is None
    if isinstance(last, ast.Raise):
        return False
    if isinstance(last, ast.If):
        return falls_through(last.body) or not last.orelse or falls_through(last.orelse)
    if isinstance(last, (ast.With, ast.Try)):
        return falls_through(last.body)
    if isinstance(last, ast.While) and isinstance(last.test, ast.Constant) and last.test.value:
        return not any(_gives_value(node) for node in walk(last))
    return not isinstance(last, ast.Match)


def _used_values(subject: Subject) -> set[str]:
    """Return the names of functions whose value is used where they are called."""
    found = set()
    for _, root in looked_at(subject):
        above = parents(root)
        for node in walk(root):
            if isinstance(node, ast.Call) and not isinstance(above.get(node), ast.Expr):
                found.add(node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", ""))
            elif (
                isinstance(node, ast.Name)
                and isinstance(above.get(node), ast.Call)
                and isinstance(node.ctx, ast.Load)
            ):
                found.add(node.id)  # handed on, as `numerical_gradient(loss_W, ...)` does
    return found


def _returns(text: Text, function: Defined, weight: float) -> Iterator[Fix]:
    """Yield the ways to end a function with a value, likeliest first."""
    last = function.body[-1]
    if isinstance(last, ast.Return):
        end = text.span(last)[1]
        for rank, name in enumerate(_answers(function)):
            splice = Splice(text.number, end, end, f" {name}")
            yield fix(RETURN, text, last.lineno, [splice], 1.0, weight * (0.95 - 0.08 * rank))
        return
    if isinstance(last, ast.Expr):
        yield from _of_expression(text, last, weight)
    elif isinstance(last, ast.Assign) and len(last.targets) == 1 and isinstance(last.targets[0], ast.Name):
        name = last.targets[0].id
        splice = line_after(text, last, f"return {name}")
        yield fix(RETURN, text, last.end_lineno or last.lineno, [splice], _LINE, weight * 0.94)
    first = function.body[0]
    indent = text.source[text.line_span(first.lineno)[0] : text.offset(first.lineno, first.col_offset)]
    if indent.strip():
        return
    for rank, name in enumerate(_answers(function)):
        if isinstance(last, ast.Assign) and getattr(last.targets[0], "id", "") == name:
            continue
        splice = line_after(text, last, f"return {name}", indent)
        yield fix(
            RETURN, text, last.end_lineno or last.lineno, [splice], _LINE, weight * (0.93 - 0.08 * rank)
        )


def _of_expression(text: Text, last: ast.Expr, weight: float) -> Iterator[Fix]:
    value = last.value
    start = text.offset(last.lineno, last.col_offset)
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "print":
        if value.args:
            end = text.span(value.func)[1]
            given = value.args[-1]
            whole = Splice(text.number, start, end, "return ")
            if len(value.args) > 1 or value.keywords:
                whole = Splice(text.number, start, text.span(value)[1], f"return {text.of(given)}")
            yield fix(RETURN, text, last.lineno, [whole], 1.0, weight * 0.95)
    elif not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        left = text.line_span(last.lineno)[0]
        if not text.source[left:start].strip(" \t("):
            start = left + len(indent_of(text, last.lineno))
        if isinstance(value, ast.Compare):
            return
        yield fix(
            RETURN, text, last.lineno, [Splice(text.number, start, start, "return ")], 1.0, weight * 0.95
        )


def _answers(function: Defined) -> list[str]:
    """Return the variables that a function may be meant to give back, the likeliest first."""
    scores: dict[str, float] = {}
    order = 0
    for node in sorted(
        own_nodes(function), key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    ):
        for name, score in _stored(node):
            order += 1
            scores[name] = max(scores.get(name, 0), score) + 0.01 * order
    used = [
        node.id for node in walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    for name in scores:
        scores[name] += 1.0 * (name in _ANSWERS) - 0.3 * (used.count(name) > 2) + 0.5 * (name not in used)
    return sorted(scores, key=lambda name: -scores[name])[:_MOST]


def _stored(node: ast.AST) -> Iterator[tuple[str, float]]:
    """Yield (name, weight) of what a statement fills: an element weighs more than a name of its own."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, 1.0
            elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                yield target.value.id, 1.5
    elif isinstance(node, ast.AugAssign):
        target = node.target.value if isinstance(node.target, ast.Subscript) else node.target
        if isinstance(target, ast.Name):
            yield target.id, 1.5
    elif isinstance(node, ast.Attribute) and node.attr == "append" and isinstance(node.value, ast.Name):
        yield node.value.id, 1.4


def _of_print(subject: Subject) -> Iterator[Fix]:
    """Yield the value itself for `return print(value)`, which gives back None."""
    for text, _, function in functions_of(subject):
        for node in own_nodes(function):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                call = node.value
                if getattr(call.func, "id", "") == "print" and call.args:
                    splice = Splice(
                        text.number, text.span(call)[0], text.span(call)[1], text.of(call.args[-1])
                    )
                    yield fix(RETURN, text, node.lineno, [splice], 1.0, 0.95)


def mend_compared(subject: Subject) -> Iterator[Fix]:
    """Yield `=` for a comparison that stands by itself, `==` for a keyword that nobody takes."""
    told = [_KEYWORD.search(raised.message) for raised in subject.raised]
    strange = {each[1] for each in told if each}
    for text, _, function in functions_of(subject):
        for node in walk(function):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare):
                compare = node.value
                if len(compare.ops) == 1 and isinstance(compare.ops[0], ast.Eq):
                    at = text.source.find("==", text.span(compare.left)[1], text.span(compare)[1])
                    if at >= 0:
                        yield fix(
                            COMPARED, text, node.lineno, [Splice(text.number, at, at + 2, "=")], 1.0, 0.95
                        )
            elif isinstance(node, ast.Call):
                for named in node.keywords:  # `np.sum(y = t)`
                    start = text.span(named)[0]
                    written = re.match(r"\w+ ?(=) ?", text.source[start : text.span(named.value)[0]])
                    if named.arg in strange and written:
                        at = start + written.start(1)
                        yield fix(
                            COMPARED, text, node.lineno, [Splice(text.number, at, at + 1, "==")], 1.0, 0.9
                        )
                for given in node.args:  # `np.sum(x, axis==0)`
                    if (
                        isinstance(given, ast.Compare)
                        and isinstance(given.left, ast.Name)
                        and isinstance(given.ops[0], ast.Eq)
                    ):
                        at = text.source.find("==", text.span(given.left)[1], text.span(given)[1])
                        if at >= 0:
                            yield fix(
                                COMPARED, text, given.lineno, [Splice(text.number, at, at + 2, "=")], 1.0, 0.7
                            )
