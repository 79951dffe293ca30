"""Which names are visible where, and which nodes an exception points to; knows no misconception."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from ....worker.wire import Place, Raised
from ...text import Draft, Text
from ...vocabulary import Subject
from ...walking import children, walk

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Kind = Literal["parameter", "variable", "function", "class", "module", "builtin"]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = (*FUNCTIONS, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
OFFERED = {
    "softmax": "common.functions",
    "sigmoid": "common.functions",
    "cross_entropy_error": "common.functions",
    "sigmoid_grad": "common.functions",
    "relu": "common.functions",
    "numerical_gradient": "common.gradient",
}


@dataclass(frozen=True)
class Spot:
    """A place that an exception points to: the statement at module level, and the line in it."""

    text: Text
    root: ast.stmt
    raised: Raised
    place: Place

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Each node's parent, below the statement at module level."""
        return parents(self.root)

    def nodes(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """Return the nodes of the line, those that stand exactly at the place first."""
        found = [node for node in walk(self.root) if isinstance(node, kinds) and self._on_line(node)]
        exact = [node for node in found if self._exact(node)]
        return exact + [node for node in found if node not in exact]

    def functions(self, node: ast.AST) -> list[ast.AST]:
        """Return the functions and classes around a node, innermost first."""
        found: list[ast.AST] = []
        current: ast.AST | None = node
        while current is not None:
            current = self.parents.get(current)
            if isinstance(current, _SCOPES):
                found.append(current)
        return found

    def _on_line(self, node: ast.AST) -> bool:
        first = getattr(node, "lineno", 0)
        last = getattr(node, "end_lineno", None) or first
        return first == self.place.line or first <= self.place.line <= last

    def _exact(self, node: ast.AST) -> bool:
        if not self.place.column or getattr(node, "lineno", 0) != self.place.line:
            return False
        start, end = self.text.span(node)  # type: ignore[arg-type]
        base = self.text.line_span(self.place.line)[0]
        return start - base + 1 == self.place.column and self.place.end_column in (0, end - base + 1)


def spots(subject: Subject, *types: str, frames: int = 1) -> Iterator[Spot]:
    """Yield the places of the exceptions of these types, each once.

    Statements that failed count where they would have defined something or set a name.
    frames  how many of the learner's own frames to yield of each, innermost first
    """
    seen = set()
    told = [
        *subject.raised,
        *(fault.raised for fault in subject.faults if fault.kind == "raised" and fault.raised),
    ]
    for raised in told:
        if raised.type not in types:
            continue
        for place in reversed(raised.trace[-frames:]):
            key = (raised.message, place.cell, place.line, place.column)
            root = root_at(subject.draft, place)
            if key not in seen and root is not None:
                seen.add(key)
                yield Spot(root[0], root[1], raised, place)


def root_at(draft: Draft, place: Place) -> tuple[Text, ast.stmt] | None:
    """Return the statement at module level that a place lies in."""
    for text, node in draft.statements():
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        if text.number == place.cell and first <= place.line <= (node.end_lineno or node.lineno):
            return text, node
    return None


def looked_at(subject: Subject) -> list[tuple[Text, ast.stmt]]:
    """Return the definitions worth a look: the graded ones, what they use, and those that raised."""
    found: list[tuple[Text, ast.stmt]] = list(subject.scopes)
    places = [place for raised in subject.raised for place in raised.trace]
    for fault in subject.faults:
        if fault.kind == "raised" and fault.names:
            places.append(Place(fault.cell, fault.line))
    for place in places:
        root = root_at(subject.draft, place)
        if (
            root is not None
            and isinstance(root[1], _SCOPES)
            and all(root[1] is not node for _, node in found)
        ):
            found.append(root)
    return found


def functions_of(subject: Subject) -> Iterator[tuple[Text, ast.stmt, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield every function worth a look, nested ones and methods too, with its statement at module level."""
    for text, root in looked_at(subject):
        for node in walk(root):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield text, root, node


def classes_of(subject: Subject) -> Iterator[tuple[Text, ast.ClassDef]]:
    """Yield every class worth a look."""
    for text, root in looked_at(subject):
        if isinstance(root, ast.ClassDef):
            yield text, root


def parents(root: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return each node's parent below a node."""
    return {child: node for node in walk(root) for child in children(node)}


def parameters(function: Function) -> list[ast.arg]:
    """Return a function's parameters, in order, without * and ** ones."""
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope's body that belong to the scope itself, not to functions inside it."""
    body = getattr(function, "body", [])
    queue: list[ast.AST] = list(body) if isinstance(body, list) else [body]
    while queue:
        node = queue.pop(0)
        yield node
        if not isinstance(node, _SCOPES):
            queue += children(node)


def occurrences(function: ast.AST, name: str) -> list[ast.Name]:
    """Return every mention of a name in a function and in what is nested in it, in source order.

    Functions inside it that bind the name anew are left out.
    """
    found: list[ast.Name] = []
    queue = list(children(function))
    while queue:
        node = queue.pop()
        if isinstance(node, ast.Name) and node.id == name:
            found.append(node)
        if not (isinstance(node, FUNCTIONS) and name in bound(node)):
            queue += children(node)
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def bound(function: ast.AST) -> dict[str, Kind]:
    """Return the names that a function or class body binds itself, with what they are."""
    found: dict[str, Kind] = {}
    if isinstance(function, FUNCTIONS):
        arguments = function.args
        extra = [each for each in (arguments.vararg, arguments.kwarg) if each]
        found.update(dict.fromkeys([each.arg for each in [*parameters(function), *extra]], "parameter"))
    inner = {id(name) for name in _comprehended(function)}
    outside: set[str] = set()
    for node in own_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in inner:
            found.setdefault(node.id, "variable")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[node.name] = "function"
        elif isinstance(node, ast.ClassDef):
            found[node.name] = "class"
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(dict.fromkeys(_imported(node), "module"))
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            outside |= set(node.names)
    return {name: kind for name, kind in found.items() if name not in outside}


def _comprehended(function: ast.AST) -> Iterator[ast.AST]:
    for node in own_nodes(function):
        if isinstance(node, _COMPREHENSIONS):
            for generator in node.generators:
                yield from walk(generator.target)


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    names = []
    for alias in node.names:
        if alias.name != "*":
            names.append(alias.asname or alias.name.split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            names += starred(node.module or "")
    return names


@lru_cache(maxsize=8)
def starred(module: str) -> tuple[str, ...]:
    """Return the names that `from module import *` brings, as far as they are known."""
    if module in ("numpy", "math"):
        from importlib import import_module

        return tuple(name for name in dir(import_module(module)) if not name.startswith("_"))
    return tuple(name for name, home in OFFERED.items() if home == module)


def module_names(draft: Draft) -> dict[str, Kind]:
    """Return the names of the module with what they are; of several, the last counts."""
    found: dict[str, Kind] = {}
    for _, statement in draft.statements():
        for name, kind in bound(ast.Module([statement], [])).items():
            if (
                kind == "variable"
                and isinstance(statement, ast.Assign)
                and isinstance(statement.value, ast.Lambda)
            ):
                found[name] = "function"
            else:
                found[name] = kind
    return found


def visible(draft: Draft, around: list[ast.AST]) -> dict[str, Kind]:
    """Return the names that are visible inside these scopes (innermost first), built-in ones last."""
    found: dict[str, Kind] = {}
    for depth, scope in enumerate(around):
        if depth == 0 or not isinstance(scope, ast.ClassDef):
            for name, kind in bound(scope).items():
                found.setdefault(name, kind)
    for name, kind in module_names(draft).items():
        found.setdefault(name, kind)
    for name in sorted(BUILTINS):
        found.setdefault(name, "builtin")
    return found


def comprehension_names(spot: Spot, node: ast.AST) -> list[str]:
    """Return the names that comprehensions around a node bind."""
    names = []
    current: ast.AST | None = node
    while current is not None and not isinstance(current, (ast.FunctionDef, ast.ClassDef)):
        if isinstance(current, _COMPREHENSIONS):
            for generator in current.generators:
                names += [child.id for child in walk(generator.target) if isinstance(child, ast.Name)]
        current = spot.parents.get(current)
    return names


def numpy_aliases(draft: Draft) -> dict[str, str]:
    """Return the names under which NumPy and its parts are known: {"np": "numpy"}."""
    found = {}
    for _, node in draft.statements():
        for child in walk(node) if isinstance(node, (ast.Import, ast.Try, ast.If)) else ():
            if isinstance(child, ast.Import):
                for alias in child.names:
                    if alias.name.split(".")[0] == "numpy":
                        found[alias.asname or "numpy"] = alias.name if alias.asname else "numpy"
    return found or {"np": "numpy"}
