"""Every check of every exercise: right programs pass it, and it catches what no other check catches."""

import math

import pytest
from course_asking import ask, failures, outcome_of
from course_programs import RIGHT, WRONG, wrong

from grader import course
from grader.outcome import Outcome

CHECKS = [(exercise, check.id) for exercise in course.EXERCISES for check in course.load(exercise).checks]


@pytest.mark.parametrize("exercise", course.EXERCISES)
@pytest.mark.parametrize("seed", range(5))
def test_a_right_program_passes_every_check(exercise, seed):
    verdicts = ask(exercise, RIGHT[exercise], seed)
    assert failures(verdicts) == set()
    assert all(verdict.outcome is Outcome.PASSED for verdict in verdicts.values())


@pytest.mark.parametrize(("exercise", "check"), CHECKS)
@pytest.mark.parametrize("seed", range(3))
def test_each_check_alone_catches_a_wrong_program(exercise, check, seed):
    verdicts = ask(exercise, wrong(exercise, check), seed)
    assert failures(verdicts) == {check}
    assert outcome_of(exercise, wrong(exercise, check), seed=seed) is not Outcome.PASSED


def test_every_wrong_program_belongs_to_a_check():
    assert set(WRONG) == set(CHECKS)


@pytest.mark.parametrize("exercise", course.EXERCISES)
def test_points_of_an_exercise_sum_to_100(exercise):
    assert math.fsum(check.points for check in course.load(exercise).checks) == 100


@pytest.mark.parametrize("exercise", course.EXERCISES)
def test_checks_wait_only_for_earlier_ones(exercise):
    seen = set()
    for check in course.load(exercise).checks:
        assert set(check.waits_for) | set(check.explained_by) <= seen
        seen.add(check.id)
