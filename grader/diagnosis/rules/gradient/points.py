"""The misconception that f takes one component: `f(x[i])` where it needs the whole of x."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence

from ...text import Fix, nodes
from ...vocabulary import Subject
from ...walking import walk
from ..difference.finding import formulas
from ..difference.formula import Formula
from ..difference.numbers import called_name
from ..difference.results import body_of
from ..difference.text import before, put, put_statements
from ..difference.tree import dotted, each, root
from ..difference.writing import callee, gradient_lines, numpy_name, unused
from .following import views
from .loop import Block, blocks
from .writing import Spot, element, replaced_by_copies, stepped

_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return)


def calls_in(block: Block) -> Iterator[tuple[ast.stmt, ast.Call]]:
    """Yield the calls of f in the block's own statements."""
    calls = {id(call): call for call in block.formula.calls}
    for statement in block.body:
        if isinstance(statement, _SIMPLE):
            for node in each(statement, ast.Call):
                if id(node) in calls:
                    yield statement, calls[id(node)]


def _whole(formula: Formula) -> str:
    return formula.point


def _is_moved(block: Block, statement: ast.stmt) -> bool:
    """Tell whether an element has been changed, and not put back, before a statement."""
    offset: float | None = 0.0
    for event in block.of("set"):
        if event.statement.lineno < statement.lineno:
            offset = event.offset
    return offset != 0.0


# --- passes-component -----------------------------------------------------------------------------


def _component(block: Block, node: ast.expr) -> tuple[str, str] | None:
    """Return (sign, step) of an expression for one element of x, ("", "") for the element itself."""
    formula, text = block.formula, block.text
    while isinstance(node, ast.Call) and called_name(node) in ("float", "array") and len(node.args) == 1:
        node = node.args[0]
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        return ("", "") if text.of(node.slice) == block.index else None
    if isinstance(node, ast.Name):
        names = {event.name for event in block.of("save")}
        names |= {block.element[2]} if block.element is not None else set()
        return ("", "") if node.id in names else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sign = "+" if isinstance(node.op, ast.Add) else "-"
        if _component(block, node.left) == ("", "") and formula.of_steps(node.right):
            return sign, text.of(node.right)
        if sign == "+" and _component(block, node.right) == ("", "") and formula.of_steps(node.left):
            return sign, text.of(node.left)
    return None


def mend_passes_component(subject: Subject) -> Iterator[Fix]:
    """f(x[i]) or f(tmp + h), where f needs the whole of x."""
    idea = "passes-component"
    for block in blocks(subject):
        formula, text = block.formula, block.text
        plain: list[ast.Call] = []
        spots: list[Spot] = []
        for statement, call in calls_in(block):
            place = call.args[0]
            bound = formula.bound.get(place.id, []) if isinstance(place, ast.Name) else []
            found = _component(block, bound[0] if len(bound) == 1 else place)
            if found is None:
                continue
            if found == ("", "") or _is_moved(block, statement):
                plain.append(call)
            else:
                spots.append(Spot(statement, call, *found))
        line = min((node.lineno for node in (*plain, *(spot.node for spot in spots))), default=0)
        if spots and block.index and formula.point:
            ways = [replaced_by_copies(block, spots)]
            if steps_plainly(spots):
                ways.insert(0, stepped(block, spots))
            for splices in ways:
                rest = tuple(put(text, call.args[0], _whole(formula)) for call in plain)
                yield Fix(idea, (*splices, *rest), text.number, line, 2.0, 0.9)
        elif plain and formula.point:
            for name in dict.fromkeys((*(root(call.args[0]) for call in plain[:1]), formula.point)):
                if name in (formula.point, *views(formula), *(event.owner for event in block.of("copy"))):
                    splices = tuple(
                        put(text, call.args[0], root(call.args[0]) if name != formula.point else name)
                        for call in plain
                    )
                    yield Fix(idea, splices, text.number, line, 1.0, 0.9)
        yield from _through_scalar(block)
    yield from _elements_alone(subject)


def _through_scalar(block: Block) -> Iterator[Fix]:
    """`numerical_diff(f, x[i])`: the scalar derivative, asked at one component."""
    formula, text = block.formula, block.text
    for statement in block.body:
        if (
            not isinstance(statement, ast.Assign)
            or not block.index
            or not isinstance(statement.value, ast.Call)
        ):
            continue
        call = statement.value
        given = [_component(block, argument) for argument in call.args]
        if call not in formula.relayed or ("", "") not in given or len(call.args) != 2:
            continue
        step = block.step or "1e-4"
        tmp, one, two = unused(formula, "tmp_val", "fxh1", "fxh2")
        here, f = element(block), f"{callee(formula)}({formula.point})"
        lines = [
            f"{tmp} = {here}",
            f"{here} = {tmp} + {step}",
            f"{one} = {f}",
            f"{here} = {tmp} - {step}",
            f"{two} = {f}",
            f"{here} = {tmp}",
        ]
        splices = (before(text, statement, lines), put(text, call, f"({one} - {two}) / (2 * {step})"))
        yield Fix("passes-component", splices, text.number, statement.lineno, 3.0, 0.9)


