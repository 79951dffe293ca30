"""The misconception that all components may be moved at once: `f(x + h)`, `x += h`."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence

from ...text import Fix, names_in, nodes
from ...vocabulary import Subject
from ...walking import walk
from ..difference.finding import formulas
from ..difference.formula import Formula, Offset
from ..difference.numbers import called_name
from ..difference.text import put, put_statements, with_parentheses
from ..difference.tree import dotted, root
from ..difference.writing import numpy_name
from .loop import Block, blocks
from .points import anew, calls_in, core_as, steps_plainly
from .writing import Spot, is_copied, replaced_by_copies, stepped


def mend_perturbs_all(subject: Subject) -> Iterator[Fix]:
    """f(x + h) on the whole array, or x += h."""
    idea = "perturbs-all-components"
    for formula in formulas(subject):
        moved = [offset for offset in formula.offsets if _moves_all(formula, offset)]
        if moved:
            yield from _along(formula, moved)
            yield from _counted(formula, moved, numpy_name(subject.draft))
            line = moved[0].place.lineno
            if (
                not any(
                    offset.call in _held(block)
                    for block in blocks(subject)
                    for offset in moved
                    if block.index
                )
                and formula.topic == "numerical_gradient"
            ):
                yield from anew(subject, formula, idea, line)
    for block in blocks(subject):
        yield from _in_block(block)
        yield from _whole_changes(block)


def _moves_all(formula: Formula, offset: Offset) -> bool:
    plain = offset.term is not None and formula.of_steps(offset.term)
    return plain and dotted(offset.base) == formula.point and offset.call in formula.calls


def _held(block: Block) -> list[ast.Call]:
    return [call for _, call in calls_in(block)]


def _along(formula: Formula, moved: Sequence[Offset]) -> Iterator[Fix]:
    """`for e in units: f(x + h)`: the direction is left out."""
    for loop in nodes(formula.node, ast.For, ast.comprehension):
        assert isinstance(loop, ast.For | ast.comprehension)
        name = dotted(loop.target)
        directions = {child.id for child in walk(loop.iter) if isinstance(child, ast.Name)}
        made = [ast.unparse(value) for each in directions for value in formula.bound.get(each, ())]
        if name and any("eye" in text or "identity" in text for text in (*made, ast.unparse(loop.iter))):
            splices = [
                put(formula.text, offset.term, f"{formula.text.of(offset.term)} * {name}")
                for offset in moved
                if offset.term is not None
            ]
            line = moved[0].place.lineno
            yield Fix("perturbs-all-components", tuple(splices), formula.text.number, line, 1.0, 0.9)
    for name, values in formula.bound.items():
        made = [called_name(value) for value in values if isinstance(value, ast.Call)]
        if (
            made
            and set(made) <= {"zeros", "zeros_like"}
            and formula.stored.get(name)
            and name != formula.point
        ) and not any(formula.level(value) for value in formula.stored[name]):
            splices = [put(formula.text, offset.term, name) for offset in moved if offset.term is not None]
            line = moved[0].place.lineno
            yield Fix("perturbs-all-components", tuple(splices), formula.text.number, line, 1.0, 0.8)


def _counted(formula: Formula, moved: Sequence[Offset], numpy: str) -> Iterator[Fix]:
    """`f(x + h) ... for i in range(x.size)`: the number of the element is left out."""
    text, inside = formula.text, {id(offset.call) for offset in moved}
    for node in nodes(formula.node, ast.ListComp, ast.GeneratorExp):
        assert isinstance(node, ast.ListComp | ast.GeneratorExp)
        index = dotted(node.generators[0].target)
        counts = isinstance(node.generators[0].iter, ast.Call) and called_name(node.generators[0].iter)
        if not numpy or counts not in ("range", "arange") or index in names_in(node.elt):
            continue
        if not inside <= {id(child) for child in walk(node.elt)}:
            continue
        unit = f"{numpy}.eye({formula.point}.size)[{index}]"
        terms = [offset.term for offset in moved if offset.term is not None]
        splices = tuple(put(text, term, f"{with_parentheses(text, term)} * {unit}") for term in terms)
        line = moved[0].place.lineno
        yield Fix("perturbs-all-components", splices, text.number, line, 2.0, 0.9)


def _in_block(block: Block) -> Iterator[Fix]:
    idea = "perturbs-all-components"
    formula, text = block.formula, block.text
    if not block.index:
        return
    inside = _held(block)
    moved = [offset for offset in formula.offsets if _moves_all(formula, offset) and offset.call in inside]
    if not moved:
        return
    line = moved[0].place.lineno
    spots, bindings = [], []
    for offset in moved:
        statement = formula.statement(offset.place)
        direct = offset.place in walk(offset.call)
        assert offset.term is not None
        sign, term = "+" if offset.sign > 0 else "-", text.of(offset.term)
        if direct and statement is not None:
            spots.append(Spot(statement, offset.call, sign, term))
        elif isinstance(statement, ast.Assign) and statement in block.body:
            name = dotted(statement.targets[0])
            lines = [f"{name} = {formula.point}.copy()", f"{name}[{block.index}] {sign}= {term}"]
            bindings.append(put_statements(text, statement, statement, lines))
    if bindings and not spots:
        yield Fix(idea, tuple(bindings), text.number, line, 2.0, 0.9)
    elif spots and not bindings:
        if steps_plainly(spots):
            yield Fix(idea, stepped(block, spots), text.number, line, 2.0, 0.9)
        yield Fix(idea, replaced_by_copies(block, spots), text.number, line, 2.0, 0.85)


def _whole_changes(block: Block) -> Iterator[Fix]:
    """`x += h`, `x[:] += h`: the index is left out."""
    if not block.index:
        return
    splices, line = [], 0
    for statement in block.body:
        if not isinstance(statement, ast.AugAssign) or not block.formula.of_steps(statement.value):
            continue
        target = statement.target
        whole = isinstance(target, ast.Name) or (
            isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice)
        )
        if whole and root(target) in (
            block.formula.point,
            *(event.owner for event in block.of("copy", "alias")),
        ):
            splices.append(put(block.text, target, f"{root(target)}[{block.index}]"))
            line = line or statement.lineno
    if splices:
        yield Fix("perturbs-all-components", tuple(splices), block.text.number, line, 1.0, 0.9)


def spoil_perturbs_all(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Move all elements at once."""
    idea = "perturbs-all-components"
    for formula in formulas(subject):
        text = formula.text
        splices, line = [], 0
        for offset in formula.offsets:
            term = offset.term
            if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Mult) and formula.of_steps(term.left):
                splices.append(put(text, term, text.of(term.left)))
                line = line or offset.place.lineno
            elif isinstance(term, ast.Name) and not formula.is_step(term) and term.id in formula.stored:
                named = [step.name for step in formula.steps if step.name]
                if named and offset.call in formula.calls and not formula.relays:
                    splices.append(put(text, term, named[0]))
                    line = line or offset.place.lineno
        if len(splices) == len(formula.calls) > 0:
            yield Fix(idea, tuple(splices), text.number, line, 1.0, 0.9)
    for block in blocks(subject):
        yield from core_as(block, idea, "{g} = ({f}({x} + {h}) - {f}({x} - {h})) / (2 * {h})")
        changes = [event for event in block.of("set") if isinstance(event.statement, ast.AugAssign)]
        looped = isinstance(block.owner, ast.For | ast.While) and len(block.of("set")) == len(changes)
        if changes and looped and all(is_copied(block, event.owner) for event in changes):
            splices = [
                put(block.text, event.statement.target, event.array)
                for event in changes
                if isinstance(event.statement, ast.AugAssign)
            ]
            yield Fix(idea, tuple(splices), block.text.number, changes[0].statement.lineno, 1.0, 0.9)


# --- assigns-vector-to-element ----------------------------------------------------------------------
