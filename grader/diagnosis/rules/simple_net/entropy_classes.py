"""Cross-entropy, a sum divided by the number of all numbers, classes counted too."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import fix, put, shuffled, spoilt, written
from .entropy_count import is_length, per_sample, renamed
from .entropy_reading import Entropy, entropies

_CLASSES = "cross-entropy-averages-classes"


def mend_classes(subject: Subject) -> Iterator[Fix]:
    """Divide by the number of samples, not of numbers."""
    for entropy in entropies(subject):
        text = entropy.text
        count, price = entropy.samples
        for each in entropy.reductions:
            if each.kind == "mean" and each.axis is None and not per_sample(entropy, each):
                end = text.span(each.call)[1]
                splices = [renamed(entropy, each, "sum"), Splice(text.number, end, end, f" / {count}")]
                yield from fix(_CLASSES, text, splices, each.call.lineno, price + 0.5, 0.85)
        for value, line in _sizes(entropy):
            new = f"{entropy.rows}.shape[0]"
            if entropy.batch_case is None and not entropy.made:
                new = f"(1 if {entropy.rows}.ndim == 1 else {new})"
                if isinstance(entropy.unit.parent(value), ast.Assign | ast.AnnAssign):
                    new = new[1:-1]
            yield from fix(_CLASSES, text, [put(text, value, new)], line, 1 if len(new) < 20 else 2, 0.85)


def _sizes(entropy: Entropy) -> list[tuple[ast.expr, int]]:
    """Return (expression, line) of what divides and counts all numbers or the classes: y.size, y.shape[1]."""
    values = [value for _, _, value in entropy.counts] + [node.right for node in entropy.divisions]
    found = []
    for value in values:
        size = isinstance(value, ast.Attribute) and value.attr == "size"
        classes = is_length(value) and isinstance(value, ast.Subscript) and _index(value) in (1, -1)
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
            own = node.right if is_length(node.right) else None
            if own is not None or isinstance(node.right, ast.Name):
                splice = put(text, node.right, f"{entropy.rows}.size")
                found += spoilt(_CLASSES, text, [splice], text.span(node.right)[0])
            sums = [each for each in entropy.reductions if each.kind == "sum" and each.axis is None]
            for each in sums:
                if each.call in walk(node.left) and not per_sample(entropy, each) and each.style != "builtin":
                    end = text.span(node)[1]
                    splices = [
                        renamed(entropy, each, "mean"),
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
