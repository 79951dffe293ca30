"""Gradient descent, the update: its sign, and what it is written to; knows neither loops nor results."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, insert
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    change_augmented,
    change_operator,
    fix,
    indent_of,
    insert_after,
    inside,
    put,
    shuffled,
    spoilt,
    stands_alone,
    written,
)
from ..reading import called, numpy_call
from .reading import Descent, base_name, descents, mentions, target_of

_KEPT = "update-not-kept"


def sums(descent: Descent) -> list[ast.BinOp]:
    """Return the sums and differences whose right operand alone holds a gradient."""
    return [
        node
        for node in descent.unit.nodes(ast.BinOp)
        if isinstance(node.op, ast.Add | ast.Sub)
        and descent.is_gradient(node.right)
        and not descent.is_gradient(node.left)
    ]


def augmented(descent: Descent) -> list[ast.AugAssign]:
    """Return the augmented sums whose value holds a gradient."""
    return [
        node
        for node in descent.unit.nodes(ast.AugAssign)
        if isinstance(node.op, ast.Add | ast.Sub) and descent.is_gradient(node.value)
    ]


def is_negative(descent: Descent, node: ast.AST) -> bool:
    """Tell whether an expression holds a minus sign, or a name that was given one."""
    if any(isinstance(child, ast.UnaryOp) and isinstance(child.op, ast.USub) for child in walk(node)):
        return True
    for child in walk(node):
        if isinstance(child, ast.Name) and child.id in descent.gradients:
            for _, value in descent.unit.assigned(child.id):
                if isinstance(value, ast.UnaryOp) or (
                    isinstance(value, ast.BinOp) and _leads_negative(value)
                ):
                    return True
    return False


def _leads_negative(node: ast.expr) -> bool:
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


# --- ascends --------------------------------------------------------------------------------------


def mend_ascends(subject: Subject) -> Iterator[Fix]:
    """Turn the sign of an update."""
    for descent in descents(subject):
        text = descent.text
        for step in augmented(descent):
            negative = is_negative(descent, step.value)
            adds = isinstance(step.op, ast.Add)
            sure = (0.3 if negative else 0.92) if adds else (0.6 if negative else 0.12)
            splice = change_augmented(text, step, "+=" if adds else "-=", "-=" if adds else "+=")
            yield from fix("ascends", text, [splice], step.lineno, 1, sure)
        for node in sums(descent):
            negative = is_negative(descent, node.right)
            adds = isinstance(node.op, ast.Add)
            if adds and descent.is_rate(node.left):
                continue
            doubled = any(isinstance(child, ast.UnaryOp) for child in ast.walk(node.right))
            sure = (0.25 if negative else 0.92) if adds else (0.9 if doubled else 0.5 if negative else 0.1)
            splice = change_operator(text, node, "+" if adds else "-", "-" if adds else "+")
            yield from fix("ascends", text, [splice], node.lineno, 1, sure)
        for call in descent.unit.nodes(ast.Call):
            if called(call) == "add" and len(call.args) == 2 and descent.is_gradient(call.args[1]):
                name = numpy_call(subject.draft, "subtract")
                yield from fix("ascends", text, [inside(text, call.func, name)], call.lineno, 1, 0.92)


def spoil_ascends(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Turn the sign of a right update."""
    found: list[Fix] = []
    for descent in descents(subject):
        text = descent.text
        for step in augmented(descent):
            adds = isinstance(step.op, ast.Add)
            splice = change_augmented(text, step, "+=" if adds else "-=", "-=" if adds else "+=")
            found += spoilt("ascends", text, [splice], text.span(step)[0])
        for node in sums(descent):
            adds = isinstance(node.op, ast.Add)
            splice = change_operator(text, node, "+" if adds else "-", "-" if adds else "+")
            found += spoilt("ascends", text, [splice], text.span(node)[0])
        for call in descent.unit.nodes(ast.Call):
            if called(call) == "subtract" and len(call.args) == 2 and descent.is_gradient(call.args[1]):
                splice = inside(text, call.func, numpy_call(subject.draft, "add"))
                found += spoilt("ascends", text, [splice], text.span(call)[0])
    yield from shuffled(found, rng)


# --- assigns-the-step -----------------------------------------------------------------------------


def mend_assigns(subject: Subject) -> Iterator[Fix]:
    """Subtract from the old point what takes its place."""
    for descent in descents(subject):
        text = descent.text
        for update in descent.updates:
            if not isinstance(update, ast.Assign) or len(update.targets) != 1:
                continue
            target = update.targets[0]
            names = descent.direct(update.value)
            if names & descent.points or not _is_product(update.value):
                continue
            points = [text.of(target), *_taken_at(descent, update.value)]
            for at, point in enumerate(dict.fromkeys(points)):
                yield from _subtracted(descent, update, target, point, 0.9 if at == 0 else 0.4)


