"""Numbers show their difference, and no more digits than that takes."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.digits import brief, column, digits_to_tell, error_size, is_real, pair

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("expected", "got", "left", "right", "marked"),
    [
        (1.737903, 1.737982, "1.737903", "1.737982", "82"),
        (0.3, 0.1 + 0.2, "0.30000000000000000", "0.30000000000000004", "4"),
        (6.0, 3.0, "6.0", "3.0", "3.0"),
        (123.25, 7.5, "123.25", "  7.50", "7.50"),
        (-1.5, 1.5, "-1.5", " 1.5", "1.5"),
        (1e-7, 1.00001e-7, "1.00000e-07", "1.00001e-07", "1"),
        (4.03751, 4.03751e-08, "4.03751", "4.03751e-08", "e-08"),
        (6, 8, "6", "8", "8"),
        (2.0, None, "2.0", "None", "None"),
        (2.0, math.nan, "2.0", "nan", "nan"),
        (2.0, math.inf, "2.0", "inf", "inf"),
        (1 + 2j, 1 + 2.00001j, "1.0+2j", "1.0+2.00001j", ".00001j"),
        (True, 1.0, "True", "1.0", "1.0"),
    ],
)
def test_a_pair_is_aligned_and_marked_from_the_first_digit_that_differs(
    expected: object, got: object, left: str, right: str, marked: str
) -> None:
    found = pair(expected, got)
    assert (found.expected, found.got) == (left, right)
    assert found.got[found.start : found.end] == marked


@given(FINITE, FINITE)
def test_numbers_that_differ_are_written_differently(one: float, other: float) -> None:
    found = pair(one, other)
    same = one == other and math.copysign(1, one) == math.copysign(1, other)
    assert (found.expected.strip() == found.got.strip()) == same


@given(FINITE, FINITE)
def test_both_texts_name_their_numbers_within_the_digits_shown(one: float, other: float) -> None:
    found = pair(one, other)
    digits = min(digits_to_tell(one, other), 6)
    for value, text in ((one, found.expected), (other, found.got)):
        shown = Decimal(text.strip())
        scale = max(abs(Decimal(one)), abs(Decimal(other)))
        assert abs(shown - Decimal(value)) <= scale * Decimal(10) ** (1 - digits)


@given(FINITE, FINITE)
def test_the_points_stand_below_each_other_in_plain_notation(one: float, other: float) -> None:
    found = pair(one, other)
    if "e" not in found.expected + found.got:
        assert found.expected.index(".") == found.got.index(".")


@given(st.lists(FINITE, min_size=1, max_size=6), st.integers(6, 8))
def test_a_column_has_one_notation(values: list[float], digits: int) -> None:
    texts = column(values, digits)
    assert len({text.partition("e")[0][-1:] == "" for text in texts}) == 1
    decimals = {
        len(text.partition("e")[0].partition(".")[2])
        for text, value in zip(texts, values, strict=True)
        if value
    }
    assert len(decimals) <= 1


def test_whole_numbers_of_any_size_are_no_error() -> None:
    found = pair(10**400, 3)
    assert found.expected.endswith("\u2026")
    assert not is_real(10**400)
    assert is_real(3)
    assert not is_real(True)


@pytest.mark.parametrize(("value", "text"), [(4.5e-05, "4.5e-05"), (0.9234, "0.923"), (0.0, "0")])
def test_an_error_is_given_three_digits(value: float, text: str) -> None:
    assert error_size(value) == text


def test_a_value_alone_keeps_its_point() -> None:
    assert [brief(value) for value in (6.0, 0.1, 1e13, math.nan, 3, None)] == [
        "6.0",
        "0.1",
        "1e+13",
        "nan",
        "3",
        "None",
    ]
