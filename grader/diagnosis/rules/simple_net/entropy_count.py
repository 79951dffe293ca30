"""Cross-entropy, the number of samples that its sum is divided by."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import delete, fix, inside, put, shuffled, spoilt, written
from ..reading import called
from ..reductions import Reduction, is_for_one
from .entropy_batch import as_batch, needs_rows
from .entropy_reading import Entropy, entropies

_NOT = "cross-entropy-not-averaged"
_SINGLE = "cross-entropy-averages-single"


def per_sample(entropy: Entropy, each: Reduction) -> bool:
    """Tell whether a reduction runs over one number a sample."""
    inner = [other for other in entropy.reductions if other is not each and other.call in walk(each.operand)]
    if inner or entropy.picks(each.operand) or isinstance(each.operand, ast.ListComp | ast.GeneratorExp):
        return True
    named = names_in(each.operand)
    for name, _, value in entropy.unit.assignments:
        if name in named and name in entropy.losses:
            holds = any(other.call in walk(value) for other in entropy.reductions)
            if holds or isinstance(value, ast.ListComp) or entropy.picks(value):
                return True
    return not any(node in walk(each.operand) for node, _, _, _ in entropy.products)


# --- cross-entropy-not-averaged -------------------------------------------------------------------


def mend_not(subject: Subject) -> Iterator[Fix]:
    """Divide by the number of samples."""
    for entropy in entropies(subject):
        text = entropy.text
        if not entropy.own and not entropy.logs:
            continue
        means = [each for each in entropy.reductions if each.kind == "mean"]
        sure = 0.85 if not entropy.divisions and not means and not _divides_later(entropy) else 0.1
        count, price = entropy.samples
        ends: set[int] = set()
        for each in _whole_sums(entropy):
            ends.add(text.span(each.call)[1])
            yield from _divided(entropy, each.call, count, price, sure)
            if per_sample(entropy, each) and each.style != "builtin":
                yield from fix(_NOT, text, [renamed(entropy, each, "mean")], each.call.lineno, 1, sure)
        for node, value in _returned(entropy):
            if text.span(value)[1] not in ends:
                splice = put(text, value, f"{text.of(value)} / {count}")
                yield from fix(_NOT, text, [splice], node.lineno, price, sure - _doubt(entropy, value))


def _whole_sums(entropy: Entropy) -> list[Reduction]:
    """Return the sums over everything that are summed up or averaged no further."""
    unit = entropy.unit
    found = []
    for each in entropy.reductions:
        if (
            each.kind != "sum"
            or each.axis is not None
            or unit.loops(each.call)
            or entropy.is_for_one(each.call)
        ):
            continue
        others = [other for other in entropy.reductions if other is not each]
        apart = any(isinstance(node, ast.Lambda) for node in unit.above(each.call))
        if not apart and not any(each.call in walk(other.operand) for other in others):
            found.append(each)
    return found


def _returned(entropy: Entropy) -> Iterator[tuple[ast.Return, ast.expr]]:
    """Yield (return, value) where the name of a loss is returned, with a minus sign or without."""
    for node in entropy.unit.nodes(ast.Return):
        value = node.value
        if isinstance(value, ast.Call) and called(value) == "float" and value.args:
            value = value.args[0]
        if not isinstance(value, ast.Name | ast.UnaryOp) or not names_in(value) & entropy.losses:
            continue
        if not entropy.is_for_one(value) and not entropy.unit.loops(value):
            yield node, value


def _doubt(entropy: Entropy, value: ast.expr) -> float:
    """Return less where a name was filled in a loop, so that its return is where to divide."""
    steps = [step for step in entropy.unit.nodes(ast.AugAssign) if isinstance(step.target, ast.Name)]
    filled = {step.target.id for step in steps if isinstance(step.target, ast.Name)}
    return 0.0 if names_in(value) & filled else 0.05


def _divides_later(entropy: Entropy) -> bool:
    return any(isinstance(step.op, ast.Div) for step in entropy.unit.nodes(ast.AugAssign))


def _divided(entropy: Entropy, call: ast.Call, count: str, price: float, sure: float) -> list[Fix]:
    end = entropy.text.span(call)[1]
    splice = Splice(entropy.text.number, end, end, f" / {count}")
    return fix(_NOT, entropy.text, [splice], call.lineno, price, sure)


def renamed(entropy: Entropy, each: Reduction, name: str) -> Splice:
    """Give a reduction another name: mean for sum."""
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
            if each.kind == "mean" and each.axis is None and per_sample(entropy, each):
                found += spoilt(_NOT, text, [renamed(entropy, each, "sum")], text.span(each.call)[0])
    yield from shuffled(found, rng)


# --- cross-entropy-averages-single ----------------------------------------------------------------


def _lengths(entropy: Entropy) -> list[ast.expr]:
    """Return the expressions that count the rows of the probabilities: y.shape[0], len(y)."""
    found = []
    for _, _, value in entropy.counts:
        if is_length(value):
            found.append(value)
    found += [node.right for node in entropy.divisions if is_length(node.right)]
    return found


def is_length(node: ast.expr) -> bool:
    """Tell whether an expression is len(y) or y.shape[...]."""
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
                if is_length(part) and not needs_rows(entropy):
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
            splices = [
                renamed(entropy, each, "sum"),
                Splice(text.number, end, end, f" / len({entropy.rows})"),
            ]
            found += spoilt(_SINGLE, text, splices, text.span(each.call)[0])
    return found
