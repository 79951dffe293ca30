"""Inverse rules: right programs with brackets, commas and `self` put wrong, for tests and benchmark."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .arguments import name_of
from .classes import attributes, methods, self_name
from .edits import fix, outer, rename, word
from .scope import bound, numpy_aliases
from .spoil import Site, chosen, sites

CALL = "brackets-for-call"
_GENERIC = frozenset({
    "list", "dict", "tuple", "set", "frozenset", "type", "enumerate", "map", "filter", "print", "super",
    "isinstance", "property",
})  # fmt: skip


def spoil_brackets(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield calls in square brackets, elements in round ones, methods without their brackets."""
    found = [each for site in sites(subject) for node in site.nodes for each in _brackets(site, node)]
    yield from chosen(found, rng)


def _brackets(site: Site, node: ast.AST) -> Iterator[Fix]:
    text, named = site.text, CALL
    if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
        yield from _call(site, node)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, (ast.Name, ast.Attribute)):
        start, end = text.span(node.value)[1], text.span(node)[1]
        sliced = any(isinstance(child, (ast.Slice, ast.Starred)) for child in walk(node.slice))
        if sliced or text.source[start : start + 1] != "[" or isinstance(node.ctx, ast.Del):
            return
        if isinstance(site.parents.get(node), ast.AugAssign):
            return
        splices = [Splice(text.number, start, start + 1, "("), Splice(text.number, end - 1, end, ")")]
        yield fix(named, text, node.lineno, splices)
    elif (
        isinstance(node, ast.Attribute)
        and node.attr in ("shape", "size", "ndim")
        and isinstance(node.ctx, ast.Load)
    ):
        end = text.span(node)[1]
        root = next((child.id for child in walk(node) if isinstance(child, ast.Name)), "")
        if root not in numpy_aliases(site.subject.draft) and not isinstance(
            site.parents.get(node), (ast.Call, ast.Subscript)
        ):
            yield fix(named, text, node.lineno, [Splice(text.number, end, end, "()")])


def _call(site: Site, node: ast.Call) -> Iterator[Fix]:
    """Yield a call in square brackets, a method without its brackets."""
    text, named = site.text, CALL
    start, end = text.span(node.func)[1], text.span(node)[1]
    plain = (
        node.args
        and not node.keywords
        and not any(isinstance(each, (ast.Starred, ast.GeneratorExp)) for each in node.args)
    )
    if text.source[start : start + 1] != "(" or name_of(node) in _GENERIC:
        return
    if plain and text.source[:end].rstrip(" )").endswith(","):
        return
    if plain and not _is_method(site, node):
        splices = [Splice(text.number, start, start + 1, "["), Splice(text.number, end - 1, end, "]")]
        yield fix(named, text, node.lineno, splices)
    elif not node.args and not node.keywords and isinstance(node.func, ast.Attribute):
        parent = site.parents.get(node)
        used = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name)
        if used and node.func.attr in ("copy", "ravel", "flatten"):
            yield fix(named, text, node.lineno, [Splice(text.number, start, end, "")])


def _is_method(site: Site, node: ast.Call) -> bool:
    """Tell whether a call is of a method of the learner's own or of an array."""
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(node.func, ast.Attribute) and getattr(root, "id", "") not in numpy_aliases(
        site.subject.draft
    )


