"""The report as a Classroom 50 result.json, schema "classroom50/result/v1".

Points are whole numbers there: those of a check are rounded down, so that nothing that failed looks passed.
Who and which commit it is about comes from the runner's environment (CLASSROOM, ASSIGNMENT, SUBMISSION_TAG,
COMMIT_URL, RELEASE_URL, REVIEW_URL); the runner itself sets owner, assignment_type and datetime anew.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from ..outcome import Report
from . import Settings
from .cases import Case, all_cases, title_of
from .catalogue import Catalogue, catalogue
from .document import Json, write_json

SCHEMA = "classroom50/result/v1"
UNKNOWN = "unknown"  # the schema asks for texts that are not empty
_LONGEST = 500  # characters of one variable


def render_classroom50(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports as one result document."""
    return write_json(result_of(reports, catalogue(settings.lang), os.environ, _now()), settings.encoding)


def result_of(
    reports: Sequence[Report], words: Catalogue, environment: Mapping[str, str], now: str
) -> dict[str, Json]:
    """Return the result as plain data.

    environment  the runner's variables
    now          "2026-11-25T12:00:00Z"
    """

    def told(name: str, default: str = UNKNOWN) -> str:
        return environment.get(name, "").strip()[:_LONGEST] or default

    counted = [case for _, cases in all_cases(reports, words) for case in cases if case.counted]
    tests: list[Json] = [_test(case, words) for case in counted]
    commit = told("COMMIT_URL")
    return {
        "schema": SCHEMA,
        "classroom": told("CLASSROOM"),
        "assignment": told("ASSIGNMENT"),
        "submission": told("SUBMISSION_TAG"),
        "commit": commit,
        "release": told("RELEASE_URL"),
        "review": told("REVIEW_URL", commit),
        "datetime": now,
        "score": sum(whole_points(case)[0] for case in counted),
        "max-score": sum(whole_points(case)[1] for case in counted),
        "tests": tests,
    }


def whole_points(case: Case) -> tuple[int, int]:
    """Return a case's points as whole numbers; all of them only where it passed."""
    most = max(round(case.max_score), 0)
    if case.state == "passed" and case.score >= case.max_score:
        return most, most
    return min(max(math.floor(case.score), 0), max(most - 1, 0)), most


def _test(case: Case, words: Catalogue) -> dict[str, Json]:
    score, most = whole_points(case)
    return {
        "test-name": f"{title_of(case.exercise, words)}{words.text('colon')}{case.title}",
        "passed": case.state == "passed",
        "score": score,
        "max-score": most,
        "check": f"{case.exercise}.{case.id}",
        "outcome": case.outcome.value,
        "message": "\n".join(filter(None, (case.message, *case.details))),
    }


@cache
def _now() -> str:
    """Return when this process graded: one instant, so that two documents of it agree."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
