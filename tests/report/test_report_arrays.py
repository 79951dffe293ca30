"""Arrays are shown small, around what differs, with that marked."""

from __future__ import annotations

import math

import pytest

from grader.report.arrays import Line, alone, differs, first_difference, shape_of, side_by_side


def text_of(lines: tuple[Line, ...]) -> list[str]:
    """Write marks as *...*."""
    return ["".join(f"*{span.text}*" if span.mark else span.text for span in line) for line in lines]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (1.0, ()),
        ([], (0,)),
        ([[], []], (2, 0)),
        ([[1, 2, 3], [4, 5, 6]], (2, 3)),
        ([[1], [2, 3]], None),
        ([1, [2]], None),
    ],
)
def test_shapes_are_those_of_nested_lists(value: object, shape: object) -> None:
    assert shape_of(value) == shape


def test_the_component_that_differs_is_marked() -> None:
    expected, got = side_by_side([6.0, 8.0], [6.0, 3.0], 1e-6, (1,), 60)
    assert text_of(expected) == ["[6.0, 8.0]"]
    assert text_of(got) == ["[6.0, *3.0*]"]


def test_a_matrix_is_laid_out_row_by_row_in_one_notation() -> None:
    expected, got = side_by_side([[1.0, 2.5], [3.0, 4.0]], [[1.0, 2.5], [3.25, 4.0]], 1e-6, (1, 0), 60)
    assert text_of(expected) == ["[[1.00, 2.50],", " [3.00, 4.00]]"]
    assert text_of(got) == ["[[1.00, 2.50],", " [*3.25*, 4.00]]"]


def test_a_long_vector_is_shown_around_what_differs() -> None:
    right = [float(number) for number in range(40)]
    wrong = [*right[:30], 99.0, *right[31:]]
    _, got = side_by_side(right, wrong, 1e-6, (30,), 60)
    assert text_of(got) == ["[…, 27.0, 28.0, 29.0, *99.0*, 31.0, 32.0, …]"]


def test_a_large_matrix_is_shown_around_what_differs() -> None:
    right = [[0.0] * 30 for _ in range(20)]
    wrong = [list(row) for row in right]
    wrong[9][20] = 1.0
    _, got = side_by_side(right, wrong, 1e-6, (9, 20), 60)
    lines = text_of(got)
    assert (lines[0], lines[-1]) == ("[…", " …]")
    assert len(lines) == 7
    assert "*1.0*" in lines[3]


@pytest.mark.parametrize("room", [20, 30, 45, 60])
def test_lines_fit_the_room(room: int) -> None:
    right = [[math.pi * row * column for column in range(9)] for row in range(9)]
    for line in text_of(alone(right, room)):
        assert len(line) <= room


def test_three_axes_are_refused() -> None:
    with pytest.raises(ValueError, match="one or two axes"):
        alone([[[1.0]]], 60)


@pytest.mark.parametrize(
    ("expected", "got", "tolerance", "answer"),
    [
        (1.0, 1.0 + 1e-7, 1e-6, False),
        (1.0, 1.0 + 1e-5, 1e-6, True),
        (100.0, 100.00005, 1e-6, False),  # relative to max(1, |expected|)
        (1.0, math.nan, 1e-6, True),
        (math.nan, math.nan, 1e-6, False),
        (math.inf, math.inf, None, False),
        (1.0, math.inf, 1e-6, True),
        (1.0, None, 1e-6, True),
        (1, True, None, True),
        ("a", "a", None, False),
        (1.0, 10**400, 1e-6, True),
    ],
)
def test_scalars_differ_by_the_mixed_tolerance(
    expected: object, got: object, tolerance: float | None, answer: bool
) -> None:
    assert differs(expected, got, tolerance) is answer


def test_the_first_difference_is_found_in_reading_order() -> None:
    assert first_difference([[1, 2], [3, 4]], [[1, 2], [0, 0]], None) == (1, 0)
    assert first_difference([[1, 2]], [[1, 2]], None) is None
