"""Training, the epoch: its length in iterations, and how often the accuracy is noted."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    change_operator,
    fix,
    insert_before,
    inside,
    reindent,
    shuffled,
    spoilt,
    step_of,
)
from ..reading import called
from .reading import Training, is_script, trainings

_LENGTH = "epoch-length-not-whole"
_EVERY = "records-every-iteration"
_WHOLE = ("int", "round", "ceil", "floor", "rint")


def _lengths(training: Training) -> Iterator[ast.BinOp]:
    """Yield divisions whose result is the second operand of a remainder, itself or by a name."""
    names: set[str] = set()
    places: list[ast.AST] = []
    for node in training.unit.nodes(ast.BinOp):
        if isinstance(node.op, ast.Mod):
            places.append(node.right)
            names |= {child.id for child in walk(node.right) if isinstance(child, ast.Name)}
    places += [value for name, _, value in training.unit.assignments if name in names]
    yield from _divisions(places)


def _handed_on(training: Training) -> Iterator[ast.BinOp]:
    """Yield divisions by the batch size whose result a function or an object is given."""
    given: list[ast.AST] = []
    for call in training.unit.nodes(ast.Call):
        given += [*call.args, *(keyword.value for keyword in call.keywords)]
    names = {node.id for node in given if isinstance(node, ast.Name)}
    places = [*given, *(value for name, _, value in training.unit.assignments if name in names)]
    for node in _divisions(places):
        if training.batch_size and training.batch_size in training.text.of(node.right):
            yield node


def _divisions(places: list[ast.AST]) -> Iterator[ast.BinOp]:
    seen: set[int] = set()
    for place in places:
        for child in walk(place):
            divides = isinstance(child, ast.BinOp) and isinstance(child.op, ast.Div | ast.FloorDiv)
            if divides and id(child) not in seen and isinstance(child, ast.BinOp):
                seen.add(id(child))
                yield child


def _is_whole(training: Training, node: ast.BinOp) -> bool:
    return any(isinstance(above, ast.Call) and called(above) in _WHOLE for above in training.unit.above(node))


def mend_length(subject: Subject) -> Iterator[Fix]:
    """Let an epoch have a whole number of iterations."""
    for training in trainings(subject):
        text = training.text
        known = list(_lengths(training))
        handed = [node for node in _handed_on(training) if node not in known]
        for sure, found in ((0.95, known), (0.85, handed)):
            for node in found:
                if isinstance(node.op, ast.Div) and not _is_whole(training, node):
                    splice = change_operator(text, node, "/", "//")
                    yield from fix(_LENGTH, text, [splice], node.lineno, 1, sure)


def spoil_length(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Let an epoch have a fraction of an iteration; a script's own numbers may divide without a rest."""
    found: list[Fix] = []
    for training in () if is_script(subject) else trainings(subject):
        text = training.text
        for node in _lengths(training):
            if isinstance(node.op, ast.FloorDiv):
                splice = change_operator(text, node, "//", "/")
                found += spoilt(_LENGTH, text, [splice], text.span(node)[0])
            above = training.unit.parent(node)
            if isinstance(above, ast.Call) and called(above) in ("int", "round") and len(above.args) == 1:
                splice = inside(text, above, text.of(node))
                found += spoilt(_LENGTH, text, [splice], text.span(above)[0])
    yield from shuffled(found, rng)


def _evaluators(subject: Subject) -> set[str]:
    """Return the names of functions and methods that take accuracies and do nothing else of a training."""
    return {
        training.unit.name
        for training in trainings(subject)
        if not training.main
        and not training.gradient_calls
        and any(called(call) == "accuracy" for call in training.unit.nodes(ast.Call))
    }


def _accuracy_statements(training: Training, others: set[str]) -> list[ast.stmt]:
    found = []
    for call in training.unit.nodes(ast.Call):
        statement = training.unit.statement(call)
        takes = called(call) == "accuracy" or called(call) in others
        if takes and statement is not None and training.unit.loops(statement):
            found.append(statement)
    return list(dict.fromkeys(found))


