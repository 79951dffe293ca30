"""The Markdown report: a learner's text stays in code, the rest reads well."""

from __future__ import annotations

import re

import pytest
import report_samples as samples

from grader.outcome import Report
from grader.report import render
from grader.report.catalogue import LANGUAGES


def markdown_of(*reports: Report, lang: str = "en") -> str:
    return render(reports, "markdown", lang=lang, colour=False, width=80, encoding="utf-8")


def outside_code(text: str) -> str:
    """Return what a CommonMark reader takes for text: without fenced blocks and code spans."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = re.match(r"(`{3,})[^`]*$", line)
        if fence:
            fence = "" if line == fence else fence
        elif found:
            fence = found[1]
        else:
            kept.append(re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "CODE", line))
    assert fence == "", "a fenced block is not closed"
    return "\n".join(kept)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outside_code_there_is_nothing_that_a_learner_wrote(lang: str) -> None:
    text = outside_code(markdown_of(samples.HOSTILE_REPORT, *samples.ALL, lang=lang))
    for sign in ("@", "http", "www.", "<", "javascript", "evil", "everyone", "mine.py", "hh", "#1"):
        assert sign not in text, sign


def test_tables_have_their_cells() -> None:
    rows = [line for line in markdown_of(*samples.ALL).split("\n") if line.startswith("|")]
    assert len(rows) == 2 + len(samples.ALL)
    assert {row.count("|") for row in rows} == {4}


def test_a_failed_check_is_a_heading_with_its_comparison_in_a_block() -> None:
    text = markdown_of(samples.FAILED)
    assert "### `title.forward` (0 / 20)\n" in text
    block = "```text\nexpected  1.737903\ngot       1.737982\n                ^^\n```\n"
    assert block in text
    assert "`numerical_diff(f, 0.731)`, where `f(x) = exp(0.9 x)`" in text
    assert "- error: absolute 7.8e-05, relative 4.5e-05; at most 1e-06 (relative) passes\n" in text


def test_a_quoted_line_stands_above_its_carets() -> None:
    assert (
        "line 12, in `numerical_diff`: `NameError: name 'hh' is not defined`\n\n"
        "```text\n    return (f(x + h) - f(x)) / hh\n                               ^^\n```\n"
    ) in markdown_of(samples.FAILED)


def test_there_are_never_two_blank_lines_in_a_row() -> None:
    assert "\n\n\n" not in markdown_of(*samples.ALL, samples.HOSTILE_REPORT)
