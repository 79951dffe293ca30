"""Cross-entropy, the number of samples that its sum is divided by."""

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
    inside,
    put,
    shuffled,
    spoilt,
    written,
)
from .entropy_batch import as_batch, needs_rows
from .entropy_reading import Entropy, entropies
from .reading import called
from .reductions import Reduction, is_for_one

_NOT = "cross-entropy-not-averaged"
_SINGLE = "cross-entropy-averages-single"
_CLASSES = "cross-entropy-averages-classes"


def _per_sample(entropy: Entropy, each: Reduction) -> bool:
    """Tell whether a reduction runs over one number a sample."""
    inner = [
        other for other in entropy.reductions if other is not each and other.call in walk(each.operand)
    ]
    if inner or entropy.picks(each.operand) or isinstance(each.operand, ast.ListComp | ast.GeneratorExp):
        return True
    named = names_in(each.operand)
    for name, _, value in entropy.unit.assignments:
        if name in named and name in entropy.losses:
            holds = any(other.call in walk(value) for other in entropy.reductions)
            if holds or isinstance(value, ast.ListComp) or entropy.picks(value):
                return True
    if not any(node in walk(each.operand) for node, _, _, _ in entropy.products):
        return True
    return False


# --- cross-entropy-not-averaged -------------------------------------------------------------------


def mend_not(subject: Subject) -> Iterator[Fix]:
    """Divide by the number of samples."""
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        if not entropy.own and not entropy.logs:
            continue
        means = [each for each in entropy.reductions if each.kind == "mean"]
        sure = 0.85 if not entropy.divisions and not means and not _divides_later(entropy) else 0.1
        count, price = entropy.samples
        for each in entropy.reductions:
            if (
                each.kind == "sum"
                and each.axis is None
                and not unit.loops(each.call)
                and not entropy.is_for_one(each.call)
            ):
                if any(
                    each.call in walk(other.operand) for other in entropy.reductions if other is not each
                ):
                    continue
                if any(isinstance(node, ast.Lambda) for node in unit.above(each.call)):
                    continue
                yield from _divided(entropy, each.call, count, price, sure)
                if _per_sample(entropy, each) and each.style != "builtin":
                    yield from fix(_NOT, text, [_renamed(entropy, each, "mean")], each.call.lineno, 1, sure)
        for node in unit.nodes(ast.Return):
            value = node.value
            if isinstance(value, ast.Call) and called(value) == "float" and value.args:
                value = value.args[0]
            named = value is not None and names_in(value) & entropy.losses
            if value is None or not named or entropy.is_for_one(value) or entropy.unit.loops(value):
                continue
            if isinstance(value, ast.Name | ast.UnaryOp):
                splice = put(text, value, f"{text.of(value)} / {count}")
                yield from fix(_NOT, text, [splice], node.lineno, price, sure - _doubt(entropy, value))


def _doubt(entropy: Entropy, value: ast.expr) -> float:
    """Return less where a name was filled in a loop or is worked on, so that its return is where to divide."""
    steps = [step for step in entropy.unit.nodes(ast.AugAssign) if isinstance(step.target, ast.Name)]
    filled = {step.target.id for step in steps if isinstance(step.target, ast.Name)}
    return 0.0 if names_in(value) & filled else 0.05


def _divides_later(entropy: Entropy) -> bool:
    return any(isinstance(step.op, ast.Div) for step in entropy.unit.nodes(ast.AugAssign))


def _divided(entropy: Entropy, call: ast.Call, count: str, price: float, sure: float) -> list[Fix]:
    end = entropy.text.span(call)[1]
    splice = Splice(entropy.text.number, end, end, f" / {count}")
    return fix(_NOT, entropy.text, [splice], call.lineno, price, sure)


def _renamed(entropy: Entropy, each: Reduction, name: str) -> Splice:
    end = entropy.text.span(each.call.func)[1]
    return Splice(entropy.text.number, end - len(called(each.call)), end, name)


