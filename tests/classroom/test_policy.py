"""Late work, attempts and weights: what is taken off, and how a wrong file is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.model import Entry
from grader.classroom.policy import Penalty, Policy, load_policy
from grader.errors import CourseError

DAY = 86400.0
DUE = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
FIRST, THIRD = "exercise1_numerical_diff", "exercise3_gradient_descent"


def entry(score: float, attempt: int, hours: float = 0.0, missing: bool = False) -> Entry:
    report = samples.MISSING if missing else samples.FAILED
    when = DUE + timedelta(hours=hours)
    return Entry("s", "S", report, "s.py", attempt, when, DUE, score, score, 100.0)


def written(folder: Path, text: str) -> Path:
    file = folder / "class.toml"
    file.write_text(text, encoding="utf-8")
    return file


# --- what is taken off ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "stays"),
    [(None, 80), (0, 80), (600, 80), (601, 70), (DAY, 70), (DAY + 1, 60), (3 * DAY, 50), (30 * DAY, 40)],
)
def test_each_day_begun_takes_its_percent_beyond_the_grace_down_to_the_floor(
    late: float | None, stays: float
) -> None:
    policy = Policy(grace_s=600, penalty=Penalty(off=10, floor=50))
    assert policy.final(80.0, 100.0, late) == stays


def test_a_penalty_may_be_of_the_points_earned_and_by_the_hour() -> None:
    assert Policy(penalty=Penalty(off=5, unit_s=3600, of="earned")).final(60.0, 100.0, 2 * 3600 + 1) == 51.0


@pytest.mark.parametrize(("late", "off"), [(1, 10), (DAY, 10), (DAY + 1, 30), (7 * DAY, 30), (99 * DAY, 30)])
def test_steps_say_what_is_off_until_when_and_the_last_holds_for_ever(late: float, off: float) -> None:
    policy = Policy(penalty=Penalty(steps=((DAY, 10.0), (7 * DAY, 30.0))))
    assert policy.final(100.0, 100.0, late) == 100.0 - off


def test_nothing_is_ever_less_than_nothing() -> None:
    assert Policy(penalty=Penalty(off=60)).final(20.0, 100.0, 5 * DAY) == 0.0


@given(
    st.floats(0, 100),
    st.floats(0, 1e8),
    st.floats(0, 1e8),
    st.floats(0, 100),
    st.floats(0, 100),
    st.sampled_from(["max", "earned"]),
)
def test_later_is_never_better_and_no_penalty_gives_points(
    raw: float, late: float, more: float, off: float, floor: float, of: str
) -> None:
    policy = Policy(penalty=Penalty(off=off, floor=floor, of="max" if of == "max" else "earned"))
    sooner, later = policy.final(raw, 100.0, late), policy.final(raw, 100.0, late + more)
    assert later <= sooner <= raw
    assert later >= raw * floor / 100 - 1e-5


def test_lateness_is_elapsed_time_from_the_exercises_own_due_date() -> None:
    policy = Policy(due=DUE, due_of={THIRD: DUE + timedelta(days=7)})
    handed = DUE + timedelta(hours=3)
    assert policy.late_by(FIRST, handed) == 3 * 3600
    assert policy.late_by(THIRD, handed) == 0.0
    assert policy.late_by(FIRST, handed.astimezone()) == 3 * 3600


def test_what_nothing_tells_is_not_guessed() -> None:
    assert Policy(due=DUE).late_by(FIRST, None) is None
    assert Policy().late_by(FIRST, None) == 0.0
    assert Policy(due=DUE).late_by(FIRST, None, marked=True) == 1.0
    assert Policy().late_by(FIRST, DUE, marked=True) == 1.0
    assert Policy(due=DUE).late_by(FIRST, DUE - timedelta(hours=1), marked=True) == 0.0


# --- which attempt counts -------------------------------------------------------------------------


def test_the_best_attempt_counts_and_the_earlier_of_two_that_are_equal() -> None:
    attempts = [entry(40, 1), entry(70, 2), entry(70, 3), entry(10, 4)]
    assert Policy().counting(attempts) == 1
    assert Policy(keep="last").counting(attempts) == 3


def test_a_file_without_the_exercise_does_not_replace_one_that_has_it() -> None:
    attempts = [entry(40, 1), entry(0, 2, missing=True)]
    assert Policy(keep="last").counting(attempts) == 0
    assert Policy(keep="last").counting([replace(attempts[1], attempt=1), attempts[1]]) == 1
    with pytest.raises(ValueError, match="no attempt"):
        Policy().counting([])


# --- the file -------------------------------------------------------------------------------------

WHOLE = """
due = 2026-11-20T23:59:00+01:00
grace = "15 min"
keep = "last"
[late]
off = 10
per = "12 hours"
of = "earned"
floor = 25
[exercises.exercise3]
due = 2026-11-27T23:59:00+01:00
weight = 2
[exercises.numerical_diff]
weight = 0.5
"""


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, WHOLE))
    assert policy == Policy(
        due=DUE,
        due_of={THIRD: DUE + timedelta(days=7)},
        grace_s=900.0,
        penalty=Penalty(off=10, unit_s=12 * 3600, floor=25, of="earned"),
        keep="last",
        weights={FIRST: 0.5, THIRD: 2.0},
    )
    assert policy.weight("exercise2_numerical_gradient") == 1.0


def test_an_empty_file_is_no_policy(tmp_path: Path) -> None:
    assert load_policy(written(tmp_path, "")) == Policy()


def test_a_local_time_takes_the_zone_of_the_file(tmp_path: Path) -> None:
    text = 'zone = "Europe/Berlin"\ndue = 2026-11-20T23:59:00\n'
    assert load_policy(written(tmp_path, text)).due == DUE


def test_a_local_time_that_occurs_twice_is_the_later_one(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, 'zone = "Europe/Berlin"\ndue = 2026-10-25T02:30:00\n'))
    assert policy.due == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_day_late_is_24_hours_also_where_clocks_are_set_back(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, 'zone = "Europe/Berlin"\ndue = 2026-10-24T12:00:00\n'))
    assert policy.late_by(FIRST, datetime(2026, 10, 25, 11, 0, tzinfo=UTC)) == 25 * 3600


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("due = 2026-11-20T23:59:00", "due: '2026-11-20 23:59:00'", "with its zone"),
        ("due = 2026-11-20", "due: '2026-11-20'", "a time of day too"),
        ('zone = "UTC"\ndue = "2026-11-20"', "due: '2026-11-20'", "a time of day too"),
        ('zone = "Asia/Tokyo"\ndue = 0001-01-01T00:00:00', "due: '0001-01-01 00:00:00'", "with its zone"),
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deep", "nested lists"),
        ("[exercises.1]\nweight = 1" + "0" * 400, "exercises.1.weight: '1000", "from 0 on"),
        ("[late]\noff = 0x" + "f" * 9000, "late.off: this is wrong", "from 0 to 100"),
        ('due = "soon"', "due: 'soon'", "2026-11-20T23:59:00+01:00"),
        ('zone = "Mars/Olympus"\ndue = 2026-11-20T23:59:00', "zone: 'Mars/Olympus'", "Europe/Berlin"),
        ('zone = "Europe/Berlin"\ndue = 2026-03-29T02:30:00', "due: '2026-03-29 02:30:00'", "that exists"),
        ('grace = "long"', "grace: 'long'", '"15 min"'),
        ("grace = 15", "grace: '15'", '"15 min"'),
        ('keep = "first"', "keep: 'first'", '"best" or "last"'),
        ("late = 10", "late: '10'", "a line [late]"),
        ("[late]\noff = 101", "late.off: '101'", "from 0 to 100"),
        ("[late]\noff = true", "late.off: 'True'", "from 0 to 100"),
        ("[late]\nfloor = nan", "late.floor: 'nan'", "from 0 to 100"),
        ('[late]\nper = "0 days"', "late.per: '0 days'", '"1 day"'),
        ('[late]\nsteps = [["2 days", 10], ["1 day", 20]]', "late.steps, number 2", "rising order"),
        ("[late]\nsteps = []", "late.steps", "rising order"),
        ('[late]\noff = 1\nsteps = [["1 day", 10]]', "late.steps", "either steps"),
        ("[late]\nofff = 1", "there is no key late.offf", "late.off"),
        ("dew = 1", "there is no key dew", "due"),
        ("[exercises.exercise9]\nweight = 1", "exercises.exercise9: there is no exercise", "exercise"),
        ("[exercises]\nexercise1 = 3", "exercises.exercise1: '3'", "a table"),
        ("[exercises.1]\nweight = -1", "exercises.1.weight: '-1'", "from 0 on"),
        ("[exercises.1]\nweight = 1\n[exercises.numerical_diff]\nweight = 2", "numerical_diff", "twice"),
        ("[exercises.all]\nweight = 0", "exercises: 'every weight 0'", "above 0"),
        ("due =", "this is no TOML", "Mend"),
    ],
)
def test_a_fault_names_the_file_the_key_and_what_to_write(
    tmp_path: Path, text: str, told: str, hint: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(CourseError) as caught:
        load_policy(file)
    assert caught.value.message.startswith(f"{file}: ")
    assert told in caught.value.message
    assert hint in caught.value.hint


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No such file"):
        load_policy(tmp_path / "none.toml")
    (tmp_path / "class.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError, match="no TOML in UTF-8"):
        load_policy(tmp_path / "class.toml")
