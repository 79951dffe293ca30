"""Definitions and statements at the wrong depth: `nested-methods`. Knows indentation, no formula."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from ...text import Fix, Text
from ...vocabulary import Subject, plain
from ...walking import walk
from .classes import methods, self_name
from .edits import fix, indent_of, shift, unit_of
from .members import METHODS
from .names import missing_names

ID = "nested-methods"
Defined = ast.FunctionDef | ast.AsyncFunctionDef


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield methods moved out of a method or into their class, and test code moved out of a class."""
    for text, node in subject.draft.statements():
        if isinstance(node, ast.ClassDef):
            yield from _in_method(text, node)
            yield from _test_code(subject, text, node)
    yield from _behind_class(subject)
    yield from _in_function(subject)


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _in_method(text: Text, owner: ast.ClassDef) -> Iterator[Fix]:
    """Yield the methods inside another method moved out to the class, all at once and each alone."""
    for method in methods(owner).values():
        inner = [node for node in method.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        inner = [node for node in inner if self_name(node) == (self_name(method) or "self")]
        if not inner:
            continue
        old, new = indent_of(text, inner[0].lineno), indent_of(text, method.lineno)
        for taken in [inner] + [[node] for node in inner if len(inner) > 1]:
            splices = [
                splice
                for node in taken
                for splice in shift(text, _first(node), node.end_lineno or node.lineno, old, new)
            ]
            suspicion = 0.95 if len(taken) == len(inner) else 0.6
            yield fix(ID, text, taken[0].lineno, splices, 1.0 + 0.25 * (len(taken) - 1), suspicion)


def _test_code(subject: Subject, text: Text, owner: ast.ClassDef) -> Iterator[Fix]:
    """Yield the statements at the end of a class moved out of it, where one of them failed."""
    if not any(fault.kind == "raised" and owner.name in fault.names for fault in subject.faults):
        return
    tail: list[ast.stmt] = []
    for node in reversed(owner.body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            break
        tail.insert(0, node)
    if tail and len(tail) < len(owner.body):
        old, new = indent_of(text, tail[0].lineno), indent_of(text, owner.lineno)
        splices = shift(text, tail[0].lineno, owner.end_lineno or owner.lineno, old, new)
        yield fix(ID, text, tail[0].lineno, splices, 1.0, 0.93)


def _behind_class(subject: Subject) -> Iterator[Fix]:
    """Yield functions with `self` behind a class, moved into it."""
    owner: tuple[Text, ast.ClassDef] | None = None
    lost: list[Defined] = []
    for text, node in subject.draft.statements():
        if isinstance(node, ast.ClassDef):
            yield from _moved_in(owner, lost)
            owner, lost = (text, node), []
        elif owner is None or text is not owner[0]:
            continue
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name not in methods(owner[1]):
            lost += [node] if self_name(node) == "self" else []
    yield from _moved_in(owner, lost)


def _moved_in(owner: tuple[Text, ast.ClassDef] | None, lost: Sequence[Defined]) -> Iterator[Fix]:
    if owner is None or not lost:
        return
    text, node = owner
    inner = indent_of(text, node.body[0].lineno) if node.body[0].lineno > node.lineno else unit_of(text)
    splices = [
        splice
        for each in lost
        for splice in shift(text, _first(each), each.end_lineno or each.lineno, "", inner)
    ]
    yield fix(ID, text, lost[0].lineno, splices, 1.0 + 0.25 * (len(lost) - 1), 0.93)


def _in_function(subject: Subject) -> Iterator[Fix]:
    """Yield definitions inside another function that are wanted outside, moved to the left edge."""
    wanted = {missing.name for missing in missing_names(subject)}
    lacking = [plain(name) for name in subject.parameters if name not in subject.targets]
    asked = [name for names in METHODS.get(subject.exercise.split("_")[0], ()) for name in names]
    for text, root in subject.draft.statements():
        for node in walk(root):
            if node is root or not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name in asked:
                continue
            if node.name in wanted or plain(node.name) in lacking:
                old = indent_of(text, node.lineno)
                last = node.end_lineno or node.lineno
                if old and not re.search(r"\S", text.source[text.line_span(node.lineno)[0] :][: len(old)]):
                    if last < (root.end_lineno or root.lineno) and isinstance(root, ast.ClassDef):
                        continue
                    yield fix(ID, text, node.lineno, shift(text, _first(node), last, old, ""), 1.0, 0.85)
