"""Softmax, the fraction: what stands above its bar and below it."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import delete, fix, inside, put, shuffled, spoilt, written
from ..reading import called, numpy_call
from ..reductions import Reduction, reduction_of
from ..slips.near import nearness
from .softmax_formula import is_ready, same_name, unshifted
from .softmax_reading import Shares, shares

_ONE = "softmax-subtracts-in-one-place"
_SCORES = "softmax-sum-of-scores"
_BARE = "softmax-not-normalised"


# --- softmax-subtracts-in-one-place ---------------------------------------------------------------


def mend_one(subject: Subject) -> Iterator[Fix]:
    """Subtract the same maximum in the other exponential too."""
    for softmax in shares(subject):
        text = softmax.text
        for node, argument in unshifted(softmax):
            for other, known in softmax.exponentials:
                if softmax.group(other) != softmax.group(node) or not softmax.is_shifted(known):
                    continue
                shift = softmax.shift(known)
                new = (
                    f"{written(text, argument)} - {text.of(shift.right)}"
                    if shift is not None
                    else text.of(known)
                )
                yield from fix(_ONE, text, [inside(text, argument, new)], node.lineno, 1, 0.9)
                break


def spoil_one(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Subtract the maximum above the fraction bar alone, or below it alone."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        shifts = [(node, softmax.shift(argument)) for node, argument in softmax.exponentials]
        inline = [(node, shift) for node, shift in shifts if shift is not None]
        for node, shift in inline:
            beside = [other for other, _ in inline if softmax.group(other) == softmax.group(node)]
            if len(beside) == 2:
                found += spoilt(_ONE, text, [put(text, shift, written(text, shift.left))], text.span(node)[0])
        for each in softmax.sums:
            found += _unshifted_sum(softmax, each)
        for statement, name, value in softmax.shifts:
            near = [pair for pair in softmax.exponentials if softmax.unit.reaches(statement, pair[0])]
            alone = value is softmax.shift(value) and isinstance(value, ast.BinOp) and same_name(name, value)
            plain = [
                argument for _, argument in near if isinstance(argument, ast.Name) and argument.id == name
            ]
            if len(plain) == len(near) == 2 and alone and not softmax.for_batches(statement):
                gone = delete(text, statement)
                for kept, other in ((0, 1), (1, 0)):
                    splices = gone and [*gone, inside(text, plain[kept], text.of(value))]
                    found += spoilt(_ONE, text, splices, text.span(near[other][0])[0])
    yield from shuffled(found, rng)


def _unshifted_sum(softmax: Shares, each: Reduction) -> list[Fix]:
    """Write the exponential of the scores as they are into a sum of named exponentials."""
    text, operand = softmax.text, each.operand
    if not isinstance(operand, ast.Name) or softmax.for_batches(each.call):
        return []
    values = [value for _, value in softmax.unit.assigned(operand.id)]
    known = dict(softmax.exponentials)
    argument = known.get(values[-1]) if values else None
    if argument is None or not isinstance(values[-1], ast.Call) or any(map(_is_comprehended, values)):
        return []
    shift = softmax.shift(argument)
    if shift is None and isinstance(argument, ast.Name):
        named = [value for _, name, value in softmax.shifts if name == argument.id]
        shift = softmax.shift(named[-1]) if named else None
        if shift is not None and argument.id in names_in(shift.left):
            return []
    if shift is None or not isinstance(shift.left, ast.Name):
        return []
    (start, end), (inner, outer_) = text.span(values[-1]), text.span(argument)
    bare = text.source[start:inner] + text.of(shift.left) + text.source[outer_:end]
    return spoilt(_ONE, text, [put(text, operand, bare)], text.span(each.call)[0])


def _is_comprehended(value: ast.expr) -> bool:
    return isinstance(value, ast.ListComp)


# --- softmax-sum-of-scores, softmax-not-normalised ------------------------------------------------


def mend_scores(subject: Subject) -> Iterator[Fix]:
    """Sum the exponentials, not the scores."""
    for softmax in shares(subject):
        text = softmax.text
        for each in softmax.sums:
            if softmax.holds_power(each.operand) or not softmax.own:
                continue
            names = [name for name in sorted(softmax.powers) if is_ready(softmax, name, each.call)]
            whole = [text.of(node) for node, _ in softmax.exponentials if not softmax.unit.loops(node)]
            exp = numpy_call(softmax.draft, "exp")
            typed = any(
                nearness(called(node), "exp") for node in walk(each.operand) if isinstance(node, ast.Call)
            )
            sure = 0.4 if typed else 0.85  # `epx(x)` is a misspelt name rather
            for new in dict.fromkeys([*names, *whole[:1], f"{exp}({text.of(each.operand)})"]):
                yield from fix(_SCORES, text, [put(text, each.operand, new)], each.call.lineno, 1, sure)


def spoil_scores(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Sum the scores under the fraction bar."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        if not softmax.own:
            continue
        for each in softmax.sums:
            operand = each.operand
            known = dict(softmax.exponentials)
            if isinstance(operand, ast.Name):
                values = [value for _, value in softmax.unit.assigned(operand.id)]
                argument = known.get(values[-1]) if values else None
            else:
                argument = known.get(operand)
            if argument is None:
                continue
            shift = softmax.shift(argument)
            plain = text.of(shift.left) if shift is not None and isinstance(shift.left, ast.Name) else ""
            for new in dict.fromkeys(filter(None, [text.of(argument), plain])):
                loose = each.style == "method" and not new.isidentifier()
                splice = put(text, operand, f"({new})" if loose else new)
                found += spoilt(_SCORES, text, [splice], text.span(each.call)[0])
    yield from shuffled(found, rng)


def mend_bare(subject: Subject) -> Iterator[Fix]:
    """Divide the exponentials by their sum."""
    for softmax in shares(subject):
        unit, text = softmax.unit, softmax.text
        if not softmax.own:
            continue
        fractions = [node for node in unit.nodes(ast.BinOp) if isinstance(node.op, ast.Div)]
        divided = {softmax.group(node) for node in fractions if softmax.holds_power(node.left)}
        shared = {
            name
            for node in unit.nodes(ast.Assign)
            if node.value in fractions and isinstance(node.targets[0], ast.Subscript)
            for name in names_in(node.targets[0].value)
        }  # row by row: what is divided there is no bare exponential
        totals = [name for name, _, value in unit.assignments if _is_total(softmax, value)]
        for node in unit.nodes(ast.Return):
            value = node.value
            if value is None or softmax.group(node) in divided:
                continue
            power = value in [power for power, _ in softmax.exponentials]
            if isinstance(value, ast.Name) and value.id in shared:
                continue
            if not power and not (isinstance(value, ast.Name) and value.id in softmax.powers):
                continue
            what = text.of(value)
            sure = 0.85
            for name in totals[-1:]:
                yield from fix(_BARE, text, [put(text, value, f"{what} / {name}")], node.lineno, 1, 0.9)
                sure = 0.3
            total = numpy_call(softmax.draft, "sum")
            for axis in ("", ", axis=-1, keepdims=True"):
                splice = put(text, value, f"{what} / {total}({what}{axis})")
                yield from fix(_BARE, text, [splice], node.lineno, 2, sure - (0.1 if axis else 0.0))


def _is_total(softmax: Shares, value: ast.expr) -> bool:
    each = reduction_of(value, softmax.draft)
    return each is not None and each.kind == "sum"


def spoil_bare(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the division out."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        for node in softmax.unit.nodes(ast.BinOp):
            parts = softmax.holds_power(node.left) and not any(
                reduction_of(child, softmax.draft) is not None and names_in(child) & softmax.powers
                for child in walk(node.left)
            )
            if isinstance(node.op, ast.Div) and parts and softmax.own and not softmax.unit.loops(node):
                if not isinstance(softmax.unit.parent(node), ast.Return):
                    continue
                splice = put(text, node, written(text, node.left))
                found += spoilt(_BARE, text, [splice], text.span(node)[0])
    yield from shuffled(found, rng)
