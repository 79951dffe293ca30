"""Cross-entropy, one sample as a batch: what reshaping overwrites, and what asks for rows."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..difference.text import outer
from ..editing import (
    delete,
    fix,
    indent_of,
    insert_before,
    inside,
    put,
    shuffled,
    spoilt,
    step_of,
)
from ..reading import called, numpy_call
from ..reductions import reduction_of
from .entropy_reading import Entropy, entropies

_OVERWRITES = "cross-entropy-overwrites-prediction"
_BATCH = "cross-entropy-batch-only"


def as_batch(entropy: Entropy) -> list[Splice | None]:
    """Put the lines in front that make a batch of one sample."""
    if not entropy.unit.body:
        return [None]
    whole = numpy_call(entropy.draft, "atleast_2d")
    lines = [f"{name} = {whole}({name})" for name in (entropy.y, entropy.t)]
    return [insert_before(entropy.text, entropy.unit.body[0], lines)]


def needs_rows(entropy: Entropy) -> bool:
    """Tell whether it fails for one sample whatever it counts: axis 1, an index for rows, loops over both."""
    return bool(_second_axes(entropy) or entropy.all_picks or _row_loops(entropy))


def _second_axes(entropy: Entropy) -> list[ast.expr]:
    """Return the axis arguments 1 of sums over logarithms and of argmax."""
    found = []
    for call in entropy.unit.nodes(ast.Call):
        each = reduction_of(call, entropy.draft)
        if each is None or each.number != 1 or each.axis is None:
            continue
        over = entropy.holds_log(each.operand) or bool(names_in(each.operand) & entropy.ys)
        if over or each.kind == "argmax":
            found.append(each.axis)
    return found


def _row_loops(entropy: Entropy) -> list[ast.For]:
    return [
        loop
        for loop in entropy.unit.nodes(ast.For)
        if any(isinstance(node, ast.Attribute) and node.attr == "shape" for node in walk(loop))
        and len(entropy.unit.loops(loop)) > 0
    ]


# --- cross-entropy-overwrites-prediction ----------------------------------------------------------


def mend_overwrites(subject: Subject) -> Iterator[Fix]:
    """Reshape each array from itself."""
    for entropy in entropies(subject):
        text, y, t = entropy.text, entropy.y, entropy.t
        for name, statement, value in entropy.unit.assignments:
            other = t if name == y else y if name == t else ""
            source = _source(value)
            if not other or source is None or source.id != other:
                continue
            wrong = [node for node in walk(value) if isinstance(node, ast.Name) and node.id == other]
            splices = [inside(text, node, name) for node in wrong]
            yield from fix(_OVERWRITES, text, splices, statement.lineno, 1, 0.95)


def _source(value: ast.expr) -> ast.Name | None:
    """Return the array that is reshaped, clipped or copied in a value."""
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute) and value.func.attr in ("reshape", "copy", "astype", "clip"):
            return value.func.value if isinstance(value.func.value, ast.Name) else None
        if (
            called(value) in ("reshape", "atleast_2d", "asarray", "array", "clip", "maximum", "expand_dims")
            and value.args
        ):
            return value.args[0] if isinstance(value.args[0], ast.Name) else None
        return None
    if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
        return value.value
    return value if isinstance(value, ast.Name) else None


def spoil_overwrites(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Reshape the right answers into the probabilities."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text, y, t = entropy.text, entropy.y, entropy.t
        for name, statement, value in entropy.unit.assignments:
            source = _source(value)
            if name == y and source is not None and source.id == y and entropy.own:
                found += spoilt(_OVERWRITES, text, [inside(text, source, t)], text.span(statement)[0])
        first = entropy.unit.body[0] if entropy.unit.body else None
        batch = not entropy.made and entropy.batch_case is None and not entropy.unit.nodes(ast.comprehension)
        if (
            first is not None
            and batch
            and entropy.own
            and indent_of(text, first) is not None
            and not entropy.unit.loops(first)
        ):
            tab = step_of(text)
            lines = [
                f"if {y}.ndim == 1:",
                f"{tab}{t} = {t}.reshape(1, {t}.size)",
                f"{tab}{y} = {t}.reshape(1, {y}.size)",
            ]
            at = text.line_span(first.lineno)[0]
            if not entropy.unit.nodes(ast.For) and y in entropy.unit.parameters:
                found += spoilt(_OVERWRITES, text, [insert_before(text, first, lines)], at, -1)
    yield from shuffled(found, rng)


# --- cross-entropy-batch-only ---------------------------------------------------------------------


def mend_batch(subject: Subject) -> Iterator[Fix]:
    """Let one sample through: count axes from the end, or make a batch of it."""
    for entropy in entropies(subject):
        text = entropy.text
        axes = _second_axes(entropy)
        sure = 0.1 if entropy.reshapes else 0.85
        if axes:
            splices: list[Splice | None] = [put(text, axis, "-1") for axis in axes]
            yield from fix(_BATCH, text, splices, axes[0].lineno, 1, sure)
        places: list[ast.expr | ast.stmt] = [*axes, *entropy.all_picks, *_row_loops(entropy)]
        if places and entropy.own:
            line = min(place.lineno for place in places)
            yield from fix(_BATCH, text, as_batch(entropy), line, 2.5, min(sure, 0.6))


def spoil_batch(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Ask for rows, which one sample does not have."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text, case = entropy.text, entropy.batch_case
        last = _last_axes(entropy)
        if last and not entropy.reshapes:
            splices: list[Splice | None] = [put(text, axis, "1") for axis in last]
            found += spoilt(_BATCH, text, splices, text.span(last[0])[0])
        made = _made_batches(entropy)
        loops = _row_loops(entropy)
        if len(made) == 2 and len(entropy.unit.body) > 2 and loops:
            found += spoilt(_BATCH, text, delete(text, *made), text.span(loops[0])[0])
        if case is not None and needs_rows(entropy):
            places: list[ast.expr | ast.stmt] = [*_second_axes(entropy), *entropy.all_picks, *loops]
            first = min(places, key=lambda place: place.lineno)
            found += spoilt(_BATCH, text, delete(text, case), text.span(first)[0])
        else:
            found += _summed_by_rows(entropy)
    yield from shuffled(found, rng)


def _last_axes(entropy: Entropy) -> list[ast.expr]:
    found = []
    for call in entropy.unit.nodes(ast.Call):
        each = reduction_of(call, entropy.draft)
        if each is not None and each.number == -1 and each.axis is not None and entropy.logs:
            found.append(each.axis)
    return found


def _made_batches(entropy: Entropy) -> list[ast.stmt]:
    return [
        statement
        for _, statement, value in entropy.unit.assignments
        if isinstance(value, ast.Call) and called(value) == "atleast_2d" and statement in entropy.unit.body
    ]


def _summed_by_rows(entropy: Entropy) -> list[Fix]:
    """Sum over axis 1 first, and leave out what makes a batch of one sample."""
    text, case = entropy.text, entropy.batch_case
    gone = delete(text, case) if case is not None else []
    whole = [each for each in entropy.reductions if each.kind == "sum" and each.axis is None]
    if len(whole) != 1 or len(entropy.reductions) != 1 or gone is None or entropy.made:
        return []
    if any(name == entropy.y and place in entropy.unit.body for name, place, _ in entropy.unit.assignments):
        return []
    each = whole[0]
    inline = any(node in walk(each.operand) for node, _, _, _ in entropy.products)
    if not inline or each.style == "builtin" or entropy.unit.loops(each.call):
        return []
    left, right = outer(text, each.operand)
    rows = f"{numpy_call(entropy.draft, 'sum')}({text.source[left:right]}, axis=1)"
    if each.style == "method":
        rows = f"{text.source[left:right]}.sum(axis=1)"
    return spoilt(_BATCH, text, [*gone, Splice(text.number, left, right, rows)], text.span(each.call)[0])
