"""What names tell: the exercise, the student, the attempt, in the many ways in which people write them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.intake.gradescope import read_metadata
from grader.classroom.intake.instants import instant
from grader.classroom.intake.layouts import CANVAS, MOODLE, slug
from grader.classroom.intake.naming import is_only_exercise, parse_name
from grader.classroom.intake.onlinetext import text_of
from grader.course import EXERCISES

EX1, EX2, EX3, EX4, EX5 = EXERCISES[:5]


@pytest.mark.parametrize(
    ("name", "student", "exercise"),
    [
        ("alice_exercise3.py", "alice", EX3),
        ("exercise3_alice.py", "alice", EX3),
        ("exercise3-alice.ipynb", "alice", EX3),
        ("alice_exercise3_gradient_descent.py", "alice", EX3),
        ("alice-gradient-descent.py", "alice", EX3),
        ("gradient descent alice.py", "alice", EX3),
        ("GradientDescent_alice.py", "alice", EX3),
        ("alice_ex03.py", "alice", EX3),
        ("Alice Smith - Exercise 3.ipynb", "Alice Smith", EX3),
        ("alice (exercise 3).py", "alice", EX3),
        ("numerical_gradient_zoe.py", "zoe", EX2),
        ("numerical_diff.zoe.py", "zoe", EX1),
        ("20231234_张三_exercise1.py", "20231234_张三", EX1),
        ("simpleNet-bob.py", "bob", EX4),
        ("bob_two_layer_net.py", "bob", EX5),
        ("bob-2_exercise3.py", "bob-2", EX3),
        ("alex3.py", "alex3", None),
        ("exercise12_bob.py", "exercise12_bob", None),
        ("alice_exercise1_exercise2.py", "alice", None),
        ("alice.smith_exercise3.py", "alice.smith", EX3),
        ("exercise3.py", "", EX3),
        ("exercise3_gradient_descent.py", "", EX3),
    ],
)
def test_a_name_tells_student_and_exercise(name: str, student: str, exercise: str | None) -> None:
    parsed = parse_name(name)
    assert (parsed.student, parsed.exercise) == (student, exercise)


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("alice_exercise3 (1).py", 1),
        ("alice_exercise3-2.py", 2),
        ("alice_exercise3_v2.py", 2),
        ("alice_v3_exercise1.py", 3),
        ("exercise3_alice_attempt4.py", 4),
        ("exercise3-1.py", 0),
        ("alice_exercise3.py", 0),
    ],
)
def test_a_name_tells_the_number_of_a_copy(name: str, copy: int) -> None:
    parsed = parse_name(name)
    assert parsed.copy == copy
    assert not copy or parsed.student == "alice"


@given(st.sampled_from(EXERCISES), st.from_regex(r"[^\W\d_x][\w=.-]{0,20}[^\W\d_x]", fullmatch=True))
def test_a_student_is_the_same_on_either_side_of_the_exercise(exercise: str, student: str) -> None:
    if parse_name(f"{student}.py").exercise is not None or parse_name(f"{student}.py").copy:
        return  # a name that itself says an exercise or a copy
    for name in (f"{student}_{exercise}.py", f"{exercise}_{student}.py", f"{exercise}-{student}.ipynb"):
        parsed = parse_name(name)
        assert parsed.exercise == exercise
        assert parsed.student == parse_name(f"{student}_exercise1.py").student


@given(st.text(max_size=60))
def test_any_text_is_a_name(text: str) -> None:
    parsed = parse_name(text)
    assert parsed.exercise is None or parsed.exercise in EXERCISES
    assert is_only_exercise(text) == (parsed.exercise is not None and not parsed.student)


@given(st.text("ab_1-9LATE", max_size=400))
def test_the_names_of_platforms_are_told_quickly(text: str) -> None:
    for pattern in (CANVAS, MOODLE):
        found = pattern.fullmatch(text * 5)
        assert found is None or found["user"] is None or re.fullmatch(r"\d+|anon_\w+", found["user"])


def test_the_assignment_is_what_repositories_share_up_to_a_hyphen() -> None:
    assert slug(["lab-1-alice", "lab-1-al-bob"], "x") == "lab-1-"
    assert slug(["lab-1-alice", "lab-1-al-bob"], "lab-submissions") == "lab-"
    assert slug(["alice", "bob"], "x") == ""
    assert slug(["lab-alice"], "x") == ""
    assert slug(["other-alice"], "lab-submissions") == ""


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-04-26 17:34:00", 0),
        ("2026-04-26T17:34:00Z", 0),
        ("2026-04-26 17:34:00 UTC", 0),
        ("2026-04-26 17:34:00.000000000 +09:00", -9),
        ("2026-04-26 17:34:00 -0730", 7.5),
        ("2026-04-26 17:34 America/Los_Angeles", 7),
    ],
)
def test_times_of_platforms_are_read_with_their_zones(text: str, hours: float) -> None:
    assert instant(text) == datetime(2026, 4, 26, 17, 34, tzinfo=UTC) + timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01 00:00",
        "2026-04-26 17:34 Nowhere/Land",
        "2026-04-26 17:34 ../../etc",
        "9" * 99,
        "0001-01-01 00:00:00 +09:00",
        "9999-12-31 23:59:59 -09:00",
        "1969-12-31 23:59",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert instant(text) is None


@given(st.text(max_size=80))
def test_any_text_is_a_time_or_none(text: str) -> None:
    for each in (text, f"2026-04-26 17:34 {text}", f"2026-04-26 17:34:00{text}"):
        found = instant(each)
        assert found is None or found.tzinfo is not None


@given(st.binary(max_size=300))
def test_any_bytes_are_metadata_without_a_fault(raw: bytes) -> None:
    for each in (raw, b"submission_1:\n  :submitters:\n  - :name: " + raw + b"\n    :sid: " + raw):
        for folder, submitted in read_metadata(io.BytesIO(each)).items():
            assert folder
            assert all(len(word) <= 255 for person in submitted.people for word in person.values())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page(raw: bytes) -> None:
    assert text_of(raw).endswith(b"\n")


def test_a_page_is_the_lines_that_were_seen() -> None:
    page = b"<style>p {}</style><pre>def f(x):\n    return x &lt; 1</pre>"
    page += b"<div>y = f(2)</div>\n<p>z<b>z</b> = 3</p>"
    assert text_of(page).decode() == "def f(x):\n    return x < 1\ny = f(2)\nzz = 3\n"
