"""The course's table of contents."""

import pickle
import subprocess
import sys

import pytest

from grader import course
from grader.errors import UnknownExercise


@pytest.mark.parametrize("name", course.EXERCISES)
def test_every_name_of_an_exercise_finds_it(name):
    stem, topic = name.split("_", 1)
    for word in (name, stem, stem[-1], topic, topic.upper(), topic.replace("_", "-"), f" {name}.py "):
        assert course.find(word) == (name,)


def test_all_means_every_exercise():
    assert course.find("all") == course.EXERCISES


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("exercise33", "exercise3_gradient_descent"),
        ("gradient_decent", "exercise3_gradient_descent"),
        ("numerical_dif", "exercise1_numerical_diff"),
        ("two-layers-net", "exercise5_two_layer_net"),
    ],
)
def test_an_unknown_name_is_told_what_comes_near(word, near):
    with pytest.raises(UnknownExercise) as caught:
        course.find(word)
    assert near in caught.value.hint
    assert pickle.loads(pickle.dumps(caught.value)).hint == caught.value.hint


@pytest.mark.parametrize("word", ["", "9", "zebra"])
def test_a_word_far_from_all_is_told_what_there_is(word):
    with pytest.raises(UnknownExercise) as caught:
        course.find(word)
    assert "exercise1_numerical_diff" in caught.value.hint


def test_load_takes_ids_only():
    with pytest.raises(UnknownExercise):
        course.load("exercise3")


@pytest.mark.parametrize("name", course.EXERCISES)
def test_an_exercise_is_what_its_id_says(name):
    exercise = course.load(name)
    assert exercise.id == name
    assert name.startswith(f"exercise{exercise.number}_")
    assert exercise.main.main
    assert len({check.id for check in exercise.checks}) == len(exercise.checks)


def test_the_table_imports_no_exercise_and_no_numpy():
    code = (
        "import sys, grader.course; grader.course.find('3');"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'msgspec', 'reference', 'grader.exercise')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
