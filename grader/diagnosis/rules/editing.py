"""Edits of statements and expressions as splices that keep the layout; knows no misconception.

An edit that the layout does not allow (a statement that shares its line, a body on the line of its def) is
None, and the rule that asked for it proposes nothing.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterable, Iterator, Sequence

from ..text import Fix, Splice, Text
from .difference.text import outer

_TIGHT = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.Subscript, ast.List, ast.Tuple)


def indent_of(text: Text, statement: ast.stmt) -> str | None:
    """Return the white space in front of a statement; None where it does not begin its line."""
    line = text.line_text(statement.lineno)
    before = line[: text.span(statement)[0] - text.line_span(statement.lineno)[0]]
    return before if not before.strip() else None


def stands_alone(text: Text, statement: ast.stmt) -> bool:
    """Tell whether a statement has its lines to itself, but for a comment behind it."""
    if indent_of(text, statement) is None:
        return False
    end = text.span(statement)[1]
    behind = text.source[end : text.line_span(text.line_of(end))[1]].strip()
    return not behind or behind.startswith("#")


def delete(text: Text, *statements: ast.stmt) -> list[Splice] | None:
    """Take whole statements out, with their lines."""
    splices = []
    for statement in statements:
        if not stands_alone(text, statement):
            return None
        start = text.line_span(statement.lineno)[0]
        end = text.line_span(text.line_of(text.span(statement)[1]))[1]
        splices.append(Splice(text.number, start, min(end + 1, len(text.source)), ""))
    return splices


def insert_before(text: Text, statement: ast.stmt, lines: Sequence[str]) -> Splice | None:
    """Put lines in front of a statement, indented as it is."""
    indent = indent_of(text, statement)
    if indent is None:
        return None
    start = text.line_span(statement.lineno)[0]
    return Splice(text.number, start, start, "".join(f"{indent}{line}\n" for line in lines))


def insert_after(
    text: Text, statement: ast.stmt, lines: Sequence[str], indent: str | None = None
) -> Splice | None:
    """Put lines behind a statement, indented as it is."""
    if not stands_alone(text, statement):
        return None
    own = indent_of(text, statement) if indent is None else indent
    end = text.line_span(text.line_of(text.span(statement)[1]))[1]
    return Splice(text.number, end, end, "".join(f"\n{own}{line}" for line in lines))


def lines_of(text: Text, statement: ast.stmt) -> list[str]:
    """Return a statement's lines with the indentation of its first line taken away."""
    indent = indent_of(text, statement) or ""
    last = text.line_of(text.span(statement)[1])
    lines = [text.line_text(number) for number in range(statement.lineno, last + 1)]
    return [line[len(indent) :] if line.startswith(indent) else line for line in lines]


def step_of(text: Text) -> str:
    """Return one level of indentation as the text has it."""
    for line in text.source.split("\n"):
        if line.startswith("\t"):
            return "\t"
        blanks = len(line) - len(line.lstrip(" "))
        if 1 < blanks <= 8 and line.strip():
            return " " * blanks
    return "    "


def reindent(text: Text, first: int, last: int, by: str, remove: bool = False) -> list[Splice]:
    """Move lines one level to the right, or with `remove` to the left."""
    splices = []
    for number in range(first, last + 1):
        start, _ = text.line_span(number)
        line = text.line_text(number)
        if not line.strip():
            continue
        if remove:
            if not line.startswith(by):
                return []
            splices.append(Splice(text.number, start, start + len(by), ""))
        else:
            splices.append(Splice(text.number, start, start, by))
    return splices


def operator(text: Text, left: ast.expr, right: ast.expr, symbol: str) -> tuple[int, int] | None:
    """Return the offsets of the operator between two operands."""
    start, end = outer(text, left)[1], outer(text, right)[0]
    between = re.sub(r"#[^\n]*", lambda found: " " * len(found.group()), text.source[start:end])
    at = between.find(symbol)
    return None if at < 0 else (start + at, start + at + len(symbol))


def change_operator(text: Text, node: ast.BinOp, symbol: str, by: str) -> Splice | None:
    """Put another operator in the place of a binary one."""
    place = operator(text, node.left, node.right, symbol)
    return None if place is None else Splice(text.number, *place, by)


def change_augmented(text: Text, node: ast.AugAssign, symbol: str, by: str) -> Splice | None:
    """Put another operator in the place of an augmented one: "-=" for "+="."""
    start, end = text.span(node.target)[1], outer(text, node.value)[0]
    at = text.source.find(symbol, start, end)
    return None if at < 0 else Splice(text.number, at, at + len(symbol), by)


def written(text: Text, node: ast.expr) -> str:
    """Return a node's characters with the parentheses around it."""
    start, end = outer(text, node)
    return text.source[start:end]


def operand(text: Text, node: ast.expr) -> str:
    """Return a node's characters so that any operator may stand beside them."""
    plain = text.of(node)
    return plain if isinstance(node, _TIGHT) and not isinstance(node, ast.Tuple) else f"({plain})"


def put(text: Text, node: ast.expr, by: str) -> Splice:
    """Put other characters in the place of a node and the parentheses around it."""
    return Splice(text.number, *outer(text, node), by)


def inside(text: Text, node: ast.expr | ast.stmt, by: str) -> Splice:
    """Put other characters in the place of a node, leaving the parentheses around it."""
    return Splice(text.number, *text.span(node), by)


def bare_arguments(text: Text, call: ast.Call) -> tuple[int, int]:
    """Return the offsets between a call's own parentheses."""
    start = text.source.index("(", outer(text, call.func)[1])
    return start + 1, text.span(call)[1] - 1


def fix(
    misconception: str,
    text: Text,
    splices: Iterable[Splice | None] | None,
    line: int,
    cost: float = 1.0,
    suspicion: float = 0.5,
) -> list[Fix]:
    """Return one fix in a list, none where a splice could not be made."""
    if splices is None:
        return []
    made = list(splices)
    if not made or any(splice is None for splice in made):
        return []
    sure = tuple(splice for splice in made if splice is not None)
    return [Fix(misconception, sure, text.number, line, cost, suspicion)]


def spoilt(
    misconception: str, text: Text, splices: Iterable[Splice | None] | None, at: int, shift: int = 0
) -> list[Fix]:
    """Return one edit that puts an idea in; the fault then stands where offset `at` was, `shift` lines on.

    The line is one of the text after the edit.
    """
    found = fix(misconception, text, splices, 1)
    if not found:
        return []
    line = text.line_of(at) + shift
    for splice in found[0].splices:
        if splice.end <= at and splice.start < at:
            line += splice.text.count("\n") - text.source.count("\n", splice.start, splice.end)
        elif splice.start == splice.end == at:
            line += splice.text.count("\n")
    return [Fix(misconception, found[0].splices, text.number, line)]


def shuffled(fixes: list[Fix], rng: random.Random) -> Iterator[Fix]:
    """Yield the edits in random order."""
    rng.shuffle(fixes)
    yield from fixes
