"""Loops at the top level of a program, as something that can be called with other values for its variables.

A script does its work in a loop between assignments. Such a loop is kept instead of being run: a call puts
values in the place of some of the variables that it reads, makes anew what is assigned from them, runs the
loop, returns the lists that it filled, and leaves the program's variables as they were. Which loops are kept
is told from outside: those that call a method of a given name, themselves or in a function of the program.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import CodeType
from typing import Any

import numpy as np

from .values import pack
from .wire import MAX_ITEMS, Parameter

ROUNDS, EPOCHS = "<iterations>", "<epochs>"
"""Parameters that a loop over an iterable has: after how many rounds it is to end.

The second stands for the first where the loop is one around another that calls the method.
"""

LOOP_NAME = "<loop>"
_ENDING = "<ending>"  # what a loop's iterable is handed to, under a name that no program can have
_MOST_LOOPS = 20  # of one program
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_ASSIGNS = (ast.Assign, ast.AnnAssign, ast.AugAssign)


@dataclass(frozen=True)
class Assignment:
    """An assignment at top level.

    touched  names that it binds, or whose parts it sets
    bound    those that do not depend on what they were before
    read     names that it reads
    """

    code: CodeType
    touched: frozenset[str]
    bound: frozenset[str]
    read: frozenset[str]


@dataclass(frozen=True)
class Loop:
    """A loop, the assignments before it, and the names that it reads before it binds them."""

    namespace: dict[str, Any]
    before: tuple[Assignment, ...]
    read: frozenset[str]
    code: CodeType

    def needed(self, given: Mapping[str, Any]) -> tuple[list[Assignment], set[str]]:
        """Return the assignments that make what is not given, in order, and all names that are read."""
        wanted, seen = set(self.read) - given.keys(), set(self.read)
        found = []
        for assignment in reversed(self.before):
            if assignment.touched & wanted:
                found.append(assignment)
                wanted = (wanted - assignment.bound) | (assignment.read - given.keys())
                seen |= assignment.read
        return found[::-1], seen

    def __call__(self, **values: Any) -> dict[str, Any]:
        """Run the loop with these values, of which one may be ROUNDS or EPOCHS; returns lists by name."""
        rounds = values.pop(ROUNDS, values.pop(EPOCHS, None))
        space = self.namespace
        kept = dict(space)
        assignments, read = self.needed(values)
        try:
            space.update(values)
            space[_ENDING] = lambda iterable: islice(iterable, rounds)
            for assignment in assignments:
                exec(assignment.code, space)
                space.update(values)
            exec(self.code, space)
            return {name: space[name] for name in sorted(read) if _is_list(space.get(name))}
        finally:
            space.clear()
            space.update(kept)


@dataclass
class Loops:
    """The loops of one program that call one of the methods; grows with the statements, in their order.

    compile  (cell, statement) -> code
    """

    methods: frozenset[str]
    namespace: dict[str, Any]
    compile: Callable[[int, ast.stmt], CodeType]
    count: int = 0
    _before: list[Assignment] = field(default_factory=list)
    _functions: dict[str, ast.AST] = field(default_factory=dict)

    def take(self, cell: int, statement: ast.stmt) -> list[tuple[ast.stmt, Loop, list[Parameter]]]:
        """Look at the next statement; returns the loops that are kept: it, or those in its block.

        Raises what compiling raises for a loop that Python refuses, such as SyntaxError.
        """
        kept: list[tuple[ast.stmt, Loop, list[Parameter]]] = []
        for node in _opened(statement):
            if isinstance(node, ast.For | ast.While) and self.count < _MOST_LOOPS and self._calls(node):
                self.count += 1
                kept.append((node, *self._made(cell, node)))
            elif isinstance(node, _ASSIGNS):
                self._before.append(_assignment(node, self.compile(cell, node)))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._functions[node.name] = node
        return kept

    def _calls(self, node: ast.AST) -> bool:
        return any(_called(part) & self.methods for part in (node, *self._reached(node)))

    def _reached(self, node: ast.AST) -> list[ast.AST]:
        """Return the functions of the program whose names a node reads, directly or through one another."""
        found: dict[str, ast.AST] = {}
        waiting = [node]
        while waiting:
            for name in _names(waiting.pop(), ast.Load):
                if name in self._functions and name not in found:
                    found[name] = self._functions[name]
                    waiting.append(found[name])
        return list(found.values())

    def _made(self, cell: int, node: ast.For | ast.While) -> tuple[Loop, list[Parameter]]:
        read = _read_first([node])
        for function in self._reached(node):
            read |= _read_outside(function)
        loop = Loop(self.namespace, tuple(self._before), frozenset(read), self.compile(cell, _ended(node)))
        _, seen = loop.needed({})
        assigned = dict.fromkeys(
            name for assignment in self._before for name in sorted(assignment.touched) if name in seen
        )
        names = list(assigned)[: MAX_ITEMS - 1]
        if isinstance(node, ast.For):
            inner = (part for part in ast.walk(node) if part is not node)
            around = any(isinstance(part, ast.For | ast.While) and self._calls(part) for part in inner)
            names.append(EPOCHS if around else ROUNDS)
        own = ((name, self.namespace.get(name)) for name in names)
        return loop, [
            Parameter(name, "keyword", False, pack(value) if type(value) in (int, float) else None)
            for name, value in own
        ]


def _assignment(node: ast.stmt, code: CodeType) -> Assignment:
    read = frozenset(_names(node, ast.Load))
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]  # type: ignore[attr-defined]
    touched, bound = set(), set()
    for target in targets:
        names = set(_names(target, ast.Store))
        bound |= names if not isinstance(node, ast.AugAssign) else set()
        touched |= names | {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
    return Assignment(code, frozenset(touched), frozenset(bound - read), read)


def _read_first(statements: Sequence[ast.stmt]) -> set[str]:
    """Return the names that statements read and have not bound before, as far as that is certain."""
    read: set[str] = set()
    bound: set[str] = set()
    for node in statements:
        if isinstance(node, ast.Assign):
            read |= set(_names(node, ast.Load)) - bound
            bound |= set(_names(node, ast.Store))
        elif isinstance(node, ast.For):
            heads = {*_names(node.iter, ast.Load)}
            own = set(_names(node.target, ast.Store))
            read |= (heads | (_read_first([*node.body, *node.orelse]) - own)) - bound
        elif isinstance(node, ast.If | ast.While):
            heads = {*_names(node.test, ast.Load)}
            read |= (heads | _read_first(node.body) | _read_first(node.orelse)) - bound
        elif isinstance(node, ast.AugAssign):
            read |= ({*_names(node, ast.Load), *_names(node, ast.Store)}) - bound
        else:
            read |= set(_names(node, ast.Load)) - bound
    return read


def _read_outside(function: ast.AST) -> set[str]:
    """Return the names that a function reads and does not bind itself."""
    own = set(_names(function, ast.Store)) | {
        part.arg for part in ast.walk(function) if isinstance(part, ast.arg)
    }
    return set(_names(function, ast.Load)) - own


def _ended(node: ast.For | ast.While) -> ast.stmt:
    """Return the loop with its iterable handed to what ends it; lines and columns stay."""
    if not isinstance(node, ast.For):
        return node
    ending = ast.copy_location(ast.Name(_ENDING, ast.Load()), node.iter)
    iterable = ast.copy_location(ast.Call(ending, [node.iter], []), node.iter)
    ended = ast.For(node.target, iterable, node.body, node.orelse, node.type_comment)
    return ast.copy_location(ended, node)


def _opened(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement, or in its place those of its block where it is a condition, as a main guard is."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If | ast.With | ast.Try):
            waiting += reversed([*node.body, *(node.orelse if isinstance(node, ast.If) else [])])
        else:
            yield node


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    """Yield the names that a node reads or binds; what a definition in it binds is its own."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Name) and isinstance(part.ctx, context):
            yield part.id
        if context is ast.Load or part is node or not isinstance(part, _SCOPES):
            waiting += reversed(list(ast.iter_child_nodes(part)))


def _called(node: ast.AST) -> set[str]:
    """Return the names of the methods that a node calls."""
    return {
        part.func.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
    }


def _is_list(value: Any) -> bool:
    if type(value) in (list, dict):
        return True
    return type(value) is np.ndarray and value.ndim == 1 and value.dtype.kind == "f"