def spoil_not(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the division by the number of samples out."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text = entropy.text
        for node in entropy.divisions:
            if not entropy.unit.loops(node) and not entropy.names_a_sum(node.left):
                splice = put(text, node, written(text, node.left))
                found += spoilt(_NOT, text, [splice], text.span(node)[0])
        for each in entropy.reductions:
            if each.kind == "mean" and each.axis is None and _per_sample(entropy, each):
                found += spoilt(_NOT, text, [_renamed(entropy, each, "sum")], text.span(each.call)[0])
    yield from shuffled(found, rng)


# --- cross-entropy-averages-single ----------------------------------------------------------------


def _lengths(entropy: Entropy) -> list[ast.expr]:
    """Return the expressions that count the rows of the probabilities: y.shape[0], len(y), where they divide."""
    found = []
    for _, _, value in entropy.counts:
        if _is_length(value):
            found.append(value)
    found += [node.right for node in entropy.divisions if _is_length(node.right)]
    return found


def _is_length(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return called(node) == "len"
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "shape"
    )


def mend_single(subject: Subject) -> Iterator[Fix]:
    """Count one sample as one."""
    for entropy in entropies(subject):
        text = entropy.text
        lengths = [node for node in _lengths(entropy) if not entropy.is_for_one(node)]
        sure = 0.1 if entropy.reshapes else 0.85
        for node in lengths:
            choice = f"1 if {entropy.rows}.ndim == 1 else {text.of(node)}"
            new = (
                choice if isinstance(entropy.unit.parent(node), ast.Assign | ast.AnnAssign) else f"({choice})"
            )
            yield from fix(_SINGLE, text, [put(text, node, new)], node.lineno, 2, sure)
        if lengths and not needs_rows(entropy):
            yield from fix(_SINGLE, text, as_batch(entropy), lengths[0].lineno, 3, min(sure, 0.4))


def spoil_single(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Count the numbers of one sample as samples."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text, case = entropy.text, entropy.batch_case
        lengths = _lengths(entropy)
        if case is not None and lengths and not needs_rows(entropy) and len(entropy.unit.body) > 1:
            found += spoilt(_SINGLE, text, delete(text, case), text.span(lengths[0])[0])
        for statement in entropy.unit.body:
            alone = isinstance(statement, ast.If) and not statement.orelse and is_for_one(statement.test)
            returns = (
                isinstance(statement, ast.If)
                and len(statement.body) == 1
                and isinstance(statement.body[0], ast.Return)
            )
            later = [node for node in lengths if node.lineno > statement.lineno]
            if (
                alone
                and returns
                and later
                and not needs_rows(entropy)
                and entropy.products
                and not _comprehends(entropy)
            ):
                found += spoilt(_SINGLE, text, delete(text, statement), text.span(later[0])[0])
        for choice in entropy.unit.nodes(ast.IfExp):
            for part in (choice.body, choice.orelse):
                if _is_length(part) and not needs_rows(entropy):
                    found += spoilt(_SINGLE, text, [put(text, choice, text.of(part))], text.span(choice)[0])
        for _, _, value in entropy.counts:
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.FloorDiv):
                splice = inside(text, value, f"{entropy.rows}.shape[0]")
                found += spoilt(_SINGLE, text, [splice], text.span(value)[0])
        found += _mean_to_length(entropy)
    yield from shuffled(found, rng)


def _comprehends(entropy: Entropy) -> bool:
    return bool(entropy.unit.nodes(ast.comprehension))


def _mean_to_length(entropy: Entropy) -> list[Fix]:
    """Write sum(...) / len(y) for the mean over samples."""
    found: list[Fix] = []
    text = entropy.text
    for each in entropy.reductions:
        inner = [other for other in entropy.reductions if other is not each and other.number == -1]
        over = any(isinstance(node, ast.ListComp | ast.GeneratorExp) for node in walk(each.operand))
        if (
            each.kind == "mean"
            and each.axis is None
            and (inner or entropy.products)
            and not over
            and not needs_rows(entropy)
        ):
            if not inner or entropy.reshapes:
                continue
            end = text.span(each.call)[1]
            splices = [_renamed(entropy, each, "sum"), Splice(text.number, end, end, f" / len({entropy.rows})")]
            found += spoilt(_SINGLE, text, splices, text.span(each.call)[0])
    return found


# --- cross-entropy-averages-classes ---------------------------------------------------------------


def mend_classes(subject: Subject) -> Iterator[Fix]:
    """Divide by the number of samples, not of numbers."""
    for entropy in entropies(subject):
        text = entropy.text
        count, price = entropy.samples
        for each in entropy.reductions:
            if each.kind == "mean" and each.axis is None and not _per_sample(entropy, each):
                end = text.span(each.call)[1]
                splices = [_renamed(entropy, each, "sum"), Splice(text.number, end, end, f" / {count}")]
                yield from fix(_CLASSES, text, splices, each.call.lineno, price + 0.5, 0.85)
        for value, line in _sizes(entropy):
            new = f"{entropy.rows}.shape[0]"
            if entropy.batch_case is None and not entropy.made:
                new = f"(1 if {entropy.rows}.ndim == 1 else {new})"
                if isinstance(entropy.unit.parent(value), ast.Assign | ast.AnnAssign):
                    new = new[1:-1]
            yield from fix(_CLASSES, text, [put(text, value, new)], line, 1 if len(new) < 20 else 2, 0.85)


def _sizes(entropy: Entropy) -> list[tuple[ast.expr, int]]:
    """Return (expression, line) of what divides and counts all numbers, or the classes: y.size, y.shape[1]."""
    values = [value for _, _, value in entropy.counts] + [node.right for node in entropy.divisions]
    found = []
    for value in values:
        size = isinstance(value, ast.Attribute) and value.attr == "size"
        classes = _is_length(value) and isinstance(value, ast.Subscript) and _index(value) in (1, -1)
        rows = isinstance(value, ast.Call) and isinstance(value.args[0], ast.Subscript)
        if size or classes or rows:
            found.append((value, value.lineno))
    return found


def _index(node: ast.Subscript) -> object:
    try:
        return ast.literal_eval(node.slice)
    except ValueError:
        return None


def spoil_classes(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Divide by the number of all numbers."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text = entropy.text
        for node in entropy.divisions:
            own = node.right if _is_length(node.right) else None
            if own is not None or isinstance(node.right, ast.Name):
                splice = put(text, node.right, f"{entropy.rows}.size")
                found += spoilt(_CLASSES, text, [splice], text.span(node.right)[0])
            sums = [each for each in entropy.reductions if each.kind == "sum" and each.axis is None]
            for each in sums:
                if (
                    each.call in walk(node.left)
                    and not _per_sample(entropy, each)
                    and each.style != "builtin"
                ):
                    end = text.span(node)[1]
                    splices = [
                        _renamed(entropy, each, "mean"),
                        Splice(text.number, text.span(node.left)[1], end, ""),
                    ]
                    if text.span(node.left)[1] >= text.span(each.call)[1] and written(
                        text, node.left
                    ) == text.of(node.left):
                        found += spoilt(_CLASSES, text, splices, text.span(each.call)[0])
        for each in entropy.reductions:
            inner = [
                other
                for other in entropy.reductions
                if other is not each and other.call in walk(each.operand)
            ]
            if each.kind == "mean" and len(inner) == 1 and entropy.products and inner[0].axis is not None:
                operand = inner[0].operand
                splice = put(text, inner[0].call, written(text, operand))
                found += spoilt(_CLASSES, text, [splice], text.span(each.call)[0])
    yield from shuffled(found, rng)
