"""Inverse rules: right programs with arguments swapped, left out or added, for tests and benchmark."""

from __future__ import annotations

import ast
import random
from collections.abc import Collection, Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .arguments import ORDERS, OWN_NAMES, PRODUCTS, name_of, swapped_parameters
from .edits import fix, outer, swap
from .scope import occurrences
from .spoil import Site, chosen, sites


def spoil_swapped(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield definitions and calls with their first two arguments exchanged."""
    named = "swapped-arguments"
    found = []
    own = {function.name: len(function.args.args) for site in sites(subject) for function in site.functions}
    for site in sites(subject):
        for function in site.functions:
            method = isinstance(site.parents.get(function), ast.ClassDef)
            given = function.args.args[method:]
            asked = function.name in ORDERS or function.name in ("loss", "accuracy")
            if asked and len(given) == 2 and not function.args.defaults and not function.decorator_list:
                found.append(fix(named, site.text, function.lineno, swapped_parameters(site.text, *given)))
        for node in site.nodes:
            if (
                isinstance(node, ast.Call)
                and len(node.args) >= 2
                and (name_of(node) in own or name_of(node) in ORDERS)
                and not (subject.exercise.startswith(OWN_NAMES) and name_of(node) in PRODUCTS)
            ):
                one, two = node.args[:2]
                if (
                    isinstance(one, ast.Starred)
                    or isinstance(two, ast.Starred)
                    or ast.dump(one) == ast.dump(two)
                ):
                    continue
                if isinstance(one, ast.Name) and isinstance(two, (ast.Name, ast.Attribute, ast.Subscript)):
                    found.append(fix(named, site.text, one.lineno, swap(site.text, one, two)))
    yield from chosen(found, rng)


def _takes(subject: Subject) -> dict[str, list[str]]:
    """Return the parameters of the program's own functions that take a fixed number, without `self`."""
    found: dict[str, list[str]] = {}
    for site in sites(subject):
        for function in site.functions:
            if (
                function.args.vararg
                or function.args.defaults
                or function.args.kwonlyargs
                or function.decorator_list
            ):
                continue
            method = isinstance(site.parents.get(function), ast.ClassDef)
            found[function.name] = [each.arg for each in function.args.args[method:]]
    return found


def spoil_missing(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield calls without an argument that bears its parameter's name, definitions without a parameter."""
    found = []
    own = _takes(subject)
    for site in sites(subject):
        for node in site.nodes:
            if not isinstance(node, ast.Call) or node.keywords or not node.args:
                continue
            order = own.get(name_of(node), [])
            if len(order) != len(node.args) or any(isinstance(each, ast.Starred) for each in node.args):
                continue
            last = node.args[-1]
            if isinstance(last, ast.Name) and last.id == order[-1]:
                start = (
                    outer(site.text, node.args[-2])[1] if len(node.args) > 1 else outer(site.text, last)[0]
                )
                splice = Splice(site.text.number, start, outer(site.text, last)[1], "")
                found.append(fix("missing-argument", site.text, node.lineno, [splice]))
        found += [each for function in site.functions for each in _shorter(site, function, own)]
    yield from chosen(found, rng)


def _shorter(site: Site, function: ast.FunctionDef, own: Collection[str]) -> Iterator[Fix]:
    """Yield a definition without its last parameter, where its body needs it."""
    method = isinstance(site.parents.get(function), ast.ClassDef)
    given = function.args.args
    if function.name not in own or len(given) < 2 + method or function.name.startswith("__"):
        return
    last = given[-1].arg
    if occurrences(function, last) and last not in site.visible(function) and last not in _stored(function):
        splice = Splice(site.text.number, site.text.span(given[-2])[1], site.text.span(given[-1])[1], "")
        yield fix("missing-argument", site.text, function.lineno, [splice])


def _stored(function: ast.AST) -> set[str]:
    return {
        node.id for node in walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def spoil_extra(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield calls with a variable more than the function takes."""
    found = []
    own = _takes(subject)
    for site in sites(subject):
        for node in site.nodes:
            if not isinstance(node, ast.Call) or node.keywords or not node.args:
                continue
            home = next((each for each in site.home(node) if isinstance(each, ast.FunctionDef)), None)
            if home is None or any(isinstance(each, ast.Starred) for each in node.args):
                continue
            mentioned = {child.id for child in walk(node) if isinstance(child, ast.Name)}
            spare = sorted(name for name in {each.arg for each in home.args.args} - mentioned - {"self"})
            if len(own.get(name_of(node), ())) == len(node.args) and spare and name_of(node) in own:
                at = outer(site.text, node.args[-1])[1]
                splice = Splice(site.text.number, at, at, f", {rng.choice(spare)}")
                found.append(fix("extra-argument", site.text, node.lineno, [splice]))
    yield from chosen(found, rng)
