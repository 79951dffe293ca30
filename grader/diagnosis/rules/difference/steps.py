"""Misconceptions about the step: too small, too large, or lost in float32."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula
from .numbers import SINGLE, called_name, number, typed_instead
from .stepping import Step
from .text import put
from .tree import dotted

GOOD = "1e-4"


ONE_SIDED = "1e-8"  # for a difference to one side, whose error is of first order


SMALL = 1e-8  # below it rounding spoils the difference


_LARGE = 1.001e-3  # above it the formula's own error shows


_FORGIVEN = 1e-4  # from here a point in float32 costs a descent less than its tolerance


_TINY = ("1e-50", "10e-50", "1e-30", "1e-20")


_HUGE = ("1", "0.1", "1.0", "0.5")


_COARSE = ("1", "1.0", "0.5")  # a smooth loss lets 0.1 pass: it errs by less than a gradient may


def is_one_sided(formula: Formula) -> bool:
    """Tell whether a difference to one side is meant: what divides it is the step itself."""
    return any(formula.is_step(quotient.denominator) for quotient in formula.quotients)


def set_step(idea: str, step: Step, by: str, suspicion: float) -> Fix:
    text = step.text
    return Fix(idea, (put(text, step.node, by),), text.number, step.node.lineno, 1.0, suspicion)


def _resized(
    subject: Subject, idea: str, lower: float, upper: float, suspicion: dict[float, float]
) -> Iterator[Fix]:
    """Yield fixes of the steps whose size lies in [lower, upper); suspicion goes by the size."""
    seen: set[tuple[int, int]] = set()
    for formula in formulas(subject):
        wrong = [
            step for step in formula.steps if step.value is not None and lower <= abs(step.value) < upper
        ]
        wrong = [step for step in wrong if typed_instead(step.node) is None and not _is_single(step.node)]
        for step in wrong:
            place = (step.text.number, step.text.span(step.node)[0])
            if not step.name or place in seen:
                continue
            seen.add(place)
            strong = max(value for size, value in suspicion.items() if abs(step.value or 0.0) >= size)
            if is_one_sided(formula) and upper <= SMALL:
                yield set_step(idea, step, ONE_SIDED, strong)
                strong -= 0.05
            yield set_step(idea, step, GOOD, strong)
        plain = [step for step in wrong if not step.name]
        if plain:
            small = is_one_sided(formula) and upper <= SMALL
            yield from _all_at_once(formula, idea, plain, float(ONE_SIDED if small else GOOD))


def _all_at_once(formula: Formula, idea: str, steps: list[Step], good: float) -> Iterator[Fix]:
    """Replace a step that is written out each time, and its multiples."""
    smallest = min(abs(step.value or 1.0) for step in steps)
    splices = tuple(
        put(step.text, step.node, f"{good * abs(step.value or 1.0) / smallest:g}") for step in steps
    )
    text = steps[0].text
    yield Fix(idea, splices, text.number, min(step.node.lineno for step in steps), 1.0, 0.9)


def mend_too_small(subject: Subject) -> Iterator[Fix]:
    """A step so small that x + h rounds to x, or nearly so."""
    return _resized(subject, "step-too-small", 0.0, SMALL, {0.0: 0.95, 1e-12: 0.8, 1e-9: 0.5})


def mend_too_large(subject: Subject) -> Iterator[Fix]:
    """A step so large that the chord is no tangent."""
    return _resized(subject, "step-too-large", _LARGE, 1e300, {0.0: 0.5, 5e-3: 0.7, 5e-2: 0.9})


def settable(subject: Subject) -> Iterator[tuple[Formula, Step]]:
    """Yield the named steps of right programs whose value can be exchanged."""
    seen: set[tuple[int, int]] = set()
    for formula in formulas(subject):
        if _is_complex(formula):
            continue
        for step in formula.steps:
            if step.name and isinstance(step.node, ast.Constant | ast.BinOp | ast.UnaryOp | ast.Call):
                place = (step.text.number, step.text.span(step.node)[0])
                if place not in seen:
                    seen.add(place)
                    yield formula, step


def _is_complex(formula: Formula) -> bool:
    """Tell whether a formula steps along the imaginary axis."""
    constants = (node for node in walk(formula.node) if isinstance(node, ast.Constant))
    return any(isinstance(node.value, complex) for node in constants)


def spoil_too_small(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put a tiny number in the place of a step."""
    for _, step in settable(subject):
        yield set_step("step-too-small", step, rng.choice(_TINY), 0.9)


