"""Which characters an edit is about: of the line as handed in, counted from 1 in characters."""

from __future__ import annotations

import pytest

from grader.diagnosis.columns import piece
from grader.diagnosis.text import Draft, Fix, Splice
from grader.worker.wire import SourceCell


def pointed(source: str, *edits: tuple[str, str], line: int = 1, at: int = 0) -> str:
    """Return the characters that a fix points at, each edit a text of the source and what replaces it."""
    draft = Draft.of_cells([SourceCell(1, source)])
    splices = []
    for old, new in edits:
        start = source.index(old, at)
        splices.append(Splice(1, start, start + len(old), new))
    return shown(draft, Fix("idea", tuple(splices), 1, line), source.split("\n")[line - 1])


def put_in(source: str, before: str, text: str, line: int = 1) -> str:
    """The same for a text put in in front of another one."""
    at = source.index(before)
    draft = Draft.of_cells([SourceCell(1, source)])
    return shown(draft, Fix("idea", (Splice(1, at, at, text),), 1, line), source.split("\n")[line - 1])


def shown(draft: Draft, fix: Fix, line: str) -> str:
    start, end = piece(draft, fix, line)
    assert (start == 0) == (end == 0)
    return line[start - 1 : end - 1] if start else ""


@pytest.mark.parametrize(
    ("source", "old", "new", "wanted"),
    [
        ("y = a / 2*h", "2*h", "(2*h)", "2*h"),
        ("y = f(x+h) + f(x-h)", "f(x+h) + f(x-h)", "f(x+h) - f(x-h)", "+"),
        ("h = 1e-50", "1e-50", "1e-4", "50"),
        ("return np.flaot64(1)", "flaot64", "float64", "flaot64"),
        ("\tfor i in n:", "n:", "range(n):", "n"),
        ("a = 你 + h", "h", "k", "h"),
        ("深度 = f(x，h)", "，", ", ", "，"),
        ("    print(d)  ", "    print(d)  ", "    return d", "print(d)"),
    ],
)
def test_what_stays_is_not_part_of_it(source: str, old: str, new: str, wanted: str) -> None:
    assert pointed(source, (old, new)) == wanted


def test_brackets_put_around_a_piece_point_at_the_piece() -> None:
    source = "y = f(a) - f(b) / h"
    draft = Draft.of_cells([SourceCell(1, source)])
    fix = Fix("idea", (Splice(1, 4, 4, "("), Splice(1, 15, 15, ")")), 1, 1)
    assert shown(draft, fix, source) == "f(a) - f(b)"


@pytest.mark.parametrize(
    ("source", "before", "text", "wanted"),
    [
        ("y = predict(x)", "predict", "self.", "predict"),
        ("grad = a / b", " = a", "[i]", "grad"),
        ("y = f(x)", ")", " - h", "x"),
        ("x = init  # as it is", "  # as", ".copy()", "init"),
        ("def f(x)  # no colon", "  #", ":", ")"),
        ("def f(x):", "x):", "g, ", "x"),
        ("return d", "d", "-", "d"),
    ],
)
def test_what_is_put_in_points_at_the_token_that_it_belongs_to(
    source: str, before: str, text: str, wanted: str
) -> None:
    assert put_in(source, before, text) == wanted


def test_a_colon_at_the_end_points_at_what_stands_before_it() -> None:
    draft = Draft.of_cells([SourceCell(1, "def f(x)\n    return x")])
    assert shown(draft, Fix("idea", (Splice(1, 8, 8, ":"),), 1, 1), "def f(x)") == ")"


def test_another_indent_points_at_the_first_word() -> None:
    assert pointed("def f():\n\t\treturn y", ("\t\tr", "\tr"), line=2) == "return"


def test_a_line_put_in_points_at_nothing() -> None:
    assert put_in("a = 1\nb = 2", "\nb", "\nc = 3") == ""


def test_an_edit_of_other_lines_points_at_nothing_of_its_own() -> None:
    assert pointed("a = 1\nb = 2", ("2", "3"), line=1) == ""


def test_of_several_lines_only_its_own_is_meant() -> None:
    assert pointed("if a:\n    b = 1\n    c = 2", ("b = 1\n    c = 2", "d = 7"), line=2) == "b = 1"


def test_a_second_edit_of_a_line_points_into_the_line_as_handed_in() -> None:
    source = "y = f(x+h) + f(x-h) / 2*h  # 中"
    first = Fix("one", (Splice(1, 4, 4, "("), Splice(1, 19, 19, ")")), 1, 1)
    before = Draft.of_cells([SourceCell(1, source)])
    draft = before.apply(first)
    at = draft.texts[0].source.index("2*h")
    second = Fix("two", (Splice(1, at, at + 3, "(2*h)"),), 1, 1)
    assert shown(draft, second, source) == "2*h"


def test_a_line_that_moved_is_found_by_where_it_came_from() -> None:
    source = "a = 1\nb = a + c"
    draft = Draft.of_cells([SourceCell(1, source)]).apply(Fix("one", (Splice(1, 0, 0, "import z\n"),), 1, 1))
    at = draft.texts[0].source.index("c")
    assert shown(draft, Fix("two", (Splice(1, at, at + 1, "d"),), 1, 2), "b = a + c") == "c"
