"""A method's own instance, forgotten or given twice: `missing-self`; and `misspelt-constructor`."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .classes import attributes, methods, self_name
from .edits import cost_of, fix, rename, word
from .names import missing_names
from .near import near
from .scope import bound, classes_of, looked_at, occurrences, spots

ID, CONSTRUCTOR = "missing-self", "misspelt-constructor"

_LACKS = re.compile(r"object has no attribute '(\w+)'")
_HOLDERS = {"exercise4": ("W", "w", "weights"), "exercise5": ("params",)}
_CONSTRUCTORS = frozenset({
    "__int__", "init", "_init_", "__init", "_init", "init__", "__init_", "_init__", "__inti__",
})  # fmt: skip


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield `self.` or `self` where a method lacks it, and take it out where it is one too many."""
    yield from _names(subject)
    yield from _parameters(subject)
    yield from _extra(subject)
    yield from _locals(subject)


def _owner(around: list[ast.AST]) -> tuple[ast.ClassDef, ast.AST] | None:
    """Return the class and the method of it that a place lies in."""
    for inner, scope in itertools.pairwise(around):
        if isinstance(scope, ast.ClassDef):
            return scope, inner
    return None


def _names(subject: Subject) -> Iterator[Fix]:
    """Yield `self.` in front of methods and attributes that are called by their bare name."""
    for missing in missing_names(subject):
        owned = _owner(missing.around)
        if owned is None:
            continue
        owner, method = owned
        own = self_name(method) or "self"
        text = missing.text
        members = {*methods(owner), *attributes(owner)} | set(_asked(subject))
        if missing.name in members:
            places = list(occurrences(method, missing.name))
            splices = [
                Splice(text.number, at, at, f"{own}.") for at, _ in (word(text, node) for node in places)
            ]
            yield fix(ID, text, places[0].lineno, splices, cost_of(places), 0.95)
            if len(places) > 1:
                at = text.span(missing.node)[0]
                yield fix(ID, text, missing.node.lineno, [Splice(text.number, at, at, f"{own}.")], 1.0, 0.9)
        parent = missing.spot.parents.get(missing.node)
        if isinstance(parent, ast.Attribute) and parent.attr in members and missing.name != own:
            places = occurrences(method, missing.name)
            yield fix(ID, text, places[0].lineno, rename(text, places, own), cost_of(places), 0.8)


def _asked(subject: Subject) -> tuple[str, ...]:
    return _HOLDERS.get(subject.exercise.split("_")[0], ())


def _is_static(function: ast.AST) -> bool:
    decorators = getattr(function, "decorator_list", [])
    return any(
        isinstance(node, ast.Name) and node.id in ("staticmethod", "classmethod") for node in decorators
    )


def _parameters(subject: Subject) -> Iterator[Fix]:
    """Yield the first parameter that a method lacks."""
    for text, owner in classes_of(subject):
        for function in methods(owner).values():
            first = self_name(function)
            if (
                _is_static(function)
                or first in ("self", "this", "cls", "me", "_")
                or (first and near(first, ["self"]))
            ):
                continue
            at = text.source.index("(", word(text, function)[1]) + 1
            what = "self, " if first or function.args.vararg else "self"
            uses = occurrences(function, "self")
            suspicion = 0.95 if uses or first is None else 0.7
            yield fix(ID, text, function.lineno, [Splice(text.number, at, at, what)], 1.0, suspicion)


def _extra(subject: Subject) -> Iterator[Fix]:
    """Yield calls and functions without a `self` that does not belong there."""
    for spot in spots(subject, "TypeError", "AttributeError", "ValueError", frames=2):
        for node in spot.nodes(ast.Call):
            assert isinstance(node, ast.Call)
            if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == "self":
                text = spot.text
                start = text.span(node.args[0])[0]
                end = text.span(node.args[1])[0] if len(node.args) > 1 else text.span(node.args[0])[1]
                yield fix(ID, text, node.lineno, [Splice(text.number, start, end, "")], 1.0, 0.93)
    for text, root in looked_at(subject):
        if isinstance(root, (ast.FunctionDef, ast.AsyncFunctionDef)) and self_name(root) == "self":
            given = [*root.args.posonlyargs, *root.args.args]
            if len(given) > 1 and not occurrences(root, "self"):
                splice = Splice(text.number, text.span(given[0])[0], text.span(given[1])[0], "")
                yield fix(ID, text, root.lineno, [splice], 1.0, 0.9)


def _locals(subject: Subject) -> Iterator[Fix]:
    """Yield `self.` in front of what a constructor only keeps in a variable of its own."""
    lacking = {told[1] for raised in subject.raised if (told := _LACKS.search(raised.message))}
    for text, owner in classes_of(subject):
        stored = attributes(owner)
        wanted = lacking | set(_asked(subject))
        read = {
            node.attr
            for node in walk(owner)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        }
        for name, function in methods(owner).items():
            if name not in ("__init__", *_CONSTRUCTORS):
                continue
            own = self_name(function) or "self"
            for local, kind in bound(function).items():
                if kind != "variable" or local in stored or local not in (wanted | read):
                    continue
                places = occurrences(function, local)
                splices = [
                    Splice(text.number, at, at, f"{own}.") for at, _ in (word(text, node) for node in places)
                ]
                yield fix(
                    ID, text, places[0].lineno, splices, cost_of(places), 0.93 if local in read else 0.75
                )
            yield from _parameters_kept(text, function, read - set(stored) - set(methods(owner)))


def _parameters_kept(
    text: Text, function: ast.FunctionDef | ast.AsyncFunctionDef, lacking: set[str]
) -> Iterator[Fix]:
    """Yield `self.x = x` for a parameter of the constructor that methods read from the instance."""
    from .edits import first_statement, line_before

    for name, kind in bound(function).items():
        if kind == "parameter" and name in lacking:
            line = line_before(text, first_statement(function), f"self.{name} = {name}")
            yield fix(ID, text, function.lineno, [line], 3.0, 0.6)


def mend_constructor(subject: Subject) -> Iterator[Fix]:
    """Yield `__init__` for a method that is almost called so."""
    for text, owner in classes_of(subject):
        own = methods(owner)
        if "__init__" in own:
            continue
        for name, function in own.items():
            plain = name.strip("_").lower()
            likely = name in _CONSTRUCTORS or plain in (
                "init",
                "int",
                "inti",
                "initt",
                "intit",
                "ini",
                "iint",
                "nit",
            )
            if likely or (name.startswith("_") and near(plain, ["init"])):
                splices = rename(text, [function], "__init__")
                yield fix(CONSTRUCTOR, text, function.lineno, splices, 1.0, 0.95)
