"""Following the statements of a block: what an array holds at each call of f, in steps from its beginning."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...walking import walk
from ..difference.numbers import called_name, number
from ..difference.tree import root

if TYPE_CHECKING:
    from ..difference.formula import Formula
    from .loop import Block

_COPIES = ("copy", "array", "astype", "flatten", "deepcopy", "tolist", "list")


_VIEWS = ("reshape", "ravel", "view", "asarray", "transpose", "squeeze", "asanyarray")


_NUMBERS = ("float", "float64", "item")


Kind = Literal["save", "copy", "alias", "set", "call", "store"]


@dataclass(frozen=True, eq=False)
class Event:
    """One thing that happens to an array.

    kind       save: an element is kept under a name; copy, alias: a name for a copy, or for the same array;
               set: an element is changed; call: f is called; store: a value of f is put into an element
    statement  where
    node       the call, or the statement's value
    array      the array's name as it is written there; `owner` is the array that the name stands for
    name       the name that is bound, for save, copy and alias
    index      the characters between the brackets
    offset     in steps, after the event; at the call
    base       in a set: what the step is added to, as written
    relative   in a set: from the value that the element had just then
    """

    kind: Kind
    statement: ast.stmt
    node: ast.expr
    array: str = ""
    owner: str = ""
    name: str = ""
    index: str = ""
    offset: float | None = 0.0
    base: str = ""
    relative: bool = False


def views(formula: Formula) -> dict[str, str]:
    """Return which names of a function stand for the same array as another: name -> that array."""
    found: dict[str, str] = {}
    for name, values in formula.bound.items():
        for value in values[:1]:
            owner = viewed(value)
            if owner and owner != name:
                found[name] = owner
    return found


def viewed(value: ast.expr) -> str:
    """Return the array of which an expression is another name or view, "" where it is none."""
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Call) and called_name(value) in _VIEWS:
        inner = (
            value.args[0]
            if isinstance(value.func, ast.Name) or root(value.func) in ("np", "numpy")
            else value.func
        )
        return root(inner)
    if isinstance(value, ast.Attribute) and value.attr in ("flat", "T"):
        return root(value)
    if isinstance(value, ast.Subscript) and _is_whole(value.slice):
        return root(value)
    return ""


def copied(value: ast.expr) -> str:
    """Return the array of which an expression makes a copy, "" where it makes none."""
    if isinstance(value, ast.Call) and called_name(value) in _COPIES:
        module = root(value.func) in ("np", "numpy", "copy") or isinstance(value.func, ast.Name)
        if module:
            return root(value.args[0]) if value.args else ""
        return root(value.func)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and called_name(value) in _VIEWS:
        return copied(value.func.value)
    if isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name) and number(value.right) is not None:
        return value.left.id
    return ""


def _is_whole(index: ast.expr) -> bool:
    if isinstance(index, ast.Slice):
        return index.lower is None and index.upper is None and index.step is None
    return isinstance(index, ast.Constant) and index.value is Ellipsis


class Reader:
    """Follows one block."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.formula = block.formula
        self.text = block.formula.text
        self.offsets: dict[str, float | None] = {}
        self.owners = views(block.formula)
        self.saved: dict[str, float | None] = {}
        if block.element is not None:
            self.saved[block.element[2]] = 0.0

    def read(self) -> None:
        for statement in self.block.body:
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return):
                self._calls(statement)
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                self._assign(statement, statement.targets[0], statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                self._assign(statement, statement.target, statement.value)
            elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Subscript):
                self._augment(statement, statement.target)

    def owner(self, name: str) -> str:
        for _ in range(4):
            if name not in self.owners:
                break
            name = self.owners[name]
        return name

    def _calls(self, statement: ast.stmt) -> None:
        inside = {id(node) for node in walk(statement)}
        last = next((event for event in reversed(self.block.events) if event.kind == "set"), None)
        for call in self.formula.calls:
            if id(call) in inside:
                array = root(call.args[0])
                owner = self.owner(array)
                if owner not in self.offsets and last is not None and not self.formula.point:
                    owner = last.owner
                offset = self.offsets.get(owner, 0.0)
                self._note("call", statement, call, array=array, owner=owner, offset=offset)

    def _assign(self, statement: ast.stmt, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                for one, other in zip(target.elts, value.elts, strict=True):
                    self._assign(statement, one, other)
        elif isinstance(target, ast.Subscript) and not _is_whole(target.slice):
            array, index = self._element_of(target)
            if self.formula.level(value):
                self._note(
                    "store", statement, value, array=array, owner=self.owner(root(target)), index=index
                )
                return
            owner = self.owner(root(target))
            has_base, offset, base = self._linear(value, owner, index)
            relative = base == f"{array}[{index}]"
            self.offsets[owner] = offset if has_base else None
            self._note(
                "set",
                statement,
                value,
                array,
                owner,
                index=index,
                offset=self.offsets[owner],
                base=base,
                relative=relative,
            )
        elif isinstance(target, ast.Name):
            self._bind(statement, target.id, value)

    def _bind(self, statement: ast.stmt, name: str, value: ast.expr) -> None:
        plain = _number(value)
        if (
            isinstance(plain, ast.Subscript)
            and not isinstance(plain.slice, ast.Slice)
            and not _is_whole(plain.slice)
        ):
            array, index = self._element_of(plain)
            owner = self.owner(root(plain))
            self.saved[name] = self.offsets.get(owner, 0.0)
            self._note("save", statement, value, array, owner, name, index, self.saved[name])
        elif isinstance(plain, ast.Name) and plain.id in self.saved:
            self.saved[name] = self.saved[plain.id]
        elif copied(value):
            owner = self.owner(copied(value))
            self.owners.pop(name, None)
            self.offsets[name] = self.offsets.get(owner, 0.0) if owner != name else 0.0
            self._note("copy", statement, value, owner, name, name, offset=self.offsets[name])
        elif viewed(value) and not self.formula.level(value):
            self._note("alias", statement, value, viewed(value), self.owner(viewed(value)), name)

    def _augment(self, statement: ast.AugAssign, target: ast.Subscript) -> None:
        array, index = self._element_of(target)
        owner = self.owner(root(target))
        if self.formula.level(statement.value):
            self._note("store", statement, statement.value, array, owner, index=index)
            return
        has_base, change, _ = self._linear(statement.value, owner, index)
        sign = {ast.Add: 1.0, ast.Sub: -1.0}.get(type(statement.op))
        current = self.offsets.get(owner, 0.0)
        known = sign is not None and change is not None and current is not None and not has_base
        self.offsets[owner] = current + sign * change if known else None  # type: ignore[operator]
        self._note(
            "set",
            statement,
            statement.value,
            array,
            owner,
            index=index,
            offset=self.offsets[owner],
            relative=True,
        )

    def _element_of(self, target: ast.Subscript) -> tuple[str, str]:
        return self.text.of(target.value), self.text.of(target.slice)

    def _linear(self, node: ast.expr, owner: str, index: str) -> tuple[bool, float | None, str]:
        """Return (holds the element's value, steps added to it, that value as written)."""
        node = _number(node)
        if isinstance(node, ast.Name) and node.id in self.saved:
            return True, self.saved[node.id], node.id
        if isinstance(node, ast.Subscript) and self.text.of(node.slice) == index:
            other = self.owner(root(node))
            return True, self.offsets.get(other, 0.0), self.text.of(node)
        if self.formula.is_step(node):
            return False, 1.0, ""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            has, steps, base = self._linear(node.operand, owner, index)
            return has, None if steps is None or has else -steps, base
        if not isinstance(node, ast.BinOp):
            return False, None, ""
        if isinstance(node.op, ast.Mult | ast.Div):
            factor, moved = number(node.left), node.right
            if factor is None or isinstance(node.op, ast.Div):
                factor, moved = number(node.right), node.left
            has, steps, _ = self._linear(moved, owner, index)
            if has or steps is None or not factor:
                return False, None, ""
            return False, steps * factor if isinstance(node.op, ast.Mult) else steps / factor, ""
        if isinstance(node.op, ast.Add | ast.Sub):
            return self._added(node, owner, index)
        return False, None, ""

    def _added(self, node: ast.BinOp, owner: str, index: str) -> tuple[bool, float | None, str]:
        left = self._linear(node.left, owner, index)
        right = self._linear(node.right, owner, index)
        sign = 1.0 if isinstance(node.op, ast.Add) else -1.0
        has = left[0] or (right[0] and sign > 0)
        if left[1] is None or right[1] is None or (left[0] and right[0]):
            return has, None, left[2] or right[2]
        return has, left[1] + sign * right[1], left[2] or right[2]

    def _note(
        self,
        kind: Kind,
        statement: ast.stmt,
        node: ast.expr,
        array: str = "",
        owner: str = "",
        name: str = "",
        index: str = "",
        offset: float | None = 0.0,
        base: str = "",
        relative: bool = False,
    ) -> None:
        event = Event(kind, statement, node, array, owner, name, index, offset, base, relative)
        self.block.events.append(event)


def _number(node: ast.expr) -> ast.expr:
    """Return an expression without a conversion to a plain number around it."""
    while isinstance(node, ast.Call) and called_name(node) in (*_NUMBERS, "copy"):
        inner = node.args[0] if node.args else getattr(node.func, "value", None)
        if not isinstance(inner, ast.expr) or (
            called_name(node) == "copy" and not isinstance(inner, ast.Subscript)
        ):
            break
        node = inner
    return node
