"""Small readings of syntax trees that the rules of difference formulas share; knows no formula."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeVar

from ...text import nodes
from ...walking import walk
from .numbers import called_name

WRAPPERS = ("float", "array", "asarray", "float64", "complex")


_Node = TypeVar("_Node", bound=ast.AST)


def each(scope: ast.AST, kind: type[_Node]) -> Iterator[_Node]:
    """Yield the nodes of one kind below a node, in source order."""
    found = [node for node in walk(scope) if isinstance(node, kind)]
    yield from sorted(found, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))


def dotted(node: ast.AST) -> str:
    """Return "f" or "self.f" for a name or an attribute of a name, else ""."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def root(node: ast.AST) -> str:
    """Return the name that a chain of attributes, brackets and calls begins with: "x" for `x.flat[i]`."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        else:
            return node.id if isinstance(node, ast.Name) else ""


def bare(node: ast.expr) -> ast.expr:
    """Return an expression without a conversion or an assignment around it."""
    while True:
        if isinstance(node, ast.NamedExpr):
            node = node.value
        elif isinstance(node, ast.Call) and len(node.args) == 1 and called_name(node) in WRAPPERS:
            node = node.args[0]
        else:
            return node


def bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield (name, value) of the assignments and defaults below a node, in order."""
    kinds = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.FunctionDef, ast.Lambda)
    for child in nodes(node, *kinds):
        if isinstance(child, ast.Assign):
            yield from paired(child)
        elif isinstance(child, ast.FunctionDef | ast.Lambda):
            arguments = [*child.args.posonlyargs, *child.args.args]
            defaults = child.args.defaults
            yield from zip(
                (a.arg for a in arguments[len(arguments) - len(defaults) :]), defaults, strict=True
            )
            for argument, default in zip(child.args.kwonlyargs, child.args.kw_defaults, strict=True):
                if default is not None:
                    yield argument.arg, default
        else:
            assert isinstance(child, ast.AnnAssign | ast.AugAssign | ast.NamedExpr)
            if isinstance(child.target, ast.Name) and child.value is not None:
                yield child.target.id, child.value


def paired(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple | ast.List):
            if isinstance(node.value, ast.Tuple | ast.List) and len(target.elts) == len(node.value.elts):
                for name, value in zip(target.elts, node.value.elts, strict=True):
                    if dotted(name):
                        yield dotted(name), value
            else:
                for name in target.elts:
                    if isinstance(name, ast.Name):
                        yield name.id, node.value
        elif dotted(target):
            yield dotted(target), node.value


def leaves(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        yield from leaves(node.left)
        yield from leaves(node.right)
    elif isinstance(node, ast.UnaryOp):
        yield from leaves(node.operand)
    elif isinstance(node, ast.Constant) or dotted(node):
        yield node


def loaded(node: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Name(root(node), ast.Load()), node)
