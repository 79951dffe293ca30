"""Results for Gradescope, Classroom 50 and Exercism: valid by their schemas, true to the reports."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import report_samples as samples
import result_schemas

from grader.outcome import Message, Outcome, Report
from grader.report import render
from grader.report.cases import cases_of
from grader.report.catalogue import LANGUAGES, catalogue
from grader.report.classroom50 import result_of

SCHEMAS = {
    "gradescope": result_schemas.GRADESCOPE,
    "classroom50": result_schemas.CLASSROOM50,
    "exercism": result_schemas.EXERCISM,
}
ALL = (*samples.ALL, samples.HOSTILE_REPORT, samples.ONE, samples.TWO, samples.ADVISED)


def document(form: str, *reports: Report, lang: str = "en", rung: int | None = None) -> dict[str, Any]:
    text = render(reports, form, lang=lang, colour=False, width=80, encoding="utf-8", rung=rung)
    found: dict[str, Any] = json.loads(text)
    jsonschema.validate(found, SCHEMAS[form])
    return found


@pytest.mark.parametrize("form", SCHEMAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_document_is_valid_by_the_schema(form: str, lang: str) -> None:
    for reports in (ALL, *((report,) for report in ALL)):
        for rung in (0, 1, 4):
            document(form, *reports, lang=lang, rung=rung)


@pytest.mark.parametrize("form", SCHEMAS)
def test_the_schemas_refuse_what_they_should(form: str) -> None:
    for wrong in ({}, {"tests": [{"name": 3, "test-name": 3}], "version": 2, "score": "1"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, SCHEMAS[form])


# --- Gradescope -----------------------------------------------------------------------------------


def test_gradescope_gets_each_check_with_its_points_and_the_sum_is_theirs() -> None:
    found = document("gradescope", samples.FAILED, samples.PASSED)
    assert "score" not in found  # it would override the sum of the tests
    assert sum(test["score"] for test in found["tests"]) == 120
    assert sum(test["max_score"] for test in found["tests"]) == 220
    assert [test["number"] for test in found["tests"]][:2] == ["1.1", "1.2"]
    assert found["tests"][-1]["number"] == "2.2"
    assert {test["status"] for test in found["tests"]} == {"passed", "failed"}


def test_gradescope_counts_a_missing_exercise_as_nothing_of_its_points() -> None:
    (test,) = document("gradescope", samples.MISSING)["tests"]
    assert (test["score"], test["max_score"], test["status"]) == (0, 100, "failed")


def test_gradescope_shows_points_that_are_left_out_as_neither_passed_nor_failed() -> None:
    left = samples.verdict("gone", Outcome.SKIPPED, Message("left-out-offered"), counted=False)
    test = document("gradescope", samples.report((left, samples.verdict("one"))))["tests"][0]
    assert (test["score"], test["max_score"]) == (0, 0)
    assert "status" not in test


def test_gradescope_gets_a_learners_text_as_text_and_code_in_markdown() -> None:
    found = document("gradescope", samples.HOSTILE_REPORT)
    assert (found["test_output_format"], found["test_name_format"], found["output_format"]) == (
        "text",
        "text",
        "md",
    )


# --- Classroom 50 ---------------------------------------------------------------------------------


def test_classroom50_points_are_whole_and_what_failed_never_looks_whole() -> None:
    checks = (
        samples.verdict("half", Outcome.FAILED, points=5.0, score=4.9),
        samples.verdict("all", points=5.0),
        samples.verdict("odd", Outcome.FAILED, points=1.0, score=0.5),
    )
    found = document("classroom50", samples.report(checks))
    assert [(test["score"], test["passed"]) for test in found["tests"]] == [
        (4, False),
        (5, True),
        (0, False),
    ]
    assert (found["score"], found["max-score"]) == (9, 11)


def test_classroom50_takes_who_and_what_from_the_runners_environment() -> None:
    names = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL", "REVIEW_URL")
    given = {name: f"the {name}" for name in names}
    found = result_of([samples.PASSED], catalogue("en"), given, "2026-11-25T12:00:00Z")
    keys = ("classroom", "assignment", "submission", "commit", "release", "review")
    assert [found[key] for key in keys] == list(given.values())
    without = result_of([samples.PASSED], catalogue("en"), given | {"REVIEW_URL": ""}, "2026-11-25T12:00:00Z")
    assert without["review"] == "the COMMIT_URL"


# --- Exercism -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        ((samples.PASSED,), "pass"),
        ((samples.FAILED,), "fail"),
        ((samples.PASSED, samples.UNSOLVED), "fail"),
        ((samples.UNSOLVED,), "error"),
        ((samples.MISSING,), "error"),
        ((samples.PASSED, samples.MISSING), "fail"),
    ],
)
def test_exercism_is_an_error_only_where_nothing_ran_to_an_answer(
    reports: tuple[Report, ...], status: str
) -> None:
    assert document("exercism", *reports)["status"] == status


def test_exercism_gets_the_checks_in_their_order_each_with_its_task() -> None:
    found = document("exercism", samples.FAILED, samples.PASSED)
    assert [test["task_id"] for test in found["tests"]] == [1] * 6 + [2] * 2
    assert [test["status"] for test in found["tests"]] == (
        ["pass", "fail", "fail", "fail", "error", "fail", "pass", "pass"]
    )
    assert found["tests"][1]["test_code"] == "numerical_diff(f, 0.731)"


def test_exercism_puts_the_question_to_the_first_failure_which_alone_is_shown() -> None:
    found = document("exercism", samples.ONE)
    assert found["tests"][0]["message"].endswith("?")


# --- what they share ------------------------------------------------------------------------------


def test_a_stopped_check_is_an_error_and_a_missing_method_a_failure() -> None:
    checks = tuple(
        samples.verdict(outcome.value, outcome, Message("timed-out"))
        for outcome in (Outcome.TIMED_OUT, Outcome.OVER_LIMIT, Outcome.CRASHED, Outcome.MISSING)
    )
    cases = cases_of(samples.report(checks), catalogue("en"))
    assert [case.state for case in cases] == ["error", "error", "error", "failed"]


def test_a_remark_of_a_passing_check_is_told() -> None:
    check = replace(samples.verdict("one"), message=Message("passed-scores"))
    (case,) = cases_of(samples.report((check,), Outcome.PASSED), catalogue("en"))
    assert case.state == "passed"
    assert case.message.startswith("Right, though")
