"""The rules of the gradient's loop: spoiling makes programs wrong, mending makes them right again."""

from __future__ import annotations

import random

import pytest
from helpers import run
from oracle_numerical_gradient import CHECKS, INTEGERS
from rule_laws import Bed, broken_by_spoiling, coverage, unmended

from grader.diagnosis.rules.difference.table import RULES as FORMULA
from grader.diagnosis.rules.gradient.table import RULES as GRADIENT
from grader.diagnosis.vocabulary import Misconception

BED = Bed("exercise2_numerical_gradient", CHECKS)
RULES = {rule.id: rule for rule in (*GRADIENT, *FORMULA) if "numerical_gradient" in rule.exercises}
FAULTS = [rule for rule in RULES.values() if rule.kind == "misconception"]
PROGRAMS = 8  # spoilt by each rule

ASKED = {
    "passes-component",
    "not-restored",
    "restores-wrong-value",
    "aliased-copy",
    "perturbs-all-components",
    "assigns-vector-to-element",
    "same-side-twice",
    "wrong-second-step",
    "missing-index",
    "loops-over-int",
    "hard-coded-size",
    "zeros-of-size",
    "integer-truncation",
    "one-dimensional-only",
}


def named(name: str) -> list[tuple[str, int]]:
    return [tuple(pair) for pair in BED.expected[name]["misconceptions"]]  # type: ignore[attr-defined]


ADVICE = [name for name, entry in BED.expected.items() if entry.get("advice")]
WRONG = [name for name in BED.expected if name not in ADVICE]


def test_every_misconception_of_the_topic_has_a_rule_with_both_directions() -> None:
    assert set(RULES) >= ASKED
    assert all(rule.spoil is not None for rule in RULES.values())


def test_the_right_programs_are_right() -> None:
    assert [name for name, ran in BED.right.items() if not ran.right] == []
    assert len(BED.right) >= 12


@pytest.mark.parametrize("name", WRONG)
def test_the_wrong_programs_are_wrong(name: str) -> None:
    assert not BED.run(BED.wrong(name)).right


def test_every_misconception_has_a_wrong_program() -> None:
    assert set(RULES) <= {pair[0] for name in BED.expected for pair in named(name)}


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.id)
def test_a_spoilt_program_is_wrong_and_mending_it_makes_it_right(rule: Misconception) -> None:
    assert list(broken_by_spoiling(rule, BED, PROGRAMS)) == []


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.id)
def test_a_rule_applies_to_half_of_the_right_programs(rule: Misconception) -> None:
    assert coverage(rule, BED) >= 0.5


@pytest.mark.parametrize("name", [name for name in WRONG if len(named(name)) == 1])
def test_a_wrong_program_is_mended_on_its_line(name: str) -> None:
    ((idea, line),) = named(name)
    assert list(unmended(RULES[idea], BED, BED.run(BED.wrong(name)), line)) == []


@pytest.mark.parametrize("name", ADVICE)
def test_advice_marks_a_line_of_a_program_that_passes(name: str) -> None:
    ((idea, line),) = named(name)
    ran = BED.run(BED.wrong(name))
    assert ran.right
    assert not run(BED.wrong(name), BED.exercise, INTEGERS).right
    assert [(fix.line, fix.splices) for fix in RULES[idea].mend(ran.subject)] == [(line, ())]


def test_whole_numbers_are_cut_after_spoiling_and_not_before() -> None:
    rule = RULES["integer-truncation"]
    assert rule.spoil is not None
    shown = 0
    for name, ran in BED.right.items():
        for fix in rule.spoil(ran.subject, random.Random(1)):
            source = ran.subject.draft.apply(fix).texts[0].source
            assert BED.run(source).right, name
            assert not run(source, BED.exercise, INTEGERS).right, name
            shown += 1
    assert shown >= 5
