"""Which functions of a network give gradients, and under which names; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..reading import Unit
from .nodes import callee, spelt
from .reading import Net


def backward_units(net: Net) -> list[Unit]:
    """Return the functions that send an error back: gradient, and the backward methods of layers."""
    names = ("gradient", "backward", "backprop", "back_prop", "backpropagation", "grad", "compute_gradients")
    found = [unit for unit in net.units if unit.name.lower().strip("_") in names]
    own = [unit for unit in net.methods if _is_backward(unit) and unit not in found]
    return [*found, *own]


def _is_backward(unit: Unit) -> bool:
    low = unit.name.lower()
    return ("grad" in low or "back" in low) and "num" not in low


def given(unit: Unit, net: Net, plain: bool = False) -> list[tuple[str, ast.expr, ast.stmt]]:
    """Return (name, value, statement) of gradients that a function makes: grads['W1'], dW1, a dict's entries.

    Entries of a dict that only mention a name are left out, unless they are asked for with `plain`.
    """
    found: list[tuple[str, ast.expr, ast.stmt]] = []
    for node in unit.nodes(ast.Assign):
        name = gradient_name(node.targets[0], unit)
        if name and len(node.targets) == 1:
            found.append((name, node.value, node))
    for key, value, statement in entries(unit):
        if plain or not isinstance(value, (ast.Name, ast.Attribute)):
            found.append((key, value, statement))
    return found


def entries(unit: Unit) -> Iterator[tuple[str, ast.expr, ast.stmt]]:
    """Yield (parameter, value, statement) of the entries of dicts."""
    makers: list[ast.Dict | ast.Call] = [*unit.nodes(ast.Dict), *unit.nodes(ast.Call)]
    for node in makers:
        statement = unit.statement(node)
        if statement is None:
            continue
        pairs: list[tuple[str, ast.expr]] = []
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                pairs += [(str(key.value), value)] if isinstance(key, ast.Constant) else []
        elif callee(node) == "dict":
            pairs = [(word.arg or "", word.value) for word in node.keywords]
        for name, value in pairs:
            ref = spelt(ast.Name(name))
            if ref is not None:
                yield ref.name, value, statement


def gradient_name(target: ast.expr, unit: Unit) -> str:
    """Return the parameter whose gradient a target holds, "" for another target; layers have "W" and "b"."""
    ref = spelt(target)
    if ref is not None:
        return ref.name
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.JoinedStr):
        first = target.slice.values[0]  # grads[f"b{i}"]
        letter = first.value if isinstance(first, ast.Constant) else ""
        return {"W": "W", "w": "W", "b": "b"}.get(str(letter), "")
    name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
    low = name.lower().strip("_")
    for head in ("gradients_", "gradient_", "grads_", "grad_", "delta_", "d_", "grad", "d", "g"):
        if low.startswith(head):
            ref = spelt(ast.Name(low[len(head) :]))
            if ref is not None:
                return ref.name
            if low[len(head) :] in ("w", "b") and unit.name == "backward":
                return "W" if low.endswith("w") else "b"
    for tail in ("_gradient", "_grad", "grad"):
        ref = spelt(ast.Name(low[: -len(tail)])) if low.endswith(tail) else None
        if ref is not None:
            return ref.name
    return ""
