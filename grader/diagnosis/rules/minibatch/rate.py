"""Training, its numbers: the learning rate and the count of iterations, and whether they are used."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ....course.training.problem import LARGE_RATE, SMALL_RATE
from ...text import Fix
from ...vocabulary import Subject
from ..editing import change_operator, delete, fix, inside, put, shuffled, spoilt
from ..reading import called
from .reading import Training, trainings
from .update import is_step, steps

_IGNORED = "training-rate-ignored"
_COUNT = "training-count-wrong"
_RATE = re.compile(r"^lr$|rate|^eta$|^alpha$|^lrate$|^step_size$", re.IGNORECASE)
_ITERATIONS = re.compile(r"iter|num_steps|step_num|steps", re.IGNORECASE)
_OPERATORS = {"<=": ast.LtE, ">=": ast.GtE, "<": ast.Lt, ">": ast.Gt}
_KEPT = ("<=", ">=")  # goes on once too often: the count on the right, on the left
_PASSED = (">", "<")  # leaves once too late


def _parameter(training: Training, pattern: re.Pattern[str]) -> str:
    names = training.unit.parameters or [name for name, _, _ in training.unit.assignments]
    return next((name for name in names if pattern.search(name) and "per" not in name), "")


def _number(node: ast.AST | None) -> float | None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]  # type() narrows nothing
    return None


# --- training-rate-ignored ------------------------------------------------------------------------


def mend_ignored(subject: Subject) -> Iterator[Fix]:
    """Let the learning rate say how long a step is."""
    takes = {training.unit.name: training.unit.parameters for training in trainings(subject)}
    for training in trainings(subject):
        text, rate = training.text, _parameter(training, _RATE)
        if not rate:
            continue
        for name, statement, value in training.unit.assignments:
            if training.unit.parameters and name == rate and _number(value) is not None:
                yield from fix(_IGNORED, text, delete(text, statement), statement.lineno, 1.5, 0.9)
            elif _RATE.search(name) and _number(value) is not None and training.unit.parameters:
                yield from fix(_IGNORED, text, [inside(text, value, rate)], statement.lineno, 1, 0.85)
        for node, _ in steps(training):
            step = node.value if isinstance(node, ast.AugAssign) else node.right
            for child in ast.walk(step):
                if isinstance(child, ast.BinOp) and isinstance(child.op, ast.Mult):
                    for side in (child.left, child.right):
                        bare = side.operand if isinstance(side, ast.UnaryOp) else side
                        if _number(bare) is not None:
                            yield from fix(_IGNORED, text, [put(text, bare, rate)], bare.lineno, 1, 0.9)
            if not any(isinstance(child, ast.Name) and child.id == rate for child in ast.walk(step)):
                splice = inside(text, step, f"{rate} * {_factor(text.of(step), step)}")
                yield from fix(_IGNORED, text, [splice], step.lineno, 1.2, 0.5)
        for call in training.unit.nodes(ast.Call):
            for name, argument in zip(takes.get(called(call), ()), call.args, strict=False):
                if _RATE.search(name) and _number(argument) is not None:
                    yield from fix(_IGNORED, text, [inside(text, argument, rate)], call.lineno, 1, 0.9)
            for keyword in call.keywords:
                if keyword.arg and _RATE.search(keyword.arg) and _number(keyword.value) is not None:
                    yield from fix(_IGNORED, text, [inside(text, keyword.value, rate)], call.lineno, 1, 0.85)


def _factor(plain: str, node: ast.expr) -> str:
    return f"({plain})" if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) else plain


def spoil_ignored(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Write a number in the place of the learning rate."""
    found: list[Fix] = []
    for training in trainings(subject):
        text, rate = training.text, _parameter(training, _RATE)
        uses = training.unit.uses(rate) if rate and training.unit.parameters else []
        if len(uses) == 1 and any(
            is_step(above) for above in training.unit.above(uses[0]) if isinstance(above, ast.expr)
        ):
            found += spoilt(_IGNORED, text, [inside(text, uses[0], "0.1")], text.span(uses[0])[0])
    yield from shuffled(found, rng)


# --- training-count-wrong -------------------------------------------------------------------------


