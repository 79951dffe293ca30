"""Advice on helpers of TwoLayerNet that no check reaches; what is sure, and nothing else."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Misconception, Subject
from ...walking import walk
from .. import editing
from ..reading import numpy_names
from .edits import shuffled
from .nodes import key_of

_TOPIC = ("two_layer_net",)
_ID = "relu-grad-of-array"
_MAKERS = ("zeros", "ones", "empty")


def _array_for_shape(node: ast.FunctionDef, numpy: str) -> ast.Call | None:
    """Return a call such as np.zeros(x), where x is the function's own parameter and is compared later."""
    given = {argument.arg for argument in node.args.args}
    compared = {
        key_of(child.left)
        for child in walk(node)
        if isinstance(child, ast.Compare) and isinstance(child.ops[0], (ast.Gt, ast.GtE, ast.Lt, ast.LtE))
    }
    for call in walk(node):
        if not isinstance(call, ast.Call) or len(call.args) != 1:
            continue
        made = key_of(call.func) in {f"{numpy}.{name}" for name in _MAKERS}
        if made and key_of(call.args[0]) in given & compared:
            return call
    return None


def _mend(subject: Subject) -> Iterator[Fix]:
    numpy = numpy_names(subject.draft)[0] or "np"
    for text, node in subject.draft.scopes():
        if isinstance(node, ast.FunctionDef) and "relu" in node.name.lower():
            call = _array_for_shape(node, numpy)
            if call is not None:
                yield Fix(_ID, (), text.number, call.lineno, 0.0, 0.95)


def _spoil(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    numpy = numpy_names(subject.draft)[0] or "np"
    for text, node in shuffled(subject.draft.scopes(), rng):
        if not isinstance(node, ast.FunctionDef) or "relu" not in node.name.lower():
            continue
        for call in walk(node):
            if isinstance(call, ast.Call) and key_of(call.func) == f"{numpy}.zeros_like":
                splice = editing.inside(text, call.func, f"{numpy}.zeros")
                yield from editing.spoilt(_ID, text, [splice], text.span(call)[0])


RULES: tuple[Misconception, ...] = (
    Misconception("relu-grad-of-array", _TOPIC, _mend, _spoil, kind="advice", order=90),
)
