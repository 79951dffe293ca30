"""Brackets of the wrong kind in text that parses: `brackets-for-call`, `shape-brackets`, a missing operator.

Knows what can be called and what can be indexed; that an edit helps is for a run to say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import fix, outer
from .scope import FUNCTIONS, Spot, functions_of, parents, spots

CALL, SHAPE = "brackets-for-call", "shape-brackets"
_INDEXED = re.compile(r"is not subscriptable$|not support item assignment$|has no attribute '__getitem__'")
_CALLED = re.compile(r"^'([\w.]+)' object is not callable")
_FILLED = re.compile(r"list indices must be integers|'tuple' object does not support item assignment")
_UNCALLED = re.compile(r"builtin_function_or_method|'method'|'function'")
_GENERIC = frozenset(["list", "tuple", "dict", "set", "OrderedDict", "defaultdict", "deque", "Counter"])
_METHODS = frozenset({
    "copy", "max", "min", "sum", "mean", "argmax", "argmin", "ravel", "flatten", "transpose", "items",
    "keys", "values", "iternext", "all", "any", "std", "tolist",
})  # fmt: skip
_SHAPED = frozenset(["zeros", "ones", "empty", "full"])
_LISTED = frozenset(["array", "asarray", "concatenate", "vstack", "hstack", "stack"])
_SPREAD = frozenset(["randn", "rand"])
_DRAWN = frozenset(["normal", "uniform"])
_SHAPE_ERROR = re.compile(
    r"as a data type|data type .* not understood|cannot be interpreted as an integer|positional argument|"
    r"Field elements must be|'(?:int|float|numpy\.\w+)' object is not iterable|only integer scalar arrays|"
    r"order must be|cannot create|must be a (?:list|sequence)"
)


def mend_call(subject: Subject) -> Iterator[Fix]:
    """Yield brackets of the other kind where an exception says that the kind is wrong."""
    for spot in spots(subject, "TypeError"):
        message = spot.raised.message
        if _INDEXED.search(message):
            for node in spot.nodes(ast.Subscript):
                assert isinstance(node, ast.Subscript)
                if not any(isinstance(child, ast.Slice) for child in walk(node.slice)):
                    yield from _as_call(spot.text, node)
        elif _CALLED.match(message):
            for node in spot.nodes(ast.Call):
                assert isinstance(node, ast.Call)
                yield from _as_index(spot.text, node)
                yield from _operator(subject, spot, node)
    for spot in spots(subject, "TypeError", "AttributeError", frames=3):
        if _UNCALLED.search(spot.raised.message):
            yield from _uncalled(spot)
    yield from _dicts(subject)
    yield from _idle(subject)
    yield from _generic(subject)


def _dicts(subject: Subject) -> Iterator[Fix]:
    """Yield `{}` for an empty list or tuple that is filled by keys."""
    told = [spot for spot in spots(subject, "TypeError") if _FILLED.search(spot.raised.message)]
    for text, root in {id(spot.root): (spot.text, spot.root) for spot in told}.values():
        for node in walk(root):
            if isinstance(node, ast.Assign) and text.of(node.value).replace(" ", "") in (
                "[]",
                "()",
                "list()",
                "tuple()",
            ):
                splice = Splice(text.number, *text.span(node.value), "{}")
                yield fix(CALL, text, node.lineno, [splice], 1.0, 0.92)


def _opening(text: Text, value: ast.expr, bracket: str) -> int | None:
    """Return where the bracket behind a value opens."""
    at = text.span(value)[1]
    while text.source[at : at + 1] in (" ", "\t", ")"):
        at += 1
    return at if text.source[at : at + 1] == bracket else None


def _as_call(text: Text, node: ast.Subscript) -> Iterator[Fix]:
    start, end = _opening(text, node.value, "["), text.span(node)[1]
    if start is not None:
        splices = [Splice(text.number, start, start + 1, "("), Splice(text.number, end - 1, end, ")")]
        yield fix(CALL, text, node.lineno, splices, 1.0, 0.93)


def _as_index(text: Text, node: ast.Call) -> Iterator[Fix]:
    start, end = _opening(text, node.func, "("), text.span(node)[1]
    if start is None or isinstance(node.func, ast.Constant):
        return
    if not node.args and not node.keywords:
        yield fix(CALL, text, node.lineno, [Splice(text.number, start, end, "")], 1.0, 0.93)
    elif not node.keywords:
        splices = [Splice(text.number, start, start + 1, "["), Splice(text.number, end - 1, end, "]")]
        yield fix(CALL, text, node.lineno, splices, 1.0, 0.9)


def _operator(subject: Subject, spot: Spot, node: ast.Call) -> Iterator[Fix]:
    """Yield the operator that is missing in `2(x + h)` or `(a - b)(2 * h)`."""
    start = _opening(spot.text, node.func, "(")
    if start is None or len(node.args) != 1:
        return
    signs: tuple[str, ...]
    if isinstance(node.func, (ast.Constant, ast.BinOp)):
        signs = ("*", "/") if isinstance(node.func, ast.Constant) else ("/", "*", "-", "+")
    elif isinstance(node.func, ast.Name) and not subject.exercise.startswith(("exercise1", "exercise2")):
        signs = ("*",)
    else:
        return
    for place, sign in enumerate(signs):
        splice = Splice(spot.text.number, start, start, f" {sign} " if sign == "/" else sign)
        yield fix("syntax-error", spot.text, node.lineno, [splice], 1.0, 0.9 - 0.15 * place)


def _uncalled(spot: Spot) -> Iterator[Fix]:
    """Yield the brackets of a call for a method that is only named, in the function where it does harm."""
    around = [scope for node in spot.nodes(ast.expr)[:1] for scope in spot.functions(node)]
    home = next((scope for scope in around if isinstance(scope, FUNCTIONS)), spot.root)
    above = parents(home)
    for node in walk(home):
        if isinstance(node, ast.Attribute) and node.attr in _METHODS and isinstance(node.ctx, ast.Load):
            parent = above.get(node)
            if isinstance(parent, ast.Call) and parent.func is node:
                continue
            if isinstance(parent, ast.Expr):
                continue  # told without an exception too
            end = spot.text.span(node)[1]
            yield fix(CALL, spot.text, node.lineno, [Splice(spot.text.number, end, end, "()")], 1.0, 0.85)


def _idle(subject: Subject) -> Iterator[Fix]:
    """Yield the brackets of a call for a statement that only names a method: `it.iternext`."""
    for text, _, function in functions_of(subject):
        for node in walk(function):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
                end = text.span(node)[1]
                yield fix(CALL, text, node.lineno, [Splice(text.number, end, end, "()")], 1.0, 0.9)


def _generic(subject: Subject) -> Iterator[Fix]:
    """Yield a call for `list[...]`, `OrderedDict[{...}]`: brackets behind a type tell what it holds."""
    for text, _, function in functions_of(subject):
        above = parents(function)
        for node in walk(function):
            if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
                continue
            name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            parent = above.get(node)
            told = isinstance(parent, (ast.AnnAssign, ast.arg)) and parent.annotation is node
            if name in _GENERIC and not told and getattr(function, "returns", None) is not node:
                yield from _as_call(text, node)


def mend_shape(subject: Subject) -> Iterator[Fix]:
    """Yield the brackets of a shape that lack, or that are too many."""
    for spot in spots(subject, "TypeError", "ValueError", "AxisError"):
        if not _SHAPE_ERROR.search(spot.raised.message):
            continue
        for node in spot.nodes(ast.Call):
            assert isinstance(node, ast.Call)
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if any(isinstance(each, ast.Starred) for each in node.args):
                continue
            if name in _SPREAD and len(node.args) == 1:
                yield from _spread(spot.text, node)
            elif name in _SHAPED | _LISTED and len(node.args) > 1:
                left, right = "()" if name in _SHAPED else "[]"
                taken = node.args[:-1] if name == "full" and len(node.args) > 2 else node.args
                yield _gathered(spot.text, node, taken, left, right)
            elif name in _DRAWN and len(node.args) > 3:
                yield _gathered(spot.text, node, node.args[2:], "(", ")")


def _gathered(text: Text, node: ast.Call, taken: list[ast.expr], left: str, right: str) -> Fix:
    start, end = outer(text, taken[0])[0], outer(text, taken[-1])[1]
    splices = [Splice(text.number, start, start, left), Splice(text.number, end, end, right)]
    return fix(SHAPE, text, node.lineno, splices, 1.0, 0.9)


def _spread(text: Text, node: ast.Call) -> Iterator[Fix]:
    given = node.args[0]
    start, end = text.span(given)
    if isinstance(given, (ast.Tuple, ast.List)) and text.source[start] in "([":
        splices = [Splice(text.number, start, start + 1, ""), Splice(text.number, end - 1, end, "")]
        yield fix(SHAPE, text, node.lineno, splices, 1.0, 0.92)
    else:
        yield fix(SHAPE, text, node.lineno, [Splice(text.number, start, start, "*")], 1.0, 0.6)
