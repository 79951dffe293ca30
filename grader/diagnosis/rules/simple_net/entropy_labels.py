"""Cross-entropy, one-hot answers used as numbers of classes: y[np.arange(n), t] and what is mixed with it."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import delete, fix, inside, put, shuffled, spoilt
from ..reading import called, numpy_call
from .entropy_reading import Entropy, entropies

_LABEL = "cross-entropy-label-only"
_MIXED = "cross-entropy-mixed-formulas"
_HOT = "cross-entropy-one-hot-only"


def _mixed(entropy: Entropy) -> list[tuple[ast.BinOp, ast.expr, ast.expr, ast.Call, list[ast.Subscript]]]:
    """Return the products of a right answer and the logarithm of a picked probability."""
    found = []
    for node, factor, other, log in entropy.products:
        picks = entropy.picks(log)
        if picks and names_in(factor) & entropy.ts:
            found.append((node, factor, other, log, picks))
    return found


# --- cross-entropy-label-only ---------------------------------------------------------------------


def mend_label(subject: Subject) -> Iterator[Fix]:
    """Turn one-hot answers into numbers of classes before they are used as an index."""
    for entropy in entropies(subject):
        text = entropy.text
        mixed = [pick for *_, picks in _mixed(entropy) for pick in picks]
        for pick in entropy.all_picks:
            answers = _bare_answers(pick, entropy)
            if not answers or entropy.is_labelled(pick):
                continue
            sure = 0.4 if pick in mixed else 0.9
            splices = [put(text, answer, _argmax(subject, entropy, pick, answer)) for answer in answers]
            yield from fix(_LABEL, text, splices, pick.lineno, 2, sure)
            if isinstance(pick.value, ast.Name) and isinstance(pick.slice, ast.Tuple):
                total = numpy_call(subject.draft, "sum")
                whole = f"{total}({pick.value.id} * {text.of(answers[0])}, axis=-1)"
                yield from fix(_LABEL, text, [inside(text, pick, whole)], pick.lineno, 3.5, sure - 0.3)


def _bare_answers(pick: ast.Subscript, entropy: Entropy) -> list[ast.expr]:
    """Return the right answers in an index that are not turned into numbers there: t, t[i]."""
    found: list[ast.expr] = []
    parts = pick.slice.elts if isinstance(pick.slice, ast.Tuple) else [pick.slice]
    for part in parts:
        whole, inner = part, part
        while isinstance(inner, ast.Subscript):
            inner = inner.value
        cast = inner.func if isinstance(inner, ast.Call) and called(inner) == "astype" else None
        if isinstance(cast, ast.Attribute):
            whole = inner = cast.value
        if isinstance(inner, ast.Name) and inner.id in entropy.ts:
            found.append(whole)
    return found


def _argmax(subject: Subject, entropy: Entropy, pick: ast.Subscript, answer: ast.expr) -> str:
    name, text = numpy_call(subject.draft, "argmax"), entropy.text
    whole = isinstance(answer, ast.Name) and isinstance(pick.slice, ast.Tuple)
    inner = isinstance(answer, ast.Name) and not entropy.unit.assigned(answer.id) and answer.id != entropy.t
    return f"{name}({text.of(answer)}, axis=-1)" if whole and not inner else f"{name}({text.of(answer)})"


def spoil_label(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Use one-hot answers as an index."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        for pick in entropy.all_picks:
            for call in walk(pick.slice):
                if isinstance(call, ast.Call) and called(call) == "argmax" and names_in(call) & entropy.ts:
                    own = call.args[0] if call.args and isinstance(call.args[0], ast.Name) else None
                    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                        own = call.func.value if call.func.value.id in entropy.ts else own
                    if own is not None:
                        found += spoilt(_LABEL, text, [inside(text, call, text.of(own))], text.span(pick)[0])
        for statement in unit.body:
            converts = isinstance(statement, ast.If | ast.Assign) and _converts(statement, entropy)
            later = [pick for pick in entropy.all_picks if pick.lineno > statement.lineno]
            if converts and later:
                found += spoilt(_LABEL, text, delete(text, statement), text.span(later[0])[0])
        for node, factor, _, log in entropy.products:
            rows = "" if entropy.is_for_one(node) else _rows(entropy, node)
            probabilities = _plain_probabilities(entropy, log)
            if (
                rows
                and probabilities is not None
                and isinstance(factor, ast.Name)
                and factor.id in entropy.ts
            ):
                picked = inside(text, probabilities, f"{probabilities.id}[{rows}, {factor.id}]")
                found += spoilt(_LABEL, text, _dropped(entropy, node, factor, picked), text.span(log)[0])
    yield from shuffled(found, rng)


def _converts(statement: ast.If | ast.Assign, entropy: Entropy) -> bool:
    body = statement.body if isinstance(statement, ast.If) else [statement]
    if (
        len(body) != 1
        or not isinstance(body[0], ast.Assign)
        or (isinstance(statement, ast.If) and statement.orelse)
    ):
        return False
    target, value = body[0].targets[0], body[0].value
    named = isinstance(target, ast.Name) and target.id in entropy.ts and target.id in names_in(value)
    return named and any(isinstance(node, ast.Call) and called(node) == "argmax" for node in walk(value))


def _rows(entropy: Entropy, node: ast.AST) -> str:
    """Write the index of rows in a function that counts its samples, "" where it has no such count."""
    if entropy.unit.loops(node) or any(
        isinstance(above, ast.ListComp | ast.GeneratorExp) for above in entropy.unit.above(node)
    ):
        return ""
    around = [each for each in entropy.reductions if node in walk(each.operand)]
    if len(around) != 1 or around[0].axis is not None or around[0].kind != "sum":
        return ""
    counts = [name for name, statement, _ in entropy.counts if statement in entropy.unit.body]
    counts = [
        name for name in counts if entropy.unit.assigned(name)[0][0].lineno < getattr(node, "lineno", 0)
    ]
    count = counts[-1] if counts else f"len({entropy.rows})" if entropy.divisions else ""
    return f"{numpy_call(entropy.draft, 'arange')}({count})" if count else ""


def _plain_probabilities(entropy: Entropy, log: ast.Call) -> ast.Name | None:
    names = [node for node in walk(log.args[0]) if isinstance(node, ast.Name) and node.id in entropy.ys]
    return names[0] if len(names) == 1 and not entropy.picks(log) else None


def _dropped(entropy: Entropy, node: ast.BinOp, factor: ast.expr, change: Splice) -> list[Splice | None]:
    """Leave a factor of a product out, with another change inside the product."""
    text = entropy.text
    start, end = text.span(node)
    if factor is node.left:
        return [Splice(text.number, start, text.span(node.right)[0], ""), change]
    return [change, Splice(text.number, text.span(node.left)[1], end, "")]


# --- cross-entropy-mixed-formulas -----------------------------------------------------------------


def mend_mixed(subject: Subject) -> Iterator[Fix]:
    """Keep one of the two formulas."""
    for entropy in entropies(subject):
        text = entropy.text
        for node, _, other, log, picks in _mixed(entropy):
            labelled = entropy.is_labelled(node)
            splices = [inside(text, pick, text.of(pick.value)) for pick in picks]
            yield from fix(_MIXED, text, splices, node.lineno, 1, 0.4 if labelled else 0.95)
            splice = inside(text, node, text.of(other))
            yield from fix(_MIXED, text, [splice], node.lineno, 1, 0.95 if labelled else 0.4)
            if not labelled and len(picks) == 1:
                answers = _bare_answers(picks[0], entropy)
                if answers:
                    changed = put(text, answers[0], _argmax(subject, entropy, picks[0], answers[0]))
                    factor = node.left if other is node.right else node.right
                    yield from fix(_MIXED, text, _dropped(entropy, node, factor, changed), log.lineno, 2, 0.5)


def spoil_mixed(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Multiply a picked logarithm by the right answers too, or pick where they already multiply."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text = entropy.text
        products = [log for _, _, _, log in entropy.products]
        for log in entropy.logs:
            picks = entropy.picks(log)
            if picks and log not in products and entropy.is_labelled(log):
                splice = inside(text, log, f"{entropy.t} * {text.of(log)}")
                found += spoilt(_MIXED, text, [splice], text.span(log)[0])
        for node, factor, _, log in entropy.products:
            looped = bool(entropy.unit.loops(node)) or bool(entropy.unit.nodes(ast.comprehension))
            probabilities = _plain_probabilities(entropy, log)
            if (
                looped
                or probabilities is None
                or not isinstance(factor, ast.Name)
                or factor.id not in entropy.ts
            ):
                continue
            if isinstance(entropy.unit.parent(probabilities), ast.Subscript | ast.Attribute):
                continue
            rows = _rows(entropy, node) or f"{numpy_call(entropy.draft, 'arange')}(len({probabilities.id}))"
            splice = inside(text, probabilities, f"{probabilities.id}[{rows}, {factor.id}]")
            found += spoilt(_MIXED, text, [splice], text.span(node)[0])
    yield from shuffled(found, rng)


# --- cross-entropy-one-hot-only -------------------------------------------------------------------


def mend_hot(subject: Subject) -> Iterator[Fix]:
    """Point at the product where the program's own call with numbers of classes fails."""
    for entropy in entropies(subject):
        if not entropy.own or entropy.all_picks or not entropy.products:
            continue
        first, last = entropy.unit.node.lineno, entropy.unit.node.end_lineno or 0
        for fault in subject.faults:
            trace = fault.raised.trace if fault.raised is not None else []
            failed = (
                fault.raised is not None
                and fault.raised.type == "ValueError"
                and "broadcast" in fault.raised.message
            )
            if failed and trace and trace[-1].cell == entropy.text.number and first <= trace[-1].line <= last:
                yield Fix(_HOT, (), entropy.text.number, trace[-1].line, 1, 0.9)
                return
