"""The number that an expression means, such as `10 ** -50`, or was meant to be, as `12-4`; runs nothing."""

from __future__ import annotations

import ast
import math
import re
import struct

_EPSILON = 2.0**-52
_TINY = 2.0**-1022
_NAMED = {
    "eps": _EPSILON,
    "epsilon": _EPSILON,
    "resolution": 1e-15,
    "tiny": _TINY,
    "min": _TINY,
    "smallest_normal": _TINY,
    "smallest_subnormal": 5e-324,
}
_LARGEST_POWER = 400
SINGLE = ("float32", "float16", "half", "single")
_PLAIN = ("float", "float64", "double", "longdouble", "array", "asarray", "Decimal", *SINGLE)


def number(node: ast.expr) -> float | None:
    """Return the value of an expression of constants, None where it is none or too odd."""
    if isinstance(node, ast.Constant):
        value = node.value
        if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e300:
            return None
        return float(value)
    if isinstance(node, ast.UnaryOp):
        inner = number(node.operand)
        if inner is None or not isinstance(node.op, ast.USub | ast.UAdd):
            return None
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        return _combined(node)
    if isinstance(node, ast.Attribute):
        return _NAMED.get(node.attr)
    if isinstance(node, ast.Call) and node.args:
        return _called(node)
    return None


def _combined(node: ast.BinOp) -> float | None:
    left, right = number(node.left), number(node.right)
    if left is None or right is None:
        return None
    try:
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            return left / right
        if isinstance(node.op, ast.Pow) and abs(right) <= _LARGEST_POWER:
            power = left**right
            return power if isinstance(power, float) else None
    except (ZeroDivisionError, OverflowError):
        return None
    return None


def _called(node: ast.Call) -> float | None:
    name = called_name(node)
    values = [number(argument) for argument in node.args]
    first = values[0]
    if name == "spacing":
        return _EPSILON
    if first is None:
        return None
    if name in SINGLE:
        try:
            return float(struct.unpack("f", struct.pack("f", first))[0])
        except OverflowError:
            return None
    if name in _PLAIN:
        return first
    if name in ("sqrt", "cbrt") and first >= 0:
        return math.sqrt(first) if name == "sqrt" else first ** (1 / 3)
    if name in ("pow", "power") and len(values) == 2 and values[1] is not None:
        return _combined(ast.BinOp(node.args[0], ast.Pow(), node.args[1]))
    return None


def called_name(node: ast.Call) -> str:
    """Return the last part of the name that is called: "float32" for `np.float32(x)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


_EXPONENT = re.compile(r"^[lIiE|]?1?[eE]$")


_GLUED = re.compile(r"^[lI]?[eE]_?(\d{1,2})$")


_UPWARD = re.compile(r"^(\d+\.?\d*)[eE]\+?(\d+)$")


def typed_instead(node: ast.expr, source: str = "") -> str | None:
    """Return the number that a mistyped one stands for, None where it may be meant as it is.

    node    what is written in the place of a step
    source  its characters, to tell 1e4 from 10000
    """
    if isinstance(node, ast.Constant):
        value = number(node)
        found = _UPWARD.match(source)
        if found is not None:
            return f"{found.group(1)}e-{found.group(2)}"
        return "1e-4" if value is not None and value >= 1e3 else None
    if isinstance(node, ast.Name):
        glued = _GLUED.match(node.id)
        return f"1e-{glued.group(1)}" if glued else None
    if not isinstance(node, ast.BinOp):
        return None
    exponent = _count(node.right)
    if isinstance(node.op, ast.Sub):
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Name):
            glued = _GLUED.match(node.right.id)
            return f"1e-{glued.group(1)}" if glued else None
        left = node.left
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
            left = left.right  # 1 * e - 4
        named = isinstance(left, ast.Name) and _EXPONENT.match(left.id)
        if exponent and (named or (_count(left) and number(left) != exponent)):
            return f"1e-{exponent}"
    if isinstance(node.op, ast.BitXor | ast.Mult | ast.Pow) and number(node.left) in (1.0, 10.0):
        negative = isinstance(node.right, ast.UnaryOp)
        power = isinstance(node.op, ast.Pow)
        if exponent and negative is not power:
            return f"1e-{exponent}"
    return None


def _count(node: ast.expr) -> int:
    """Return a whole number from 1 to 20, its sign left away; 0 for anything else."""
    value = number(node)
    whole = value is not None and float(value).is_integer() and 1 <= abs(value) <= 20
    return int(abs(value)) if whole and value is not None else 0
