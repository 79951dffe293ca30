"""The rules of softmax, cross-entropy and simpleNet: spoilt programs are wrong, mended ones right again."""

from __future__ import annotations

import pytest
from oracle_simple_net import CHECKS
from oracle_two_layer_net import CHECKS as TWO_LAYERS
from rule_laws import Bed, broken_by_spoiling, coverage, unmended

from grader.diagnosis.rules.simple_net.table import RULES as TABLE
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.worker.wire import SourceCell

BED = Bed("exercise4_simple_net", CHECKS)
OTHER = Bed("exercise5_two_layer_net", TWO_LAYERS)
RULES = {rule.id: rule for rule in TABLE}
FAULTS = [rule for rule in TABLE if rule.kind == "misconception"]
SHARED = [rule for rule in FAULTS if "two_layer_net" in rule.exercises]
PROGRAMS = 10  # spoilt by each rule
ADVICE = "cross-entropy-one-hot-only"

ASKED = {
    "softmax-overflow",
    "softmax-over-whole-batch",
    "softmax-wrong-axis",
    "softmax-subtracts-after-exp",
    "cross-entropy-label-only",
    "cross-entropy-one-hot-only",
    "cross-entropy-mixed-formulas",
    "cross-entropy-not-averaged",
    "cross-entropy-averages-single",
    "cross-entropy-log-of-zero",
    "cross-entropy-overwrites-prediction",
    "softmax-in-predict",
    "sigmoid-instead-of-softmax",
    "loss-without-softmax",
    "weight-shape",
    "extra-bias",
}


def named(name: str) -> list[tuple[str, int]]:
    return [tuple(pair) for pair in BED.expected[name]["misconceptions"]]  # type: ignore[attr-defined]


WRONG = [name for name in BED.expected if named(name)[0][0] != ADVICE]


def test_every_misconception_of_the_topic_has_a_rule_with_both_directions() -> None:
    assert set(RULES) >= ASKED
    assert len(RULES) == len(TABLE)
    assert [rule.id for rule in TABLE if rule.spoil is None] == [ADVICE]


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


@pytest.mark.parametrize("rule", SHARED, ids=lambda rule: rule.id)
def test_helpers_of_a_two_layer_net_are_spoilt_and_mended_too(rule: Misconception) -> None:
    assert list(broken_by_spoiling(rule, OTHER, 5)) == []


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


def test_a_loss_for_one_hot_targets_is_advised_against_only_where_labels_failed_in_it() -> None:
    (name,) = [name for name in BED.expected if named(name)[0][0] == ADVICE]
    ran = BED.run(BED.wrong(name))
    assert ran.right
    assert [fix.line for fix in RULES[ADVICE].mend(ran.subject)] == [named(name)[0][1]]
    assert [name for name, ran in BED.right.items() if any(RULES[ADVICE].mend(ran.subject))] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("exp_z / np.sum(exp_z)", "exp_z / np.sum(exp_z, axis=-1, keepdims=True)"),
        ("exp_z / exp_z.sum()", "exp_z / exp_z.sum(axis=-1, keepdims=True)"),
        ("exp_z / sum(exp_z)", "exp_z / np.sum(exp_z, axis=-1, keepdims=True)"),
    ],
)
def test_a_softmax_of_one_sample_is_mended_in_its_own_words(before: str, after: str) -> None:
    text = (
        "import numpy as np\n\ndef softmax(z):\n    exp_z = np.exp(z - np.max(z))  # scores\n    return {}\n"
    )
    subject = Subject(Draft.of_cells([SourceCell(1, text.format(before))]), BED.exercise, {"softmax": (1, 3)})
    first = next(iter(RULES["softmax-over-whole-batch"].mend(subject)))
    wanted = text.format(after).replace("np.max(z)", "np.max(z, axis=-1, keepdims=True)")
    assert subject.draft.apply(first).texts[0].source == wanted


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = (",
        "def softmax(): pass\nclass simpleNet: pass",
        "softmax = lambda: 0",
        "def softmax(x, *y): return exp(x)",
        "def cross_entropy_error(y, t): return log()",
        "class simpleNet:\n    def loss(self): return softmax()\n    def predict(): return np.dot()",
        "def softmax(x): return (yield np.exp(x)) / np.sum(a for a in x)",
    ],
)
def test_odd_programs_trip_no_rule(source: str) -> None:
    targets = {"softmax": (1, 1), "cross_entropy_error": (1, 1), "simpleNet": (1, 1)}
    subject = Subject(Draft.of_cells([SourceCell(1, source)]), BED.exercise, targets)
    assert [fix for rule in FAULTS for fix in rule.mend(subject) if not fix.splices] == []
