"""Gradient descent, loops over coordinates: a full update where one coordinate is meant."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    delete,
    fix,
    indent_of,
    insert_after,
    inside,
    lines_of,
    reindent,
    shuffled,
    spoilt,
    stands_alone,
    step_of,
)
from .reading import Descent, base_name, descents, mentions, target_of

_EACH = "update-per-coordinate"


def mend_each(subject: Subject) -> Iterator[Fix]:
    """Take a full update out of the loop over coordinates, or update one coordinate in it."""
    for descent in descents(subject):
        unit, text = descent.unit, descent.text
        for update in descent.updates:
            loops = unit.loops(update)
            target = target_of(update)
            if len(loops) < 2 or not isinstance(target, ast.Name):
                continue
            inner = loops[0]
            if update in inner.body:
                yield from _outside(descent, update, inner)
            if isinstance(inner, ast.For) and isinstance(inner.target, ast.Name):
                yield from fix(_EACH, text, _indexed(descent, update, inner.target.id), update.lineno, 2, 0.7)


def _outside(descent: Descent, update: ast.Assign | ast.AugAssign, inner: ast.For | ast.While) -> list[Fix]:
    text = descent.text
    last = text.line_of(text.span(inner)[1])
    if len(inner.body) == 1:
        body = text.line_of(text.span(update)[1])
        start, end = text.line_span(inner.lineno)[0], text.line_span(update.lineno)[0]
        extra = (indent_of(text, update) or "")[len(indent_of(text, inner) or "") :]
        moved = reindent(text, update.lineno, body, extra, remove=True)
        if not extra or not moved or inner.lineno == update.lineno or not stands_alone(text, update):
            return []
        first = Splice(text.number, start, end + len(extra), "")
        return fix(_EACH, text, [first, *moved[1:]], update.lineno, 2, 0.85)
    gone = delete(text, update)
    if gone is None or indent_of(text, inner) is None:
        return []
    if update is inner.body[-1]:
        own, extra = indent_of(text, inner) or "", indent_of(text, update) or ""
        moved = reindent(text, update.lineno, last, extra[len(own) :], remove=True)
        return fix(_EACH, text, moved or None, update.lineno, 2, 0.85)
    behind = insert_after(text, inner, lines_of(text, update), indent_of(text, inner))
    return fix(_EACH, text, [*gone, behind], update.lineno, 3, 0.8)


def _indexed(descent: Descent, update: ast.Assign | ast.AugAssign, index: str) -> list[Splice | None]:
    """Put [index] behind every name of a point or gradient in an update."""
    text = descent.text
    target = target_of(update)
    names = {target.id} if isinstance(target, ast.Name) else set()
    places = [target] if names else []
    for node in walk(update.value):
        if isinstance(node, ast.Name) and node.id in names | descent.gradients:
            if any(node in walk(call) for call in descent.gradient_calls):
                continue
            if not isinstance(descent.unit.parent(node), ast.Subscript):
                places.append(node)
    ends = sorted({text.span(place)[1] for place in places})
    return [Splice(text.number, end, end, f"[{index}]") for end in ends]


def spoil_each(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Repeat a full update for every coordinate."""
    found: list[Fix] = []
    for descent in descents(subject):
        unit, text = descent.unit, descent.text
        for update in descent.updates:
            target, loops = target_of(update), unit.loops(update)
            left = getattr(update.value, "left", None)
            again = isinstance(update, ast.AugAssign) or (
                left is not None and base_name(left) == base_name(target)
            )
            one = isinstance(target, ast.Name) and again
            if len(loops) == 1 and one and stands_alone(text, update) and isinstance(target, ast.Name):
                name = next(name for name in ("j", "k", "idx", "d") if not mentions(unit.node, name))
                start = text.line_span(update.lineno)[0]
                indent = indent_of(text, update) or ""
                head = f"{indent}for {name} in range({target.id}.size):\n{step_of(text)}"
                end = text.line_of(text.span(update)[1])
                moved = reindent(text, update.lineno + 1, end, step_of(text))
                splices = [Splice(text.number, start, start, head), *moved]
                found += spoilt(_EACH, text, splices, start)
            elif len(loops) == 2 and isinstance(target, ast.Subscript):
                found += spoilt(_EACH, text, _whole(descent, update), text.span(update)[0])
    yield from shuffled(found, rng)


def _whole(descent: Descent, update: ast.Assign | ast.AugAssign) -> list[Splice | None]:
    """Take the index away from every name in an update."""
    places = [
        node
        for node in walk(update)
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and isinstance(node.slice, ast.Name)
    ]
    return [inside(descent.text, node, descent.text.of(node.value)) for node in places]