def mend_every(subject: Subject) -> Iterator[Fix]:
    """Note the accuracies once an epoch."""
    others = _evaluators(subject)
    for training in trainings(subject):
        unit, text = training.unit, training.text
        statements = _accuracy_statements(training, others)
        length = next(iter(_named_length(training)), "")
        if not statements:
            continue
        block = unit.block(statements[0])
        counter = _counter(unit.parent(statements[0]))
        if not counter or not all(statement in block for statement in statements):
            continue
        if not length:
            size = training.batch_size or "batch_size"
            length = f"max({training.train_size} // {size}, 1)"
        head = insert_before(text, statements[0], [f"if {counter} % {_grouped(length)} == 0:"])
        ends = (
            _about(statements, block),
            block[-1] if isinstance(block[-1], ast.Expr | ast.Assign) else None,
        )
        for sure, last in zip((0.8, 0.75), dict.fromkeys(ends), strict=False):
            if head is None or last is None:
                continue
            end = text.line_of(text.span(last)[1])
            moved: list[Splice] = reindent(text, statements[0].lineno, end, step_of(text))
            if moved:
                joined = Splice(head.cell, head.start, head.end, head.text + moved[0].text)
                yield from fix(_EVERY, text, [joined, *moved[1:]], statements[0].lineno, 2, sure)


def _counter(loop: ast.AST | None) -> str:
    """Return the name that counts the rounds of a loop, "" where none does."""
    if isinstance(loop, ast.For):
        target = loop.target
        counted = isinstance(loop.iter, ast.Call) and called(loop.iter) == "enumerate"
        if counted and isinstance(target, ast.Tuple):
            target = target.elts[0]
        return target.id if isinstance(target, ast.Name) else ""
    body = loop.body if isinstance(loop, ast.While) else []
    for node in body:
        one = (
            isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant) and node.value.value == 1
        )
        if one and isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            return node.target.id
    return ""


def _about(statements: list[ast.stmt], block: list[ast.stmt]) -> ast.stmt:
    """Return the last statement of a block that is about the accuracies: it takes them, or reads them."""
    names: set[str] = set()
    last = statements[0]
    for node in block[block.index(last) :]:
        inside_it = list(walk(node))
        reads = {
            each.id for each in inside_it if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
        }
        if node not in statements and not reads & names:
            break
        names |= {
            each.id for each in inside_it if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        last = node
    return last


def _grouped(length: str) -> str:
    return length if length.isidentifier() or length.startswith("max(") else f"({length})"


def _named_length(training: Training) -> Iterator[str]:
    """Yield the names of what seems to be an epoch's length."""
    for name, _, value in training.unit.assignments:
        for node in walk(value):
            floors = isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv)
            if floors or (isinstance(node, ast.Call) and called(node) in _WHOLE):
                yield name


def spoil_every(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Note the accuracies at every iteration."""
    found: list[Fix] = []
    others = _evaluators(subject)
    for training in trainings(subject):
        unit, text = training.unit, training.text
        for statement in _accuracy_statements(training, others)[:1]:
            guard = unit.parent(statement)
            if (
                not isinstance(guard, ast.If)
                or guard.orelse
                or not any(isinstance(child, ast.Mod) for child in walk(guard.test))
            ):
                continue
            first, last = guard.body[0], guard.body[-1]
            if first.lineno == guard.lineno:
                continue
            moved = reindent(text, first.lineno, text.line_of(text.span(last)[1]), step_of(text), remove=True)
            start = text.line_span(guard.lineno)[0]
            end = text.line_span(first.lineno)[0]
            if moved:
                gone = Splice(text.number, start, end + len(step_of(text)), "")
                found += spoilt(_EVERY, text, [gone, *moved[1:]], start)
    yield from shuffled(found, rng)
