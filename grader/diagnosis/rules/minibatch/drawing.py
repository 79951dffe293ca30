"""Training, drawing rows: what draws, what takes the same rows each time; knows no misconception."""

from __future__ import annotations

import ast
import re

from ...vocabulary import Subject
from ...walking import walk
from ..reading import called, numpy_call
from .reading import Training, spelt, taken

DRAWS = re.compile(r"choice|randint|integers|permutation|sample|shuffle|random_integers")


def draws(node: ast.AST) -> bool:
    return any(isinstance(child, ast.Call) and DRAWS.search(called(child)) for child in walk(node))


def drawn(training: Training) -> set[str]:
    """Return names that hold drawn rows or an order of rows."""
    return {name for name, _, value in training.unit.assignments if draws(value)}


def is_fixed(training: Training, index: ast.expr | None) -> bool:
    """Tell whether an index takes the same rows each time: a slice from 0 or of nothing that changes."""
    if isinstance(index, ast.Slice):
        return index.lower is None or (isinstance(index.lower, ast.Constant) and index.lower.value == 0)
    return isinstance(index, ast.Call) and called(index) in ("arange", "range") and len(index.args) == 1


def base_of(value: ast.expr) -> str:
    return spelt(value) or taken(value)[0]


def new_rows(training: Training, subject: Subject) -> str:
    size = training.batch_size or "batch_size"
    return f"{numpy_call(subject.draft, 'random.choice')}({training.train_size}, {size})"


def free_name(training: Training) -> str:
    known = {node.id for node in training.unit.nodes(ast.Name)}
    return next(name for name in ("batch_mask", "rows", "batch_rows", "mask_of_batch") if name not in known)
