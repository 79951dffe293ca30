"""Comparing what a program answered with what is right, and choosing the evidence; knows no exercise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..exercise import PASSED, Finding, Plan, Tolerance
from ..outcome import Evidence, Message, Outcome
from ..worker.wire import Record, Step, Value
from .answers import FloatArray, Reading, plain, read


@dataclass(frozen=True)
class Telling:
    """What is called, as the learner would write it, and what the names in it are."""

    call: str
    where: str = ""


@dataclass(frozen=True)
class Difference:
    """The largest distance between two arrays: its index, its size, and that over max(1, |expected|)."""

    index: tuple[int, ...]
    absolute: float
    relative: float


@dataclass(frozen=True)
class Case:
    """A part of a check: steps, the last of which answers, and what is right.

    expected  float64, a scalar or an array
    part      takes the part of the answer that is compared
    """

    steps: tuple[Step, ...]
    telling: Telling
    expected: FloatArray
    part: Callable[[Value], Value] = lambda value: value


def difference(expected: FloatArray, got: FloatArray, tolerance: Tolerance) -> Difference | None:
    """Compare two arrays of one shape by |got - expected| <= tolerance * max(1, |expected|).

    expected  float64, finite
    got       float64, the shape of expected; NaN and inf are equal to nothing
    Returns the largest distance as a share of what is allowed, or None where all of them are.
    """
    if _agree(expected, got, tolerance.relative):
        return None
    with np.errstate(all="ignore"):
        distance = np.abs(got - expected)
        relative = distance / np.maximum(1.0, np.abs(expected))
    worst = int(np.argmax(np.where(np.isnan(relative), np.inf, relative)))
    index = tuple(int(at) for at in np.unravel_index(worst, expected.shape))
    return Difference(index, float(distance[index]), float(relative[index]))


def _agree(expected: FloatArray, got: FloatArray, relative: float) -> bool:
    """Tell whether all numbers agree; they are few, and a loop over them costs less than ufuncs do."""
    for one, other in zip(expected.ravel().tolist(), got.ravel().tolist(), strict=True):
        distance = abs(other - one)
        if not (distance <= relative or distance <= relative * abs(one)):
            return False
    return True


def compare(
    telling: Telling, expected: FloatArray, value: Value, tolerance: Tolerance, loose: bool = False
) -> Finding:
    """Judge one answer: read it in the shape of what is right, then compare the numbers.

    loose  as for `answers.read`
    Returns PASSED, perhaps with a note as its message, or a failed Finding with evidence.
    """
    return compare_reading(telling, expected, read(value, expected.shape, loose), value, tolerance)


def compare_reading(
    telling: Telling, expected: FloatArray, reading: Reading, value: Value, tolerance: Tolerance
) -> Finding:
    """Judge an answer that has been read; `value` is shown where it is no numbers."""
    if reading.numbers is None:
        evidence = Evidence(telling.call, telling.where, expected.tolist(), plain(value))
        return Finding(Outcome.FAILED, reading.problem or Message("values-differ"), evidence)
    found = difference(expected, reading.numbers, tolerance)
    if found is None:
        return replace(PASSED, message=reading.note) if reading.note else PASSED
    evidence = Evidence(
        telling.call,
        telling.where,
        expected.tolist(),
        reading.numbers.tolist(),
        found.absolute,
        found.relative,
        tolerance.relative,
        found.index,
    )
    message = Message("values-differ")
    if not np.isfinite(reading.numbers).all():
        message = Message("not-finite", {"value": "nan" if np.isnan(reading.numbers).any() else "inf"})
    return Finding(Outcome.FAILED, message, evidence)


def failed(telling: Telling, message: Message, expected: object = None, got: object = None) -> Finding:
    """Return a failed Finding whose evidence is plain data."""
    return Finding(Outcome.FAILED, message, Evidence(telling.call, telling.where, expected, got))


def first_failure(findings: Sequence[Finding]) -> Finding:
    """Return the first that did not pass, else the first with a note, else PASSED."""
    for finding in findings:
        if finding.outcome is not Outcome.PASSED:
            return finding
    noted = (finding for finding in findings if finding is not PASSED and finding.message != PASSED.message)
    return next(noted, PASSED)


def plan_of(
    cases: Sequence[Case],
    tolerance: Tolerance,
    then: Callable[[Sequence[Record]], Finding] | None = None,
    explain: Callable[[Finding, int], Finding] | None = None,
) -> Plan:
    """Make a plan from cases, the simplest first: it passes when every one does.

    then     judges the records of all steps further, once every case has passed
    explain  may put another message to the finding of the case of that number that failed
    """
    steps = tuple(step for case in cases for step in case.steps)
    ends = [sum(len(case.steps) for case in cases[: number + 1]) for number in range(len(cases))]

    def judge(records: Sequence[Record]) -> Finding:
        findings = []
        for number, (case, end) in enumerate(zip(cases, ends, strict=True)):
            value = case.part(records[end - 1].value)
            finding = compare(case.telling, case.expected, value, tolerance)
            if finding.outcome is not Outcome.PASSED:
                return explain(finding, number) if explain else finding
            findings.append(finding)
        return first_failure([then(records), *findings] if then else findings)

    tellings = {
        end - len(case.steps): (case.telling.call, case.telling.where)
        for case, end in zip(cases, ends, strict=True)
    }
    first = cases[0].telling
    return Plan(steps, judge, first.call, first.where, tellings=tellings)
