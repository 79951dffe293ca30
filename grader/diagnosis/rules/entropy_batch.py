"""Cross-entropy, one sample as a batch: what reshaping overwrites, and what asks for rows."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ..text import Fix, Splice, names_in
from ..vocabulary import Subject
from ..walking import walk
from .editing import (
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
from .entropy_reading import Entropy, entropies
from .reading import called, numpy_call
from .reductions import reduction_of

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
    """Tell whether it fails for one sample for another reason than the count: axis 1, an index for rows, loops."""
    return bool(_second_axes(entropy) or entropy.all_picks or _row_loops(entropy))


def _second_axes(entropy: Entropy) -> list[ast.expr]:
    """Return the axis arguments 1 of sums over logarithms and of argmax."""
    found = []
    for call in entropy.unit.nodes(ast.Call):
        each = reduction_of(call, entropy.draft)
        if each is not None and each.number == 1 and each.axis is not None:
            if (
                each.kind == "argmax"
                or entropy.holds_log(each.operand)
                or names_in(each.operand) & entropy.ys
            ):
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
        last = []
        for call in entropy.unit.nodes(ast.Call):
            each = reduction_of(call, entropy.draft)
            if each is not None and each.number == -1 and each.axis is not None and entropy.logs:
                last.append(each.axis)
        if last and not entropy.reshapes:
            splices: list[Splice | None] = [put(text, axis, "1") for axis in last]
            found += spoilt(_BATCH, text, splices, text.span(last[0])[0])
        made = [
            statement
            for _, statement, value in entropy.unit.assignments
            if isinstance(value, ast.Call)
            and called(value) == "atleast_2d"
            and statement in entropy.unit.body
        ]
        if len(made) == 2 and len(entropy.unit.body) > 2 and (loops := _row_loops(entropy)):
            found += spoilt(_BATCH, text, delete(text, *made), text.span(loops[0])[0])
        if case is not None and needs_rows(entropy):
            places: list[ast.expr | ast.stmt] = [
                *_second_axes(entropy),
                *entropy.all_picks,
                *_row_loops(entropy),
            ]
            first = min(places, key=lambda place: place.lineno)
            found += spoilt(_BATCH, text, delete(text, case), text.span(first)[0])
    yield from shuffled(found, rng)
