"""What a class offers: its methods, and the attributes that they set."""

from __future__ import annotations

import ast

from ...walking import walk


def self_name(method: ast.AST) -> str | None:
    """Return the name of a method's first parameter."""
    if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
        given = [*method.args.posonlyargs, *method.args.args]
        return given[0].arg if given else None
    return None


def is_static(function: ast.AST) -> bool:
    """Tell whether a method is declared not to take its instance."""
    decorators = getattr(function, "decorator_list", [])
    return any(isinstance(node, ast.Name) and node.id == "staticmethod" for node in decorators)


def methods(node: ast.ClassDef) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return a class's own methods by name."""
    return {
        item.name: item for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def attributes(node: ast.ClassDef) -> dict[str, list[ast.Attribute]]:
    """Return the attributes that a class's methods set on their instance, with where they are set."""
    found: dict[str, list[ast.Attribute]] = {}
    for method in methods(node).values():
        own = self_name(method)
        for child in walk(method):
            if not isinstance(child, ast.Attribute) or not isinstance(child.ctx, ast.Store):
                continue
            if isinstance(child.value, ast.Name) and child.value.id == own:
                found.setdefault(child.attr, []).append(child)
    return found