def spoil_too_large(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Put a large number in the place of a step."""
    for formula, step in settable(subject):
        if is_one_sided(formula) or (not formula.two_sided and formula.relayed):
            continue
        size = "1" if len(formula.calls) > 2 or formula.relays else rng.choice(_HUGE)
        if subject.exercise.endswith("two_layer_net"):
            size = rng.choice(_COARSE)
        yield set_step("step-too-large", step, size, 0.9)


# --- mistyped numbers -----------------------------------------------------------------------------


def _is_single(node: ast.AST) -> bool:
    """Tell whether a tree makes float32 of something."""
    return any(_single_name(child) for child in walk(node))


def _single_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and node.attr in SINGLE:
        return node.attr
    if isinstance(node, ast.Name) and node.id in SINGLE:
        return node.id
    if isinstance(node, ast.Constant) and node.value in (*SINGLE, "f4", "f2", "<f4", "f"):
        return str(node.value)
    return ""


def mend_single(subject: Subject) -> Iterator[Fix]:
    """float32, or less, anywhere on the way; a step that rounds to nothing there is replaced as well."""
    for formula in formulas(subject):
        places: list[tuple[Text, ast.AST]] = [(formula.text, node) for node in walk(formula.node)]
        for step in formula.steps:
            if step.name and hasattr(step.node, "lineno"):
                places += [(step.text, node) for node in walk(step.node)]
        found = {text.span(node)[0]: (text, node) for text, node in places if _single_name(node)}  # type: ignore[arg-type]
        splices = [_widened(text, node) for _, (text, node) in sorted(found.items())]
        if not splices:
            continue
        extra = [
            put(step.text, child.args[0], ONE_SIDED if is_one_sided(formula) else GOOD)
            for step in formula.steps
            for child in walk(step.node)
            if isinstance(child, ast.Call) and called_name(child) in SINGLE and child.args
            if (number(child.args[0]) or 1.0) < SMALL
        ]
        line = min(splice_line for _, splice_line in splices)
        text = formula.text
        everything = tuple(splice for splice, _ in splices)
        if all(splice.cell == text.number for splice in everything):
            unique = {splice.start: splice for splice in (*everything, *extra)}
            yield Fix("step-below-float32", tuple(unique.values()), text.number, line, 1.0, 0.9)


def _widened(text: Text, node: ast.AST) -> tuple[Splice, int]:
    assert isinstance(node, ast.expr)
    start, end = text.span(node)
    name = _single_name(node)
    if isinstance(node, ast.Attribute):
        start = end - len(name)
        return Splice(text.number, start, end, "float64"), node.lineno
    if isinstance(node, ast.Name):
        return Splice(text.number, start, end, "float"), node.lineno
    return Splice(text.number, start, end, '"float64"'), node.lineno


def spoil_single(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Compute in float32: the step rounds to nothing there, or x itself loses its digits."""
    source = "".join(text.source for text in subject.draft.texts)
    if "import numpy as np" not in source:
        return
    for _, step in settable(subject):
        if step.value is not None:
            size = rng.choice(("1e-50", "1e-60"))
            yield set_step("step-below-float32", step, f"np.float32({size})", 0.9)
    descends = subject.exercise.endswith("gradient_descent")
    for formula in formulas(subject):
        if descends and any((step.value or 0.0) >= _FORGIVEN for step in formula.steps):
            continue  # what is left of the digits is within what a descent allows
        for call in formula.calls:
            argument = call.args[0]
            if _is_complex(formula):
                break
            if isinstance(argument, ast.BinOp) and dotted(argument.left) == formula.point and formula.topic:
                splices = [
                    put(formula.text, one.args[0], f"np.float32({formula.text.of(one.args[0])})")
                    for one in formula.calls
                ]
                yield Fix("step-below-float32", tuple(splices), formula.text.number, call.lineno, 1.0, 0.9)
                break
