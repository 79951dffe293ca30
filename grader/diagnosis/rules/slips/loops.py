"""Lines on the wrong side of a loop's end: `return-inside-loop`, `statement-outside-loop`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import fix, indent_of, shift, unit_of
from .returns import Defined, falls_through
from .scope import functions_of, own_nodes, parents

INSIDE, OUTSIDE = "return-inside-loop", "statement-outside-loop"
_LINE = 1.9  # cost of a line that is moved: less than that of two edits
_LOOPS = (ast.For, ast.While)


def mend_inside(subject: Subject) -> Iterator[Fix]:
    """Yield a return moved out of the loop whose first round it ends."""
    for text, _, function in functions_of(subject):
        above = parents(function)
        for node in own_nodes(function):
            if isinstance(node, ast.Return):
                yield from _moved_out(text, function, node, above)


def _moved_out(
    text: Text, function: Defined, node: ast.Return, above: dict[ast.AST, ast.AST]
) -> Iterator[Fix]:
    strong = isinstance(above[node], _LOOPS) and falls_through(function.body)
    loop: ast.AST | None = above.get(node)
    rank = 0
    while loop is not None and loop is not function:
        if isinstance(loop, _LOOPS):
            own, new = indent_of(text, node.lineno), indent_of(text, loop.lineno)
            last = node.end_lineno or node.lineno
            suspicion = (0.95 if strong else 0.3) - 0.1 * rank
            if (loop.end_lineno or 0) <= last:
                splices = shift(text, node.lineno, last, own, new)
                yield fix(INSIDE, text, node.lineno, splices, 1.0, suspicion)
            else:
                written = text.source[text.line_span(node.lineno)[0] : text.line_span(last)[1]]
                start = text.line_span(node.lineno)[0]
                gone = Splice(text.number, start, min(text.line_span(last)[1] + 1, len(text.source)), "")
                end = text.line_span(loop.end_lineno or loop.lineno)[1]
                added = Splice(text.number, end, end, "\n" + new + written[len(own) :])
                yield fix(INSIDE, text, node.lineno, [gone, added], _LINE, suspicion - 0.05)
            rank += 1
        loop = above.get(loop)


def mend_outside(subject: Subject) -> Iterator[Fix]:
    """Yield the lines behind a loop moved into it, where they use what the loop sets."""
    for text, _, function in functions_of(subject):
        for node in walk(function):
            for name in ("body", "orelse"):
                body = getattr(node, name, None)
                if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                    # where something raises, that is to be mended first: faint traces can wait
                    yield from (
                        each for each in _moved_in(text, body) if each.suspicion > 0.2 or not subject.raised
                    )


def _moved_in(text: Text, body: list[ast.stmt]) -> Iterator[Fix]:
    for place, loop in enumerate(body[:-1]):
        if not isinstance(loop, _LOOPS):
            continue
        stored = {
            child.id
            for child in walk(loop)
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
        }
        targets = (
            {child.id for child in walk(loop.target) if isinstance(child, ast.Name)}
            if isinstance(loop, ast.For)
            else set()
        )
        later = body[place + 1 :]
        for count in range(1, min(len(later), 6) + 1):
            taken = later[:count]
            if isinstance(taken[-1], (ast.Return, ast.FunctionDef, ast.ClassDef)):
                break
            names = {child.id for each in taken for child in walk(each) if isinstance(child, ast.Name)}
            strong = 0.9 if names & targets else 0.6 if names & stored else 0.2
            inner = indent_of(text, loop.body[0].lineno)
            own = indent_of(text, loop.lineno)
            if loop.body[0].lineno == loop.lineno:
                inner = own + unit_of(text)
            splices = shift(text, taken[0].lineno, taken[-1].end_lineno or taken[-1].lineno, own, inner)
            yield fix(OUTSIDE, text, taken[0].lineno, splices, 1.0 + 0.25 * (count - 1), strong)
