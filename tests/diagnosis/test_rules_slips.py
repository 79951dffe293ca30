"""Slips of typing: each inverse edit makes a program wrong, and the rule that belongs to it finds it.

The right programs are those of tests/right, the oracles those of oracle_any; wrong files as
learners write them are in tests/wrong, with expected_slips.json.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from grader import course
from grader.diagnosis.rules.slips import table as slips
from grader.diagnosis.rules.syntax import table as syntax
from grader.diagnosis.rules.syntax.characters import meant
from grader.diagnosis.rules.syntax.tokens import tokens
from grader.diagnosis.text import Draft, Fix
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.worker.wire import SourceCell

from .helpers import Ran, run
from .oracle_any import CHECKS

TESTS = Path(__file__).resolve().parent.parent
RULES: tuple[Misconception, ...] = (*syntax.RULES, *slips.RULES)
IDS = [rule.id for rule in RULES]
OF_CLASSES = {"nested-methods", "misspelt-constructor", "missing-self", "misspelt-key", "shape-brackets"}
PROGRAMS = 8  # right programs that each inverse rule is tried on, drawn anew for each


def exercise_of(path: Path) -> str:
    return course.EXERCISES[int(path.parent.name.removeprefix("exercise")) - 1]


def source_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


@cache
def right_programs() -> tuple[tuple[Path, Ran], ...]:
    """Return the right programs of these tests' own, and of the others those that the oracles here know."""
    found = []
    for path in sorted((TESTS / "right").glob("exercise*/*.py")):
        own = path.name.startswith("slips_")
        if exercise_of(path) not in CHECKS:
            continue
        if own or path.stat().st_size % 3 == 0:  # a third of the others, always the same
            ran = ran_of(path)
            assert ran.right or not own, (path, ran.failed)
            if ran.right:
                found.append((path, ran))
    return tuple(found)


def ran_of(path: Path) -> Ran:
    exercise = exercise_of(path)
    try:
        return run(source_of(path), exercise, CHECKS[exercise])
    except UnicodeDecodeError:  # a file in another encoding is the reader's affair
        return Ran(Subject(Draft(()), exercise), ("encoding",))


def spoilt(rule: Misconception, most: int) -> Iterator[tuple[Path, Fix, Ran]]:
    """Yield programs that the inverse rule makes wrong, each in one way."""
    rng = random.Random(f"slips {rule.id}")
    programs = list(right_programs())
    rng.shuffle(programs)
    assert rule.spoil is not None
    count = 0
    for path, ran in programs:
        fixes = list(rule.spoil(ran.subject, rng))
        if fixes and count < most:
            count += 1
            fix = rng.choice(fixes)
            draft = ran.subject.draft.apply(fix)
            assert draft != ran.subject.draft, (path, fix)
            yield path, fix, run(draft, ran.subject.exercise, CHECKS[ran.subject.exercise])


def proposals(subject: Subject) -> list[Fix]:
    found = [fix for rule in RULES for fix in rule.mend(subject)]
    return sorted(found, key=lambda fix: (-fix.suspicion, fix.cost))


def accepted(subject: Subject, fixes: list[Fix]) -> list[Fix]:
    return [
        fix
        for fix in fixes
        if run(subject.draft.apply(fix), subject.exercise, CHECKS[subject.exercise]).right
    ]


def first_accepted(subject: Subject, fixes: list[Fix]) -> Fix | None:
    """Return the first of the fixes after which every check passes."""
    return next((fix for fix in fixes if accepted(subject, [fix])), None)


def wrong_files(held_out: bool = False) -> list[tuple[Path, list[tuple[str, int]]]]:
    """Return the wrong files with what they are to be named, those of two faults and more left out."""
    found = []
    for table in sorted((TESTS / "wrong").glob("exercise*/expected_slips.json")):
        for name, entry in json.loads(table.read_text()).items():
            if bool(entry.get("holdout")) == held_out and len(entry["misconceptions"]) == 1:
                found.append((table.parent / name, [tuple(each) for each in entry["misconceptions"]]))
    return found


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_an_inverse_edit_makes_a_program_wrong_and_its_own_rule_undoes_it_on_its_line(
    rule: Misconception,
) -> None:
    wrong = 0
    for path, fix, ran in spoilt(rule, PROGRAMS):
        if ran.right:
            continue  # the line is one that no check reaches; counted below
        wrong += 1
        named = [each for each in proposals(ran.subject) if each.misconception == rule.id]
        there = [each for each in named if each.line == fix.line]
        assert first_accepted(ran.subject, there), (path, fix, named)
    assert wrong >= 3


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_inverse_edits_apply_to_half_of_the_programs_that_have_what_they_spoil(rule: Misconception) -> None:
    rng = random.Random(7)
    programs = [ran.subject for path, ran in right_programs() if path.name.startswith("slips_")]
    if rule.id in OF_CLASSES:
        programs = [subject for subject in programs if subject.exercise.endswith(("simple_net", "layer_net"))]
    assert rule.spoil is not None
    applies = sum(bool(list(rule.spoil(subject, rng))) for subject in programs)
    looped = rule.id in ("statement-outside-loop", "return-inside-loop", "comparison-for-assignment")
    assert applies >= len(programs) * (
        0.25 if looped or rule.id in ("shape-brackets", "extra-argument") else 0.5
    )


