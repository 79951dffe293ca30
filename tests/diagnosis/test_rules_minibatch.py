"""The rules of training on mini-batches: spoiling makes programs wrong, mending makes them right again."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import pytest
from helpers import Ran
from oracle_minibatch import CHECKS, script_faults
from rule_laws import Bed, broken_by_spoiling, coverage, unmended

from grader.diagnosis.rules.minibatch import RULES as TABLE
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.worker.wire import SourceCell


class TrainingBed(Bed):
    """Programs whose training may be a script: then the oracle runs it as one."""

    def run(self, program: str | Draft) -> Ran:
        ran = super().run(program)
        if "train" in ran.subject.targets:
            return ran
        with contextlib.redirect_stdout(io.StringIO()):
            return replace(ran, failed=tuple(script_faults(ran.subject.draft.texts[0].source)))


BED = TrainingBed("exercise6_minibatch_training", CHECKS)
RULES = {rule.id: rule for rule in TABLE}
FAULTS = [rule for rule in TABLE if rule.kind == "misconception"]
ADVICE = {"learning-rate-too-large", "learning-rate-too-small"}
PROGRAMS = 6  # spoilt by each rule

ASKED = {
    "epoch-length-not-whole",
    "update-ascends",
    "update-skips-parameters",
    "update-rebinds-only",
    "batch-not-sampled",
    "labels-not-sampled",
    "evaluates-on-the-batch",
    "test-used-for-training",
    *ADVICE,
}


def named(name: str) -> list[tuple[str, int]]:
    return [tuple(pair) for pair in BED.expected[name]["misconceptions"]]  # type: ignore[attr-defined]


ADVISED = [name for name in BED.expected if named(name)[0][0] in ADVICE]
WRONG = [name for name in BED.expected if name not in ADVISED]
SINGLE = [name for name in WRONG if len(named(name)) == 1 and named(name)[0][0] in RULES]


def test_every_misconception_of_the_topic_has_a_rule_and_all_but_advice_an_inverse() -> None:
    assert set(RULES) >= ASKED
    assert len(RULES) == len(TABLE)
    assert {rule.id for rule in TABLE if rule.kind == "advice"} == ADVICE
    assert all(rule.spoil is not None for rule in FAULTS)


def test_the_right_programs_are_right() -> None:
    assert [name for name, ran in BED.right.items() if not ran.right] == []
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
    assert coverage(rule, BED) >= 0.5


@pytest.mark.parametrize("name", SINGLE)
def test_a_wrong_program_is_mended_on_its_line(name: str) -> None:
    ((idea, line),) = named(name)
    assert list(unmended(RULES[idea], BED, BED.run(BED.wrong(name)), line)) == []


@pytest.mark.parametrize("name", SINGLE)
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


COUNTED = """import numpy as np

def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc, i = [], [], [], 0
    while {goes_on}:
        rows = np.random.choice(len(x_train), batch_size)
        grads = network.gradient(x_train[rows], t_train[rows])
        for key in network.params:
            network.params[key] -= learning_rate * grads[key]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        if i % max(len(x_train) // batch_size, 1) == 0:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
        i += 1
        if {leaves}:
            break
    return losses, train_acc, test_acc
"""


@pytest.mark.parametrize(
    ("goes_on", "leaves", "line"),
    [
        ("i <= iters_num", "False", 5),
        ("iters_num >= i", "False", 5),
        ("i < iters_num - 1", "False", 5),
        ("True", "i > iters_num", 15),
        ("True", "iters_num < i", 15),
        ("True", "i >= iters_num - 1", 15),
    ],
)
def test_a_comparison_that_counts_one_iteration_too_many_or_too_few_is_mended(
    goes_on: str, leaves: str, line: int
) -> None:
    assert BED.run(COUNTED.format(goes_on="i < iters_num", leaves="i >= iters_num")).right
    ran = BED.run(COUNTED.format(goes_on=goes_on, leaves=leaves))
    assert not ran.right
    assert list(unmended(RULES["training-count-wrong"], BED, ran, line)) == []


def test_a_name_that_nothing_sets_is_left_to_the_rules_of_names() -> None:
    right = COUNTED.format(goes_on="i < iters_num", leaves="False")
    for old, new in (
        ("accuracy(x_train, t_train", "accuracy(x_train, t_trian"),
        ("t_train[rows]", "t_train[rosw]"),
    ):
        ran = BED.run(right.replace(old, new, 1))
        fixes = [fix for rule in FAULTS for fix in rule.mend(ran.subject)]
        assert not ran.right
        assert [fix for fix in fixes if BED.run(ran.subject.draft.apply(fix)).right] == []


@pytest.mark.parametrize("name", ADVISED)
def test_a_badly_chosen_rate_is_right_and_pointed_at(name: str) -> None:
    ((idea, line),) = named(name)
    ran = BED.run(BED.wrong(name))
    assert ran.right
    assert [(fix.line, fix.splices) for fix in RULES[idea].mend(ran.subject)] == [(line, ())]


def test_no_rate_of_a_right_program_is_pointed_at() -> None:
    told = {
        (name, idea)
        for name, ran in BED.right.items()
        for idea in ADVICE
        if any(RULES[idea].mend(ran.subject))
    }
    assert told == set()


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = (",
        "def train(): pass",
        "train = lambda *given: 0",
        "class train: x_train = 1",
        "for i in x_train: x_train[i]",
        "def train(net, x_train, t_train, x_test, t_test, n, b, r):\n    while (x := net): yield x[1:]",
        "def train(a, b, c, d, e, f, g, h): return train(h, g, f, e, d, c, b, a)",
        "def train(n, x_train, *rest):\n    for i in range(1): n.params -= x_train[:] * n.gradient(*rest)",
    ],
)
def test_odd_programs_trip_no_rule(source: str) -> None:
    subject = Subject(Draft.of_cells([SourceCell(1, source)]), BED.exercise, {"train": (1, 1)})
    assert [fix for rule in FAULTS for fix in rule.mend(subject) if not fix.splices] == []
