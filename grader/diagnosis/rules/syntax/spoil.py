"""The inverse rule of syntax: right programs with one token, bracket, quote or indentation put wrong."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from ..slips.edits import fix, indent_of, shift
from ..slips.scope import bound
from .tokens import CLOSERS, OPENERS, Token, tokens

ID = "syntax-error"
_MOST = 6
_WIDE = {"(": "（", ")": "）", ",": "，", ":": "：", "=": "＝", "+": "＋", ";": "；"}
_TWINS = {")": "]", "]": ")"}
_HEADS = ("def", "class", "if", "elif", "else", "for", "while")
_SLIPS = {
    "return": ("retrun", "reutrn", "retun"), "for": ("fro", "foor"), "def": ("dfe", "edf", "deff"),
    "class": ("calss", "clas"), "while": ("whlie", "wihle"), "else": ("esle", "eles"), "in": ("ni", "inn"),
    "elif": ("elfi", "elseif"), "lambda": ("lamda", "lambad"),
}  # fmt: skip


def spoil(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield edits after which a graded definition does not parse."""
    found = []
    imported = {
        name
        for _, node in subject.draft.statements()
        if isinstance(node, (ast.ImportFrom, ast.Try, ast.If))
        for name, kind in bound(ast.Module([node], [])).items()
        if kind == "module"
    }
    for text, scope in subject.scopes:
        if scope.name in imported:
            continue  # what is imported under the same name would stand in for it
        first = min([scope.lineno, *(each.lineno for each in scope.decorator_list)])
        last = scope.end_lineno or scope.lineno
        cut = tokens(text.source, text.line_span(first)[0], text.line_span(last)[1])
        code = [token for token in cut if token.kind not in ("space", "comment")]
        for kind in _KINDS:
            found += list(_some(list(kind(text, code, scope)), rng))
    rng.shuffle(found)
    count = 0
    for each in found:
        if count < _MOST and _breaks(subject, each):
            count += 1
            yield each


def _some(found: list[Fix], rng: random.Random) -> list[Fix]:
    return rng.sample(found, min(2, len(found)))


def _breaks(subject: Subject, each: Fix) -> bool:
    """Tell whether the edit leaves a block that does not parse, or a return outside every function."""
    text = subject.draft.text(each.cell).spliced(each.splices)
    body = [node for block in text.blocks for node in block.statements]
    inner = [node for owner in body if isinstance(owner, ast.ClassDef) for node in owner.body]
    fallen = any(isinstance(node, ast.Return) for node in [*body, *inner])
    return fallen or any(block.error is not None for block in text.blocks)


Code = Sequence[Token]
Kind = Callable[[Text, Code, ast.stmt], Iterator[Fix]]


def _made(text: Text, at: int, *splices: tuple[int, int, str]) -> Fix:
    cuts = [Splice(text.number, start, end, what) for start, end, what in splices]
    return fix(ID, text, text.line_of(at), cuts)


def _lines(text: Text, code: Code) -> dict[int, list[Token]]:
    """Return the tokens by their line, line ends left out."""
    found: dict[int, list[Token]] = {}
    for token in code:
        if token.kind != "newline":
            found.setdefault(text.line_of(token.start), []).append(token)
    return found


