"""Softmax, what is subtracted before the exponential; knows nothing of axes but to keep them."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ..editing import (
    change_operator,
    delete,
    fix,
    insert_before,
    inside,
    put,
    shuffled,
    spoilt,
    written,
)
from ..reading import called, numpy_call
from ..reductions import Reduction
from .softmax_reading import Shares, shares

_OVER = "softmax-overflow"


def _nearest_sum(softmax: Shares, node: ast.expr) -> Reduction | None:
    """Return the sum that belongs to an exponential: in its statement, else behind it in its block."""
    own = softmax.group(node)
    near = [each for each in softmax.sums if softmax.group(each) == own]
    behind = [each for each in near if each.call.lineno >= node.lineno]
    return (behind or near or [None])[0]  # type: ignore[list-item]


def axis_text(softmax: Shares, node: ast.expr) -> str:
    """Return the axis arguments that a maximum must have beside an exponential, as those of the sum."""
    each = _nearest_sum(softmax, node)
    if each is None or each.axis is None:
        return ""
    text = softmax.text
    if softmax.is_reshaped(each):
        return f", axis={text.of(each.axis)}, keepdims=True"
    keeps = "" if each.keepdims is None else ", keepdims=True"
    return f", axis={text.of(each.axis)}{keeps}"


def _scores(softmax: Shares, argument: ast.expr) -> str:
    """Return the array of all scores that the argument of an exponential is, or is one of."""
    unit, text = softmax.unit, softmax.text
    if isinstance(argument, ast.Name):
        for node in unit.above(argument):
            for part in getattr(node, "generators", []):
                if isinstance(part.target, ast.Name) and part.target.id == argument.id:
                    return text.of(part.iter)
            if (
                isinstance(node, ast.For)
                and isinstance(node.target, ast.Name)
                and node.target.id == argument.id
            ):
                return text.of(node.iter)
    if isinstance(argument, ast.Subscript):
        index = argument.slice
        if isinstance(index, ast.Tuple) and len(index.elts) == 2:
            return f"{text.of(argument.value)}[{text.of(index.elts[0])}]"
        if isinstance(index, ast.Name):
            return text.of(argument.value)
    return text.of(argument)


# --- softmax-overflow -----------------------------------------------------------------------------


def unshifted(softmax: Shares) -> list[tuple[ast.expr, ast.expr]]:
    """Return the exponentials, with their arguments, of which no maximum is subtracted."""
    return [(node, argument) for node, argument in softmax.exponentials if not softmax.is_shifted(argument)]


def mend_over(subject: Subject) -> Iterator[Fix]:
    """Subtract the maximum before the exponential."""
    for softmax in shares(subject):
        text = softmax.text
        done = {
            softmax.group(node) for node, argument in softmax.exponentials if softmax.is_shifted(argument)
        }
        bare = [
            (node, argument)
            for node, argument in unshifted(softmax)
            if softmax.group(node) not in done and not _is_late(softmax, node)
        ]
        if bare and not any(_negated(argument) for _, argument in bare):
            splices = [_shifted(softmax, node, argument) for node, argument in bare]
            yield from fix(_OVER, text, splices, bare[0][0].lineno, 2, 0.75)
            yield from _line_before(softmax, bare[0])
        for node, argument in softmax.exponentials:
            yield from _other_shift(softmax, softmax.shift(argument), node.lineno)
        for statement, _, value in softmax.shifts:
            yield from _other_shift(softmax, softmax.shift(value), statement.lineno)
        yield from _other_top(softmax)


def _is_late(softmax: Shares, node: ast.expr) -> bool:
    """Tell whether a maximum is subtracted from an exponential itself."""
    above = softmax.unit.parent(node)
    return isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub) and softmax.is_top(above.right)


def _negated(argument: ast.expr) -> bool:
    return isinstance(argument, ast.UnaryOp) and isinstance(argument.op, ast.USub)


def _shifted(softmax: Shares, node: ast.expr, argument: ast.expr) -> Splice:
    text = softmax.text
    top = numpy_call(softmax.draft, "max")
    known = [name for name in softmax.maxima if is_ready(softmax, name, node)]
    other = known[0] if known else f"{top}({_scores(softmax, argument)}{axis_text(softmax, node)})"
    return inside(text, argument, f"{written(text, argument)} - {other}")


def is_ready(softmax: Shares, name: str, node: ast.expr) -> bool:
    """Tell whether a name holds the maximum where an exponential stands, and is there for nothing else."""
    return any(softmax.unit.reaches(statement, node) for statement, _ in softmax.unit.assigned(name))


def _line_before(softmax: Shares, bare: tuple[ast.expr, ast.expr]) -> list[Fix]:
    """Put a line in front that subtracts the maximum from the scores."""
    statement = softmax.unit.statement(bare[0])
    if statement is None or not isinstance(bare[1], ast.Name) or softmax.unit.loops(bare[0]):
        return []
    name, top = bare[1].id, numpy_call(softmax.draft, "max")
    if name not in softmax.unit.parameters:
        return []
    line = f"{name} = {name} - {top}({name}{axis_text(softmax, bare[0])})"
    return fix(_OVER, softmax.text, [insert_before(softmax.text, statement, [line])], bare[0].lineno, 3, 0.3)


def _other_shift(softmax: Shares, shift: ast.BinOp | None, line: int) -> list[Fix]:
    """Subtract what is added."""
    if shift is None or not isinstance(shift.op, ast.Add):
        return []
    return fix(_OVER, softmax.text, [change_operator(softmax.text, shift, "+", "-")], line, 1, 0.9)


def _other_top(softmax: Shares) -> Iterator[Fix]:
    """Take the maximum where another number is taken."""
    for each in softmax.reductions:
        if each.kind in ("min", "argmax", "mean") and not softmax.holds_power(each.operand):
            top = "max" if each.style == "method" else numpy_call(softmax.draft, "max")
            function = each.call.func
            start, end = softmax.text.span(function)
            if each.style == "method":
                start = end - len(called(each.call))
            yield from fix(
                _OVER, softmax.text, [Splice(softmax.text.number, start, end, top)], each.call.lineno, 1, 0.8
            )


def spoil_over(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the maximum out."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text, unit = softmax.text, softmax.unit
        if len(softmax.maxima) > 1 or not _only_shifts(softmax):
            continue
        inline = [
            shift for _, argument in softmax.exponentials if (shift := softmax.shift(argument)) is not None
        ]
        made = [entry for name in softmax.maxima for entry in unit.assigned(name)]
        named = (
            [statement for statement, value in made]
            if all(softmax.is_top(value) for _, value in made)
            else []
        )
        extra = [splice for statement in named for splice in delete(text, statement) or []]
        single = softmax.own and not softmax.shifts
        if inline and single and len(inline) == len(softmax.exponentials):
            whole = [*extra, *(put(text, shift, written(text, shift.left)) for shift in inline)]
            found += spoilt(_OVER, text, whole, text.span(softmax.exponentials[0][0])[0])
        for statement, name, value in softmax.shifts:
            last = [node for node, argument in softmax.exponentials if unit.reaches(statement, argument)]
            shown = softmax.own and not softmax.for_batches(statement)
            if last and shown and len(unit.block(statement)) > 1:
                splices = [*extra, *_unsubtracted(softmax, statement, name, value)]
                found += spoilt(_OVER, text, splices, text.span(last[0])[0])
    yield from shuffled(found, rng)


def _unsubtracted(softmax: Shares, statement: ast.stmt, name: str, value: ast.expr) -> list[Splice | None]:
    """Take a subtraction out: the whole line where it does nothing else."""
    text, shift = softmax.text, softmax.shift(value)
    if isinstance(statement, ast.AugAssign) or (shift is value and same_name(name, value)):
        gone = delete(text, statement)
        return [*gone] if gone is not None else [None]
    return [put(text, shift, written(text, shift.left))] if shift is not None else [None]


def same_name(name: str, value: ast.expr) -> bool:
    """Tell whether a sum or difference begins with a name, as in x = x - m."""
    return isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name) and value.left.id == name


def _only_shifts(softmax: Shares) -> bool:
    """Tell whether maxima are used for nothing but being subtracted in exponents."""
    for name in softmax.maxima:
        for use in softmax.unit.uses(name):
            above = softmax.unit.parent(use)
            if not isinstance(above, ast.BinOp | ast.AugAssign | ast.Subscript | ast.Attribute):
                return False
    return not any(
        called(call).startswith("log") and softmax.holds_power(call) for call in softmax.unit.nodes(ast.Call)
    )
