"""The points of one check as other graders take them; expected values are worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from grader.course import EXERCISES, load
from grader.errors import UsageError
from grader.judge import title
from grader.notebook import points as module
from grader.notebook.points import expect, points
from grader.outcome import Message, Outcome, Report, SubmissionInfo, Verdict

EXERCISE = EXERCISES[2]
CHECKS = {check.id: check.points for check in load(EXERCISE).checks}
FAILED, LEFT_OUT = "path", "history"  # of 25 and of 10 points


def report(verdicts: Sequence[Verdict], outcome: Outcome = Outcome.FAILED) -> Report:
    counted = [verdict for verdict in verdicts if verdict.counted]
    score, most = sum(verdict.score for verdict in counted), sum(verdict.max_score for verdict in counted)
    return Report(EXERCISE, SubmissionInfo("-", "0" * 64), 0, outcome, score, most, tuple(verdicts))


def verdicts() -> list[Verdict]:
    """Every check passes but one; one is left out: 65 of 90 points."""
    exercise = load(EXERCISE)
    found = []
    for check in exercise.checks:
        verdict = Verdict(
            check.id, title(exercise, check), Outcome.PASSED, check.points, check.points, Message("passed")
        )
        if check.id == FAILED:
            verdict = replace(verdict, outcome=Outcome.FAILED, score=0.0, message=Message("values-differ"))
        if check.id == LEFT_OUT:
            verdict = replace(verdict, outcome=Outcome.SKIPPED, score=0.0, counted=False)
        found.append(verdict)
    return found


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "report_of", lambda word: report(verdicts()))
    monkeypatch.setenv("GRADER_LANG", "en")


def test_a_check_that_counts_earns_what_the_report_gives(graded: None) -> None:
    assert points("exercise3", "direction") == CHECKS["direction"]
    assert points("3", FAILED) == 0.0


def test_the_points_of_all_checks_make_the_share_of_the_report(graded: None) -> None:
    assert points("exercise3", LEFT_OUT) == round(10 * 65 / 90, 6)
    assert sum(points("exercise3", check) for check in CHECKS) == pytest.approx(100 * 65 / 90, abs=1e-6)


def test_points_are_plain_floats_within_the_checks_own(graded: None) -> None:
    for check, most in CHECKS.items():
        earned = points("exercise3", check)
        assert type(earned) is float
        assert 0.0 <= earned <= most


def test_a_missing_exercise_earns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    right = [replace(verdict, outcome=Outcome.PASSED, score=verdict.max_score) for verdict in verdicts()]
    for outcome, found in ((Outcome.MISSING, right), (Outcome.FAILED, [])):
        made = report(found, outcome)
        monkeypatch.setattr(module, "report_of", lambda word, made=made: made)
        assert [points("exercise3", check) for check in CHECKS] == [0.0] * len(CHECKS)
        with pytest.raises(AssertionError):
            expect("exercise3", "direction")


def test_a_test_passes_or_says_what_the_check_found(graded: None) -> None:
    expect("exercise3", "direction")
    with pytest.raises(AssertionError, match="at the point just reached: The answer differs"):
        expect("exercise3", FAILED)


def test_a_left_out_check_passes_the_parts_that_the_share_of_the_rest_is_nearest_to(graded: None) -> None:
    expect("exercise3", LEFT_OUT)  # 65 of 90 is nearer to 1 than to 0
    for part in (1, 2, 3):  # 0.72 is nearest to three parts of four
        expect("exercise3", LEFT_OUT, part=part, parts=4)
    with pytest.raises(AssertionError, match="Left out of the report"):
        expect("exercise3", LEFT_OUT, part=4, parts=4)


def test_a_check_of_which_three_parts_of_four_are_earned_passes_three_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [replace(verdict, score=verdict.max_score * 0.75) for verdict in verdicts()]
    monkeypatch.setattr(module, "report_of", lambda word: report(found))
    passed = []
    for part in (1, 2, 3, 4):
        try:
            expect("exercise3", "direction", part=part, parts=4)
            passed.append(part)
        except AssertionError:
            continue
    assert passed == [1, 2, 3]


def test_names_that_there_are_none_of_are_told(graded: None) -> None:
    with pytest.raises(UsageError, match="exercise3_gradient_descent has no check 'steps'"):
        points("exercise3", "steps")
    with pytest.raises(UsageError, match="'all' names 6 exercises"):
        points("all", "values")
    with pytest.raises(UsageError, match="there is no exercise 'exercise9'"):
        expect("exercise9", "values")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_parts_of_a_check_are_worth_points_that_add_up(exercise: str) -> None:
    for check in load(exercise).checks:
        assert check.parts >= 1
        assert sum([check.points / check.parts] * check.parts) == check.points
