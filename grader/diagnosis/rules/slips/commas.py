"""Commas where a dot belongs, and dots where a comma does: `comma-for-dot`."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import fix, word
from .members import LACKS
from .names import missing_names
from .numpy_names import offered
from .scope import Spot, looked_at, numpy_aliases, spots, visible

COMMA = "comma-for-dot"
_MEMBERS = frozenset(["shape", "ndim", "size", "T", "dtype"])  # of an array; seldom names of their own


def mend_comma(subject: Subject) -> Iterator[Fix]:
    """Yield a dot for a comma in front of a name that nothing is called by, and a comma for such a dot."""
    for missing in missing_names(subject):
        text = missing.text
        start = text.span(missing.node)[0]
        before = text.source[:start].rstrip(" ")
        if before.endswith(",") and re.search(r"[\w)\]]$", before[:-1]):
            splice = Splice(text.number, len(before) - 1, start, ".")
            yield fix(COMMA, text, missing.node.lineno, [splice], 1.0, 0.95)
    for spot in spots(subject, "AttributeError", "TypeError", "ValueError"):
        yield from _dots(subject, spot)
    hot = {
        (spot.text.number, spot.place.line)
        for spot in spots(subject, "TypeError", "ValueError", "AttributeError")
    }
    for text, owner in looked_at(subject):
        for node in walk(owner):
            if isinstance(node, (ast.Tuple, ast.Call)):
                near = (text.number, node.lineno) in hot
                yield from _close_commas(subject, text, node, near)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                written = text.of(node.value).strip("()")
                if re.fullmatch(r"\d+,\d+", written):
                    at = text.source.index(",", text.span(node.value)[0])
                    yield fix(COMMA, text, node.lineno, [Splice(text.number, at, at + 1, ".")], 1.0, 0.8)


def _close_commas(subject: Subject, text: Text, node: ast.Tuple | ast.Call, near: bool) -> Iterator[Fix]:
    """Yield a dot for a comma without a blank between two words, in a line that raised something else."""
    given = node.elts if isinstance(node, ast.Tuple) else node.args
    modules = numpy_aliases(subject.draft)
    for before, behind in itertools.pairwise(given):
        start, end = text.span(before)[1], text.span(behind)[0]
        left = re.search(r"(\w+)$", text.source[:start])
        right = re.match(r"\w+", text.source[end:])
        if text.source[start:end] != "," or left is None or right is None or right.group()[0].isdigit():
            continue
        own = left[1] == "self" or (left[1] in modules and right.group() in offered("numpy"))
        own = own or (right.group() in _MEMBERS and not _is_set(subject, right.group()))
        if own or near:
            splice = Splice(text.number, start, end, ".")
            yield fix(COMMA, text, behind.lineno, [splice], 1.0, 0.95 if own else 0.6)


def _is_set(subject: Subject, name: str) -> bool:
    """Tell whether the program binds a name anywhere."""
    return any(
        (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
        for _, root in subject.draft.statements()
        for node in walk(root)
    )


def _dots(subject: Subject, spot: Spot) -> Iterator[Fix]:
    told = LACKS.match(spot.raised.message)
    if told is None:
        return
    text = spot.text
    for node in spot.nodes(ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr == told[2]:
            names = visible(subject.draft, spot.functions(node))
            inside = isinstance(spot.parents.get(node), (ast.Call, ast.Tuple))
            if inside and names.get(node.attr, "builtin") != "builtin" and node.attr in names:
                splice = Splice(text.number, text.span(node.value)[1], word(text, node)[0], ", ")
                yield fix(COMMA, text, node.lineno, [splice], 1.0, 0.85)
