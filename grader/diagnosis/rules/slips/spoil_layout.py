"""Inverse rules: right programs with lines at the wrong depth or without their return."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from .classes import methods
from .edits import delete_statement, fix, indent_of, shift
from .spoil import Site, chosen, sites


def spoil_return(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield functions that end with a printed or idle value, a bare return or nothing."""
    found = [
        each for site in sites(subject) for function in site.functions for each in _return(site, function)
    ]
    yield from chosen(found, rng)


def _return(site: Site, function: ast.FunctionDef) -> Iterator[Fix]:
    text, named = site.text, "missing-return"
    last = function.body[-1]
    if not isinstance(last, ast.Return) or last.value is None or not site.alone(last):
        return
    start, end = text.span(last)
    value = text.span(last.value)[0]
    if "\n" in text.source[start:end] or isinstance(last.value, ast.Tuple):
        return
    written = text.source[start + len("return") : end].strip()
    yield fix(named, text, last.lineno, [Splice(text.number, start, end, f"print({written})")])
    if isinstance(last.value, ast.Name):
        before = function.body[-2]
        yield fix(named, text, before.end_lineno or before.lineno, [delete_statement(text, last)])
        yield fix(named, text, last.lineno, [Splice(text.number, value - 1, end, "")])
    else:
        yield fix(named, text, last.lineno, [Splice(text.number, start, end, written)])


def spoil_inside(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield functions whose last return has slipped into the loop before it."""
    found = []
    for site in sites(subject):
        for function in site.functions:
            if (
                len(function.body) < 2
                or not isinstance(function.body[-1], ast.Return)
                or not site.alone(function.body[-1])
            ):
                continue
            loop, last = function.body[-2], function.body[-1]
            if (
                isinstance(loop, (ast.For, ast.While))
                and not loop.orelse
                and loop.body[0].lineno > loop.lineno
            ):
                old, new = indent_of(site.text, last.lineno), indent_of(site.text, loop.body[0].lineno)
                splices = shift(site.text, last.lineno, last.end_lineno or last.lineno, old, new)
                found.append(fix("return-inside-loop", site.text, last.lineno, splices))
    yield from chosen(found, rng)


def spoil_outside(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield loops whose last assignment has slipped out behind them."""
    found = []
    for site in sites(subject):
        for node in site.nodes:
            if not isinstance(node, ast.For) or node.orelse or len(node.body) < 2:
                continue
            last = node.body[-1]
            if not isinstance(last, (ast.Assign, ast.AugAssign)) or not site.alone(last):
                continue
            old, new = indent_of(site.text, last.lineno), indent_of(site.text, node.lineno)
            if old != new and node.body[0].lineno > node.lineno:
                splices = shift(site.text, last.lineno, last.end_lineno or last.lineno, old, new)
                found.append(fix("statement-outside-loop", site.text, last.lineno, splices))
    yield from chosen(found, rng)


def spoil_compared(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield elements that are compared where they were to be set."""
    found = []
    for site in sites(subject):
        for node in site.nodes:
            if (
                isinstance(node, ast.Assign)
                and len(node.targets) == 1
                and isinstance(node.targets[0], ast.Subscript)
            ):
                key = node.targets[0].slice
                if isinstance(key, ast.Constant) or isinstance(
                    node.value, (ast.Tuple, ast.Lambda, ast.IfExp)
                ):
                    continue
                at = site.text.source.index("=", site.text.span(node.targets[0])[1])
                found.append(
                    fix(
                        "comparison-for-assignment",
                        site.text,
                        node.lineno,
                        [Splice(site.text.number, at, at + 1, "==")],
                    )
                )
    yield from chosen(found, rng)


def spoil_nesting(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield classes whose methods have slipped into the constructor, or that go on with code of a test."""
    found = []
    for site in sites(subject):
        if isinstance(site.root, ast.ClassDef) and isinstance(site.root.body[-1], ast.FunctionDef):
            found += list(_nesting(site, site.root))
    yield from chosen(found, rng)


def _nesting(site: Site, owner: ast.ClassDef) -> Iterator[Fix]:
    text, named = site.text, "nested-methods"
    place = next(
        (place for place, node in enumerate(owner.body) if getattr(node, "name", "") == "__init__"), None
    )
    later = owner.body[place + 1 :] if place is not None else []
    old = indent_of(text, owner.body[-1].lineno)
    plain = [node for node in later if isinstance(node, ast.FunctionDef) and not node.decorator_list]
    own = methods(owner).get("__init__")
    flat = own is None or own.body[0].lineno == own.lineno
    if (
        not flat
        and plain
        and plain == later
        and "__init__" in methods(owner)
        and not methods(owner)["__init__"].decorator_list
    ):
        for taken in (plain, plain[:1]):
            splices = [
                each
                for node in taken
                for each in shift(text, node.lineno, node.end_lineno or node.lineno, old, old + old)
            ]
            if taken[0].name not in ("gradient",):
                yield fix(named, text, taken[0].lineno, splices)
    end = text.line_span(owner.end_lineno or owner.lineno)[1]
    line = (owner.end_lineno or owner.lineno) + 2
    given = "" if site.subject.exercise.startswith("exercise4") else "2, 3, 2"
    yield fix(named, text, line, [Splice(text.number, end, end, f"\n\n{old}net = {owner.name}({given})")])
