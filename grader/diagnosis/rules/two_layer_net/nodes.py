"""Single nodes of a network's text: names of parameters, products, calls of the sigmoid; no misconception."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from ..reading import Unit

_KEY = re.compile(r"([wWbB])_?([12])$")
_FORWARD = ("dot", "matmul")
_SIGMOID = ("sigmoid", "logistic", "expit", "シグモイド", "시그모이드")
_ACTIVATION = ("act", "activation", "activate", "activation_function")
_SLOPE = ("grad", "deriv", "prime", "diff", "slope")
Numbers = (int, float)


@dataclass(frozen=True)
class Ref:
    """A parameter: its letter, "W" or "b", and its layer, "" where none is told."""

    letter: str
    layer: str

    @property
    def name(self) -> str:
        """Such as "W1"."""
        return self.letter + self.layer


@dataclass(frozen=True, eq=False)
class Product:
    """A matrix product of two operands, however it is spelt."""

    node: ast.expr
    left: ast.expr
    right: ast.expr


def named(text: str) -> Ref | None:
    """Return what parameter a key or name such as "W1" or "b_2" means."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    letter = found.group(1)
    return Ref("W" if letter in "wW" else "b", found.group(2))


def callee(node: ast.AST) -> str:
    """Return the last name of what a call calls, "" for another node."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_sigmoid_name(name: str) -> bool:
    """Tell whether a function's name says sigmoid, and not its derivative."""
    low = name.lower().strip("_")
    said = low in _ACTIVATION or any(part in low for part in _SIGMOID)
    return said and not is_slope_name(name) and not low.startswith("d") and "back" not in low


def is_slope_name(name: str) -> bool:
    """Tell whether a function's name says derivative of the activation."""
    low = name.lower().strip("_")
    return any(part in low for part in _SLOPE) or low in {"dsigmoid", "d_sigmoid", "sigmoidd"}


def is_softmax(node: ast.AST) -> bool:
    """Tell whether a node is a call of softmax."""
    return "softmax" in callee(node).lower()


def is_sigmoid(node: ast.AST) -> bool:
    """Tell whether a node is a call of the sigmoid with one argument."""
    return isinstance(node, ast.Call) and is_sigmoid_name(callee(node)) and len(node.args) == 1


def product(node: ast.AST) -> Product | None:
    """Return a node as a matrix product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return Product(node, node.left, node.right)
    if callee(node) not in _FORWARD or not isinstance(node, ast.Call):
        return None
    if len(node.args) == 2:
        return Product(node, node.args[0], node.args[1])
    if len(node.args) == 1 and isinstance(node.func, ast.Attribute):
        return Product(node, node.func.value, node.args[0])
    return None


def untransposed(node: ast.expr) -> tuple[ast.expr, bool]:
    """Return a node without its .T, and whether it had one."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value, True
    if callee(node) == "transpose" and isinstance(node, ast.Call):
        if len(node.args) == 1:
            return node.args[0], True
        if not node.args and isinstance(node.func, ast.Attribute):
            return node.func.value, True
    return node, False


def is_number(node: ast.AST, *values: float) -> bool:
    """Tell whether a node is a number, or one of the given ones."""
    if not isinstance(node, ast.Constant) or type(node.value) not in Numbers:
        return False
    return not values or node.value in values


def key_of(node: ast.AST) -> str:
    """Return how assignments of a name or an attribute of self are looked up, "" for another node."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def position(node: ast.AST) -> tuple[int, int]:
    """Return a node's line and column."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def operations(unit: Unit) -> list[ast.BinOp | ast.AugAssign]:
    """Return the binary operations of a function, augmented assignments among them, in source order."""
    return sorted([*unit.nodes(ast.BinOp), *unit.nodes(ast.AugAssign)], key=position)


def loops(unit: Unit) -> list[ast.For | ast.comprehension]:
    """Return the loops of a function, those of comprehensions too."""
    return [*unit.nodes(ast.For), *unit.nodes(ast.comprehension)]


def sequences(unit: Unit) -> list[ast.Tuple | ast.List | ast.Set]:
    """Return the literal tuples, lists and sets of a function."""
    return [*unit.nodes(ast.Tuple), *unit.nodes(ast.List), *unit.nodes(ast.Set)]


def spelt(node: ast.AST) -> Ref | None:
    """Return the parameter that an expression names by itself."""
    if isinstance(node, ast.Subscript):
        held = node.slice
        return named(held.value) if isinstance(held, ast.Constant) and isinstance(held.value, str) else None
    if isinstance(node, ast.Attribute):
        return named(node.attr)
    return named(node.id) if isinstance(node, ast.Name) else None


def is_none(node: ast.AST) -> bool:
    """Tell whether a node is None."""
    return isinstance(node, ast.Constant) and node.value is None
