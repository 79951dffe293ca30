"""The list of exercises, the doctor's findings, what was built."""

from __future__ import annotations

import pytest

from grader.report import Settings
from grader.report.catalogue import LANGUAGES
from grader.report.layout import columns
from grader.report.listing import Layer, Row, render_built, render_doctor, render_list

SPEED = {"cold": 120, "warm": 9.5, "cores": 2}
ROWS = (
    Row("exercise1_numerical_diff", "passed", "exercises/exercise1_numerical_diff.py", 100, 100),
    Row("exercise2_numerical_gradient", "begun", "exercises/exercise2_numerical_gradient.py", 40.5, 100),
    Row("exercise3_gradient_descent", "stale", "exercises/exercise3_gradient_descent.py", 90, 90),
    Row("exercise4_simple_net", "unsolved", "exercises/exercise4_simple_net.py"),
    Row("exercise5_two_layer_net", "ungraded", "exercises/exercise5_two_layer_net.py"),
    Row("exercise6_minibatch_training", "no-file", "exercises/exercise6_\x1b.py"),
)


def test_the_list_tells_states_points_and_what_to_type_next() -> None:
    assert render_list(ROWS, Settings()).split("\n") == [
        "✓ exercise1_numerical_diff      100 / 100",
        "✗ exercise2_numerical_gradient  40.5 / 100",
        "· exercise3_gradient_descent    90 / 90, changed since",
        "· exercise4_simple_net          not begun",
        "· exercise5_two_layer_net       not graded yet",
        "· exercise6_minibatch_training  no file",
        "",
        "  █████░░░░░░░░░░░░░░░░░░░",
        "  1 of 6 exercises passed, 140.5 / 590 points",
        "",
        "  Next: open exercises/exercise2_numerical_gradient.py, then type",
        "    python -m grader exercise2",
        "",
    ]


def test_the_list_ends_when_all_is_passed() -> None:
    text = render_list(ROWS[:1], Settings())
    assert text.endswith("  All exercises passed.\n")
    assert "python -m grader" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp932"])
def test_listings_fit_40_columns_and_every_encoding(lang: str, encoding: str) -> None:
    settings = Settings(lang, colour=False, width=40, encoding=encoding)
    layers = (Layer("process", True, True, ""), Layer("landlock", False, False, "kernel \x1b too old"))
    folders = [("doctor.exercises", "/a/\u202eb"), ("doctor.state", "")]
    texts = [
        render_list(ROWS, settings),
        render_doctor(layers, [("numpy", "2.4")], folders, SPEED, settings),
        render_built([("a.py", "written", ""), ("b.py", "replaced", "b.py.bak")], settings),
    ]
    for text in texts:
        text.encode(encoding)
        assert "\x1b" not in text
        for line in text.split("\n"):
            assert columns(line) <= 40, line


def test_the_doctor_says_what_is_in_force_and_what_lacks() -> None:
    layers = (
        Layer("process", True, True, ""),
        Layer("landlock", False, False, "kernel 5.4"),
        Layer("seccomp", True, False, "not refused: fork"),
    )
    text = render_doctor(layers, [("numpy", "2.4")], [("doctor.exercises", "")], SPEED, Settings(width=100))
    assert "✓ process, a process of its own, killed in time: in force\n" in text
    assert "✗ landlock, no file outside its own folder: lacking (kernel 5.4)\n" in text
    assert "✗ seccomp, no network, no new process: said to be in force, but not proved (not refused:" in text
    assert "a worker starts in 120 ms, one more program in 9.5 ms; 2 cores\n" in text
    assert "exercises: none found\n" in text
    assert "with less protection" in text
    assert "with less protection" not in render_doctor(layers[:1], [], [], SPEED, Settings())


def test_a_stub_that_replaced_work_names_the_copy() -> None:
    text = render_built([("exercises/a.py", "replaced", "exercises/a.py.bak")], Settings())
    assert text == "  exercises/a.py: written anew; your work is in exercises/a.py.bak\n"