@pytest.mark.parametrize(("path", "named"), wrong_files(), ids=lambda value: getattr(value, "stem", None))
def test_the_cheapest_edit_that_helps_a_wrong_file_bears_its_name_and_line(
    path: Path, named: list[tuple[str, int]]
) -> None:
    exercise = exercise_of(path)
    subject = run(source_of(path), exercise, CHECKS[exercise]).subject
    best = first_accepted(subject, sorted(proposals(subject), key=lambda fix: (fix.cost, -fix.suspicion)))
    assert best is not None
    assert [(best.misconception, best.line)] == named


@pytest.mark.parametrize("held_out", [False, True])
def test_every_wrong_file_is_wrong_by_the_oracle(held_out: bool) -> None:
    for path, _ in wrong_files(held_out):
        exercise = exercise_of(path)
        assert not run(source_of(path), exercise, CHECKS[exercise]).right, path


def test_every_misconception_has_a_wrong_file() -> None:
    named = {name for held_out in (False, True) for _, found in wrong_files(held_out) for name, _ in found}
    assert named >= {*IDS, "step-literal-typo"}


def test_no_rule_proposes_the_same_edit_twice() -> None:
    for path, _ in wrong_files()[::5]:
        exercise = exercise_of(path)
        subject = run(source_of(path), exercise, CHECKS[exercise]).subject
        for rule in RULES:
            edits = [(fix.misconception, fix.splices) for fix in rule.mend(subject)]
            assert len(edits) == len(set(edits)), (path, rule.id)


def test_a_rule_proposes_few_edits() -> None:
    for path, _ in wrong_files()[::3]:
        exercise = exercise_of(path)
        subject = run(source_of(path), exercise, CHECKS[exercise]).subject
        for rule in RULES:
            assert len(list(rule.mend(subject))) <= 24, (path, rule.id)


ODD = (
    "", "def", "class", "def f(:\n", "def f(x): return\n", "class A: pass\n", "x = (\n", "'''",
    "\t\n  x\n", "def f(\n\n\n):", "((((", "))))",
    "if x:\n", "@a\n@b\ndef f(): 1", "lambda: (yield)", "f'{x'", "del x; x: int = 3",
    "def numerical_diff(f,\n x):\n return f(\n", "\ufeffdef f(): x",
    "class TwoLayerNet:\n    def __init__(",
    "def numerical_diff(*a, **k): return a",
    "match x:\n  case 1: pass", "class simpleNet:\n  x = y\n  def f(): z",
)  # fmt: skip


@pytest.mark.parametrize("exercise", course.EXERCISES)
def test_odd_texts_trip_no_rule(exercise: str) -> None:
    for text in ODD:
        subject = run(text, exercise, {}).subject
        for rule in RULES:
            list(rule.mend(subject))
            assert rule.spoil is not None
            list(rule.spoil(subject, random.Random(1)))


def test_a_fix_keeps_tabs_comments_and_every_other_line() -> None:
    head = "def numerical_diff(f, x):\n\t# Schritt\n\th = 1e-4  # klein\n"
    source = head + "\treturn (f(x + h) - f(x - hh)) / (2*h)\n"
    subject = run(source, "exercise1_numerical_diff", CHECKS["exercise1_numerical_diff"]).subject
    best = min(accepted(subject, proposals(subject)), key=lambda fix: fix.cost)
    assert subject.draft.apply(best).texts[0].source == source.replace("hh", "h")


def test_two_slips_in_one_line_are_mended_one_after_the_other() -> None:
    source = "def numerical_diff(f, x)\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h\n"
    checks = CHECKS["exercise1_numerical_diff"]
    subject = run(source, "exercise1_numerical_diff", checks).subject
    first = next(fix for fix in proposals(subject) if fix.line == 1 and fix.splices[0].text == ":")
    assert first.suspicion >= 0.5  # else the search gives it up, since nothing runs yet
    then = run(subject.draft.apply(first), "exercise1_numerical_diff", checks).subject
    assert {fix.line for fix in accepted(then, proposals(then))} == {3}


def test_a_name_in_another_cell_is_mended_where_it_stands() -> None:
    cells = [
        SourceCell(1, "import numpy as np"),
        SourceCell(
            2,
            "def numerical_diff(f, x):\n    h = np.flaot64(1e-4)\n    return (f(x + h) - f(x - h)) / (2 * h)",
        ),
    ]
    subject = run(
        Draft.of_cells(cells), "exercise1_numerical_diff", CHECKS["exercise1_numerical_diff"]
    ).subject
    helped = accepted(subject, proposals(subject))
    assert (helped[0].misconception, helped[0].cell, helped[0].line) == ("misspelt-numpy-name", 2, 2)


def test_tokens_of_any_text_cover_it() -> None:
    for text in ODD:
        assert "".join(token.text for token in tokens(text, 0, len(text))) == text


def test_characters_of_other_keyboards_have_plain_counterparts() -> None:
    assert [meant(each) for each in "，：（）【】“”‘’＝－×÷　。；１"] == list(",:()[]\"\"''=-*/ .;1")
    assert [meant(each) for each in "aé数π"] == [None] * 4
