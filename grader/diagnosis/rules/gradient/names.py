"""The misconception that an element may be given the whole array: `x[i] = x + h`."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..difference.numbers import called_name
from ..difference.text import put
from .loop import blocks
from .writing import is_copied


def mend_assigns_vector(subject: Subject) -> Iterator[Fix]:
    """x[i] = x + h, or x kept as a whole where its element should be."""
    idea = "assigns-vector-to-element"
    for block in blocks(subject):
        text = block.text
        splices, line = [], 0
        for event in block.of("set"):
            for node in walk(event.node):
                if isinstance(node, ast.Name) and node.id in (event.array, block.formula.point, event.owner):
                    inside = any(
                        isinstance(parent, ast.Subscript | ast.Attribute) and parent.value is node
                        for parent in walk(event.node)
                    )
                    if not inside:
                        splices.append(put(text, node, block.base or f"{node.id}[{event.index}]"))
                        line = line or event.statement.lineno
        if splices:
            yield Fix(idea, tuple(splices), text.number, line, 1.0, 0.9)
        for event in block.of("alias"):
            used = any(
                isinstance(node, ast.Name) and node.id == event.name
                for change in block.of("set")
                for node in walk(change.node)
            )
            if used and isinstance(event.node, ast.Name) and block.index:
                splice = put(text, event.node, f"{event.array}[{block.index}]")
                yield Fix(idea, (splice,), text.number, event.statement.lineno, 1.0, 0.9)


def spoil_assigns_vector(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put the whole array where its element is meant."""
    idea = "assigns-vector-to-element"
    for block in blocks(subject):
        text = block.text
        changes = [event for event in block.of("set") if event.offset and not event.relative and event.base]
        splices = []
        for event in changes:
            for node in walk(event.node):
                if isinstance(node, ast.Name | ast.Subscript) and text.of(node) == event.base:
                    splices.append(put(text, node, event.array))
        if splices and len(splices) == len(changes) and all(event.array == event.owner for event in changes):
            yield Fix(idea, tuple(splices), text.number, changes[0].statement.lineno, 1.0, 0.9)
        for event in block.of("save"):
            plain = isinstance(event.statement, ast.Assign) and event.array == event.owner and changes
            if plain and any(change.base == event.name for change in changes):
                splice = put(text, event.node, event.array)
                yield Fix(idea, (splice,), text.number, event.statement.lineno, 1.0, 0.9)
        own = [
            event for event in block.of("set") if isinstance(event.statement, ast.AugAssign) and event.offset
        ]
        plainly = all(
            called_name(event.node) == "copy"
            for event in block.of("copy")
            if isinstance(event.node, ast.Call)
        )
        if own and plainly and all(is_copied(block, one.owner) and abs(one.offset or 0) == 1 for one in own):
            x = block.of("copy")[0].array
            splices = []
            for event in own:
                assert isinstance(event.statement, ast.AugAssign)
                start, end = text.span(event.statement)
                sign = "+" if (event.offset or 0) > 0 else "-"
                by = f"{text.of(event.statement.target)} = {x} {sign} {text.of(event.statement.value)}"
                splices.append(Splice(text.number, start, end, by))
            yield Fix(idea, tuple(splices), text.number, own[0].statement.lineno, 1.0, 0.9)
