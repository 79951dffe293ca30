"""Softmax, over which numbers: the whole batch, the wrong axis, a lost axis; knows nothing of its formula."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ..editing import delete, fix, insert_before, shuffled, spoilt, step_of
from ..reading import called
from ..reductions import Reduction, is_for_batches, with_axis, without
from .softmax_reading import Shares, shares

_WHOLE = "softmax-over-whole-batch"
_WRONG = "softmax-wrong-axis"
_LOST = "softmax-missing-keepdims"
_BATCH = "softmax-batch-only"
_LAST = (1, -1)


def _line(chosen: list[Reduction]) -> int:
    """Return the line of the first sum, or of the first reduction where there is none."""
    return _told(chosen).call.lineno


def _told(chosen: list[Reduction]) -> Reduction:
    return next((each for each in chosen if each.kind == "sum"), chosen[0])


def _all(softmax: Shares, chosen: list[Reduction], axis: str, keepdims: bool) -> list[Splice | None]:
    return [
        splice for each in chosen for splice in with_axis(softmax.text, softmax.draft, each, axis, keepdims)
    ]


# --- softmax-over-whole-batch ---------------------------------------------------------------------


def mend_whole(subject: Subject) -> Iterator[Fix]:
    """Take maxima and sums row by row."""
    for softmax in shares(subject):
        bare = [
            each for each in softmax.reductions if each.axis is None and each.kind in ("max", "sum", "min")
        ]
        groups = softmax.groups(bare)
        aware = any(each.axis is not None for each in softmax.reductions) or _dispatches(softmax)
        for chosen in groups:
            if not any(each.kind == "sum" for each in chosen):
                continue
            sure = (0.3 if aware else 0.85) - (0.1 if len(groups) > 1 else 0.0)
            turned = softmax.is_transposed(chosen[0])
            if turned:
                yield from _rowwise(softmax, chosen, "0", False, sure)
            yield from _rowwise(softmax, chosen, "-1", True, sure - (0.2 if turned else 0.0))
        if len(groups) > 1 and any(each.kind == "sum" for each in bare):
            yield from _rowwise(softmax, bare, "-1", True, 0.4, len(groups))
        yield from _row_by_row(softmax, bare, aware)


def _rowwise(
    softmax: Shares, chosen: list[Reduction], axis: str, keepdims: bool, sure: float, cost: float = 2
) -> list[Fix]:
    splices = _all(softmax, chosen, axis, keepdims and not any(map(softmax.is_reshaped, chosen)))
    return fix(_WHOLE, softmax.text, splices, _line(chosen), cost, sure)


def _dispatches(softmax: Shares) -> bool:
    """Tell whether it calls itself, as for every row of a batch."""
    return any(called(call) == softmax.unit.name for call in softmax.unit.nodes(ast.Call))


def _row_by_row(softmax: Shares, bare: list[Reduction], aware: bool) -> list[Fix]:
    """Put a case for batches in front that calls the function for every row."""
    unit, text = softmax.unit, softmax.text
    if (
        not softmax.own
        or not unit.body
        or len(unit.parameters) != 1
        or unit.owner is not None
        or _dispatches(softmax)
    ):
        return []
    name = unit.parameters[0]
    call = f"np.array([{unit.name}(row) for row in {name}])"
    lines = [f"if {name}.ndim == 2:", f"{step_of(text)}return {call}"]
    by_hand = bool(unit.nodes(ast.ListComp, ast.For, ast.GeneratorExp))
    sums = [each.call.lineno for each in bare if each.kind == "sum"]
    sums += [step.lineno for step in unit.nodes(ast.AugAssign) if softmax.holds_power(step.value)]
    line = sums[0] if sums else unit.body[0].lineno
    sure = 0.7 if by_hand and not aware else 0.2
    return fix(_WHOLE, text, [insert_before(text, unit.body[0], lines)], line, 5, sure)


def spoil_whole(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take maxima and sums over everything, or leave the case for batches out."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text, unit = softmax.text, softmax.unit
        axed = [each for each in softmax.reductions if each.axis is not None]
        for chosen in softmax.groups(axed):
            if any(each.kind == "sum" for each in chosen):
                splices = [
                    splice for each in chosen for splice in without(softmax.text, softmax.draft, each, True)
                ]
                found += spoilt(_WHOLE, text, splices, text.span(_told(chosen).call)[0])
        for statement in unit.body:
            alone = isinstance(statement, ast.If) and not statement.orelse and is_for_batches(statement.test)
            if alone and isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Return):
                rest = [each for each in softmax.sums if each.call.lineno > (statement.end_lineno or 0)]
                gone = delete(text, statement)
                if rest and all(each.axis is None for each in rest):
                    found += spoilt(_WHOLE, text, gone, text.span(rest[0].call)[0])
    yield from shuffled(found, rng)


# --- softmax-wrong-axis ---------------------------------------------------------------------------


def mend_wrong(subject: Subject) -> Iterator[Fix]:
    """Turn from columns to rows."""
    for softmax in shares(subject):
        axed = [each for each in softmax.reductions if each.number is not None]
        for group in softmax.groups(axed):
            turned = softmax.is_transposed(group[0])
            wrong = [each for each in group if (each.number in _LAST) == turned]
            if not wrong:
                continue
            for chosen in (wrong, *([[each] for each in wrong] if len(wrong) > 1 else [])):
                sure = 0.85 if chosen is wrong else 0.5
                yield from fix(_WRONG, softmax.text, _turned(softmax, chosen, turned), _line(chosen), 1, sure)


def _turned(softmax: Shares, chosen: list[Reduction], turned: bool) -> list[Splice | None]:
    axis, keepdims = ("0", False) if turned else ("-1", True)
    return [
        splice
        for each in chosen
        for splice in with_axis(
            softmax.text, softmax.draft, each, axis, keepdims and not softmax.is_reshaped(each)
        )
    ]


def spoil_wrong(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Turn from rows to columns, everywhere or in the sum alone."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        axed = [each for each in softmax.reductions if each.number is not None]
        for group in softmax.groups(axed):
            turned = softmax.is_transposed(group[0])
            right = [each for each in group if (each.number in _LAST) != turned]
            sums = [each for each in right if each.kind == "sum"]
            for chosen in (right, sums):
                if chosen and (chosen is right or len(chosen) < len(right)):
                    splices = _all(softmax, chosen, "1" if turned else "0", False)
                    found += spoilt(_WRONG, text, splices, text.span(_told(chosen).call)[0])
    yield from shuffled(found, rng)


# --- softmax-missing-keepdims ---------------------------------------------------------------------


def _keeps(each: Reduction) -> bool:
    return each.keepdims is not None and getattr(each.keepdims.value, "value", False) is True


def mend_lost(subject: Subject) -> Iterator[Fix]:
    """Keep the reduced axis with length 1."""
    for softmax in shares(subject):
        rows = [
            each for each in softmax.reductions if each.number in _LAST and not softmax.is_transposed(each)
        ]
        lost = [each for each in rows if not _keeps(each) and not softmax.is_reshaped(each)]
        for chosen in softmax.groups(lost):
            splices = [
                splice
                for each in chosen
                for splice in with_axis(softmax.text, softmax.draft, each, _axis(softmax, each), True)
            ]
            yield from fix(_LOST, softmax.text, splices, chosen[0].call.lineno, 1, 0.9)


def _axis(softmax: Shares, each: Reduction) -> str:
    return softmax.text.of(each.axis) if each.axis is not None else "-1"


def spoil_lost(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Drop keepdims=True, or the reshaping that does the same."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        kept = [each for each in softmax.reductions if each.number in _LAST and _keeps(each)]
        for group in softmax.groups(kept):
            for chosen in (group, *([[each] for each in group] if len(group) > 1 else [])):
                if any(softmax.is_transposed(each) or softmax.is_reshaped(each) for each in chosen):
                    continue
                splices = [
                    splice for each in chosen for splice in without(softmax.text, softmax.draft, each, False)
                ]
                found += spoilt(_LOST, text, splices, text.span(chosen[0].call)[0])
        for each in softmax.reductions:
            above = softmax.unit.parent(each.call)
            call = softmax.unit.parent(above) if above is not None else None
            reshaped = (
                isinstance(above, ast.Attribute) and above.attr == "reshape" and isinstance(call, ast.Call)
            )
            if each.number in _LAST and reshaped and isinstance(call, ast.Call):
                end = text.span(each.call)[1]
                gone = Splice(text.number, end, text.span(call)[1], "")
                found += spoilt(_LOST, text, [gone], text.span(each.call)[0])
    yield from shuffled(found, rng)


# --- softmax-batch-only ---------------------------------------------------------------------------


def mend_batch(subject: Subject) -> Iterator[Fix]:
    """Count the axis from the end, so that it is there for one sample too."""
    for softmax in shares(subject):
        second = [each for each in softmax.reductions if each.number == 1]
        if second:
            doubtful = softmax.tells_dimensions or any(map(softmax.is_transposed, second))
            splices = _all(softmax, second, "-1", False)
            sure = 0.15 if doubtful else 0.85
            yield from fix(_BATCH, softmax.text, splices, second[0].call.lineno, 1, sure)


def spoil_batch(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Ask for axis 1, which one sample does not have."""
    found: list[Fix] = []
    for softmax in shares(subject):
        text = softmax.text
        last = [each for each in softmax.reductions if each.number == -1]
        if last and not softmax.tells_dimensions:
            splices = _all(softmax, last, "1", False)
            found += spoilt(_BATCH, text, splices, text.span(last[0].call)[0])
    yield from shuffled(found, rng)
