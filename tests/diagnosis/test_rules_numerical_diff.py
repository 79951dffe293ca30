"""The rules of difference formulas: spoiling makes programs wrong, mending makes them right again."""

from __future__ import annotations

import pytest
from oracle_numerical_diff import CHECKS
from rule_laws import Bed, broken_by_spoiling, coverage, unmended

from grader.diagnosis.rules.difference.table import RULES as FORMULA
from grader.diagnosis.rules.gradient.table import RULES as GRADIENT
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.worker.wire import SourceCell

BED = Bed("exercise1_numerical_diff", CHECKS)
RULES = {rule.id: rule for rule in (*FORMULA, *GRADIENT) if "numerical_diff" in rule.exercises}
PROGRAMS = 12  # spoilt by each rule

ASKED = {
    "missing-denominator-parentheses",
    "missing-numerator-parentheses",
    "step-too-small",
    "step-too-large",
    "step-literal-typo",
    "divides-by-h",
    "half-forward-difference",
    "forward-difference",
    "plus-instead-of-minus",
    "flipped-sign",
    "step-outside-call",
    "step-called-as-function",
    "step-below-float32",
    "ignores-the-function",
    "rounds-the-result",
    "scalar-name-for-vector-code",
}


def single(name: str) -> bool:
    return len(BED.expected[name]["misconceptions"]) == 1  # type: ignore[arg-type]


def test_every_misconception_of_the_topic_has_a_rule_with_both_directions() -> None:
    assert set(RULES) >= ASKED
    assert all(rule.spoil is not None for rule in RULES.values())


def test_the_right_programs_are_right() -> None:
    assert [name for name, ran in BED.right.items() if not ran.right] == []
    assert len(BED.right) >= 12


@pytest.mark.parametrize("name", BED.expected)
def test_the_wrong_programs_are_wrong(name: str) -> None:
    assert not BED.run(BED.wrong(name)).right


def test_every_misconception_has_a_wrong_program() -> None:
    named = {pair[0] for entry in BED.expected.values() for pair in entry["misconceptions"]}  # type: ignore[attr-defined]
    assert set(RULES) <= named


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_spoilt_program_is_wrong_and_mending_it_makes_it_right(rule: Misconception) -> None:
    assert list(broken_by_spoiling(rule, BED, PROGRAMS)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_applies_to_half_of_the_right_programs(rule: Misconception) -> None:
    assert coverage(rule, BED) >= 0.5


@pytest.mark.parametrize("name", [name for name in BED.expected if single(name)])
def test_a_wrong_program_is_mended_on_its_line(name: str) -> None:
    ((idea, line),) = BED.expected[name]["misconceptions"]  # type: ignore[misc]
    assert list(unmended(RULES[idea], BED, BED.run(BED.wrong(name)), line)) == []


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = (",
        "def numerical_diff(): pass",
        "numerical_diff = lambda: 0",
        "def numerical_diff(f, *x): return f",
        "class numerical_diff: x = 1",
        "def numerical_diff(f, x): return (f(x) - (yield)) / (2 * (h := 1))",
    ],
)
def test_odd_programs_trip_no_rule(source: str) -> None:
    subject = Subject(Draft.of_cells([SourceCell(1, source)]), BED.exercise, {"numerical_diff": (1, 1)})
    assert [fix for rule in RULES.values() for fix in rule.mend(subject) if not fix.splices] == []
