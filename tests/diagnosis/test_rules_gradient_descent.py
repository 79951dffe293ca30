"""The rules of gradient_descent: spoiling makes programs wrong, mending makes them right again."""

from __future__ import annotations

import random

import pytest
from oracle_gradient_descent import CHECKS, changes_its_start, has_other_defaults
from rule_laws import Bed, broken_by_spoiling, coverage, unmended

from grader.diagnosis.rules.descent.table import RULES as TABLE
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.worker.wire import SourceCell

BED = Bed("exercise3_gradient_descent", CHECKS)
RULES = {rule.id: rule for rule in TABLE}
FAULTS = [rule for rule in TABLE if rule.kind == "misconception"]
UNWISE = {"mutates-init-x": changes_its_start, "wrong-default": has_other_defaults}
PROGRAMS = 12  # spoilt by each rule

ASKED = {
    "assigns-the-step",
    "adds-the-gradient",
    "ascends",
    "uses-numerical-diff",
    "stale-gradient",
    "update-per-coordinate",
    "ignores-learning-rate",
    "ignores-step-count",
    "off-by-one-steps",
    "wrong-default",
    "returns-only-history",
    "mutates-init-x",
    "history-aliased",
}


def named(name: str) -> list[tuple[str, int]]:
    return [tuple(pair) for pair in BED.expected[name]["misconceptions"]]  # type: ignore[attr-defined]


ADVISED = [name for name in BED.expected if named(name)[0][0] in UNWISE]
WRONG = [name for name in BED.expected if name not in ADVISED]


def test_every_misconception_of_the_topic_has_a_rule_with_both_directions() -> None:
    assert set(RULES) >= ASKED
    assert len(RULES) == len(TABLE)
    assert all(rule.spoil is not None for rule in TABLE)


def test_the_right_programs_are_right() -> None:
    assert [name for name, ran in BED.right.items() if not ran.right] == []
    assert len(BED.right) >= 12


@pytest.mark.parametrize("name", WRONG)
def test_the_wrong_programs_are_wrong(name: str) -> None:
    assert not BED.run(BED.wrong(name)).right


def test_every_misconception_has_a_wrong_program() -> None:
    assert {idea for name in BED.expected for idea, _ in named(name)} == set(RULES)


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.id)
def test_a_spoilt_program_is_wrong_and_mending_it_makes_it_right(rule: Misconception) -> None:
    assert list(broken_by_spoiling(rule, BED, PROGRAMS)) == []


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.id)
def test_a_rule_applies_to_half_of_the_right_programs(rule: Misconception) -> None:
    assert coverage(rule, BED) >= 0.5


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_program_is_mended_on_its_line(name: str) -> None:
    ((idea, line),) = named(name)
    assert list(unmended(RULES[idea], BED, BED.run(BED.wrong(name)), line)) == []


@pytest.mark.parametrize("name", WRONG)
def test_no_other_rule_mends_a_wrong_program_for_less(name: str) -> None:
    ((idea, _),) = named(name)
    ran = BED.run(BED.wrong(name))
    ranked = [
        (fix.cost, -fix.suspicion, rule.id)
        for rule in FAULTS
        for fix in rule.mend(ran.subject)
        if BED.run(ran.subject.draft.apply(fix)).right
    ]
    assert min(ranked)[2] == idea


@pytest.mark.parametrize("name", ADVISED)
def test_what_is_only_unwise_is_right_and_pointed_at(name: str) -> None:
    ((idea, line),) = named(name)
    ran = BED.run(BED.wrong(name))
    assert ran.right
    assert UNWISE[idea](ran.objects)
    assert [(fix.line, fix.splices) for fix in RULES[idea].mend(ran.subject)] == [(line, ())]


@pytest.mark.parametrize("idea", UNWISE)
def test_advice_is_given_only_where_the_run_shows_it(idea: str) -> None:
    shown = {name for name, ran in BED.right.items() if UNWISE[idea](ran.objects)}
    told = {name for name, ran in BED.right.items() if any(RULES[idea].mend(ran.subject))}
    assert told <= shown


@pytest.mark.parametrize("idea", UNWISE)
def test_spoiling_with_what_is_only_unwise_leaves_a_program_right(idea: str) -> None:
    spoil = RULES[idea].spoil
    assert spoil is not None
    spoilt = [
        ran.subject.draft.apply(fix).texts[0].source
        for ran in BED.right.values()
        for fix in list(spoil(ran.subject, random.Random(3)))[:1]
    ]
    assert len(spoilt) > 5
    again = [BED.run(source) for source in spoilt]
    assert all(ran.right and UNWISE[idea](ran.objects) for ran in again)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = (",
        "def gradient_descent(): pass",
        "gradient_descent = lambda: 0",
        "def gradient_descent(*args, **kwargs): return args",
        "class gradient_descent: x = 1",
        "def gradient_descent(f, x, lr, n):\n    while (x := f(x)): yield x",
        "def gradient_descent(f, x, lr, n): return gradient_descent(f, x - lr, lr, n - 1)",
    ],
)
def test_odd_programs_trip_no_rule(source: str) -> None:
    subject = Subject(Draft.of_cells([SourceCell(1, source)]), BED.exercise, {"gradient_descent": (1, 1)})
    assert [fix for rule in FAULTS for fix in rule.mend(subject) if not fix.splices] == []