def steps_plainly(spots: Sequence[Spot]) -> bool:
    """Tell whether values are taken in statements of their own, or all in one."""
    statements = [id(spot.statement) for spot in spots]
    return len(set(statements)) in (1, len(statements))


def _elements_alone(subject: Subject) -> Iterator[Fix]:
    """`for v in x`: elements without their index; the loop is written anew."""
    for formula in formulas(subject):
        if formula.topic != "numerical_gradient" or isinstance(formula.node, ast.Lambda):
            continue
        loops: list[ast.AST] = [*nodes(formula.node, ast.For, ast.comprehension)]
        names = {
            dotted(loop.target)
            for loop in loops
            if isinstance(loop, ast.For | ast.comprehension) and dotted(loop.iter) == formula.point
        }
        for call in formula.calls:
            used = {node.id for node in walk(call.args[0]) if isinstance(node, ast.Name)}
            if used & names:
                yield from anew(subject, formula, "passes-component", call.lineno)
                break


def anew(subject: Subject, formula: Formula, idea: str, line: int) -> Iterator[Fix]:
    """Yield the fix that writes a gradient's statements anew, behind those that set its step."""
    numpy = numpy_name(subject.draft)
    if isinstance(formula.node, ast.Lambda) or not numpy or not formula.point:
        return
    body = body_of(formula.node)
    kept = 0
    while kept < len(body) - 1 and _sets_step(formula, body[kept]):
        kept += 1
    unit = "\t" if "\t" in formula.text.line_text(body[0].lineno)[:1] else "    "
    lines = gradient_lines(formula, numpy, unit)
    splice = put_statements(formula.text, body[kept], body[-1], lines)
    yield Fix(idea, (splice,), formula.text.number, line, 4.0, 0.5)


def _sets_step(formula: Formula, statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and dotted(statement.targets[0]) in formula.step_names


def spoil_passes_component(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Give f the element alone."""
    idea = "passes-component"
    for block in blocks(subject):
        text = block.text
        calls = [event for event in block.of("call") if event.offset and isinstance(event.node, ast.Call)]
        named = [
            event
            for event in calls
            if isinstance(event.node, ast.Call) and isinstance(event.node.args[0], ast.Name)
        ]
        if calls and len(named) == len(calls) and block.index:
            splices = []
            for event in named:
                assert isinstance(event.node, ast.Call)
                changed = next(
                    (one.array for one in block.of("set") if one.owner == event.owner), event.array
                )
                splices.append(put(text, event.node.args[0], f"{changed}[{block.index}]"))
            yield Fix(idea, tuple(splices), text.number, named[0].node.lineno, 1.0, 0.9)
        yield from core_as(block, idea, "{g} = ({f}({x}[{i}] + {h}) - {f}({x}[{i}] - {h})) / (2 * {h})")


def core_as(block: Block, idea: str, *lines: str, line: int = 0) -> Iterator[Fix]:
    """Write the statements that take one partial derivative in another way."""
    stores = [event for event in block.of("store") if isinstance(event.statement, ast.Assign)]
    calls = block.of("call")
    whole = all(
        isinstance(event.node, ast.Call) and dotted(event.node.args[0]) == event.array for event in calls
    )
    arrays = {event.array for event in block.of("set")}
    if len(stores) != 1 or len(calls) != 2 or not whole or not block.index or not block.step:
        return
    if arrays != {event.array for event in calls} or block.formula.level(stores[0].node) != 2:
        return
    inside = [event.statement for event in block.events]
    first, last = min(inside, key=_place), max(inside, key=_place)
    assert isinstance(stores[0].statement, ast.Assign)
    taken = block.of("copy")
    x = taken[0].array if taken else next(iter(arrays))
    words = {
        "g": block.text.of(stores[0].statement.targets[0]),
        "f": block.text.of(calls[0].node.func) if isinstance(calls[0].node, ast.Call) else "f",
        "x": x,
        "i": block.index,
        "h": block.step,
    }
    written = [each.format(**words) for each in lines]
    splice = put_statements(block.text, first, last, written)
    yield Fix(idea, (splice,), block.text.number, first.lineno + line, 3.0, 0.9)


def _place(statement: ast.stmt) -> tuple[int, int]:
    return statement.lineno, statement.col_offset


# --- perturbs-all-components ------------------------------------------------------------------------
