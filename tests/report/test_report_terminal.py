"""The report for a terminal."""

from __future__ import annotations

import re

import pytest
import report_samples as samples
from report_samples import report, verdict

from grader.outcome import Evidence, LearnerError, Location, Message, Outcome, Report
from grader.report import render
from grader.report.catalogue import LANGUAGES
from grader.report.layout import columns

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def text_of(
    *reports: Report,
    lang: str = "en",
    colour: bool = False,
    width: int = 80,
    encoding: str = "utf-8",
    rung: int = 1,
) -> str:
    return render(reports, "text", lang=lang, colour=colour, width=width, encoding=encoding, rung=rung)


def of_check(evidence: Evidence, **given: object) -> list[str]:
    failed = report((verdict("one", Outcome.FAILED, Message("values-differ"), evidence),))
    return text_of(failed, rung=0, **given).split("\n")  # type: ignore[arg-type]


def test_a_failed_check_shows_the_call_both_values_and_the_error() -> None:
    assert of_check(samples.SCALAR)[3:] == [
        "✗ title.one  0 / 20",
        "  The answer differs from what is right.",
        "  numerical_diff(f, 0.731)",
        "    where f(x) = exp(0.9 x)",
        "  expected  1.737903",
        "  got       1.737982",
        "                  ^^",
        "  error     absolute 7.8e-05, relative 4.5e-05; at most 1e-06 (relative) passes",
        "",
        "  The same numbers again: --seed 731",
        "",
    ]


def test_the_component_that_differs_is_named_and_marked() -> None:
    lines = of_check(samples.VECTOR)
    assert "  differs   first at [1]" in lines
    at = lines.index("  got       [-0.60234,  0.73100]")
    assert lines[at + 1] == "                        ^^^^^^^"


def test_an_exception_shows_the_learners_line_with_carets_below_its_columns() -> None:
    lines = of_check(samples.CRASH)
    at = lines.index("  line 12, in numerical_diff:")
    assert lines[at + 1 : at + 4] == [
        "  |     return (f(x + h) - f(x)) / hh",
        "  |                                ^^",
        "  NameError: name 'hh' is not defined",
    ]


@pytest.mark.parametrize(
    ("text", "column", "end"),
    [("\ty = 勾配 + hh", 11, 13), ("y = '\u202e' + hh", 11, 13), ("hh", 1, 3), ("\t\thh", 3, 5)],
)
def test_carets_stand_below_what_they_point_at_whatever_comes_before(
    text: str, column: int, end: int
) -> None:
    place = Location(1, text=text, column=column, end_column=end)
    lines = of_check(Evidence(error=LearnerError("NameError", "", (place,))))
    carets = next(line for line in lines if line.rstrip().endswith("^"))
    line = lines[lines.index(carets) - 1]
    stop = line.expandtabs(8)
    point = carets.expandtabs(8)
    assert columns(stop[: stop.index("hh")]) == columns(point[: point.index("^")])
    assert point.count("^") == 2


def test_a_long_line_is_cut_around_its_carets() -> None:
    place = Location(1, text="x = [" + "1, " * 60 + "hh, " + "2, " * 60 + "]", column=186, end_column=188)
    lines = of_check(Evidence(error=LearnerError("NameError", "", (place,))), width=60)
    carets = next(line for line in lines if line.rstrip().endswith("^"))
    line = lines[lines.index(carets) - 1]
    assert columns(line) <= 60
    assert line[carets.index("^") :].startswith("hh")
    assert line.startswith("  | …")
    assert line.endswith("…")


def test_the_exception_is_said_once() -> None:
    message = Message("raised", {"type": "NameError", "text": "name 'hh' is not defined"})
    failed = report((verdict("one", Outcome.CRASHED, message, samples.CRASH),))
    assert text_of(failed).count("name 'hh' is not defined") == 1


def test_a_passed_exercise_takes_one_line() -> None:
    assert text_of(samples.PASSED) == "✓ exercise3_gradient_descent  100 / 100\n"


def test_a_missing_exercise_takes_one_line() -> None:
    note = Message("note.not-defined", {"exercise": "exercise4_simple_net", "name": "simpleNet"})
    missing = report((), Outcome.MISSING, exercise="exercise4_simple_net", notes=(note,))
    assert text_of(missing) == "· exercise4_simple_net  missing: simpleNet is not defined\n"


def test_a_stub_takes_one_line() -> None:
    assert text_of(samples.UNSOLVED) == "· exercise2_numerical_gradient  0 / 100  not begun\n"


def test_a_skip_says_what_it_waits_for() -> None:
    assert "· Waits for another check to pass first: title.vector\n    title.order\n" in text_of(
        samples.FAILED
    )


def test_several_exercises_end_with_a_summary() -> None:
    lines = text_of(*samples.ALL).rstrip("\n").split("\n")
    assert lines[-2:] == [
        "  1 of 4 exercises passed, 120 / 420 points, 1 missing",
        "  The same numbers again: --seed 731",
    ]


@pytest.mark.parametrize("width", [40, 57, 80, 100, 300])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_fits_the_terminal(width: int, lang: str) -> None:
    text = text_of(*samples.ALL, samples.HOSTILE_REPORT, lang=lang, width=width)
    for line in text.split("\n"):
        assert columns(line.expandtabs(8)) <= width, line


def test_a_terminal_narrower_than_40_columns_is_written_as_for_40() -> None:
    assert text_of(*samples.ALL, width=10) == text_of(*samples.ALL, width=40)


def test_without_colour_there_is_no_escape_sequence() -> None:
    assert "\x1b" not in text_of(*samples.ALL, samples.HOSTILE_REPORT)


def test_with_colour_there_are_styles_and_nothing_else() -> None:
    text = text_of(*samples.ALL, samples.HOSTILE_REPORT, colour=True)
    assert STYLE.search(text)
    assert "\x1b" not in STYLE.sub("", text)
    for line in text.split("\n"):
        assert line.count("\x1b[0m") * 2 == len(STYLE.findall(line)), "a style goes beyond its line"


@pytest.mark.parametrize(
    ("encoding", "sign"), [("utf-8", "✗"), ("ascii", "x"), ("cp1252", "x"), ("cp932", "x")]
)
def test_signs_fall_back_to_ascii_where_the_encoding_lacks_them(encoding: str, sign: str) -> None:
    text = text_of(samples.FAILED, encoding=encoding)
    assert text.startswith(f"{sign} exercise1_numerical_diff")
    assert "\\u2717" not in text


def test_japanese_stays_japanese_in_its_own_encoding() -> None:
    assert "答えが正しい値と異なります。" in "\n".join(of_check(samples.SCALAR, lang="ja", encoding="cp932"))
    assert "The answer differs" in "\n".join(of_check(samples.SCALAR, lang="ja", encoding="cp1252"))


def test_a_message_with_its_evidence_stays_below_160_words() -> None:
    long = "word " * 1000
    where = "x = " + ", ".join(["0.123"] * 20)
    trace = (Location(3, text="y" * 2000), Location(5, text="    return f(x)", column=5))
    evidence = Evidence(call="f(x)", where=where, error=LearnerError("ValueError", long, trace))
    matrix = [[float(row * column) for column in range(30)] for row in range(30)]
    wrong = [[value + 1 for value in row] for row in matrix]
    for found in (evidence, Evidence("f(x)", where, matrix, wrong, 1.0, 1.0, 1e-6, (0, 0))):
        words = "\n".join(of_check(found)).split()
        assert len(words) <= 160
