"""Words fit the columns of a terminal, East Asian ones too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.layout import ASCII, UNICODE, bar, columns, cut, pad, signs_for, style, wrap

WORDS = st.text(st.sampled_from("ab cde  f.,勾配、。（梯度）「の」é\u0301"), max_size=120)


@pytest.mark.parametrize(
    ("text", "wide"), [("abc", 3), ("勾配", 4), ("ｆ", 2), ("ｱ", 1), ("e\u0301", 1), ("…", 1)]
)
def test_wide_characters_take_two_columns_and_marks_none(text: str, wide: int) -> None:
    assert columns(text) == wide


@given(WORDS, st.integers(8, 60))
def test_wrapped_lines_fit_the_width(text: str, width: int) -> None:
    for line in wrap(text, width):
        assert columns(line) <= width


@given(WORDS, st.integers(8, 60))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


def test_words_are_broken_only_when_they_fit_no_line() -> None:
    assert wrap("gradient descent of f", 10) == ["gradient", "descent of", "f"]
    assert wrap("supercalifragilistic", 8) == ["supercal", "ifragili", "stic"]


def test_chinese_is_broken_before_a_character_and_not_before_a_comma() -> None:
    assert wrap("梯度下降，沿负梯度", 8) == ["梯度下", "降，沿负", "梯度"]
    assert wrap("の「勾配」を", 6) == ["の「勾", "配」を"]


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999, 1.0])
def test_a_bar_is_full_or_empty_only_when_that_is_true(share: float) -> None:
    drawn = bar(share, 20, UNICODE)
    assert len(drawn) == 20
    assert (drawn == UNICODE.full * 20) == (share == 1.0)
    assert (drawn == UNICODE.empty * 20) == (share == 0.0)


@pytest.mark.parametrize(
    ("encoding", "signs"), [("utf-8", UNICODE), ("ascii", ASCII), ("cp1252", ASCII), ("cp932", ASCII)]
)
def test_signs_are_those_that_the_encoding_carries(encoding: str, signs: object) -> None:
    assert signs_for(encoding) == signs


def test_a_style_is_put_on_only_where_colour_is_wanted() -> None:
    assert style("a", "bad", colour=True) == "\x1b[31ma\x1b[0m"
    assert style("a", "bad", colour=False) == "a"
    assert style("", "bad", colour=True) == ""


def test_padding_and_cutting_count_columns() -> None:
    assert pad("勾配", 6) == "勾配  "
    assert cut("勾配の図", 5) == "勾配"
