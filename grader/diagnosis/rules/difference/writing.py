"""Writing a right difference formula, in a learner's own names; knows no misconception."""

from __future__ import annotations

import ast
import re

from ...text import Draft
from ...walking import walk
from .formula import Formula

STEP = "1e-4"


def numpy_name(draft: Draft) -> str:
    """Return the name under which a program imports NumPy, "" where it does not."""
    for text in draft.texts:
        found = re.search(r"^\s*import\s+numpy(?:\s+as\s+(\w+))?\s*(?:$|#|,|;)", text.source, re.MULTILINE)
        if found is not None:
            return found.group(1) or "numpy"
    return ""


def callee(formula: Formula) -> str:
    """Return how a formula calls f."""
    return min(formula.callees, default="f")


def named_step(formula: Formula) -> str:
    """Return the name of a formula's step, "" where it has none."""
    return next((step.name for step in formula.steps if step.name), "")


def central(f: str, x: str, h: str) -> str:
    """Return the central difference as an expression."""
    return f"({f}({x} + {h}) - {f}({x} - {h})) / (2 * {h})"


def gradient_lines(formula: Formula, numpy: str, unit: str = "    ") -> list[str]:
    """Return the statements of a gradient by central differences, the return included."""
    f, x, h = callee(formula), formula.point, named_step(formula)
    lines = [] if h else [f"h = {STEP}"]
    h = h or "h"
    return [
        *lines,
        f"grad = {numpy}.zeros_like({x})",
        f"for idx in {numpy}.ndindex({x}.shape):",
        f"{unit}tmp_val = {x}[idx]",
        f"{unit}{x}[idx] = tmp_val + {h}",
        f"{unit}fxh1 = {f}({x})",
        f"{unit}{x}[idx] = tmp_val - {h}",
        f"{unit}fxh2 = {f}({x})",
        f"{unit}{x}[idx] = tmp_val",
        f"{unit}grad[idx] = (fxh1 - fxh2) / (2 * {h})",
        "return grad",
    ]


def unused(formula: Formula, *names: str) -> list[str]:
    """Return names that mean nothing yet in a function, made from the given ones."""
    taken = {node.id for node in walk(formula.node) if isinstance(node, ast.Name)} | set(formula.outside)
    found = []
    for name in names:
        while name in taken:
            name += "_"
        taken.add(name)
        found.append(name)
    return found