def _colon(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Take out or replace the colon at the end of a head, or behind a lambda's parameters."""
    for found in _lines(text, code).values():
        last = found[-1]
        if found[0].text in _HEADS and last.text == ":":
            yield _made(text, last.start, (last.start, last.end, ""))
            yield _made(text, last.start, (last.start, last.end, ";"))
        elif last.ends_value and not any(token.text in OPENERS and token.kind == "op" for token in found[:1]):
            yield _made(text, last.start, (last.end, last.end, ":"))
        for place, token in enumerate(found[:-2]):
            if token.text == "lambda" and found[place + 2].text == ":":
                colon = found[place + 2]
                yield _made(text, colon.start, (colon.start, colon.end, ""))


def _bracket(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Take out a bracket, double it, or put one of the other kind."""
    for token in code:
        if token.kind == "op" and token.text in CLOSERS:
            yield _made(text, token.start, (token.start, token.end, ""))
            yield _made(text, token.start, (token.end, token.end, token.text))
            if token.text in _TWINS:
                yield _made(text, token.start, (token.start, token.end, _TWINS[token.text]))
        elif token.kind == "op" and token.text == "(":
            yield _made(text, token.start, (token.start, token.end, ""))


def _wide(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Put characters of a Chinese or Japanese keyboard."""
    for found in _lines(text, code).values():
        marks = [token for token in found if token.kind == "op" and token.text in _WIDE]
        for token in marks:
            yield _made(text, token.start, (token.start, token.end, _WIDE[token.text]))
        if len(marks) > 2:
            yield _made(
                text, marks[0].start, *((token.start, token.end, _WIDE[token.text]) for token in marks)
            )
        for token in found:
            if (
                token.kind == "string"
                and token.text[0] in "'\""
                and len(token.text) < 20
                and token.text[:3] not in ('"""', "'''")
            ):
                left, right = ("“", "”") if token.text[0] == '"' else ("‘", "’")
                yield _made(
                    text, token.start, (token.start, token.start + 1, left), (token.end - 1, token.end, right)
                )


def _word(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Write a keyword wrong, or without the blank behind it."""
    for token, following in pairwise(code):
        if token.kind == "name" and token.text in _SLIPS:
            for slip in _SLIPS[token.text]:
                yield _made(text, token.start, (token.start, token.end, slip))
            if following.kind == "name" and text.line_of(following.start) == text.line_of(token.start):
                yield _made(text, token.start, (token.end, following.start, ""))
        if token.text == "elif":
            yield _made(text, token.start, (token.start, token.end, "else if"))


def _operator(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Leave out a comma or an operator, tear one apart, take `=` for `==`."""
    for before, token, behind in zip(code, code[1:], code[2:], strict=False):
        same = text.line_of(before.start) == text.line_of(behind.start)
        if (
            token.text in (",", "*", "/", "-", "+", "=", ".")
            and before.ends_value
            and behind.begins_value
            and same
        ):
            closed = (
                text.source[before.end : behind.start] == token.text and before.is_word and behind.is_word
            )
            blank = " " if closed and before.kind != "number" else ""
            yield _made(text, token.start, (token.start, token.end, blank))
        if token.text in ("-=", "+=", "*=", "==") and token.kind == "op":
            yield _made(text, token.start, (token.start + 1, token.start + 1, " "))
        if token.text == "==":
            yield _made(text, token.start, (token.start, token.end, "="))


def _quote(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Leave out a quote, or end a text with one of the other kind."""
    for token in code:
        quote = token.text[:1]
        if token.kind != "string" or quote not in "'\"":
            continue
        if token.text[:3] == quote * 3:
            if text.source[text.line_span(text.line_of(token.start))[0] : token.start].strip() == "":
                yield _made(text, token.start, (token.end - 3, token.end, ""))
            continue
        if re.fullmatch(r"\w+", token.text[1:-1]):
            yield _made(text, token.start, (token.start, token.start + 1, ""))
            yield _made(text, token.start, (token.end - 1, token.end, ""))
            yield _made(text, token.start, (token.end - 1, token.end, "'" if quote == '"' else '"'))


def _indent(text: Text, code: Code, scope: ast.stmt) -> Iterator[Fix]:
    """Shift a statement by a blank or two, or lay a body bare."""
    for node in walk(scope):
        for body in (getattr(node, name, None) for name in ("body", "orelse")):
            if not isinstance(body, list) or not body or not isinstance(body[0], ast.stmt):
                continue
            own = indent_of(text, body[0].lineno)
            if text.line_of(text.offset(body[0].lineno, 0)) == getattr(node, "lineno", 0) or not own:
                continue
            for statement in body:
                start = text.line_span(statement.lineno)[0]
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    continue
                if text.source[start : text.span(statement)[0]].strip():
                    continue
                simple = not isinstance(
                    statement, (ast.For, ast.While, ast.If, ast.FunctionDef, ast.With, ast.Try)
                )
                if simple and statement.end_lineno == statement.lineno and statement is not body[0]:
                    yield _made(text, start, (start, start, " " if "\t" not in own else "\t"))
                    yield _made(text, start, (start, start + 1, ""))
                if isinstance(statement, ast.Return) and statement is body[-1] and node is scope:
                    yield _made(text, start, (start, start + len(own), ""))
            outer = indent_of(text, getattr(node, "lineno", 1))
            if isinstance(node, (ast.For, ast.While)) and body is node.body and len(own) > len(outer):
                last = body[-1].end_lineno or body[-1].lineno
                yield fix(ID, text, body[0].lineno, shift(text, body[0].lineno, last, own, outer))


_KINDS: tuple[Kind, ...] = (_colon, _bracket, _wide, _word, _operator, _quote, _indent)
