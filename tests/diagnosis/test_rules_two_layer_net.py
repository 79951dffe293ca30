"""The rules of sigmoid and TwoLayerNet: spoiling makes programs wrong, mending makes them right again."""

from __future__ import annotations

import random

import pytest
from oracle_two_layer_net import CHECKS, checks
from rule_laws import Bed, broken_by_spoiling, coverage, unmended

from grader.diagnosis.rules.two_layer_net.table import RULES as TABLE
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.worker.wire import SourceCell

BED = Bed("exercise5_two_layer_net", CHECKS)
RULES = {rule.id: rule for rule in TABLE}
FAULTS = [rule for rule in TABLE if rule.kind == "misconception"]
PROGRAMS = 8  # spoilt by each rule

ASKED = {
    "weight-shape-copy-paste",
    "missing-parameter",
    "skips-activation",
    "bias-copy-paste",
    "sigmoid-before-softmax",
    "sigmoid-missing-parentheses",
    "sigmoid-wrong-sign",
    "calls-itself",
    "gradient-copy-paste",
    "gradient-not-averaged",
    "gradient-missing-activation-derivative",
    "sigmoid-for-sigmoid-grad",
    "gradient-flipped-sign",
    "gradient-wrong-axis",
    "gradient-transposed",
    "accuracy-wrong-axis",
    "accuracy-compares-with-itself",
    "accuracy-not-a-fraction",
    "relu-instead-of-sigmoid",
    "loss-returns-accuracy",
    "weight-std-ignored",
    "relu-grad-of-array",
}
RARE = {"sigmoid-grad-wrong-argument"}  # asks for a name of the first layer's sum beside that of its sigmoid
ADVICE = [name for name, entry in BED.expected.items() if entry.get("advice")]
WRONG = [name for name in BED.expected if name not in ADVICE]


def named(name: str) -> list[tuple[str, int]]:
    return [tuple(pair) for pair in BED.expected[name]["misconceptions"]]  # type: ignore[attr-defined]


def test_every_misconception_of_the_topic_has_a_rule_with_both_directions() -> None:
    assert set(RULES) >= ASKED
    assert len(RULES) == len(TABLE)
    assert all(rule.spoil is not None for rule in TABLE)


def test_the_right_programs_are_right_for_other_numbers_too() -> None:
    other = Bed(BED.exercise, checks(91))
    assert [name for bed in (BED, other) for name, ran in bed.right.items() if not ran.right] == []
    assert len(BED.right) >= 12


@pytest.mark.parametrize("name", WRONG)
def test_the_wrong_programs_are_wrong(name: str) -> None:
    assert not BED.run(BED.wrong(name)).right


def test_every_misconception_has_a_wrong_program() -> None:
    assert {idea for name in BED.expected for idea, _ in named(name)} >= set(RULES)


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.id)
def test_a_spoilt_program_is_wrong_and_mending_it_makes_it_right(rule: Misconception) -> None:
    assert list(broken_by_spoiling(rule, BED, PROGRAMS)) == []


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.id)
def test_a_rule_applies_to_half_of_the_right_programs(rule: Misconception) -> None:
    assert coverage(rule, BED) >= (0.1 if rule.id in RARE else 0.5)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_program_is_mended_on_its_line(name: str) -> None:
    ((idea, line),) = named(name)
    assert list(unmended(RULES[idea], BED, BED.run(BED.wrong(name)), line)) == []


@pytest.mark.parametrize("name", WRONG)
def test_of_all_rules_the_cheapest_that_mends_a_wrong_program_has_its_name(name: str) -> None:
    ran = BED.run(BED.wrong(name))
    fixes = [fix for rule in FAULTS for fix in rule.mend(ran.subject)]
    fixes.sort(key=lambda fix: (fix.cost, -fix.suspicion))
    right = (fix for fix in fixes if BED.run(ran.subject.draft.apply(fix)).right)
    assert next((fix.misconception, fix.line) for fix in right) == named(name)[0]


@pytest.mark.parametrize("name", ADVICE)
def test_a_helper_that_takes_an_array_for_a_shape_draws_advice_on_its_line(name: str) -> None:
    ran = BED.run(BED.wrong(name))
    assert ran.right
    told = [(fix.misconception, fix.line) for fix in RULES["relu-grad-of-array"].mend(ran.subject)]
    assert told == named(name)


def test_right_programs_draw_no_advice() -> None:
    rule = RULES["relu-grad-of-array"]
    assert [name for name, ran in BED.right.items() if list(rule.mend(ran.subject))] == []


def test_spoiling_a_right_helper_draws_advice() -> None:
    rule = RULES["relu-grad-of-array"]
    assert rule.spoil is not None
    ran = BED.right["book.py"]
    (fix,) = rule.spoil(ran.subject, random.Random(1))
    told = list(rule.mend(BED.run(ran.subject.draft.apply(fix)).subject))
    assert [(found.line, found.splices) for found in told] == [(fix.line, ())]


def test_a_rule_is_silent_where_its_check_passed() -> None:
    subject = BED.run(BED.wrong("gradient-flipped-sign.py")).subject
    told = Subject(subject.draft, subject.exercise, subject.targets, failed={"accuracy": ""})
    assert list(RULES["gradient-flipped-sign"].mend(subject)) != []
    assert list(RULES["gradient-flipped-sign"].mend(told)) == []


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = (",
        "class TwoLayerNet: pass",
        "class TwoLayerNet:\n    def __init__(self): self.params = {'W1': 1, **{}, 'b1': (yield)}",
        "class TwoLayerNet:\n    def loss(): return\n    def accuracy(): return np.argmax()",
        "class TwoLayerNet:\n    def gradient(self, *x): return {k: v for k, v in x}",
        "class TwoLayerNet:\n    def predict(self, x): x += x @ x.T; return sigmoid(*x) + x.dot()",
        "class TwoLayerNet:\n    numerical_gradient = lambda self: self.numerical_gradient()",
        "class TwoLayerNet:\n    def forward(self, x):\n        x = self.forward(x)[0]\n        return x, x",
    ],
)
def test_odd_programs_trip_no_rule(source: str) -> None:
    subject = Subject(Draft.of_cells([SourceCell(1, source)]), BED.exercise, {"TwoLayerNet": (1, 1)})
    rng = random.Random(1)
    edits = [
        fix for rule in TABLE for found in (rule.mend(subject), rule.spoil(subject, rng)) for fix in found
    ]  # type: ignore[misc]
    assert all(fix.cell == 1 and fix.line >= 1 for fix in edits)
