"""JUnit XML: valid by the schema, true to the reports, closed to what a learner wrote."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import report_samples as samples

from grader.outcome import Report
from grader.report import render
from grader.report.catalogue import LANGUAGES

XSD = Path(__file__).parent / "junit.xsd"
ALL = (*samples.ALL, samples.HOSTILE_REPORT, samples.ONE, samples.TWO, samples.ADVISED)


def junit_of(*reports: Report, lang: str = "en", encoding: str = "utf-8") -> str:
    return render(reports, "junit", lang=lang, colour=False, width=80, encoding=encoding)


def suites(text: str) -> list[ET.Element]:
    return ET.fromstring(text).findall("testsuite")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_every_document_is_valid_by_the_schema(lang: str, encoding: str) -> None:
    xmlschema = pytest.importorskip("xmlschema", reason="the schema is checked where xmlschema is installed")
    schema = xmlschema.XMLSchema(XSD)
    for reports in (ALL, (), (samples.MISSING,)):
        schema.validate(junit_of(*reports, lang=lang, encoding=encoding))


def test_a_parser_library_reads_the_same_results() -> None:
    junitparser = pytest.importorskip("junitparser", reason="read with junitparser where it is installed")
    document = junitparser.JUnitXml.fromstring(junit_of(samples.FAILED, samples.PASSED).encode())
    assert (document.tests, document.failures, document.errors, document.skipped) == (8, 3, 1, 1)
    kinds = [type(case.result[0]).__name__ for suite in document for case in suite if case.result]
    assert kinds == ["Failure", "Failure", "Failure", "Error", "Skipped"]


def test_the_sums_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit_of(*ALL))
    for element, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        found = [len(suite.findall(f"testcase/{element}")) for suite in root]
        assert found == [int(suite.attrib[key]) for suite in root]
        assert int(root.attrib[key]) == sum(found)
    assert int(root.attrib["tests"]) == len(root.findall("testsuite/testcase"))


def test_points_are_properties_of_the_suite() -> None:
    (suite,) = suites(junit_of(samples.FAILED))
    found = {each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")}
    assert (found["score"], found["max_score"], found["outcome"]) == ("20", "120", "failed")
    assert (found["score.shape"], found["max_score.vector"], found["score.vector"]) == ("20", "20", "0")
    assert (found["submission"], found["seed"]) == ("work/mine.py", "731")


def test_a_wrong_answer_is_a_failure_a_crash_an_error_and_what_waits_is_skipped() -> None:
    (suite,) = suites(junit_of(samples.FAILED))
    kinds = {case.attrib["classname"].split(".")[1]: [child.tag for child in case] for case in suite[1:]}
    assert kinds == {
        "shape": [],
        "forward": ["failure"],
        "vector": ["failure"],
        "matrix": ["failure"],
        "crash": ["error"],
        "order": ["skipped"],
    }
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.text is not None
    assert "expected  1.737903\ngot       1.737982" in failure.text


def test_a_missing_exercise_is_one_skipped_case() -> None:
    (suite,) = suites(junit_of(samples.MISSING))
    (case,) = suite.findall("testcase")
    assert [child.attrib["message"] for child in case] == ["missing: not defined here"]


def test_a_question_stands_in_the_output_of_its_suite() -> None:
    told = suites(junit_of(samples.ONE))[0].findtext("system-out")
    assert told is not None
    assert told.startswith("line 5: ")
    assert "misconception" not in told


def test_what_a_learner_wrote_comes_back_as_text_and_never_as_markup() -> None:
    text = junit_of(samples.HOSTILE_REPORT)
    root = ET.fromstring(text)  # well formed, though the report holds tags, CDATA ends and control characters
    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped"),
        "system-out",
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())
    assert "\\x1b[2J" in "".join(root.itertext())
