"""Finding the step of a difference formula: what is added to x, or stands below the fraction line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...text import Text, nodes
from ...walking import walk
from .numbers import SINGLE, called_name, number
from .tree import WRAPPERS, bare, dotted, each, leaves, loaded, root

if TYPE_CHECKING:
    from .formula import Formula


@dataclass(frozen=True, eq=False)
class Step:
    """A step size.

    name   how the formula writes it: "h", "self.h"; "" for a number written into the formula
    text, node  where its value is written
    value  the number, None where the text does not tell
    """

    name: str
    text: Text
    node: ast.expr
    value: float | None


def find_steps(formula: Formula) -> Iterator[Step]:
    """Find what is added to x or stands below the fraction line."""
    seen: set[str] = set()
    candidates = [
        *((leaf, True) for leaf in _added(formula)),
        *((leaf, False) for leaf in _dividing(formula)),
    ]
    for leaf, added in candidates:
        name = dotted(leaf)
        if not name:
            value = number(leaf)
            if value is not None and 0 < abs(value) < 2 and not float(value).is_integer():
                yield Step("", formula.text, leaf, value)
        elif name not in seen:
            found = list(_named_step(formula, name))
            if added or not _is_count(found):
                seen.add(name)
                yield from found


def _is_count(steps: list[Step]) -> bool:
    """Tell whether a number that is never added to x is rather a factor, as the 2 below the fraction line."""
    return any(
        step.value is not None and step.value >= 2 and step.name.lower() not in _STEP_WORDS for step in steps
    )


def _named_step(formula: Formula, name: str) -> Iterator[Step]:
    values = formula.bound.get(name, [])
    if name == formula.point or name in formula.callees or name in formula.looped:
        return
    if values:
        text, value = formula.text, values[0]
        if dotted(value) in formula.outside:
            text, value = formula.outside[dotted(value)]
    elif name in formula.outside:
        text, value = formula.outside[name]
    else:
        if name.lower() in _STEP_WORDS:  # a parameter without a default, or a name that nothing binds
            yield Step(name, formula.text, ast.Name(name, ast.Load()), None)
        return
    if not _is_derived(formula, name, value):
        yield Step(name, text, value, number(value))


def _is_derived(formula: Formula, name: str, value: ast.expr) -> bool:
    """Tell whether a value is made from a step, from x or from values of f, or is no number at all."""
    if number(value) is not None:
        return False
    called = called_name(value) if isinstance(value, ast.Call) else ""
    if isinstance(value, _UNSTEPPED) or called in _ARRAYS or formula.level(value):
        return True
    if any(isinstance(child, ast.Subscript) for child in walk(value)):
        return True
    names = {child.id for child in walk(value) if isinstance(child, ast.Name)}
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        return any(one in formula.bound or one == formula.point for one in names)
    used = names - {name, formula.point}
    numbers = [formula.bound.get(one, [None])[0] or formula.outside.get(one, (None, None))[1] for one in used]
    return any(one is not None and number(one) is not None for one in numbers)


_ARRAYS = ("zeros", "zeros_like", "eye", "ones", "ones_like", "copy", "empty", "empty_like", "identity")


_STEP_WORDS = ("h", "eps", "epsilon", "delta", "dx", "step", "d", "hh", "dh", "e", "s", "offset")


_TERMS = (ast.Name, ast.UnaryOp, ast.Attribute, ast.Constant)


_UNSTEPPED = (ast.Subscript, ast.List, ast.Tuple, ast.ListComp, ast.Lambda, ast.Dict, ast.Compare)


def _added(formula: Formula) -> Iterator[ast.expr]:
    """Yield names and numbers that are added to x, or to one of its elements."""
    for call in (*formula.calls, *formula.relayed):
        for argument in call.args:
            place = bare(argument)
            values = formula.bound.get(place.id, []) if isinstance(place, ast.Name) else []
            for value in (place, *map(bare, values)):
                if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
                    if _asks(value.right):
                        continue
                    yield from leaves(value.right)
                    if isinstance(value.op, ast.Add):
                        yield from leaves(value.left)
                elif call in formula.relayed and isinstance(value, _TERMS):
                    yield from leaves(value)
    for node in nodes(formula.node, ast.BinOp, ast.AugAssign, ast.Assign):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, ast.Call) and called_name(one) in ("eye", "identity"):
                    yield from leaves(other)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            beside = formula.level(node.left) or root(node.left) == formula.point
            if beside and not formula.level(node.right) and not _asks(node.right):
                yield from leaves(node.right)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            yield from leaves(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
            if not formula.level(node.value) and not formula.level(loaded(node.target)):
                yield from leaves(node.value)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            if isinstance(node.value, ast.Name):
                yield node.value
            added = isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Add | ast.Sub)
            if added and isinstance(node.value, ast.BinOp) and not formula.level(node.value.right):
                yield from leaves(node.value.right)


def _asks(node: ast.expr) -> bool:
    """Tell whether an expression calls something, as `lr * gradient(x)` does: no step of a difference."""
    calls = [child for child in walk(node) if isinstance(child, ast.Call)]
    return any(
        called_name(call) not in (*WRAPPERS, *SINGLE, "sign", "abs", "maximum", "max") for call in calls
    )


def _dividing(formula: Formula) -> Iterator[ast.expr]:
    """Yield names and numbers that a difference is divided by."""
    for node in each(formula.node, ast.BinOp):
        if not isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mult):
            continue
        if formula.level(node.left) or number(node.left) is not None:
            yield from leaves(node.right)
