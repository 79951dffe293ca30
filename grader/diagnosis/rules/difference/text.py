"""Small edits of text that the rules of difference formulas share; knows positions, no misconception.

Unlike a node's own span, `outer` takes in the parentheses around it, over line ends too, and tells a call's
bracket from a parenthesis behind a keyword.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterable

from ...text import Splice, Text

_WORD = re.compile(r"(\w+)$")


def outer(text: Text, node: ast.expr) -> tuple[int, int]:
    """Return a node's offsets with all parentheses that stand directly around it."""
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
        if _is_called(source[:left].rstrip(" \t")):
            return start, end
        start, end = left, right + 1


def _is_called(before: str) -> bool:
    if before[-1:] in (")", "]"):
        return True
    word = _WORD.search(before)
    return word is not None and not keyword.iskeyword(word.group(1))


def is_wrapped(text: Text, node: ast.expr) -> bool:
    """Tell whether parentheses of its own stand around a node."""
    return outer(text, node) != text.span(node)


def with_parentheses(text: Text, node: ast.expr) -> str:
    """Return a node's characters with the parentheses around it."""
    start, end = outer(text, node)
    return text.source[start:end]


def as_operand(text: Text, node: ast.expr) -> str:
    """Return a node's characters so that any operator may stand beside them."""
    plain = text.of(node)
    simple = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.Subscript)
    return plain if isinstance(node, simple) else f"({plain})"


def put(text: Text, node: ast.expr, by: str) -> Splice:
    """Put other characters in the place of a node and the parentheses around it."""
    start, end = outer(text, node)
    return Splice(text.number, start, end, by)


def wrap(text: Text, first: ast.expr, last: ast.expr) -> tuple[Splice, Splice]:
    """Put parentheses around what lies from one node to another."""
    return between(text, outer(text, first)[0], outer(text, last)[1])


def between(text: Text, start: int, end: int) -> tuple[Splice, Splice]:
    """Put parentheses around the characters [start, end)."""
    return Splice(text.number, start, start, "("), Splice(text.number, end, end, ")")


def unwrap(text: Text, node: ast.expr) -> tuple[Splice, Splice]:
    """Take away the parentheses around a node, all of them."""
    start, end = text.span(node)
    left, right = outer(text, node)
    return Splice(text.number, left, start, ""), Splice(text.number, end, right, "")


def operator(text: Text, node: ast.BinOp) -> tuple[int, int]:
    """Return the offsets of a binary operator's own characters."""
    start, end = outer(text, node.left)[1], outer(text, node.right)[0]
    for match in re.finditer(r"#.*|//|\*\*|[-+*/%@^]", text.source[start:end]):
        if not match.group().startswith("#"):
            return start + match.start(), start + match.end()
    raise ValueError("no operator between the operands")


def change_operator(text: Text, node: ast.BinOp, by: str) -> Splice:
    """Put another operator between the operands of a node."""
    start, end = operator(text, node)
    return Splice(text.number, start, end, by)


def indent_of(text: Text, line: int) -> str:
    """Return the white space at the beginning of a line."""
    found = re.match(r"[ \t]*", text.line_text(line))
    return found.group() if found is not None else ""


def indent_step(text: Text, node: ast.stmt) -> str:
    """Return one more level of indentation as the block of a compound statement has it."""
    body = getattr(node, "body", None)
    if body and body[0].lineno != node.lineno:
        inner = indent_of(text, body[0].lineno)
        own = indent_of(text, node.lineno)
        if len(inner) > len(own):
            return inner[len(own) :]
    return "    "


def before(text: Text, statement: ast.stmt, lines: Iterable[str]) -> Splice:
    """Put statements in front of one, on lines of their own where it begins its line."""
    start = text.span(statement)[0]
    head = text.source[text.line_span(statement.lineno)[0] : start]
    mark = "; " if head.strip() else f"\n{head}"
    return Splice(text.number, start, start, "".join(f"{line}{mark}" for line in lines))


def after(text: Text, statement: ast.stmt, lines: Iterable[str]) -> Splice:
    """Put statements behind one, on lines of their own where it ends its line."""
    end = text.span(statement)[1]
    last = statement.end_lineno or statement.lineno
    tail = text.source[end : text.line_span(last)[1]].strip()
    head = text.source[text.line_span(statement.lineno)[0] : text.span(statement)[0]]
    if head.strip() or (tail and not tail.startswith("#")):
        return Splice(text.number, end, end, "".join(f"; {line}" for line in lines))
    stop = text.line_span(last)[1]
    return Splice(text.number, stop, stop, "".join(f"\n{head}{line}" for line in lines))


def drop(text: Text, statement: ast.stmt, alone: bool = False) -> Splice:
    """Take a statement out, with its line where nothing else stands there; `alone` leaves a pass."""
    start, end = text.span(statement)
    first, last = (
        text.line_span(statement.lineno)[0],
        text.line_span(statement.end_lineno or statement.lineno)[1],
    )
    head, tail = text.source[first:start], text.source[end:last]
    if alone:
        return Splice(text.number, start, end, "pass")
    if not head.strip() and (not tail.strip() or tail.strip().startswith("#")):
        return Splice(text.number, first, min(last + 1, len(text.source)), "")
    if tail.lstrip().startswith(";"):
        skipped = end + len(tail) - len(tail.lstrip().removeprefix(";").lstrip())
        return Splice(text.number, start, skipped, "")
    cut = len(head.rstrip().removesuffix(";").rstrip())
    return Splice(text.number, first + cut, end, "")


def put_statements(text: Text, first: ast.stmt, last: ast.stmt, lines: Iterable[str]) -> Splice:
    """Put lines in the place of the statements from one to another of the same block."""
    start, end = text.span(first)[0], text.span(last)[1]
    head = text.source[text.line_span(first.lineno)[0] : start]
    mark = "; " if head.strip() else f"\n{head}"
    return Splice(text.number, start, end, mark.join(lines))


def line_afterwards(text: Text, splices: Iterable[Splice], offset: int) -> int:
    """Return the line on which a place of a text stands once splices have been made."""
    line = text.line_of(offset)
    for splice in splices:
        if splice.start < offset and splice.cell == text.number:
            line += splice.text.count("\n") - text.source.count("\n", splice.start, min(splice.end, offset))
    return line
