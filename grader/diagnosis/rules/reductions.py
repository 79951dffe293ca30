"""Maxima, sums and means as a program writes them, and edits of their axis; knows no misconception."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ..text import Draft, Splice, Text
from ..walking import walk
from .difference.text import outer
from .editing import bare_arguments, inside, put
from .reading import called, numpy_call, numpy_names

_KINDS = {"max": "max", "amax": "max", "nanmax": "max", "min": "min", "amin": "min", "argmax": "argmax",
          "sum": "sum", "nansum": "sum", "mean": "mean", "average": "mean"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Reduction:
    """A maximum, sum or mean over an array.

    style     "numpy" np.sum(x), "method" x.sum(), "builtin" sum(x)
    operand   the array
    axis      its axis argument, None where it has none
    keepdims  its keepdims argument
    """

    kind: str
    call: ast.Call
    style: str
    operand: ast.expr
    axis: ast.expr | None
    keepdims: ast.keyword | None

    @property
    def number(self) -> int | None:
        """The axis where it is a literal number."""
        try:
            value = ast.literal_eval(self.axis) if self.axis is not None else None
        except ValueError:
            return None
        return value if isinstance(value, int) else None


def reduction_of(node: ast.AST, draft: Draft) -> Reduction | None:
    """Read a call as a reduction; None for anything else."""
    if not isinstance(node, ast.Call):
        return None
    kind = _KINDS.get(called(node))
    if kind is None:
        return None
    module, bare = numpy_names(draft)
    function, arguments = node.func, list(node.args)
    if isinstance(function, ast.Attribute):
        own = isinstance(function.value, ast.Name) and function.value.id in (module or "np", "numpy")
        style = "numpy" if own else "method"
    else:
        style = "numpy" if called(node) in bare or "*" in bare else "builtin"
    if style == "method":
        assert isinstance(function, ast.Attribute)
        arguments.insert(0, function.value)
    if not arguments or (
        style == "builtin" and (len(arguments) > 1 or isinstance(arguments[0], ast.Constant))
    ):
        return None
    named = {keyword.arg: keyword for keyword in node.keywords}
    axis = arguments[1] if len(arguments) > 1 else named["axis"].value if "axis" in named else None
    return Reduction(kind, node, style, arguments[0], axis, named.get("keepdims"))


def exponent(node: ast.AST) -> ast.expr | None:
    """Return the argument of an exponential: np.exp(x), math.exp(x), np.e ** x; None for anything else."""
    if isinstance(node, ast.Call) and called(node) == "exp" and node.args:
        return node.args[0]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base = node.left
        if isinstance(base, ast.Attribute) and base.attr == "e":
            return node.right
    return None


def is_for_batches(test: ast.expr) -> bool:
    """Tell whether a condition is one of x.ndim == 2, x.ndim > 1, x.ndim != 1, len(x.shape) == 2."""
    return _dimensions(test) in {(ast.Eq, 2), (ast.Gt, 1), (ast.NotEq, 1), (ast.GtE, 2)}


def is_for_one(test: ast.expr) -> bool:
    """Tell whether a condition is one of x.ndim == 1, x.ndim < 2, x.ndim != 2, len(x.shape) == 1."""
    return _dimensions(test) in {(ast.Eq, 1), (ast.Lt, 2), (ast.NotEq, 2), (ast.LtE, 1)}


def _dimensions(test: ast.expr) -> tuple[type[ast.cmpop], object] | None:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if not any(isinstance(node, ast.Attribute) and node.attr in ("ndim", "shape") for node in walk(test)):
        return None
    return type(test.ops[0]), getattr(test.comparators[0], "value", None)


def with_axis(text: Text, draft: Draft, each: Reduction, axis: str, keepdims: bool) -> list[Splice | None]:
    """Give a reduction an axis, and keepdims=True where asked."""
    start, end = bare_arguments(text, each.call)
    if isinstance(each.operand, ast.GeneratorExp):
        return [None]
    splices: list[Splice | None] = []
    if each.style == "builtin":
        splices.append(inside(text, each.call.func, numpy_call(draft, called(each.call))))
    added = []
    if each.axis is None:
        added.append(f"axis={axis}")
    elif text.of(each.axis) != axis:
        splices.append(put(text, each.axis, axis))
    if keepdims and each.keepdims is None:
        added.append("keepdims=True")
    elif keepdims and each.keepdims is not None and text.of(each.keepdims.value) != "True":
        splices.append(put(text, each.keepdims.value, "True"))
    if added:
        empty = not text.source[start:end].strip()
        splices.append(Splice(text.number, end, end, ("" if empty else ", ") + ", ".join(added)))
    return splices


def without(text: Text, draft: Draft, each: Reduction, axis: bool) -> list[Splice | None]:
    """Take keepdims away from a reduction, and its axis where asked."""
    named = [keyword for keyword in each.call.keywords if not _goes(keyword, axis)]
    placed = [argument for argument in each.call.args if not axis or argument is not each.axis]
    if len(named) == len(each.call.keywords) and len(placed) == len(each.call.args):
        return [None]
    start, end = bare_arguments(text, each.call)
    if placed:
        start = outer(text, placed[-1])[1]
    rest = ", ".join(text.of(keyword) for keyword in named)
    return [Splice(text.number, start, end, f", {rest}" if rest and placed else rest)]


def _goes(keyword: ast.keyword, axis: bool) -> bool:
    return keyword.arg == "keepdims" or (axis and keyword.arg == "axis")