def spoil_comma(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield commas for the dots in front of attributes."""
    found = []
    for site in sites(subject):
        for node in site.nodes:
            if (
                not isinstance(node, ast.Attribute)
                or not isinstance(node.ctx, ast.Load)
                or not isinstance(node.value, ast.Name)
            ):
                continue
            start, end = site.text.span(node.value)[1], word(site.text, node)[0]
            if node.attr in site.visible(node) or site.text.source[start:end] != ".":
                continue
            found.append(
                fix("comma-for-dot", site.text, node.lineno, [Splice(site.text.number, start, end, ",")])
            )
    yield from chosen(found, rng)


def spoil_self(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield methods that forget their instance, or hand it on where it is given already."""
    found = []
    for site in sites(subject):
        if isinstance(site.root, ast.ClassDef):
            for method in methods(site.root).values():
                if not method.decorator_list and self_name(method) == "self":
                    found += list(_self(site, site.root, method))
    yield from chosen(found, rng)


def _self(site: Site, owner: ast.ClassDef, method: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fix]:
    text, named = site.text, "missing-self"
    names = site.visible(method.body[0])
    members = {*attributes(owner), *methods(owner)}
    for node in walk(method):
        if (
            not isinstance(node, ast.Attribute)
            or not isinstance(node.value, ast.Name)
            or node.value.id != "self"
        ):
            continue
        start, end = text.span(node.value)[0], word(text, node)[0]
        if (
            node.attr not in names
            and node.attr in members
            and isinstance(node.ctx, ast.Load)
            and node in site.nodes
        ):
            yield fix(named, text, node.lineno, [Splice(text.number, start, end, "")])
        parent = site.parents.get(node)
        if (
            isinstance(parent, ast.Call)
            and parent.func is node
            and node.attr in methods(owner)
            and parent.args
        ):
            at = outer(text, parent.args[0])[0]
            yield fix(named, text, node.lineno, [Splice(text.number, at, at, "self, ")])
    first = method.args.args[0]
    if len(method.args.args) > 1:
        end = text.span(method.args.args[1])[0]
        yield fix(named, text, method.lineno, [Splice(text.number, text.span(first)[0], end, "")])
    if method.name == "__init__":
        yield from _kept_back(site, owner, method)


def _kept_back(site: Site, owner: ast.ClassDef, method: ast.AST) -> Iterator[Fix]:
    """Yield a constructor that keeps to itself what the instance should hold."""
    text = site.text
    for name, places in attributes(owner).items():
        plain = (
            len(places) == 1
            and isinstance(site.parents.get(places[0]), ast.Assign)
            and places[0] in set(walk(method))
        )
        others = [node for node in walk(method) if isinstance(node, ast.Attribute) and node.attr == name]
        if plain and len(others) == 1 and name not in bound(method):
            splice = Splice(text.number, text.span(places[0])[0], word(text, places[0])[0], "")
            yield fix("missing-self", text, places[0].lineno, [splice])


def spoil_shape(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield shapes without their brackets, or with brackets where none belong."""
    found = []
    for site in sites(subject):
        for node in site.nodes:
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Attribute)
                or node.keywords
                or not node.args
            ):
                continue
            start, end = outer(site.text, node.args[0])[0], outer(site.text, node.args[-1])[1]
            number = site.text.number
            if (
                node.func.attr in ("zeros", "ones")
                and len(node.args) == 1
                and isinstance(node.args[0], ast.Tuple)
            ):
                first, last = node.args[0].elts[0], node.args[0].elts[-1]
                if len(node.args[0].elts) > 1:
                    inner = (outer(site.text, first)[0], outer(site.text, last)[1])
                    splices = [Splice(number, start, inner[0], ""), Splice(number, inner[1], end, "")]
                    found.append(fix("shape-brackets", site.text, node.lineno, splices))
            elif node.func.attr in ("randn", "rand") and len(node.args) > 1:
                splices = [Splice(number, start, start, "("), Splice(number, end, end, ")")]
                found.append(fix("shape-brackets", site.text, node.lineno, splices))
    yield from chosen(found, rng)


def spoil_constructor(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield classes whose `__init__` is called almost so."""
    found = []
    for site in sites(subject):
        if (
            isinstance(site.root, ast.ClassDef)
            and "__init__" in methods(site.root)
            and not site.root.bases[1:]
        ):
            definition = methods(site.root)["__init__"]
            for name in ("__int__", "_init_", "__init", "init", "__inti__"):
                splices = rename(site.text, [definition], name)
                found.append(fix("misspelt-constructor", site.text, definition.lineno, splices))
    yield from chosen(found, rng, most=3)
