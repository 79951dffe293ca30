"""The report as Gradescope's results.json: one test a check, with points, in the order of the exercises.

What a learner wrote stands in texts of the format "text"; the report above the tests is Markdown, where it
stands in code spans and blocks. A missing exercise is one test without points.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import __version__
from ..outcome import Report
from . import Settings
from .cases import Case, all_cases, remarks_of, title_of
from .catalogue import Catalogue, catalogue
from .document import Json, number, write_json


def render_gradescope(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports as one results document."""
    return write_json(results_of(reports, settings), settings.encoding)


def results_of(reports: Sequence[Report], settings: Settings, note: str = "") -> dict[str, Json]:
    """Return the results as plain data.

    note  Markdown that stands above the report: lateness, a fault
    """
    from dataclasses import replace

    from .markdown import render_markdown

    words = catalogue(settings.lang)
    report = render_markdown(reports, replace(settings, encoding="utf-8")) if reports else ""
    tests: list[Json] = []
    for each, cases in all_cases(reports, words):
        tests += [_test(case, words) for case in cases]
        tests += _remarks(each, words, settings.rung)
    return {
        "output": "\n\n".join(part.strip("\n") for part in (note, report) if part),
        "output_format": "md",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": number(round(sum(each.elapsed_s for each in reports), 3)),
        "tests": tests,
        "extra_data": {
            "grader_version": __version__,
            "exercises": [
                {
                    "exercise": each.exercise,
                    "outcome": each.outcome.value,
                    "score": number(each.score),
                    "max_score": number(each.max_score),
                    "sha256": each.submission.sha256,
                    "seed": each.seed,
                }
                for each in reports
            ],
        },
    }


def _test(case: Case, words: Catalogue) -> dict[str, Json]:
    counts = case.counted
    test: dict[str, Json] = {
        "name": f"{title_of(case.exercise, words)}{words.text('colon')}{case.title}",
        "number": case.number,
        "score": number(case.score) if counts else 0,
        "max_score": number(case.max_score) if counts else 0,
        "output": "\n".join(filter(None, (case.message, *case.details))),
        "tags": [case.exercise],
        "visibility": "visible",
        "extra_data": {"check": case.id, "outcome": case.outcome.value},
    }
    if counts:
        test["status"] = "passed" if case.state == "passed" else "failed"
    return test


def _remarks(report: Report, words: Catalogue, rung: int) -> list[Json]:
    """Return what diagnosis says as one test without points, so that it stands beside its exercise."""
    told = [
        f"{words.place(remark.place)}{words.text('colon')}{remark.text}" if remark.place else remark.text
        for remark in remarks_of(report, words, rung)
    ]
    if not told:
        return []
    title = f"{title_of(report.exercise, words)}{words.text('colon')}{words.text('hint.label')}"
    return [{"name": title, "score": 0, "max_score": 0, "output": "\n".join(told), "visibility": "visible"}]
