"""Which functions and classes a learner's program defines, and their parameters, read off its syntax.

Loops that were kept (see loops.py) stand among them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import msgspec

from .loops import LOOP_NAME
from .values import pack, text
from .wire import MAX_ITEMS, Definition, Parameter

Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_HOLDS_STATEMENTS = (ast.stmt, ast.excepthandler, ast.match_case)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass
class Definitions:
    """The definitions of a program in the order in which they ran, with the objects themselves."""

    found: list[Definition] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)

    def take(
        self, statement: ast.stmt, cell: int, namespace: dict[str, Any], before: Mapping[str, Any] = {}
    ) -> None:
        """Add what a statement that has just run defined in the namespace.

        before  what the names meant before it ran: a statement that failed has not defined them anew
        """
        for name, node in definers(statement):
            value = namespace.get(name)
            if value is before.get(name):
                continue
            is_class = issubclass(type(value), type)  # isinstance would ask the value's own __class__
            if isinstance(node, ast.ClassDef):
                if is_class:
                    self._add(name, "class", node, cell, value)
            elif callable(value) and not is_class and _stems_from(value, node):
                self._add(name, "function", node, cell, value)
        for name, source in _aliases(statement):
            value = namespace.get(name)
            for index, known in enumerate(self.objects):
                if known is value and self.found[index].name == source:
                    self._copy(self.found[index], name, value)
                    break

    def take_loop(self, node: ast.stmt, cell: int, value: Any, parameters: list[Parameter]) -> None:
        """Add a loop that was kept instead of being run."""
        if len(self.found) < MAX_ITEMS:
            last = node.end_lineno or node.lineno
            self.found.append(
                Definition(len(self.found), LOOP_NAME, "loop", cell, node.lineno, last, parameters)
            )
            self.objects.append(value)

    def latest(self, name: str) -> Any:
        """Return the newest object defined under that name, or None."""
        for definition, value in zip(reversed(self.found), reversed(self.objects), strict=True):
            if definition.name == name:
                return value
        return None

    def finish(self, namespace: dict[str, Any]) -> list[Definition]:
        """Return all definitions, marked by whether their global name still means them."""
        return [
            msgspec.structs.replace(definition, bound=namespace.get(definition.name) is value)
            for definition, value in zip(self.found, self.objects, strict=True)
        ]

    def _add(self, name: str, kind: str, node: ast.AST, cell: int, value: Any) -> None:
        if len(self.found) >= MAX_ITEMS:
            return
        if isinstance(node, ast.ClassDef):
            methods = self._methods(node, value)
            parameters = methods.get("__init__", [])
        else:
            methods = {}
            parameters = parameters_of(node, value)
        first = getattr(node, "lineno", 1)
        self.found.append(
            Definition(
                len(self.found),
                text(name),
                kind,  # type: ignore[arg-type]
                cell,
                first,
                getattr(node, "end_lineno", None) or first,
                parameters,
                methods,
            )
        )
        self.objects.append(value)

    def _copy(self, definition: Definition, name: str, value: Any) -> None:
        if len(self.found) < MAX_ITEMS:
            self.found.append(msgspec.structs.replace(definition, index=len(self.found), name=text(name)))
            self.objects.append(value)

    def _methods(self, node: ast.ClassDef, value: type) -> dict[str, list[Parameter]]:
        methods: dict[str, list[Parameter]] = {}
        own = type.__dict__["__dict__"].__get__(value)  # what vars() gives where no metaclass answers for it
        for base in type.mro(value)[1:]:
            for definition, known in zip(self.found, self.objects, strict=True):
                if known is base:
                    methods = {**definition.methods, **methods}
        for item in node.body:
            if isinstance(item, _FUNCTIONS):
                static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in item.decorator_list)
                parameters = parameters_of(item, own.get(item.name))
                methods[item.name] = parameters if static else parameters[1:]
        return methods


def definers(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """Yield (name, node) of what a statement defines at module level, in branches and loops too."""
    waiting: list[ast.AST] = [statement]
    while waiting:  # no recursion: a chain of a thousand elif is a thousand levels deep
        node = waiting.pop()
        if isinstance(node, Defining):
            yield node.name, node
            continue
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        parts: list[ast.AST] = []
        for field_name in ("body", "handlers", "orelse", "finalbody", "cases"):
            parts += getattr(node, field_name, []) if isinstance(node, _HOLDS_STATEMENTS) else []
        waiting += reversed(parts)


def _stems_from(value: Any, node: ast.AST) -> bool:
    """Tell whether a function comes from this definition and not from the same name's in another branch."""
    if getattr(node, "decorator_list", None) or type(value) is not FunctionType:
        return True
    return value.__code__.co_firstlineno == getattr(node, "lineno", 0)


def parameters_of(node: ast.AST, value: Any) -> list[Parameter]:
    """Return the parameters of a function's syntax; default values come from the function itself."""
    arguments: ast.arguments = node.args  # type: ignore[attr-defined]
    defaults = value.__defaults__ or () if type(value) is FunctionType else ()
    keywords = value.__kwdefaults__ or {} if type(value) is FunctionType else {}
    positional = arguments.posonlyargs + arguments.args
    first_default = len(positional) - len(arguments.defaults)
    parameters = []
    for index, argument in enumerate(positional):
        at = index - first_default
        default = pack(defaults[at]) if 0 <= at < len(defaults) else None
        parameters.append(Parameter(argument.arg, "positional", at < 0, default))
    if arguments.vararg:
        parameters.append(Parameter(arguments.vararg.arg, "var_positional", False))
    for argument, expression in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        default = pack(keywords.get(argument.arg))
        parameters.append(Parameter(argument.arg, "keyword", expression is None, default))
    if arguments.kwarg:
        parameters.append(Parameter(arguments.kwarg.arg, "var_keyword", False))
    return parameters


def _aliases(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value.id
