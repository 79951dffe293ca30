"""A text as its statements, where the bodies of plain definitions are compiled but get no syntax tree.

What a program defines can be told from the first lines of its functions, and a tree of all that stands in
them takes more time than many programs do. Knows syntax, not what is done with it. A text that does not lend
itself to this is left to blocks.py, which always works.

A piece is a line at the left edge with what follows it up to the next such line. One that compiles by itself
ends outside of any text or bracket, so that pieces which all do are the program's statements in their order.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from types import CodeType

from .blocks import PARSE_ERRORS, Block, pieces
from .statements import is_words

_DEFINES = ("def ", "class ")
_FUNCTION = re.compile(r"[ \t]*def .*:[ \t]*")  # a line with all that stands before a function's body
_LONGEST = 1000  # lines; in front of each piece its compiler reads as many empty ones as there are above it
_UNUSUAL = ("\r", "\f", "\0")  # other ends of lines than those that are counted here


def outlined(source: str, filename: str) -> list[Block] | None:
    """Return the statements of a text in order, each definition as a block of its own with its code.

    The nodes of such definitions lack the bodies of functions. None for a text that is very long, or of which
    a piece does not compile.
    """
    if source.count("\n") > _LONGEST or any(end in source for end in _UNUSUAL):
        return None
    try:
        return [_block(first, text, filename) for first, text in pieces(source)]
    except PARSE_ERRORS:
        return None


def _block(first: int, text: str, filename: str) -> Block:
    above = "\n" * (first - 1)  # so that lines have their numbers
    if text.startswith(_DEFINES) and "import" not in text:
        node = _definition(above, text, filename)
        if node is not None:
            code = compile(above + text, filename, "exec", dont_inherit=True)
            if isinstance(node, ast.FunctionDef) or _functions(node) == list(_compiled(node.name, code)):
                return Block(first, text, (node,), code)
    return Block(first, text, tuple(ast.parse(above + text, filename).body))


def _definition(above: str, text: str, filename: str) -> ast.FunctionDef | ast.ClassDef | None:
    """Return the node of a function, or of a class that holds nothing but functions; None for others."""
    lines = text.rstrip().split("\n")
    try:
        body = ast.parse(above + "\n".join(_without_bodies(lines)), filename).body
    except PARSE_ERRORS:
        return None
    if len(body) != 1:
        return None
    node = body[0]
    node.end_lineno = len(above) + len(lines)
    if isinstance(node, ast.FunctionDef) and _FUNCTION.fullmatch(lines[0]):
        return node
    if isinstance(node, ast.ClassDef) and all(
        isinstance(item, ast.FunctionDef) or is_words(item) for item in node.body
    ):
        return node
    return None


def _without_bodies(lines: list[str]) -> Iterator[str]:
    """Yield the lines, those in the bodies of functions empty."""
    within = None  # indentation of the function whose body this is
    for line in lines:
        bare = line.lstrip(" \t")
        indented = len(line) - len(bare)
        if not bare or bare[0] == "#" or (within is not None and indented > within):
            yield ""
        elif _FUNCTION.fullmatch(line):
            within = indented
            yield line + " pass"
        else:
            within = None
            yield line


def _functions(node: ast.ClassDef) -> list[tuple[str, int]]:
    return [
        (item.name, item.decorator_list[0].lineno if item.decorator_list else item.lineno)
        for item in node.body
        if isinstance(item, ast.FunctionDef)
    ]


def _compiled(name: str, code: CodeType) -> Iterator[tuple[str, int]]:
    """Yield names and first lines of the functions of a class: what looks like one may stand in a text."""
    for body in _within(code):
        if body.co_name == name:
            yield from ((each.co_name, each.co_firstlineno) for each in _within(body))


def _within(code: CodeType) -> Iterator[CodeType]:
    return (const for const in code.co_consts if isinstance(const, CodeType))
