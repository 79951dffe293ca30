"""Numbers that were meant to be 1e-4: in text that parses, and in text that does not."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .finding import formulas
from .formula import Formula
from .numbers import number, typed_instead
from .steps import SMALL, set_step, settable
from .text import put

_DASHES = "-\u2212\u2010\u2011\u2012\u2013\u2014\uff0d"


_SPLIT = re.compile(
    rf"(?<![\w.])(\d+\.?\d*|\.\d+|[lI])[ \t]*[eE\uff45][ \t]*(?:[{_DASHES}_,][ \t]*)+\(?(\d{{1,2}})(?![\w.])"
)


_BRACKETED = re.compile(rf"(?<![\w.])(\d+\.?\d*)[ \t]*[eE][ \t]*\([ \t]*[{_DASHES}][ \t]*(\d{{1,2}})[ \t]*\)")


_LETTER = re.compile(r"(?<![\w.])([oO0][.][oO0]*\d*)(?!\w)")


_POINTS = re.compile(r"(?<![\w.])(0\.0+)[. ]+(0*1)(?!\w)")


_PLAIN = re.compile(r"^\d+\.?\d*[eE]-\d+$")


def mend_typo(subject: Subject) -> Iterator[Fix]:
    """A number that was meant to be 1e-4, in text that parses and in text that does not."""
    idea = "step-literal-typo"
    seen: set[tuple[int, int]] = set()
    for formula in formulas(subject):
        places = [(step.text, step.node) for step in formula.steps if step.name]
        for name, values in formula.bound.items():
            if name not in formula.step_names and name != formula.point:
                places += [
                    (formula.text, value) for value in values if isinstance(value, ast.BinOp | ast.Name)
                ]
        for text, node in places:
            if not hasattr(node, "lineno") or _is_bound(formula, node):
                continue
            meant = typed_instead(node, text.of(node))
            key = (text.number, text.span(node)[0])
            if meant is not None and key not in seen:
                seen.add(key)
                yield Fix(idea, (put(text, node, meant),), text.number, node.lineno, 1.0, 0.95)
    for text in subject.draft.texts:
        for block in text.blocks:
            if block.error is not None:
                yield from _unparsed(text, block.first, block.last)


def _is_bound(formula: Formula, node: ast.expr) -> bool:
    names = {child.id for child in walk(node) if isinstance(child, ast.Name)}
    return any(name in formula.bound or name in formula.outside or name == formula.point for name in names)


def _unparsed(text: Text, first: int, last: int) -> Iterator[Fix]:
    """Find numbers torn apart in lines that do not parse."""
    count = 0
    for line in range(first, last + 1):
        start, end = text.line_span(line)
        code = text.source[start:end].split("#")[0]
        for found, meant in _torn(code):
            count += 1
            splice = Splice(text.number, start + found.start(), start + found.end(), meant)
            yield Fix("step-literal-typo", (splice,), text.number, line, 1.0, 0.95)
            if count >= 6:
                return


def _torn(code: str) -> Iterator[tuple[re.Match[str], str]]:
    for found in _SPLIT.finditer(code):
        if not _PLAIN.match(found.group()):
            mantissa = "1" if found.group(1) in "lI" else found.group(1)
            yield found, f"{mantissa}e-{found.group(2)}"
    for found in _BRACKETED.finditer(code):
        yield found, f"{found.group(1)}e-{found.group(2)}"
    for found in _LETTER.finditer(code):
        if "o" in found.group().lower():
            yield found, found.group().replace("o", "0").replace("O", "0")
    for found in _POINTS.finditer(code):
        yield found, found.group(1) + found.group(2)


def spoil_typo(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Mistype the number of a step."""
    for formula, step in settable(subject):
        found = re.match(r"^(\d+\.?\d*)e-0?(\d+)$", step.text.of(step.node))
        value = number(step.node)
        if not isinstance(step.node, ast.Constant) or value is None or not SMALL / 10 <= value <= 1e-2:
            continue
        if found is not None:
            mantissa, power = found.groups()
            typed = [
                f"{mantissa}e{power}",
                f"{mantissa}e - {power}",
                f"{mantissa}e -{power}",
                f"1{3 - len(power)}-{power}",
            ]
            if mantissa == "1":
                typed += [f"le-{power}", f"1*e-{power}", f"10^-{power}"]
        else:
            typed = ["1e4", "le-4", "O.0001"]
        if formula.two_sided or len(formula.calls) < 3:
            yield set_step("step-literal-typo", step, rng.choice(typed), 0.9)


# --- float32 --------------------------------------------------------------------------------------
