"""Edits that the rules of slips are made of: renaming, swapping, inserting a line; knows no misconception."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from ...text import Fix, Splice, Text

_MORE = 0.25  # cost of each further place at which the same word is changed


def fix(
    misconception: str,
    text: Text,
    line: int,
    splices: Iterable[Splice],
    cost: float = 1.0,
    suspicion: float = 0.5,
) -> Fix:
    """Make a fix whose fault stands on a line of a text."""
    return Fix(
        misconception, tuple(splices), text.number, line, round(cost, 3), round(min(suspicion, 0.95), 3)
    )


def cost_of(places: Sequence[object]) -> float:
    """Return what it costs to change the same word at several places."""
    return 1.0 + _MORE * (len(places) - 1)


def rename(text: Text, nodes: Iterable[ast.AST], name: str) -> list[Splice]:
    """Return the splices that give names, attributes, parameters, definitions or aliases another name."""
    return [Splice(text.number, *word(text, node), name) for node in nodes]


def word(text: Text, node: ast.AST) -> tuple[int, int]:
    """Return the offsets of the word in a node that is its name."""
    if isinstance(node, ast.Attribute):
        end = text.span(node)[1]
        return end - len(node.attr), end
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        start = text.offset(node.lineno, node.col_offset)
        at = text.source.index(node.name, start + 3 if not isinstance(node, ast.ClassDef) else start + 5)
        return at, at + len(node.name)
    start, end = text.span(node)  # type: ignore[arg-type]
    if isinstance(node, (ast.arg, ast.keyword)):
        return start, start + len(node.arg or "")
    if isinstance(node, ast.alias):
        return (end - len(node.asname), end) if node.asname else (start, end)
    return start, end


def indent_of(text: Text, line: int) -> str:
    """Return a line's own indentation."""
    content = text.line_text(line)
    return content[: len(content) - len(content.lstrip(" \t"))]


def line_before(text: Text, statement: ast.stmt, what: str) -> Splice:
    """Return the splice that puts a line in front of a statement, at its indentation."""
    start = text.offset(statement.lineno, statement.col_offset)
    first = text.line_span(statement.lineno)[0]
    own = text.source[first:start]
    if own.strip():  # other code stands before it on its line
        return Splice(text.number, start, start, f"{what}; ")
    return Splice(text.number, start, start, f"{what}\n{own}")


def line_after(text: Text, statement: ast.stmt, what: str, indent: str | None = None) -> Splice:
    """Return the splice that puts a line behind a statement's last line, at its indentation or another."""
    last = statement.end_lineno or statement.lineno
    end = text.line_span(last)[1]
    if indent is None:
        first, start = (
            text.line_span(statement.lineno)[0],
            text.offset(statement.lineno, statement.col_offset),
        )
        indent = text.source[first:start]
        if indent.strip():
            return Splice(text.number, text.span(statement)[1], text.span(statement)[1], f"; {what}")
    return Splice(text.number, end, end, f"\n{indent}{what}")


def first_statement(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """Return the first statement of a body that is no docstring (or the docstring, where it is all)."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(body) > 1:
        return body[1] if isinstance(first.value.value, str) else first
    return first


def outer(text: Text, node: ast.expr) -> tuple[int, int]:
    """Return the offsets of an argument or element with its own parentheses, up to the comma or bracket."""
    source = text.source
    start, end = text.span(node)
    while True:
        left, right = start - 1, end
        while left >= 0 and source[left].isspace():
            left -= 1
        while right < len(source) and source[right].isspace():
            right += 1
        if left < 0 or right >= len(source) or source[left] != "(" or source[right] != ")":
            return start, end
        before = source[:left].rstrip(" \t")[-1:]
        if before.isalnum() or before in ("_", ")", "]"):
            return start, end
        start, end = left, right + 1


def swap(text: Text, first: ast.expr, second: ast.expr) -> list[Splice]:
    """Return the splices that exchange two arguments."""
    one, two = outer(text, first), outer(text, second)
    return [
        Splice(text.number, *one, text.source[slice(*two)]),
        Splice(text.number, *two, text.source[slice(*one)]),
    ]


def shift(text: Text, first: int, last: int, old: str, new: str) -> list[Splice]:
    """Return the splices that change the indentation of lines that begin with `old` to begin with `new`."""
    splices = []
    for line in range(first, last + 1):
        start, end = text.line_span(line)
        if text.source[start:end].strip() and text.source.startswith(old, start):
            splices.append(Splice(text.number, start, start + len(old), new))
    return splices


def unit_of(text: Text) -> str:
    """Return what the text indents by: a tab, or some spaces."""
    for line in text.source.split("\n"):
        if line[:1] == "\t":
            return "\t"
        width = len(line) - len(line.lstrip(" "))
        if width and line.strip() and not line.lstrip().startswith("#"):
            return " " * width if width in (2, 3, 4, 8) else "    "
    return "    "


def delete_statement(text: Text, statement: ast.stmt) -> Splice:
    """Return the splice that takes a statement's lines out."""
    start = text.line_span(statement.lineno)[0]
    end = text.line_span(statement.end_lineno or statement.lineno)[1]
    if end < len(text.source):
        return Splice(text.number, start, end + 1, "")
    return Splice(text.number, max(start - 1, 0), end, "")
