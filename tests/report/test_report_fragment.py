"""The report as a part of a notebook's page: safe, alone in its styles, the same for the same answers."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import rendered
import report_samples as samples

from grader.outcome import KERNEL, Location, Message, Report
from grader.report import Settings
from grader.report.catalogue import LANGUAGES, catalogue
from grader.report.fragment import render_fragment
from grader.report.page import style_sheet
from grader.report.scoping import NAME, scoped
from grader.report.terminal import render_text

SCOPE = f".{NAME}:not(#_)"
IN_KERNEL = replace(samples.ONE, submission=replace(samples.ONE.submission, path=KERNEL))


class Ids(HTMLParser):
    """Collects ids and what refers to them, and the depth of what stays open."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key == "id":
                self.ids.append(value or "")
            elif key == "aria-labelledby":
                self.wanted += (value or "").split()


def ids(*texts: str) -> Ids:
    found = Ids()
    for text in texts:
        found.feed(text)
    return found


def test_nothing_of_a_learner_is_live_in_it() -> None:
    text = render_fragment([samples.HOSTILE_REPORT], Settings(rung=4))
    assert rendered.dangers("html", text, [samples.HOSTILE_REPORT]) == []
    assert text.isascii()


@pytest.mark.parametrize("report", samples.ALL)
def test_every_kind_of_report_is_one_element(report: Report) -> None:
    text = render_fragment([report], Settings())
    assert text.startswith(f'<div class="{NAME}" lang="en">')
    assert text.count(f'class="{NAME}"') == 1
    assert text.rstrip().endswith("</div>")


def test_ids_are_unique_among_the_outputs_of_a_page() -> None:
    other = replace(samples.FAILED, submission=replace(samples.FAILED.submission, sha256="ab" * 32))
    found = ids(*(render_fragment([report], Settings()) for report in (samples.FAILED, other)))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.wanted) <= set(found.ids)


def test_it_holds_neither_time_nor_path_nor_digest() -> None:
    slow = replace(samples.FAILED, elapsed_s=98.76)
    text = render_fragment([slow], Settings())
    assert text == render_fragment([replace(slow, elapsed_s=0.01)], Settings())
    assert samples.SHA not in text
    assert slow.submission.path not in text


def test_the_rung_that_was_asked_for_is_open() -> None:
    opened = re.findall("<details[^>]*>", render_fragment([samples.ONE], Settings(rung=4), opened=3))
    assert [" open" in tag for tag in opened if "rung" in tag] == [False, False, True, False]


def test_every_rule_holds_inside_the_element_only() -> None:
    css = scoped(style_sheet())
    plain = re.sub(r"@media[^{]*\{|\}", "}", css)
    selectors = [part.rsplit("}", 1)[-1] for part in plain.split("{")[:-1]]
    for selector in filter(None, map(str.strip, selectors)):
        for part in re.split(r",(?![^(]*\))", selector):
            assert SCOPE in part, part
    assert "rem" not in re.findall(r"[a-z]+", css)
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("host", ['[data-jp-theme-light="false"]', ".vscode-dark", '[theme="dark"]'])
def test_a_dark_front_end_gets_the_dark_colours_of_the_page(host: str) -> None:
    dark = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}", style_sheet())
    assert dark is not None
    found = re.search(
        rf":is\([^)]*{re.escape(host)}[^)]*\) {re.escape(SCOPE)}\{{([^}}]*)\}}", scoped(style_sheet())
    )
    assert found is not None
    assert " ".join(dark.group(1).split()) in found.group(1)


def test_a_kernel_speaks_of_its_cells_by_their_execution_counts() -> None:
    for language, words in (("en", "cell [3], line 2"), ("ja", "セル [3] の2行目")):
        assert catalogue(language, kernel=True).place(Location(2, cell=3)) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_in_a_kernel_stands_for_something_said_elsewhere(language: str) -> None:
    texts = catalogue(language).texts
    for key in texts:
        if key.startswith("kernel."):
            assert key.removeprefix("kernel.") in texts
            assert catalogue(language, kernel=True).texts[key.removeprefix("kernel.")] == texts[key]


def test_a_kernel_is_told_the_call_and_not_the_command() -> None:
    for text in (
        render_text([IN_KERNEL], Settings(kernel=True)),
        render_fragment([IN_KERNEL], Settings(kernel=True)),
    ):
        plain = text.replace("&#34;", '"')
        assert 'grader.hint("exercise1")' in plain
        assert f"seed={IN_KERNEL.seed}" in plain
        assert "python -m grader" not in plain
        assert "--seed" not in plain


def test_a_note_for_what_was_not_run_is_said() -> None:
    noted = replace(samples.FAILED, notes=(Message("note.not-run", {"name": "sigmoid"}),))
    assert "No cell that was run defines sigmoid." in render_text([noted], Settings(kernel=True))
