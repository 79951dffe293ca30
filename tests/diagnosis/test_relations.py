"""Relations of a wrong value to the right one: each is told for what it is, and for nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.diagnosis.relations import relation

VECTOR = [1.3, -0.7, 2.9]
MATRIX = [[1.3, -0.7, 2.9], [0.4, 1.9, -2.2]]
SQUARE = [[1.3, -0.7], [0.4, 1.9]]


def told(expected: object, got: object) -> str | None:
    message = relation(expected, got)
    return None if message is None else message.id.removeprefix("relation.")


@pytest.mark.parametrize(
    ("name", "expected", "got"),
    [
        ("zero", 2.5, 0.0),
        ("sign", 2.5, -2.5),
        ("factor", 2.5, 5.0),
        ("factor", VECTOR, [0.65, -0.35, 1.45]),
        ("transposed", MATRIX, np.array(MATRIX).T.tolist()),
        ("transposed", SQUARE, np.array(SQUARE).T.tolist()),
        ("reversed", VECTOR, VECTOR[::-1]),
        ("some-zero", VECTOR, [1.3, 0.0, 0.0]),
        ("some-right", VECTOR, [1.3, -0.7, 8.8]),
        ("offset", VECTOR, [1.8, -0.2, 3.4]),
        ("reshaped", VECTOR, [VECTOR]),
        ("sum", VECTOR, 3.5),
        ("mean", VECTOR, 3.5 / 3),
        ("first", VECTOR, 1.3),
    ],
)
def test_each_relation_is_seen(name: str, expected: object, got: object) -> None:
    assert told(expected, got) == name


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (2.5, 2.5),
        (VECTOR, VECTOR),
        (2.5, 3.37),  # a number is always some multiple: only plain factors tell anything
        (VECTOR, [0.1, 0.2, 0.4]),
        (VECTOR, [1.0, 2.0]),
        (VECTOR, [math.nan, 1.0, 2.0]),
        (VECTOR, [math.inf, 1.0, 2.0]),
        (VECTOR, None),
        (VECTOR, "text"),
        (VECTOR, [[1.0], [1.0, 2.0]]),
        (None, 1.0),
        ([], []),
        (0.0, 1.0),
    ],
)
def test_where_nothing_is_plain_nothing_is_told(expected: object, got: object) -> None:
    assert relation(expected, got) is None


def test_a_factor_is_told_with_its_value() -> None:
    message = relation(VECTOR, [-2.6, 1.4, -5.8])
    assert message is not None
    assert message.fields == {"factor": -2.0}
    message = relation(VECTOR, [value * 7.31 for value in VECTOR])
    assert message is not None
    assert message.fields == {"factor": 7.31}


def test_how_many_components_are_wrong_is_told() -> None:
    message = relation(VECTOR, [1.3, 0.0, 0.0])
    assert message is not None
    assert message.fields == {"count": 2, "size": 3}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_a_value_has_no_relation_to_itself(values: list[float]) -> None:
    assert relation(values, values) is None


@given(
    st.lists(st.floats(0.5, 100), min_size=2, max_size=6, unique=True),
    st.sampled_from([2.0, 0.5, 3.0, 4.0, 10.0]),
)
def test_a_multiple_is_a_factor_whatever_the_values(values: list[float], factor: float) -> None:
    assert told(values, [factor * value for value in values]) == "factor"