def _is_product(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return called(value) in ("array", "multiply")
    return not isinstance(value, ast.Tuple | ast.List)


def _taken_at(descent: Descent, value: ast.expr) -> list[str]:
    calls = [call for call in descent.gradient_calls if any(call is node for node in walk(value))]
    taken = [descent.taken_at(call) for call in calls]
    return [node.id for node in taken if isinstance(node, ast.Name)]


def _subtracted(descent: Descent, update: ast.Assign, target: ast.expr, point: str, sure: float) -> list[Fix]:
    text = descent.text
    value = written(text, update.value)
    if _leads_negative(update.value) and value.startswith("-"):
        start = text.span(update.value)[0]
        tight = text.source[start - 1] == "="
        new = f"{' ' if tight else ''}{point} - {value[1:].lstrip()}"
        return fix("assigns-the-step", text, [put(text, update.value, new)], update.lineno, 1, sure)
    if point == text.of(target):
        end, start = text.span(target)[1], text.span(update.value)[0]
        at = text.source.index("=", end, start)
        shorter = fix(
            "assigns-the-step", text, [Splice(text.number, at, at + 1, "-=")], update.lineno, 1, sure
        )
    else:
        shorter = []
    splice = put(text, update.value, f"{point} - {_term(text.of(update.value), update.value)}")
    return [*shorter, *fix("assigns-the-step", text, [splice], update.lineno, 2, 0.4)]


def _term(plain: str, node: ast.expr) -> str:
    """Return an operand for the right side of a minus sign."""
    loose = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    return f"({plain})" if loose else plain


def spoil_assigns(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Leave the old point out of an update."""
    found: list[Fix] = []
    for descent in descents(subject):
        text = descent.text
        for update in descent.updates:
            target = text.of(target_of(update))
            value = update.value
            if isinstance(update, ast.AugAssign) and isinstance(update.op, ast.Sub):
                term = value
            elif (
                isinstance(value, ast.BinOp)
                and isinstance(value.op, ast.Sub)
                and text.of(value.left) == target
            ):
                term = value.right
            else:
                continue
            if descent.direct(term) & descent.points:
                continue
            for sign in ("", "-"):
                if sign and isinstance(term, ast.UnaryOp):
                    continue
                loose = isinstance(term, ast.BinOp) and isinstance(term.op, ast.Add | ast.Sub)
                body = f"({text.of(term)})" if sign and loose else text.of(term)
                splice = inside(text, update, f"{target} = {sign}{body}")
                found += spoilt("assigns-the-step", text, [splice], text.span(update)[0])
    yield from shuffled(found, rng)


# --- update-not-kept ------------------------------------------------------------------------------


def mend_not_kept(subject: Subject) -> Iterator[Fix]:
    """Keep the new point: assign a bare difference, or carry a new name over to the next step."""
    for descent in descents(subject):
        text = descent.text
        for statement in descent.unit.nodes(ast.Expr):
            bare = statement.value
            if (
                not isinstance(bare, ast.BinOp)
                or not isinstance(bare.op, ast.Sub)
                or not base_name(bare.left)
            ):
                continue
            if descent.is_gradient(bare):
                shorter = change_operator(text, bare, "-", "-=")
                yield from fix(_KEPT, text, [shorter], statement.lineno, 1, 0.95)
                assigned = insert(text, text.span(statement)[0], f"{text.of(bare.left)} = ")
                yield from fix(_KEPT, text, [assigned], statement.lineno, 1, 0.9)
        for name, place, value in descent.unit.assignments:
            if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Sub | ast.Add):
                continue
            old = value.left.id if isinstance(value.left, ast.Name) else ""
            moved = {base_name(target_of(other)) for other in descent.updates}
            unkept = (
                old in descent.points
                and old not in (name, *(moved - {name}))
                and descent.is_gradient(value.right)
            )
            if not unkept or not descent.unit.loops(place):
                continue
            kept = any(mentions(other, name) for made, _, other in descent.unit.assignments if made == old)
            line = insert_after(text, place, [f"{old} = {name}"])
            yield from fix(_KEPT, text, [line], place.lineno, 2, 0.3 if kept else 0.85)


def spoil_not_kept(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Compute the new point and forget it."""
    found: list[Fix] = []
    for descent in descents(subject):
        text = descent.text
        for update in descent.updates:
            target, value = target_of(update), update.value
            if (
                not descent.unit.loops(update)
                or not stands_alone(text, update)
                or indent_of(text, update) is None
            ):
                continue
            if isinstance(update, ast.AugAssign) and isinstance(update.op, ast.Sub):
                bare = f"{text.of(target)} - {_term(text.of(value), value)}"
            elif (
                isinstance(value, ast.BinOp)
                and isinstance(value.op, ast.Sub)
                and isinstance(target, ast.Name)
            ):
                if text.of(value.left) != target.id:
                    continue
                bare = text.of(value)
            else:
                continue
            for new in (bare, f"new_{text.of(target)} = {bare}" if isinstance(target, ast.Name) else ""):
                if new:
                    found += spoilt(_KEPT, text, [inside(text, update, new)], text.span(update)[0])
    yield from shuffled(found, rng)
