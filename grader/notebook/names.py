"""Which names of its module a cell binds and uses; knows Python's syntax, and neither kernel nor history."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ..errors import UnreadableSubmission
from ..submission import parse_runs

STAR = "*"  # stands for the names of a star import
_FEW = 32  # statements: a cell that only calls a grader has no more
_DEFINITION = re.compile(r"^(?:async def|def|class) +(\w+)", re.MULTILINE)
_BLOCKS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_PERHAPS = ast.If | ast.For | ast.AsyncFor | ast.While | ast.Try | ast.TryStar | ast.Match
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True)
class Names:
    """What a cell makes and uses.

    binds       names bound at top level, in its blocks too
    sure        those of them that are bound whatever its conditions and loops come to
    uses        names of the module that it reads before it binds them, in functions too
    whole       whether it could be parsed, so that the kernel ran it
    imports     those of the names it binds that an import gives
    functions   function or class -> names of the module that it uses, when it is called at the latest
    statements  of a short cell, empty for a long one
    """

    binds: frozenset[str]
    uses: frozenset[str]
    whole: bool
    sure: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    functions: Mapping[str, frozenset[str]] = field(default_factory=dict)
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
    return _gathered(statements)


def _gathered(statements: list[ast.stmt]) -> Names:
    binds: set[str] = set()
    sure: set[str] = set()
    uses: set[str] = set()
    imports: set[str] = set()
    functions: dict[str, frozenset[str]] = {}
    for statement in statements:
        bound, read = set(_bound(statement)), _read(statement)
        loop = _stored(statement.target) if isinstance(statement, ast.For) else set()
        uses |= read - sure - loop
        binds |= bound
        if isinstance(statement, _BLOCKS):
            functions[statement.name] = frozenset(read)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            imports |= bound
        if not isinstance(statement, _PERHAPS):
            sure |= bound
    few = tuple(statements) if len(statements) <= _FEW else None
    return Names(frozenset(binds), frozenset(uses), True, frozenset(sure), frozenset(imports), functions, few)


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
    if isinstance(node, _FUNCTIONS | _COMPREHENSIONS):
        found -= _own(node)
        for part in _outside(node):
            found |= _reads(part)
    return found


def _outside(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a function or a comprehension that are worked out where it stands."""
    if isinstance(scope, _FUNCTIONS):
        yield from (each for each in (*scope.args.defaults, *scope.args.kw_defaults) if each is not None)
        yield from getattr(scope, "decorator_list", ())
    elif isinstance(scope, _COMPREHENSIONS):
        yield scope.generators[0].iter


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
        if isinstance(node, ast.comprehension):  # its target is its own
            todo += [node.iter, *node.ifs]
        elif not isinstance(node, _BLOCKS | ast.Lambda):
            todo += ast.iter_child_nodes(node)
