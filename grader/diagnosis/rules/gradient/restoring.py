"""Misconceptions about putting an element of x back after its turn."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..difference.text import after, before, drop, line_afterwards, put, put_statements
from .following import Event
from .loop import Block, blocks
from .sides import put_back, set_to
from .writing import amount, element, is_copied


def _changes(block: Block) -> dict[str, list[Event]]:
    """Return the changes of the arrays that outlive one turn, by the array."""
    found: dict[str, list[Event]] = {}
    for event in block.of("set"):
        if not is_copied(block, event.owner):
            found.setdefault(event.owner, []).append(event)
    return found


def _called_after(block: Block, change: Event) -> bool:
    at = block.events.index(change)
    return any(event.kind == "call" for event in block.events[at:])


def mend_not_restored(subject: Subject) -> Iterator[Fix]:
    """Nothing puts the element back."""
    for block in blocks(subject):
        if not block.of("call"):
            continue
        for owner, changes in _changes(block).items():
            last = changes[-1]
            offset = block.final(owner)
            if offset == 0.0 or not _called_after(block, last):
                continue
            splice = put_back(block, last, offset)
            if splice is not None:
                line = last.statement.lineno
                yield Fix("not-restored", (splice,), block.text.number, line, 3.0, 0.9)


def spoil_not_restored(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take away the statement that puts the element back."""
    for block, last in _restores(subject):
        text = block.text
        changes = _changes(block)[last.owner]
        splice = drop(text, last.statement)
        line = line_afterwards(text, [splice], text.span(changes[-2].statement)[0])
        yield Fix("not-restored", (splice,), text.number, line, 3.0, 0.9)


def _restores(subject: Subject) -> Iterator[tuple[Block, Event]]:
    """Yield the statements that put an element back after the last call of f."""
    for block in blocks(subject):
        for owner, changes in _changes(block).items():
            called = block.of("call") and not _called_after(block, changes[-1])
            known = (
                block.of("save") or block.element is not None or None not in [one.offset for one in changes]
            )
            if called and known and len(changes) > 1 and block.final(owner) == 0.0:
                yield block, changes[-1]


def mend_restores_wrong(subject: Subject) -> Iterator[Fix]:
    """Something else than the old value is put back, or the old value is read too late."""
    idea = "restores-wrong-value"
    for block in blocks(subject):
        text = block.text
        for owner, changes in _changes(block).items():
            last = changes[-1]
            if not block.of("call") or _called_after(block, last):
                continue
            for event in block.of("save"):
                if event.offset != 0.0 and event.owner == owner:
                    yield from _read_late(block, event, changes[0])
            if block.final(owner) == 0.0 or _is_unknown(block, last.node):
                continue
            away = block.before(last)
            if not block.base and not last.relative and away and isinstance(last.statement, ast.Assign):
                by = f"{'-' if away > 0 else '+'}= {amount(block, abs(away))}"
                splice = put_statements(text, last.statement, last.statement, [f"{element(block)} {by}"])
                yield Fix(idea, (splice,), text.number, last.statement.lineno, 1.0, 0.9)
            if last.relative:
                yield Fix(idea, (set_to(block, last, 0.0),), text.number, last.statement.lineno, 1.0, 0.9)
            if block.base and block.base != last.base:
                splice = put(text, last.node, block.base)
                yield Fix(idea, (splice,), text.number, last.statement.lineno, 1.0, 0.9)
            elif block.base:
                yield Fix(
                    idea, (put(text, last.node, block.base),), text.number, last.statement.lineno, 1.0, 0.8
                )


def _is_unknown(block: Block, node: ast.expr) -> bool:
    """Tell whether an expression is a name that nothing binds: a slip of typing."""
    formula = block.formula
    given = {child.arg for child in walk(formula.node) if isinstance(child, ast.arg)}
    return isinstance(node, ast.Name) and not (
        node.id in given
        or node.id in formula.bound
        or node.id in formula.outside
        or node.id in formula.looped
    )


def _read_late(block: Block, event: Event, first: Event) -> Iterator[Fix]:
    """The element is kept under a name when it is moved already."""
    text, idea, line = block.text, "restores-wrong-value", event.statement.lineno
    earlier = [other for other in block.of("save") if other.name == event.name and other.offset == 0.0]
    gone = drop(text, event.statement)
    if earlier:
        yield Fix(idea, (gone,), text.number, line, 1.0, 0.95)
    elif event.statement is not first.statement:
        moved = before(text, first.statement, [text.of(event.statement)])
        yield Fix(idea, (moved, gone), text.number, line, 2.0, 0.9)


def spoil_restores_wrong(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put back another value, or read the old one again too late."""
    idea = "restores-wrong-value"
    for block, last in _restores(subject):
        text, line = block.text, last.statement.lineno
        if isinstance(last.statement, ast.AugAssign):
            start, end = text.span(last.statement)
            splice = Splice(text.number, start, end, f"{text.of(last.statement.target)} = 0")
            yield Fix(idea, (splice,), text.number, line, 1.0, 0.9)
            continue
        wrong = rng.choice((f"{last.base} + {block.step}", f"{last.base} - {block.step}", "0", block.step))
        yield Fix(idea, (put(text, last.node, wrong),), text.number, line, 1.0, 0.9)
        saves = [event for event in block.of("save") if event.name == block.base]
        changes = _changes(block)[last.owner]
        if saves and len(changes) > 2:
            call = block.of("call")[-1]
            if call.offset and call.statement is not changes[-2].statement:
                splice = after(text, call.statement, [text.of(saves[0].statement)])
                line = text.line_of(splice.start) + splice.text.count("\n")
                yield Fix(idea, (splice,), text.number, line, 1.0, 0.9)
