"""Walking syntax trees that nobody changes: each node's descendants are listed once and kept with the node.

Rules ask for the same walks dozens of times for every draft; `ast.walk` would go through each tree anew.
"""

from __future__ import annotations

import ast


def walk(node: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node and all below it, level by level as `ast.walk` does; without Load, Store and Del."""
    known: tuple[ast.AST, ...] | None = node.__dict__.get("_walked")
    if known is None:
        found = [node]
        for each in found:  # grows while it is read
            found += children(each)
        known = tuple(found)
        node.__dict__["_walked"] = known
    return known


def children(node: ast.AST) -> tuple[ast.AST, ...]:
    """Return the nodes directly below a node; without Load, Store and Del."""
    known: tuple[ast.AST, ...] | None = node.__dict__.get("_children")
    if known is None:
        below = ast.iter_child_nodes(node)
        known = tuple(child for child in below if not isinstance(child, ast.expr_context))
        node.__dict__["_children"] = known
    return known
