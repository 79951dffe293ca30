"""The JSON document, for programs: its fields, its order, its numbers."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import msgspec
import pytest
import report_samples as samples
from report_samples import report, verdict

from grader import __version__
from grader.outcome import Diagnosis, Edit, Evidence, Location, Message, Outcome, Repair, Report
from grader.report import render

REPORT_KEYS = [
    *("exercise", "submission", "seed", "outcome", "score", "max_score", "checks", "notes", "curves"),
    *("diagnoses", "recovered", "repair", "rung", "sandbox", "elapsed_s"),
]
CHECK_KEYS = ["id", "title", "outcome", "score", "max_score", "counted", "message", "evidence", "waits_for"]


def json_of(*reports: Report, lang: str = "en", encoding: str = "utf-8") -> str:
    return render(reports, "json", lang=lang, colour=True, width=40, encoding=encoding)


def of_evidence(evidence: Evidence) -> dict[str, object]:
    document = json.loads(json_of(report((verdict("one", Outcome.FAILED, evidence=evidence),))))
    found: dict[str, object] = document["reports"][0]["checks"][0]["evidence"]
    return found


def test_the_document_has_the_fields_of_the_contract_in_their_order() -> None:
    document = json.loads(json_of(*samples.ALL))
    assert list(document) == ["format_version", "grader_version", "reports"]
    assert (document["format_version"], document["grader_version"]) == (1, __version__)
    for found in document["reports"]:
        assert list(found) == REPORT_KEYS
        for check in found["checks"]:
            assert list(check) == CHECK_KEYS


def test_words_are_said_in_the_language_asked_for() -> None:
    failed = report((verdict("one", Outcome.FAILED, Message("values-differ")),))
    document = json.loads(json_of(failed, lang="ja"))
    assert document["reports"][0]["checks"][0]["message"] == "答えが正しい値と異なります。"


def test_a_check_that_another_waits_for_is_named_by_id_and_in_the_message_by_title() -> None:
    checks = json.loads(json_of(samples.FAILED))["reports"][0]["checks"]
    assert checks[-1]["waits_for"] == "vector"
    assert checks[-1]["message"].endswith("title.vector")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (1 + 2j, "(1+2j)"),
        (0.1 + 0.2, 0.30000000000000004),
        (6.0, 6.0),
        (10**30, 10**30),
        (None, None),
        (True, True),
        ([1.0, [math.nan, "a"], (2, 3)], [1.0, ["nan", "a"], [2, 3]]),
    ],
)
def test_numbers_are_exact_and_what_json_lacks_is_text(value: object, text: object) -> None:
    found = of_evidence(Evidence(expected=value, got=value, absolute_error=1.0))
    assert found["expected"] == text
    assert type(found["expected"]) is type(text)


def test_a_list_deeper_than_any_answer_ends_in_text() -> None:
    deep: object = 1.0
    for _ in range(100):
        deep = [deep]
    assert isinstance(of_evidence(Evidence(expected=deep, got=1.0))["expected"], list)


def test_points_are_integers_where_they_are_whole() -> None:
    found = json.loads(json_of(report((verdict("one", Outcome.FAILED, score=7.5),))))["reports"][0]
    assert (found["score"], found["max_score"]) == (7.5, 20)
    assert isinstance(found["max_score"], int)


def test_a_learners_text_is_data_exact_but_for_lone_surrogates() -> None:
    text = json_of(samples.HOSTILE_REPORT)
    (found,) = json.loads(text)["reports"]
    exact = samples.HOSTILE.replace("\ud800", "\\ud800")
    assert found["submission"]["path"] == exact
    assert found["checks"][0]["evidence"]["call"] == exact
    assert "\\u202e" in text
    msgspec.json.decode(text.encode())  # a reader that takes no lone surrogate


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_another_encoding_carries_the_same_document(encoding: str) -> None:
    text = json_of(*samples.ALL, samples.HOSTILE_REPORT, lang="zh_CN", encoding=encoding)
    text.encode(encoding)
    assert json.loads(text) == json.loads(json_of(*samples.ALL, samples.HOSTILE_REPORT, lang="zh_CN"))


def test_characters_beyond_16_bits_are_escaped_as_pairs() -> None:
    text = json_of(report((), path="\U000e0041🙂"), encoding="ascii")
    assert json.loads(text)["reports"][0]["submission"]["path"] == "\U000e0041🙂"


def test_a_student_is_named_where_there_is_one() -> None:
    one = report(())
    assert "student" not in json.loads(json_of(one))["reports"][0]["submission"]
    named = replace(one, submission=replace(one.submission, student="ada"))
    assert json.loads(json_of(named))["reports"][0]["submission"]["student"] == "ada"


def test_notes_have_their_words_and_their_fields() -> None:
    (note,) = json.loads(json_of(samples.CELL))["reports"][0]["notes"]
    assert note["id"] == "note.statement-raised"
    assert "cell 3, line 2" in note["message"]
    assert list(note["fields"]) == ["line", "message", "type"]
    assert (note["fields"]["line"]["cell"], note["fields"]["line"]["line"]) == (3, 2)


def test_diagnoses_and_repair_are_written() -> None:
    diagnosis = Diagnosis("stale-gradient", "misconception", Location(7, column=5), True, Message("passed"))
    advice = Diagnosis("history-aliased", "advice", None, False, Message("passed"))
    repair = Repair(True, (Edit("stale-gradient", 7),), "--- a\n+++ b\n")
    (found,) = json.loads(json_of(replace(report(()), diagnoses=(diagnosis, advice), repair=repair)))[
        "reports"
    ]
    assert found["diagnoses"][0] == {
        "misconception": "stale-gradient",
        "kind": "misconception",
        "line": 7,
        "end_line": 7,
        "column": 5,
        "end_column": 0,
        "cell": None,
        "verified": True,
        "message": "Right.",
        "question": "At which point is the gradient taken in the third step?",
        "explanation": found["diagnoses"][0]["explanation"],
        "example": found["diagnoses"][0]["example"],
    }
    assert found["diagnoses"][0]["explanation"].startswith("The slope changes from point to point.")
    assert "def grown" in found["diagnoses"][0]["example"]["wrong"]
    assert found["diagnoses"][1]["line"] is None
    assert found["repair"] == {
        "verified": True,
        "edits": [{"misconception": "stale-gradient", "line": 7}],
        "patch": "--- a\n+++ b\n",
    }
    assert json.loads(json_of(report(())))["reports"][0]["repair"] is None
