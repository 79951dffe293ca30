"""The report as Exercism's results.json, version 3: tests in the order of the exercises, each a task.

The whole is an error only where not one test ran to an answer; then a message says why. What waits for
another check is told as failed, since the format has no word for it. Checks that are left out with their
points do not appear.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..outcome import Report
from . import Settings
from .cases import Case, all_cases, remarks_of, title_of
from .catalogue import Catalogue, catalogue
from .document import Json, write_json

VERSION = 3
LONGEST = 60_000  # characters of a message; more than 65,535 are cut off by the site
STATUS = {"passed": "pass", "failed": "fail", "skipped": "fail", "error": "error"}


def render_exercism(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports as one results document."""
    return write_json(results_of(reports, catalogue(settings.lang), settings.rung), settings.encoding)


def results_of(reports: Sequence[Report], words: Catalogue, rung: int) -> dict[str, Json]:
    """Return the results as plain data."""
    shown: list[tuple[Case, str]] = []
    for report, cases in all_cases(reports, words):
        hints = "\n".join(remark.text for remark in remarks_of(report, words, rung))
        told = [case for case in cases if case.counted]
        first = next((case for case in told if case.state != "passed"), None)
        shown += [(case, hints if case is first else "") for case in told]
    tests: list[Json] = [_test(case, hints, words) for case, hints in shown]
    states = {STATUS[case.state] for case, _ in shown}
    ran = any(case.state in ("passed", "failed") and case.outcome.value != "missing" for case, _ in shown)
    status = "pass" if states == {"pass"} else "fail" if ran else "error"
    said = [f"{case.title}{words.text('colon')}{case.message}" for case, _ in shown if case.state != "passed"]
    message = "\n".join(said)[:LONGEST] or words.text("missing.line")
    return {
        "version": VERSION,
        "status": status,
        "message": message if status == "error" else None,
        "tests": tests,
    }


def _test(case: Case, hints: str, words: Catalogue) -> dict[str, Json]:
    status = STATUS[case.state]
    told = "\n".join(filter(None, (case.message, *case.details, hints)))[:LONGEST]
    return {
        "name": f"{title_of(case.exercise, words)}{words.text('colon')}{case.title}",
        "status": status,
        "message": (told or case.title) if status != "pass" else None,
        "test_code": case.code or case.title,
        "task_id": int(case.number.split(".")[0]),
    }
