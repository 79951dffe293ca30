"""Which names of its module a cell binds and uses; knows Python's syntax, and neither kernel nor history."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..errors import UnreadableSubmission
from ..submission import parse_runs

STAR = "*"  # stands for the names of a star import
_FEW = 32  # statements: a cell that only calls a grader has no more
_DEFINITION = re.compile(r"^(?:async def|def|class) +(\w+)", re.MULTILINE)
_BLOCKS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


@dataclass(frozen=True)
class Names:
    """What a cell makes and uses.

    binds       names bound at top level
    uses        names of the module that it reads before it binds them, in functions too
    whole       whether it could be parsed, so that the kernel ran it
    statements  of a short cell, empty for a long one
    """

    binds: frozenset[str]
    uses: frozenset[str]
    whole: bool
    statements: tuple[ast.stmt, ...] | None = None


@lru_cache(maxsize=2**14)
def names_of(source: str) -> Names:
    """Return the names of a cell.

    source  str, the cell's text as it was typed, magics included
    A text that is larger than a program can be is taken as one that makes nothing.
    """
    try:
        cells = parse_runs([(1, source)]).cells
    except UnreadableSubmission:
        return Names(frozenset(), frozenset(), True)
    text = cells[0].source if cells else ""
    try:
        with warnings.catch_warnings():  # the kernel has warned of odd escapes already
            warnings.simplefilter("ignore")
            statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(frozenset(_DEFINITION.findall(text)), frozenset(), False)
    binds: set[str] = set()
    uses: set[str] = set()
    for statement in statements:
        bound = set(_bound(statement))
        loop = _stored(statement.target) if isinstance(statement, ast.For) else set()
        uses |= _read(statement) - binds - loop
        binds |= bound
    few = tuple(statements) if len(statements) <= _FEW else None
    return Names(frozenset(binds), frozenset(uses), True, few)


def _read(statement: ast.stmt) -> set[str]:
    """Return the names of the module that a statement reads, in functions too."""
    try:
        return _reads(statement)
    except RecursionError:
        return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _reads(node: ast.AST) -> set[str]:
    found: set[str] = set()
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):  # read, or deleted
        found.add(node.id)
    elif isinstance(node, ast.AugAssign):
        found |= _stored(node.target)
    for child in ast.iter_child_nodes(node):
        found |= _reads(child)
    if isinstance(node, _SCOPES):
        found -= _own(node)
    return found


def _own(scope: ast.AST) -> set[str]:
    """Return the names that belong to a function or a comprehension, those in its own functions too."""
    parts = list(ast.walk(scope))
    outer = {name for each in parts if isinstance(each, ast.Global) for name in each.names}
    return (_stored(scope) - outer) | {each.arg for each in parts if isinstance(each, ast.arg)}


def _stored(node: ast.AST) -> set[str]:
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Store)}


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a top-level statement binds in the module, those in its blocks too."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, _BLOCKS):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0]  # STAR for a star import
        if not isinstance(node, _BLOCKS | ast.Lambda):
            todo += ast.iter_child_nodes(node)
