"""Cross-entropy, its formula for one sample: sum, product, logarithm; knows nothing of batches."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import fix, inside, put, shuffled, spoilt
from ..reading import called, numpy_call
from ..reductions import Reduction
from .entropy_reading import Entropy, entropies

_SUM = "cross-entropy-missing-sum"
_IGNORES = "cross-entropy-ignores-target"
_TARGET = "cross-entropy-log-of-target"
_BASE = "cross-entropy-wrong-logarithm"


# --- cross-entropy-missing-sum --------------------------------------------------------------------


def mend_sum(subject: Subject) -> Iterator[Fix]:
    """Sum over the classes."""
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        total = numpy_call(subject.draft, "sum")
        within = {node for each in entropy.reductions for node in walk(each.operand)}
        for node, _, _, _ in entropy.products:
            if node in within or unit.loops(node):
                continue
            by_name = any(_is_named(entropy, node, each) for each in entropy.reductions)
            sure = 0.2 if by_name else 0.9
            splice = put(text, node, f"{total}({text.of(node)})")
            yield from fix(_SUM, text, [splice], node.lineno, 1, sure)


def _is_named(entropy: Entropy, node: ast.expr, each: Reduction) -> bool:
    named = names_in(each.operand)
    return any(
        name in named and any(child is node for child in walk(value))
        for name, _, value in entropy.unit.assignments
    )


def spoil_sum(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the sum out."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text = entropy.text
        for each in entropy.reductions:
            alone = each.kind == "sum" and not entropy.unit.loops(each.call) and not _is_nested(entropy, each)
            if alone and any(node in walk(each.operand) for node, _, _, _ in entropy.products):
                splice = put(text, each.call, f"({text.of(each.operand)})")
                found += spoilt(_SUM, text, [splice], text.span(each.call)[0])
    yield from shuffled(found, rng)


def _is_nested(entropy: Entropy, each: Reduction) -> bool:
    """Tell whether a sum is summed or averaged again, or sums sums."""
    others = [other for other in entropy.reductions if other is not each]
    return bool(entropy.unit.nodes(ast.comprehension)) or any(
        each.call in walk(other.operand)
        or other.call in walk(each.operand)
        or _is_named(entropy, each.call, other)
        for other in others
    )


# --- cross-entropy-ignores-target, cross-entropy-log-of-target ------------------------------------


def mend_ignores(subject: Subject) -> Iterator[Fix]:
    """Multiply each logarithm by the right answer."""
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        used = [
            use
            for name in entropy.ts
            for use in unit.uses(name)
            if not isinstance(unit.parent(use), ast.Attribute) and not _in_call(entropy, use)
        ]
        for log in entropy.logs:
            if any(log is known for _, _, _, known in entropy.products) or entropy.picks(log):
                continue
            twin = _twin(entropy, log)
            sure = 0.15 if used else 0.9
            if twin:
                splice = inside(text, log, f"{twin} * {text.of(log)}")
                yield from fix(_IGNORES, text, [splice], log.lineno, 1, sure)


def _in_call(entropy: Entropy, use: ast.Name) -> bool:
    above = entropy.unit.parent(use)
    return isinstance(above, ast.Call) and called(above) in ("atleast_2d", "zip", "asarray", "array")


def _twin(entropy: Entropy, log: ast.Call) -> str:
    """Return the right answer that belongs to the probability in a logarithm: t, or t[i, j] for y[i, j]."""
    text = entropy.text
    for node in walk(log.args[0]):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and node.value.id in entropy.ys
        ):
            return f"{entropy.t}{text.of(node)[len(node.value.id) :]}"
    mentioned = names_in(log.args[0]) & entropy.ys
    for above in entropy.unit.above(log):
        targets = [above.target] if isinstance(above, ast.For) else []
        targets += [part.target for part in getattr(above, "generators", [])]
        for target in targets:
            if names_in(target) & mentioned and names_in(target) & entropy.ts:
                return min(names_in(target) & entropy.ts)
    own = entropy.unit.parameters
    return own[1] if len(own) == 2 and mentioned & {own[0]} and entropy.ts & {own[1]} else entropy.t


def spoil_ignores(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Add the logarithms of all classes."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text = entropy.text
        for node, factor, other, _ in entropy.products:
            negative = isinstance(factor, ast.UnaryOp)
            splice = inside(text, node, f"{'-' if negative else ''}{text.of(other)}")
            if names_in(factor) & entropy.ts:
                found += spoilt(_IGNORES, text, [splice], text.span(node)[0])
    yield from shuffled(found, rng)


def mend_target(subject: Subject) -> Iterator[Fix]:
    """Take the logarithm of the probabilities."""
    for entropy in entropies(subject):
        for node, factor, _, log in entropy.products:
            if names_in(factor) & entropy.ys and names_in(log.args[0]) & entropy.ts:
                yield from fix(_TARGET, entropy.text, _exchanged(entropy, factor, log), node.lineno, 1, 0.9)


def _exchanged(entropy: Entropy, factor: ast.expr, log: ast.Call) -> list[Splice | None]:
    """Exchange probabilities and right answers in a product, indices where they are."""
    text = entropy.text
    both = entropy.ys | entropy.ts
    outer_names = [node for node in walk(factor) if isinstance(node, ast.Name) and node.id in both]
    inner_names = [node for node in walk(log.args[0]) if isinstance(node, ast.Name) and node.id in both]
    if len(outer_names) != 1 or not inner_names or len({node.id for node in inner_names}) != 1:
        return [None]
    one, other = outer_names[0].id, inner_names[0].id
    return [inside(text, outer_names[0], other), *(inside(text, node, one) for node in inner_names)]


def spoil_target(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the logarithm of the right answers."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        for node, factor, _, log in entropy.products:
            if (
                names_in(factor) & entropy.ts
                and names_in(log.args[0]) & entropy.ys
                and not entropy.picks(log)
            ):
                splices = _exchanged(entropy, factor, log)
                found += spoilt(_TARGET, entropy.text, splices, entropy.text.span(node)[0])
    yield from shuffled(found, rng)


# --- cross-entropy-wrong-logarithm ----------------------------------------------------------------


def _renamed(entropy: Entropy, log: ast.Call, name: str) -> Splice:
    end = entropy.text.span(log.func)[1]
    return Splice(entropy.text.number, end - len(called(log)), end, name)


def mend_base(subject: Subject) -> Iterator[Fix]:
    """Take the natural logarithm."""
    for entropy in entropies(subject):
        others = [log for log in entropy.logs if called(log) != "log"]
        if others:
            splices = [_renamed(entropy, log, "log") for log in others]
            yield from fix(_BASE, entropy.text, splices, others[0].lineno, 1, 0.95)


def spoil_base(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take a logarithm of another base."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        logs = [log for log in entropy.logs if isinstance(log.func, ast.Attribute)]
        for name in ("log10", "log2"):
            if logs and len(logs) == len(entropy.logs):
                splices = [_renamed(entropy, log, name) for log in logs]
                found += spoilt(_BASE, entropy.text, splices, entropy.text.span(logs[0])[0])
    yield from shuffled(found, rng)