def mend_count(subject: Subject) -> Iterator[Fix]:
    """Take as many iterations as are asked for."""
    for training in trainings(subject):
        text, count = training.text, _parameter(training, _ITERATIONS)
        if not count or not training.unit.parameters:
            continue
        for call in training.unit.nodes(ast.Call):
            if called(call) not in ("range", "trange", "arange") or not call.args:
                continue
            bound = call.args[-1] if len(call.args) < 3 else call.args[1]
            if isinstance(bound, ast.BinOp) and any(
                isinstance(child, ast.Name) and child.id == count for child in ast.walk(bound)
            ):
                yield from fix(_COUNT, text, [put(text, bound, count)], call.lineno, 1, 0.9)
            elif _number(bound) not in (None, 0, 1) and not training.unit.uses(count):
                yield from fix(_COUNT, text, [inside(text, bound, count)], call.lineno, 1, 0.9)
            if len(call.args) == 2 and _number(call.args[0]) == 1 and text.of(bound) == count:
                yield from fix(_COUNT, text, [inside(text, call.args[0], "0")], call.lineno, 1, 0.85)
                yield from fix(_COUNT, text, [inside(text, bound, f"{count} + 1")], call.lineno, 1.1, 0.8)
        for name, statement, value in training.unit.assignments:
            if name == count and _number(value) is not None and not training.unit.loops(statement):
                yield from fix(_COUNT, text, delete(text, statement), statement.lineno, 1.5, 0.9)
        yield from _compared(training, count)
        yield from _returned_early(training)


def _compared(training: Training, count: str) -> Iterator[Fix]:
    """while i <= iters_num; while i < iters_num - 1; if i > iters_num: break."""
    text = training.text
    for node in training.unit.nodes(ast.Compare):
        if len(node.ops) != 1:
            continue
        right = node.comparators[0]
        for bound, order in ((right, 0), (node.left, 1)):
            of_count = any(isinstance(child, ast.Name) and child.id == count for child in ast.walk(bound))
            if isinstance(bound, ast.BinOp) and isinstance(bound.op, ast.Add | ast.Sub) and of_count:
                yield from fix(_COUNT, text, [put(text, bound, count)], node.lineno, 1, 0.85)
            old = _PASSED[order] if _leaves(training, node) else _KEPT[order]
            if text.of(bound) == count and isinstance(node.ops[0], _OPERATORS[old]):
                new = old.rstrip("=") if old.endswith("=") else f"{old}="
                whole = ast.BinOp(node.left, ast.Sub(), right)
                yield from fix(_COUNT, text, [change_operator(text, whole, old, new)], node.lineno, 1, 0.8)


def _leaves(training: Training, node: ast.Compare) -> bool:
    """Tell whether a loop ends where a comparison holds."""
    above = training.unit.parent(node)
    ends = ast.Break | ast.Return
    return isinstance(above, ast.If) and above.test is node and any(isinstance(s, ends) for s in above.body)


def _returned_early(training: Training) -> Iterator[Fix]:
    """A break at the end of the loop's body."""
    text = training.text
    for node in training.unit.nodes(ast.Break):
        loops = training.unit.loops(node)
        if loops and node is loops[0].body[-1]:
            yield from fix(_COUNT, text, delete(text, node), node.lineno, 1.5, 0.85)


def spoil_count(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take one iteration less, or a fixed number of them."""
    found: list[Fix] = []
    for training in trainings(subject):
        text, count = training.text, _parameter(training, _ITERATIONS)
        for call in training.unit.nodes(ast.Call):
            if called(call) == "range" and len(call.args) == 1 and text.of(call.args[0]) == count:
                for new in (f"{count} - 1", "1000"):
                    once = len(training.unit.uses(count)) == 1
                    if training.unit.parameters and (once or new != "1000"):
                        found += spoilt(_COUNT, text, [inside(text, call.args[0], new)], text.span(call)[0])
    yield from shuffled(found, rng)


# --- advice ---------------------------------------------------------------------------------------


def _chosen(subject: Subject) -> Iterator[tuple[Training, ast.stmt, float]]:
    """Yield the learning rates that a script sets."""
    for training in trainings(subject):
        if training.main and not training.unit.parameters:
            for name, statement, value in training.unit.assignments:
                number = _number(value)
                if _RATE.search(name) and number is not None:
                    yield training, statement, number


def mend_large(subject: Subject) -> Iterator[Fix]:
    """Tell of a learning rate with which the loss leaps about."""
    for training, statement, number in _chosen(subject):
        if number >= LARGE_RATE:
            yield Fix("learning-rate-too-large", (), training.text.number, statement.lineno, 1, 0.95)


def mend_small(subject: Subject) -> Iterator[Fix]:
    """Tell of a learning rate with which nothing moves."""
    for training, statement, number in _chosen(subject):
        if 0 <= number <= SMALL_RATE:
            yield Fix("learning-rate-too-small", (), training.text.number, statement.lineno, 1, 0.95)
