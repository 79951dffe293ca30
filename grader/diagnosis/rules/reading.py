"""Reads a program's functions as rules need them: units, parents, statements; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from ..text import Draft, Function, Text
from ..vocabulary import Subject, first_line
from ..walking import children, walk

Root = Function | ast.ClassDef | ast.Lambda
Node = TypeVar("Node", bound=ast.AST)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NUMPY = ("numpy", "numpy.random", "numpy.linalg")


@dataclass(frozen=True)
class Unit:
    """A function, a method, or a lambda that was given a name.

    text   the cell's text
    node   its tree
    name   its name
    owner  the class that it is a method of
    root   (cell, line) of the definition at module level that it belongs to
    """

    text: Text
    node: Function | ast.Lambda
    name: str
    owner: ast.ClassDef | None
    root: tuple[int, int]

    @cached_property
    def parameters(self) -> list[str]:
        """Names of the parameters by position, without self."""
        arguments = self.node.args
        names = [
            argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        ]
        return names[1:] if self.owner is not None and not self._is_static else names

    @property
    def _is_static(self) -> bool:
        decorators = getattr(self.node, "decorator_list", [])
        return any(isinstance(entry, ast.Name) and entry.id == "staticmethod" for entry in decorators)

    @cached_property
    def body(self) -> list[ast.stmt]:
        """Its statements, without the docstring; none for a lambda."""
        if isinstance(self.node, ast.Lambda):
            return []
        body = self.node.body
        first = body[0]
        documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        return body[1:] if documented and len(body) > 1 else body

    @cached_property
    def all(self) -> list[ast.AST]:
        """Its own nodes in source order, those of functions defined in it left out."""
        found: list[ast.AST] = []
        start: list[ast.AST] = [self.node.body] if isinstance(self.node, ast.Lambda) else list(self.body)
        queue = start
        while queue:
            node = queue.pop()
            found.append(node)
            if not isinstance(node, _NESTED):
                queue.extend(children(node))
        return sorted(found, key=_position)

    def nodes(self, *kinds: type[Node]) -> list[Node]:
        """Return its own nodes of some kinds in source order."""
        return [node for node in self.all if isinstance(node, kinds)]

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        whole = [self.node, *self.all]
        return {child: node for node in whole for child in children(node)}

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node right above, None above the function itself."""
        return self._parents.get(node)

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes above, the nearest first."""
        found = self.parent(node)
        while found is not None:
            yield found
            found = self.parent(found)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement that a node belongs to; None in a lambda."""
        if isinstance(node, ast.stmt):
            return node
        return next((found for found in self.above(node) if isinstance(found, ast.stmt)), None)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the list of statements that a statement stands in."""
        above = self.parent(statement)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(above, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def reaches(self, earlier: ast.stmt, node: ast.AST) -> bool:
        """Tell whether a statement always runs before a node: it stands before it, in a block around it."""
        block = self.block(earlier)
        at = block.index(earlier)
        chain = [node, *self.above(node)]
        return any(found in block[at + 1 :] for found in chain if isinstance(found, ast.stmt))

    def loops(self, node: ast.AST) -> list[ast.For | ast.While]:
        """Return the loops around a node, the innermost first."""
        return [found for found in self.above(node) if isinstance(found, ast.For | ast.While)]

    def assigned(self, name: str) -> list[tuple[ast.stmt, ast.expr]]:
        """Return (statement, value) of every assignment of one name, in source order."""
        return [(statement, value) for target, statement, value in self.assignments if target == name]

    @cached_property
    def assignments(self) -> list[tuple[str, ast.stmt, ast.expr]]:
        """(name, statement, value) of every plain assignment of a name, tuples taken apart."""
        found: list[tuple[str, ast.stmt, ast.expr]] = []
        for node in self.all:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    found += [(name, node, value) for name, value in _pairs(target, node.value)]
            elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
                found.append((node.target.id, node, node.value))
        return found

    def uses(self, name: str) -> list[ast.Name]:
        """Return the places where a name is read."""
        return [node for node in self.nodes(ast.Name) if node.id == name and isinstance(node.ctx, ast.Load)]


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif (
        isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts)
    ):
        for part, share in zip(target.elts, value.elts, strict=True):
            yield from _pairs(part, share)


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


@dataclass(frozen=True)
class _Definition:
    name: str
    place: tuple[int, int]
    line: int
    uses: frozenset[str]
    units: tuple[Unit, ...]


def units(subject: Subject) -> list[Unit]:
    """Return the functions of the graded definitions and of what they use, the nearest first.

    Where no target is known, those of the whole program.
    """
    definitions = _definitions(subject.draft)
    by_name = {definition.name: definition for definition in definitions}
    places = set(subject.targets.values())
    queue = [
        entry for entry in definitions if entry.place in places or (entry.place[0], entry.line) in places
    ]
    chosen: dict[tuple[int, int], _Definition] = {}
    for definition in queue or definitions:
        chosen.setdefault(definition.place, definition)
    queue = list(chosen.values())
    while queue:
        for name in sorted(queue.pop(0).uses):
            used = by_name.get(name)
            if used is not None and used.place not in chosen:
                chosen[used.place] = used
                queue.append(used)
    return [unit for definition in chosen.values() for unit in definition.units]


@lru_cache(maxsize=8)
def _definitions(draft: Draft) -> tuple[_Definition, ...]:
    """Read every definition at module level; drafts with the same text share the reading."""
    found = []
    for text, name, root in _roots(draft):
        line = root.lineno if isinstance(root, ast.Lambda) else first_line(root)
        place = (text.number, line)
        names = frozenset(node.id for node in walk(root) if isinstance(node, ast.Name))
        read = tuple(_units_of(text, name, root, None, place))
        found.append(_Definition(name, place, root.lineno, names, read))
    return tuple(found)


def _roots(draft: Draft) -> Iterator[tuple[Text, str, Root]]:
    for text, statement in draft.statements():
        for node in _flat(statement):
            if isinstance(node, _NESTED):
                yield text, node.name, node
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        yield text, target.id, node.value


def _flat(statement: ast.stmt) -> Iterator[ast.stmt]:
    yield statement
    if not isinstance(statement, _NESTED):
        for name in ("body", "orelse", "finalbody"):
            for child in getattr(statement, name, []):
                yield from _flat(child)
        for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
            for child in part.body:
                yield from _flat(child)


def _units_of(
    text: Text, name: str, root: Root, owner: ast.ClassDef | None, place: tuple[int, int]
) -> Iterator[Unit]:
    if not isinstance(root, ast.ClassDef):
        yield Unit(text, root, name, owner, place)
        if isinstance(root, ast.Lambda):
            return
    inner = root if isinstance(root, ast.ClassDef) else None
    for statement in root.body:
        for node in _flat(statement):
            if isinstance(node, _NESTED):
                yield from _units_of(text, node.name, node, inner, place)


# --- NumPy's names --------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def numpy_names(draft: Draft) -> tuple[str, frozenset[str]]:
    """Return the name of the numpy module in a program, and the names that are imported from it."""
    module, bare = "", set()
    for _, statement in draft.statements():
        for node in _flat(statement):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name == "numpy":
                        module = module or alias.asname or "numpy"
            elif isinstance(node, ast.ImportFrom) and node.module in _NUMPY:
                bare |= {alias.asname or alias.name for alias in node.names}
    return module, frozenset(bare)


def numpy_call(draft: Draft, name: str) -> str:
    """Return how the program would write a function of numpy: "np.max", or "max" where it was imported so."""
    module, bare = numpy_names(draft)
    if module or (name not in bare and "*" not in bare):
        return f"{module or 'np'}.{name}"
    return name


def called(call: ast.Call) -> str:
    """Return the last name of what is called: "array" of np.array(...)."""
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
