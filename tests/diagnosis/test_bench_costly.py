"""Costly checks, and checks that share a run: asked of a draft last, once, and together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import course
from grader.diagnosis import bench as benches
from grader.diagnosis.bench import Bench
from grader.diagnosis.text import Draft
from grader.sandbox import Sandbox
from grader.trial import Trial, drafted
from grader.worker.wire import SourceCell

BOOK = Path(__file__).resolve().parent.parent / "right" / "exercise6" / "book.py"
RIGHT = BOOK.read_text(encoding="utf-8")
ASCENDS = RIGHT.replace("-= learning_rate", "+= learning_rate")
CAPPED = RIGHT.replace("range(iters_num)", "range(min(iters_num, 60))")
EXERCISE = course.load("exercise6_minibatch_training")


@pytest.fixture
def bench(sandbox: Sandbox) -> Iterator[Bench]:
    with Bench(sandbox, EXERCISE, 7, time.monotonic() + 60) as made:
        yield made


def draft(source: str) -> Draft:
    return Draft.of_cells([SourceCell(1, source)])


def trial(bench: Bench, source: str) -> Trial:
    found = bench.trial(draft(source))
    assert found is not None
    return found


def test_an_exercise_is_its_quick_checks_and_its_costly_ones() -> None:
    assert {check.id for check in EXERCISE.costly.checks} == {"digits"}
    assert sorted(EXERCISE.quick.checks + EXERCISE.costly.checks, key=lambda check: check.id) == sorted(
        EXERCISE.checks, key=lambda check: check.id
    )
    first = course.load("exercise1_numerical_diff")
    assert first.quick is first


def test_a_draft_that_fails_a_check_is_not_asked_the_costly_one(bench: Bench) -> None:
    found = trial(bench, ASCENDS)
    assert "digits" not in found.answers
    assert "digits" not in {verdict.id for verdict in found.verdicts}


def test_a_draft_that_passes_the_others_is_asked_the_costly_one(bench: Bench) -> None:
    right, capped = bench.evaluate(draft(RIGHT)), bench.evaluate(draft(CAPPED))
    assert right is not None
    assert right.complete
    assert right.points == 100
    assert capped is not None
    assert not capped.complete
    assert set(capped.subject.failed) == {"digits"}


def test_what_confirms_a_draft_asks_the_costly_check_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def counting(*given: object) -> Trial:
        found = drafted(*given)  # type: ignore[arg-type]
        asked.append("digits" in found.answers)
        return found

    monkeypatch.setattr(benches, "drafted", counting)
    assert bench.confirm(draft(RIGHT))
    assert asked == [False, True]
    assert not bench.confirm(draft(CAPPED))


def test_checks_of_the_same_inputs_and_steps_share_a_run(bench: Bench) -> None:
    answers = trial(bench, RIGHT).answers
    assert answers["update"] is answers["learning-rate"]
    assert answers["batches"] is answers["pairs"] is answers["losses"]
    assert answers["update"] is not answers["path"]
    assert answers["epochs"] is not answers["fractional-epoch"]


def test_a_check_that_waits_is_not_judged_by_the_run_that_it_shares(bench: Bench) -> None:
    verdicts = {verdict.id: verdict for verdict in trial(bench, ASCENDS).verdicts}
    assert verdicts["learning-rate"].waits_for == "update"
    assert verdicts["learning-rate"].score == 0
