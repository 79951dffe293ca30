"""What kind of statement a learner's statement is, read off its syntax; runs nothing."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

from .faults import SOURCES, file_name
from .wire import Parsed

_IMPORT = builtins.__import__
_LIGHT = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Statement:
    """A statement of the program with the cell it stands in, and its code where that is made already."""

    cell: int
    node: ast.stmt
    code: CodeType | None = None


def may_import(statement: Statement) -> bool:
    """Tell whether the text of a statement holds the word, without looking at its whole tree."""
    node = statement.node
    lines = SOURCES[file_name(statement.cell)]
    return any("import" in line for line in lines[node.lineno - 1 : node.end_lineno])


def is_words(node: ast.stmt) -> bool:
    """Tell whether a statement is a text or number that stands for itself, such as a module's docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_at_hand(node: ast.stmt, namespace: Mapping[str, Any]) -> bool:
    """Tell whether a statement imports nothing but what Python holds already, so that no code is run.

    namespace  of the program, which may have put another import in the place of Python's own
    """
    if not isinstance(node, ast.Import) or builtins.__import__ is not _IMPORT:
        return False
    known = namespace.get("__builtins__", builtins)
    if known is not builtins and known is not builtins.__dict__:
        return False
    return all(
        type(sys.modules.get(alias.name)) is ModuleType and "." not in alias.name and is_installed(alias.name)
        for alias in node.names
    )


def is_inert(node: ast.stmt) -> bool:
    """Tell whether a statement runs no code but a plain definition's: a child cannot end in it."""
    if isinstance(node, ast.ClassDef):
        bare = not (node.decorator_list or node.bases or node.keywords)
        return bare and all(is_words(item) or is_inert(item) for item in node.body)
    if not isinstance(node, ast.FunctionDef) or node.decorator_list:
        return False
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    noted = [argument.annotation for argument in every if argument is not None]
    evaluated = [*given.defaults, *given.kw_defaults, *noted, node.returns]
    return all(part is None or isinstance(part, ast.Constant) for part in evaluated)


def is_installed(module: str) -> bool:
    """Tell whether a module is Python's own or NumPy's, whatever is offered beside them."""
    root = module.partition(".")[0]
    return root == "numpy" or root in sys.stdlib_module_names


def imports(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield (module, bound name) of the statement's from-imports at module level, "*" for all names."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for child in ast.walk(node):
        if isinstance(child, ast.ImportFrom) and not child.level:
            for alias in child.names:
                yield child.module or "", alias.asname or alias.name


def is_light(node: ast.stmt) -> bool:
    """Tell whether a statement cannot take long: a definition, an import, an assignment without a call."""
    if isinstance(node, _LIGHT):
        return True
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        if isinstance(node.value, ast.Lambda):  # its calls wait until it is called itself
            return True
        return not any(isinstance(child, (ast.Call, ast.Await)) for child in ast.walk(node))
    if isinstance(node, ast.Try):
        handled = [child for handler in node.handlers for child in handler.body]
        return all(map(is_light, [*node.body, *handled, *node.orelse, *node.finalbody]))
    return isinstance(node, ast.Pass)


def measure(statements: Sequence[Statement]) -> Parsed:
    """Count the nodes of the program's trees and their greatest depth, without recursion."""
    count = deepest = 0
    level: list[ast.AST] = [statement.node for statement in statements]
    while level:
        count += len(level)
        deepest += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return Parsed(count, deepest)


def is_main_guard(node: ast.stmt) -> bool:
    """Tell whether a statement is `if __name__ == "__main__":`, or compares the name otherwise."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
    )
