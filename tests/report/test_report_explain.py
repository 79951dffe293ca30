"""The page of one misconception: words, example, numbers and picture in every form, and the list of all."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from test_report_markdown import outside_code
from test_report_misconceptions import IDS, code
from test_report_page import HARMLESS, Page

from grader.diagnosis.demonstrations import cases, demonstrate
from grader.errors import UsageError
from grader.report import Settings
from grader.report.catalogue import LANGUAGES, misconceptions_of
from grader.report.explain import TEMPLATES, find, known_ids, render_explanation, render_ids
from grader.report.layout import columns
from grader.report.plots import figure_of, grid_of

ENGLISH = Settings("en", False, 80, "utf-8")


def page_of(idea: str, form: str, lang: str = "en", width: int = 80, encoding: str = "utf-8") -> str:
    return render_explanation(idea, form, Settings(lang, False, width, encoding))


@pytest.mark.parametrize("form", sorted(TEMPLATES))
@pytest.mark.parametrize("idea", IDS)
def test_every_misconception_has_a_page_with_its_words_and_example(idea: str, form: str) -> None:
    text = page_of(idea, form)
    shown = Page(text).text if form == "html" else text
    assert idea in text
    for line in code(idea, "wrong").split("\n"):
        assert line in shown
    assert idea not in cases() or cases()[idea].code.split("\n")[-1] in shown
    plain = " ".join(re.sub(r"[`\\]", "", shown).split())
    title = misconceptions_of("en")[f"misconception.{idea}.title"].replace("`", "")
    assert title in plain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_speaks_its_language(lang: str) -> None:
    text = misconceptions_of(lang)["misconception.ascends.title"]
    for form in TEMPLATES:
        assert text in page_of("ascends", form, lang)


def test_the_numbers_are_computed_and_shown_below_each_other() -> None:
    text = page_of("missing-denominator-parentheses", "text")
    assert "  numerical_diff(f, 5.0)\n    where f = lambda x: 0.01 * x**2 + 0.1 * x\n" in text
    assert "  expected      0.2\n  got       2e-09\n            ^^^^^\n" in text


def test_an_exception_is_told_in_the_place_of_an_answer() -> None:
    text = page_of("step-called-as-function", "text")
    assert "raises    TypeError: 'float' object is not callable" in text


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("idea", ["step-too-small", "ascends", "history-aliased", "softmax-wrong-axis"])
def test_words_numbers_and_picture_fit_the_terminal(idea: str, width: int) -> None:
    for line in page_of(idea, "text", "ja", width).split("\n"):
        assert columns(line) <= width or line.startswith("  | "), line


@pytest.mark.parametrize("idea", ["step-too-small", "step-too-large", "forward-difference", "ascends"])
def test_the_picture_in_signs_has_both_curves_and_its_axis(idea: str) -> None:
    shown = demonstrate(idea)
    assert shown is not None
    assert shown.plot is not None
    lines = grid_of(shown.plot, 70)
    assert all(len(line) <= 80 and line.isascii() for line in lines)
    signs = "".join(line.split("|", 1)[1] for line in lines if "|" in line)
    assert {"o", "x"} <= set(signs)
    assert signs.count("o") + signs.count("x") + 2 * signs.count("*") >= 20
    assert any(re.fullmatch(r" +\+-+", line) for line in lines)
    assert any("^ h = " in line for line in lines) is (idea != "ascends")


def test_the_picture_has_its_low_values_below_and_its_small_steps_left() -> None:
    shown = demonstrate("step-too-small")
    assert shown is not None
    assert shown.plot is not None
    figure = figure_of(shown.plot)
    for series, curve in zip(shown.plot.series, figure.curves, strict=True):
        xs = [x for x, _ in curve]
        assert xs == sorted(xs)
        assert (xs[0], xs[-1]) == (0.0, figure.width)
        assert all(0 <= y <= figure.height for _, y in curve)
        values = [value for _, value in series.points]
        lowest = max(range(len(curve)), key=lambda at: curve[at][1])
        assert values[lowest] == min(values)
    assert figure.here == 0.0
    assert [label for _, label in figure.across][:2] == ["-18", "-16"]


@pytest.mark.parametrize("idea", ["step-too-small", "ascends", "misspelt-name"])
def test_the_page_is_self_contained_and_accessible(idea: str) -> None:
    page = Page(page_of(idea, "html", "zh_TW"))
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= HARMLESS
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in page.named("svg"))
    assert len(page.named("svg")) == (idea != "misspelt-name")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    for _, attributes in page.elements:
        assert not set(attributes) & {"src", "style", "onclick"}
        assert attributes.get("aria-labelledby", ids[0]) in ids


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp932"])
@pytest.mark.parametrize("form", sorted(TEMPLATES))
def test_every_encoding_can_carry_the_page(form: str, encoding: str) -> None:
    assert page_of("ascends", form, "ja", encoding=encoding).encode(encoding)


@pytest.mark.parametrize("idea", ["step-too-small", "swapped-arguments", "dot-wrong-order"])
def test_markdown_closes_its_blocks_and_wastes_no_lines(idea: str) -> None:
    text = page_of(idea, "markdown")
    assert "def " not in outside_code(text)
    assert "\n\n\n" not in text
    assert not re.search("[ \t]\n", text.replace("|\n", ""))


# --- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Step-Too-Small", "step_too_small", " step too  small"])
def test_a_name_is_found_without_regard_to_case_spaces_and_underscores(name: str) -> None:
    assert find(name) == "step-too-small"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("mising-numerator-parentheses", "missing-numerator-parentheses"),
        ("keepdims", "softmax-missing-keepdims"),
        ("ascend", "ascends"),
    ],
)
def test_a_misspelt_name_is_answered_with_near_ones(name: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(name)
    assert near in caught.value.hint


@pytest.mark.parametrize("name", ["", "x", "zzzzzz"])
def test_a_name_without_near_ones_is_answered_with_the_way_to_the_list(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(name)
    assert "lists all of them" in caught.value.hint


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_each_misconception_once_with_its_title(lang: str) -> None:
    text = render_ids(Settings(lang, False, 100, "utf-8"))
    named = re.findall(r"^  ([a-z0-9-]+)[:：]", text, re.M)
    assert sorted(named) == IDS == list(known_ids())
    assert all(columns(line) <= 100 for line in text.split("\n"))


def test_the_list_says_what_is_advice() -> None:
    assert "(advice, costs no points)" in " ".join(render_ids(ENGLISH).split())
