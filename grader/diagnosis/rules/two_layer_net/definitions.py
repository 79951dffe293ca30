"""Where a network's parameters get their values, and the sizes in them; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...text import Text
from ...walking import walk
from ..reading import Unit
from .nodes import Ref, callee, is_number, key_of, named, spelt
from .reading import Net

ROLES = ("input", "hidden", "output")
_STARTS = ("__init__", "__post_init__")
_TUPLED = ("size", "shape")


@dataclass(frozen=True, eq=False)
class Definition:
    """A parameter (or its gradient) and the expression that it is given.

    place   what names it: the target, the key of a dict, the keyword of dict()
    inside  the dict or dict() call that it is an entry of, None for an assignment
    """

    ref: Ref
    value: ast.expr
    place: ast.expr | ast.keyword
    statement: ast.stmt
    unit: Unit
    inside: ast.Dict | ast.Call | None = None

    @property
    def text(self) -> Text:
        """The cell."""
        return self.unit.text

    @property
    def line(self) -> int:
        """The line of what names it."""
        return self.place.lineno


def definitions(unit: Unit, local: bool = True) -> list[Definition]:
    """Return the definitions in a function in source order; `local` names W1, b1 count too."""
    found = []
    for node in unit.all:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found += list(_assigned(target, node.value, node, unit))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            found += list(_assigned(node.target, node.value, node, unit))
        elif isinstance(node, (ast.Dict, ast.Call)):
            found += list(_entries(node, unit))
    return [entry for entry in found if local or not isinstance(entry.place, ast.Name)]


def _assigned(target: ast.expr, value: ast.expr, statement: ast.stmt, unit: Unit) -> Iterator[Definition]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for part, share in zip(target.elts, value.elts, strict=True):
            yield from _assigned(part, share, statement, unit)
        return
    ref = spelt(target)
    if ref is not None:
        yield Definition(ref, value, target, statement, unit)


def _entries(node: ast.Dict | ast.Call, unit: Unit) -> Iterator[Definition]:
    statement = unit.statement(node)
    if statement is None:
        return
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                ref = named(key.value)
                if ref is not None:
                    yield Definition(ref, value, key, statement, unit, node)
    elif callee(node) == "dict":
        for keyword in node.keywords:
            ref = named(keyword.arg or "")
            if ref is not None:
                yield Definition(ref, keyword.value, keyword, statement, unit, node)


def makers(net: Net) -> list[Unit]:
    """Return the methods that make a new network: the constructor, and methods that it calls."""
    found = [unit for unit in net.methods if unit.name in _STARTS]
    for unit in found:
        for call in unit.nodes(ast.Call):
            used = net.by_name.get(callee(call)) if key_of(call.func).startswith("self.") else None
            if used is not None and used not in found and used in net.methods:
                found.append(used)
    return found


def parameters(net: Net) -> list[Definition]:
    """Return the definitions of the parameters of a new network."""
    return [entry for unit in makers(net) for entry in definitions(unit)]


# --- sizes -------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Shape:
    """The sizes that an array is made with.

    sizes   the nodes, one an axis; `roles` say which size each is, "" for another number
    call    the call that makes the array
    tupled  they stand in a tuple of their own
    joined  a single product of two sizes
    """

    call: ast.Call
    sizes: list[ast.expr]
    roles: list[str]
    tupled: ast.expr | None = None
    joined: bool = False


class Sizes:
    """What the names of sizes mean in a network's constructor."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._by_key: dict[str, str] = {}
        maker = next((unit for unit in makers(net) if unit.name == "__init__"), None)
        for at, name in enumerate(maker.parameters if maker is not None else ()):
            self._by_key[name] = _role_of(name) or ((*ROLES, "std")[at] if at < 4 else "")
        for unit in makers(net):
            for event in net.events(unit):
                role = self._by_key.get(key_of(event.value)) or (
                    _role_of(key_of(event.value)) if key_of(event.value).startswith("self.") else ""
                )
                if role and event.target and spelt_as_size(event.target):
                    self._by_key.setdefault(event.target, role)

    def role(self, node: ast.AST) -> str:
        """Return "input", "hidden", "output", "std" or ""."""
        key = key_of(node)
        return (self._by_key.get(key) or (_role_of(key) if key.startswith("self.") else "")) if key else ""

    def name(self, role: str, unit: Unit) -> str:
        """Return how a function writes a size: as it does elsewhere, or by the constructor's parameter."""
        for maker in (unit, *makers(self.net)):
            used = [key_of(node) for node in maker.nodes(ast.Name, ast.Attribute) if self.role(node) == role]
            if used and (maker is unit or used[0].startswith("self.")):
                own = [key for key in used if used.count(key) > 1]
                return (own or used)[0]
        keys = [key for key, known in self._by_key.items() if known == role]
        return next((key for key in keys if key in unit.parameters), "")

    def shape(self, value: ast.expr) -> Shape | None:
        """Return the sizes in the expression of a new array."""
        for node in walk(value):
            if not isinstance(node, ast.Call):
                continue
            asked = [*node.args, *(word.value for word in node.keywords if word.arg in _TUPLED)]
            for argument in asked:
                if isinstance(argument, (ast.Tuple, ast.List)) and any(map(self._is_size, argument.elts)):
                    return Shape(node, argument.elts, [self.role(size) for size in argument.elts], argument)
            sizes = [argument for argument in asked if self._is_size(argument) or is_number(argument)]
            if sizes and any(map(self._is_size, sizes)):
                return Shape(node, sizes, [self.role(size) for size in sizes])
            for argument in asked:
                if self._is_joined(argument):
                    return Shape(node, [argument], ["joined"], joined=True)
        return None

    def _is_joined(self, node: ast.expr) -> bool:
        """Tell whether an expression multiplies two sizes: one length for a matrix."""
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            return False
        return self._is_size(node.left) and self._is_size(node.right)

    def _is_size(self, node: ast.expr) -> bool:
        return self.role(node) in ROLES


def spelt_as_size(target: str) -> bool:
    """Tell whether an assigned name may stand for a size: it is no parameter's."""
    return named(target.rpartition(".")[2]) is None


def _role_of(name: str) -> str:
    low = name.rpartition(".")[2].lower().strip("_")
    if "std" in low or "scale" in low or "sigma" in low:
        return "std"
    if "hid" in low:
        return "hidden"
    if "out" in low or "class" in low:
        return "output"
    if "input" in low or low.startswith("in_") or low.endswith("_in") or low in ("nin", "indim", "in"):
        return "input"
    return ""
