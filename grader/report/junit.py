"""The report as JUnit XML, for CI services that show tests; valid by the schema of Jenkins' xUnit plugin.

One suite an exercise (in a class: one for each student and exercise), one case a check. A failure is a wrong
answer, an error a crash or a limit, skipped what waits for another check or is left out with its points.
Points are properties of the suite. XML 1.0 has no control characters: they are shown as visible escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from ..outcome import Outcome, Report
from . import Settings
from .cases import Case, cases_of, points, remarks_of
from .catalogue import Catalogue, catalogue
from .escape import inert, visible

LONGEST = 65_536  # characters of one text


@dataclass(frozen=True)
class Suite:
    """One exercise's cases under a name.

    name        of the suite; what is in front of a check's id in classname
    properties  besides the points
    remarks     what diagnosis says, as lines
    """

    name: str
    report: Report
    cases: tuple[Case, ...]
    properties: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def render_junit(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports as one JUnit document."""
    words = catalogue(settings.lang)
    suites = (suite_of(report, words, settings.rung) for report in reports)
    return encoded(document(suites), settings.encoding)


def suite_of(report: Report, words: Catalogue, rung: int, name: str = "") -> Suite:
    """Prepare one report; without a name the suite is called after the exercise."""
    remarks = [
        (f"{words.place(remark.place)}{words.text('colon')}" if remark.place else "") + remark.text
        for remark in remarks_of(report, words, rung)
    ]
    about = (("submission", report.submission.path), ("seed", str(report.seed)))
    cases = cases_of(report, words)
    if report.outcome is Outcome.MISSING:  # as in the exit status: it costs nothing beside one that passes
        cases = tuple(replace(case, state="skipped") for case in cases)
    return Suite(name or report.exercise, report, cases, about, tuple(remarks))


def document(suites: Iterable[Suite]) -> str:
    """Write suites as one document, which ends with a line ending."""
    bodies: list[str] = []
    sums = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    seconds = 0.0
    for suite in suites:
        counts = _counts(suite)
        for key, count in counts.items():
            sums[key] += count
        seconds += suite.report.elapsed_s
        bodies.append("".join(_suite(suite, counts)))
    whole = _attributes({"name": "grader", **_texts(sums), "time": _seconds(seconds)})
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{whole}>\n{"".join(bodies)}</testsuites>\n'
    return inert(text, lambda sign: f"&#{ord(sign)};")


def encoded(text: str, encoding: str) -> str:
    """Return the document in UTF-8, or in ASCII with references where the reader takes something else."""
    return text if encoding == "utf-8" else text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _suite(suite: Suite, counts: dict[str, int]) -> Iterator[str]:
    name = {"name": suite.name, **_texts(counts), "time": _seconds(suite.report.elapsed_s)}
    yield f"<testsuite{_attributes(name)}>\n<properties>\n"
    for key, value in (*_points(suite), *suite.properties):
        yield f"<property{_attributes({'name': key, 'value': value})}/>\n"
    yield "</properties>\n"
    for case in suite.cases:
        yield from _case(suite, case)
    if suite.remarks:
        yield f"<system-out>{_text(chr(10).join(suite.remarks))}</system-out>\n"
    yield "</testsuite>\n"


def _points(suite: Suite) -> Iterator[tuple[str, str]]:
    report = suite.report
    yield "outcome", report.outcome.value
    yield "score", points(report.score)
    yield "max_score", points(report.max_score)
    for case in suite.cases:
        if case.counted and report.outcome is not Outcome.MISSING:
            yield f"score.{case.id}", points(case.score)
            yield f"max_score.{case.id}", points(case.max_score)


def _case(suite: Suite, case: Case) -> Iterator[str]:
    opening = {"classname": f"{suite.name}.{case.id}", "name": case.title, "time": "0"}
    element = {"failed": "failure", "error": "error", "skipped": "skipped"}.get(case.state)
    if element is None:
        yield f"<testcase{_attributes(opening)}/>\n"
        return
    told = {"message": case.message}
    if element != "skipped":
        told["type"] = case.outcome.value
    details = _text("\n".join(case.details))
    yield f"<testcase{_attributes(opening)}>\n"
    yield f"<{element}{_attributes(told)}>{details}</{element}>\n</testcase>\n"


def _counts(suite: Suite) -> dict[str, int]:
    states = [case.state for case in suite.cases]
    return {
        "tests": len(states),
        "failures": states.count("failed"),
        "errors": states.count("error"),
        "skipped": states.count("skipped"),
    }


def _texts(counts: dict[str, int]) -> dict[str, str]:
    return {key: str(count) for key, count in counts.items()}


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {key}={quoteattr(visible(value)[:LONGEST])}" for key, value in values.items())


def _text(text: str) -> str:
    """Return a text for a place between tags."""
    shown = visible(text[:LONGEST], keep="\n\t")
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _seconds(value: float) -> str:
    return f"{value:.3f}"
