"""GitHub's annotations and job summary, as its runner reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest
import report_samples as samples
from actions_runner import Command, commands_of

from grader.outcome import Location, Outcome, Report, SubmissionInfo
from grader.report import Settings, render
from grader.report.catalogue import LANGUAGES
from grader.report.github import LARGEST_SUMMARY, MOST, render_summary


def github_of(*reports: Report, lang: str = "en", rung: int | None = None, encoding: str = "utf-8") -> str:
    return render(reports, "github", lang=lang, colour=True, width=80, encoding=encoding, rung=rung)


def commands(*reports: Report, **given: int) -> list[Command]:
    return commands_of(github_of(*reports, **given))  # type: ignore[arg-type]


def test_a_proved_fault_is_an_error_on_its_line_with_the_question() -> None:
    error, notice = commands(samples.ONE)
    assert (error.name, notice.name) == ("error", "notice")
    assert error.properties == {"file": "mine.py", "line": "5", "title": "Numerical derivative"}
    assert error.message.startswith("line 5: return (f(x+h) - f(x-h)) / 2*h  # slope\n")
    assert error.message.endswith("?")
    assert notice.message == "0 of 1 exercises passed, 0 / 20 points"


def test_the_rung_says_how_much_an_annotation_tells() -> None:
    (bare, _), (named, _) = commands(samples.ONE, rung=0), commands(samples.ONE, rung=2)
    assert "The answer differs" in bare.message
    assert "line" not in bare.properties
    assert len(named.message) > len(commands(samples.ONE, rung=1)[0].message)


def test_without_a_proved_fault_each_failed_check_is_told_where_its_line_is_known() -> None:
    told = commands(samples.FAILED)
    assert [each.name for each in told] == ["error"] * 2 + ["notice"]
    assert told[0].message.count("expected  ") == 3  # one annotation, since no line is known for the three
    assert told[1].properties["line"] == "12"


def test_advice_is_a_warning_and_a_missing_exercise_is_only_in_the_sum() -> None:
    told = commands(samples.ADVISED, samples.MISSING)
    assert [each.name for each in told] == ["warning", "notice"]
    assert told[0].properties["line"] == "7"
    assert "1 missing" in told[1].message


def test_a_line_of_a_cell_is_told_in_words_since_the_file_has_no_such_line() -> None:
    place = Location(2, cell=3, text="    return 2*h")
    report = samples.found(samples.diagnosed(place=place), path="work.ipynb")
    error = commands(report)[0]
    assert "line" not in error.properties
    assert error.message.startswith("cell 3, line 2: return 2*h")


def test_there_are_never_more_than_the_runner_shows_and_the_worst_come_first() -> None:
    many = [
        replace(
            samples.found(samples.diagnosed(place=Location(line, text="x"))),
            score=float(line),
            max_score=100.0,
            submission=SubmissionInfo(f"f{line}.py", samples.SHA),
        )
        for line in range(30, 0, -1)
    ]
    errors = [each for each in commands(*many) if each.name == "error"]
    assert len(errors) == MOST
    assert [each.properties.get("line") for each in errors[:3]] == ["1", "2", "3"]
    assert errors[-1].properties["title"] == "21 more"


def test_what_is_said_of_one_line_is_one_annotation() -> None:
    second = replace(samples.ONE, exercise="exercise2_numerical_gradient")
    told = commands(samples.ONE, second)
    assert len(told) == 2
    assert told[0].message.count("\n") == 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_text_of_a_learner_is_a_command(lang: str, encoding: str) -> None:
    hostile = replace(
        samples.HOSTILE_REPORT,
        diagnoses=(samples.diagnosed(place=samples.HOSTILE_LINE),),
        submission=SubmissionInfo("a,line=1::x%0A::error::forged\n::error::forged.py", samples.SHA),
    )
    for rung in range(5):
        told = commands_of(github_of(hostile, lang=lang, rung=rung, encoding=encoding))
        assert [each.name for each in told] == ["error"] * (1 if rung else 2) + ["notice"]
        for error in told[:-1]:
            assert {"file", "title"} <= set(error.properties) <= {"file", "line", "title"}
            assert error.properties["file"].startswith("a,line=1::x%0A::error::forged\\n")


def test_the_token_cannot_be_foreseen_and_the_report_stands_behind_it() -> None:
    lines = github_of(samples.ONE).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[at].removeprefix("::stop-commands::")
    assert len(token) == 52  # 256 bits
    assert lines[-2] == f"::{token}::"
    assert "exercise1_numerical_diff  0 / 20" in lines[at + 1]
    other = github_of(samples.TWO).split("::stop-commands::")[1][:52]
    assert other != token


# --- the job summary ------------------------------------------------------------------------------


def test_a_summary_is_markdown_and_ends_with_a_blank_line_for_what_follows() -> None:
    text = render_summary([samples.ONE], Settings())
    assert text.startswith("# Report\n")
    assert text.endswith("\n\n")


def test_a_summary_that_is_too_large_loses_details_before_it_is_dropped() -> None:
    many = [samples.ONE] * 40
    whole = render_summary(many, Settings(rung=4))
    assert render_summary(many, Settings(rung=4), len(whole.encode())) == whole
    shorter = render_summary(many, Settings(rung=4), len(whole.encode()) - 1)
    assert shorter == render_summary(many, Settings(rung=0))
    table = render_summary(many, Settings(), 4_000)
    assert table.count("\n| `exercise1_numerical_diff`") == 40
    assert len(table.encode()) <= 4_000
    assert render_summary(many, Settings(), 100) == ""
    assert LARGEST_SUMMARY == 1024 * 1024


def test_a_passing_report_has_one_notice_alone() -> None:
    (notice,) = commands(samples.PASSED)
    assert notice.name == "notice"
    assert samples.PASSED.outcome is Outcome.PASSED
