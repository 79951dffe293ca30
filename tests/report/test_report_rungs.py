"""The rungs of the hints in every format: what each one tells, and that it tells no more."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import report_samples as samples
from report_samples import ADVISED, IDEA, ONE, PATCH, TWO, WRONG_LINE, diagnosed, found
from test_report_markdown import outside_code
from test_report_misconceptions import IDS, code, words
from test_report_page import HARMLESS, Page

from grader.outcome import Evidence, Location, Message, Outcome, Report
from grader.report import HIGHEST_RUNG, RUNGS, Settings, render
from grader.report.catalogue import LANGUAGES, misconceptions_of
from grader.report.hinting import render_applied, render_hint, render_unrepaired
from grader.report.layout import columns
from grader.report.patches import lines_of
from grader.report.rungs import command_for, hints_of

TITLE = "The denominator lacks its parentheses"
QUESTION = "In which order does Python take / and * in this line?"
NAMES = {
    1: ("line 5, in numerical_diff", QUESTION),
    2: (TITLE, IDEA, "too small by h squared", "right size and the wrong sign", "every check passes"),
    3: ("def speed(distance, laps, seconds):", "distance / (laps * seconds)"),
    4: ("+    return (f(x+h) - f(x-h)) / (2*h)  # slope",),
}


def plain(form: str, text: str) -> str:
    """The words of a report, without what a medium puts around them."""
    if form == "json":
        return json.dumps(json.loads(text), ensure_ascii=False).replace('\\"', '"')
    if form == "html":
        return " ".join(Page(text).text.split())
    return " ".join(text.replace("`", "").replace("\\", "").replace("  | ", " ").split())


def shown(form: str, made: Report, rung: int | None = None, lang: str = "en") -> str:
    return render([made], form, lang=lang, colour=False, width=80, encoding="utf-8", rung=rung)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("rung", range(HIGHEST_RUNG + 1))
def test_each_rung_adds_what_it_is_for_and_tells_nothing_of_the_next(form: str, rung: int) -> None:
    text = plain(form, shown(form, ONE, rung))
    for number, pieces in NAMES.items():
        for piece in pieces:
            assert (" ".join(piece.split()) in text) is (number <= rung), (number, piece)


@pytest.mark.parametrize("rung", range(HIGHEST_RUNG + 1))
def test_the_json_document_holds_no_more_than_its_rung(rung: int) -> None:
    text = shown("json", ONE, rung)
    (made,) = json.loads(text)["reports"]
    assert made["rung"] == rung
    assert len(made["diagnoses"]) == (rung > 0)
    assert (made["repair"] is not None) is (rung == HIGHEST_RUNG)
    if rung:
        (told,) = made["diagnoses"]
        assert (told["line"], told["question"]) == (5, QUESTION)
        assert told["misconception"] == (IDEA if rung >= 2 else None)
        assert told["message"] == (TITLE if rung >= 2 else QUESTION)
        assert (told["explanation"] is not None) is (rung >= 2)
        assert (told["example"] is not None) is (rung >= 3)
    assert (IDEA in text) is (rung >= 2)


@pytest.mark.parametrize(("form", "rung"), [("text", 1), ("markdown", 1), ("html", 4), ("json", 4)])
def test_the_usual_rung_is_1_for_a_reader_and_all_for_a_program_or_a_page(form: str, rung: int) -> None:
    assert RUNGS[form] == rung
    assert shown(form, ONE) == shown(form, ONE, rung)


def test_the_line_is_quoted_exactly_as_written() -> None:
    assert f"  | {WRONG_LINE}\n" in shown("text", ONE)
    assert f"```text\n{WRONG_LINE}\n```" in shown("markdown", ONE)
    assert f'<pre class="line" tabindex="0"><code>{WRONG_LINE}</code></pre>' in shown("html", ONE)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_several_faults_are_told_in_the_given_order_with_their_number(form: str) -> None:
    text = plain(form, shown(form, TWO, 2))
    first, second = text.index("The step is so small"), text.index(TITLE)
    assert text.index("Fault 1 of 2") < first < text.index("Fault 2 of 2") < second
    assert "once all 2 are mended" in text


def test_several_faults_do_not_name_each_other_at_rung_1() -> None:
    text = shown("text", TWO, 1)
    assert "step-too-small" not in text
    assert "What is x + h for x = 5?" in text


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("rung", [0, 1, 4])
def test_advice_is_shown_from_rung_1_of_a_program_that_passes_and_costs_nothing(form: str, rung: int) -> None:
    text = plain(form, shown(form, ADVISED, rung))
    assert ("The caller's starting point is changed" in text) is (rung >= 1)
    assert ("second name for the caller's array" in text) is (rung >= 1)
    if form != "json":
        assert ("Advice (costs no points)" in text) is (rung >= 1)
        assert "Next hint" not in text


# --- what was recovered ----------------------------------------------------------------------------

FORMULA = Message(
    "recovered.formula",
    {"formula": "h/2 * (f(x + h) - f(x - h))", "step": "0.0001", "weights": "5e-05, -5e-05"},
)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("made", [ONE, TWO])
def test_what_was_recovered_is_told_once_and_with_the_name(form: str, made: Report) -> None:
    recovered = replace(made, recovered=(FORMULA,))
    for rung in range(HIGHEST_RUNG + 1):
        text = plain(form, shown(form, recovered, rung))
        assert text.count("your function computes h/2 * (f(x + h) - f(x - h))") == (rung >= 2), rung


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_what_was_recovered_is_evidence_where_nothing_is_named(form: str) -> None:
    text = plain(form, shown(form, replace(found(), recovered=(FORMULA,)), 1))
    assert "your function computes h/2 * (f(x + h) - f(x - h)), with h = 0.0001" in text
    assert "recovered" not in shown("text", replace(samples.PASSED, recovered=(FORMULA,)), 4).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_recovered_is_told_in_every_language(language: str) -> None:
    text = shown("markdown", replace(found(), recovered=(FORMULA,)), 1, language)
    assert "`h/2 * (f(x + h) - f(x - h))`" in text
    assert "`5e-05, -5e-05`" in text


# --- nothing proved ---------------------------------------------------------------------------------


def test_without_proof_the_relation_is_the_nearest_evidence_and_nothing_is_named() -> None:
    text = shown("text", found())
    assert "No cause could be proved, so none is named. The nearest evidence:" in text
    assert "title.values: The answer has the right size and the wrong sign." in text
    assert "Next hint" not in text


def test_without_proof_the_line_of_an_exception_is_shown() -> None:
    text = shown("text", found(evidence=samples.CRASH), 1)
    tail = text[text.index("No cause") :]
    assert "Begin at line 12: this is where the exception was raised." in tail
    assert "  |     return (f(x + h) - f(x)) / hh\n" in tail


def test_without_proof_and_relation_there_is_a_call_to_follow() -> None:
    odd = Evidence("f([1, 2])", "", [1.0, 2.0], [7.5, -3.25], 6.5, 6.5, 1e-6, (0,))
    assert "Follow this call by hand, line by line: f([1, 2])" in shown("text", found(evidence=odd))


@pytest.mark.parametrize("made", [samples.PASSED, samples.MISSING, samples.UNSOLVED])
def test_nothing_is_hinted_at_where_nothing_was_tried(made: Report) -> None:
    assert shown("text", made, 1) == shown("text", made, 0)


def test_a_repair_that_is_not_verified_is_not_shown() -> None:
    made = replace(ONE, repair=replace(ONE.repair, verified=False))  # type: ignore[type-var]
    text = shown("text", made, 4)
    assert "+++" not in text
    assert "Proved" not in text


def test_a_syntax_error_of_a_missing_exercise_has_its_hint() -> None:
    missing = replace(ONE, outcome=Outcome.MISSING, checks=())
    for form in ("text", "markdown", "html"):
        assert QUESTION in plain(form, shown(form, missing, 1))


def test_the_exception_of_its_own_line_is_the_evidence() -> None:
    spot = replace(samples.LINE, function="")
    text = shown("text", found(diagnosed("misspelt-name", place=spot), evidence=samples.CRASH), 2)
    assert "Seen: this line raises NameError: name 'hh' is not defined" in text


# --- media ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rung", [1, 2, 3])
def test_a_message_stays_below_160_words(rung: int, lang: str) -> None:
    for idea in IDS:
        text = render_hint(found(diagnosed(idea)), rung, HIGHEST_RUNG, Settings(lang, False, 80, "utf-8"))
        assert words(text) <= 160, idea


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_fit_the_terminal(width: int, lang: str) -> None:
    text = render([TWO], "text", lang=lang, colour=False, width=width, encoding="utf-8", rung=2)
    for line in text.split("\n"):
        assert columns(line) <= width or line.startswith("  | "), line


def test_a_patch_is_shown_whole_in_a_narrow_terminal() -> None:
    text = render([ONE], "text", lang="en", colour=False, width=40, encoding="utf-8", rung=4)
    for line in PATCH.rstrip("\n").split("\n"):
        assert f"  | {line}\n" in text


def test_colour_adds_to_a_patch_and_tells_nothing_alone() -> None:
    styled = render([ONE], "text", lang="en", colour=True, width=80, encoding="utf-8", rung=4)
    assert "\x1b[31m-    return" in styled
    assert "\x1b[32m+    return" in styled
    unmarked = re.compile(
        "^ *\\^[ ^]*\n", re.M
    )  # where there is no colour, a line of carets marks what differs
    assert re.sub("\x1b\\[[0-9;]*m", "", styled) == unmarked.sub("", shown("text", ONE, 4))


def test_on_the_page_each_rung_is_a_closed_part_of_its_own() -> None:
    page = Page(shown("html", ONE))
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= HARMLESS
    parts = [attributes for tag, attributes in page.elements if tag == "details"]
    rungs = [attributes for attributes in parts if attributes.get("class") == "rung"]
    assert len(rungs) == HIGHEST_RUNG
    assert all("open" not in attributes for attributes in rungs)
    assert len(page.named("summary")) == len(parts)


def test_on_the_page_a_patch_is_readable_without_colour() -> None:
    text = shown("html", ONE)
    assert "<del>-    return (f(x+h) - f(x-h)) / <mark>2*h</mark>  # slope</del>" in text
    assert "<ins>+    return (f(x+h) - f(x-h)) / <mark>(2*h)</mark>  # slope</ins>" in text


def test_in_markdown_a_patch_is_a_diff_block() -> None:
    assert f"```diff\n{PATCH.rstrip(chr(10))}\n```" in shown("markdown", ONE, 4)


@pytest.mark.parametrize("form", sorted(RUNGS))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_line_and_patch_act_on_no_reader(form: str, lang: str) -> None:
    place = Location(3, text=samples.HOSTILE_LINE.text, function=samples.HOSTILE)
    patch = f"--- a/{samples.HOSTILE}\n+++ b/x\n@@ -1 +1 @@\n-{samples.HOSTILE}\n+{samples.HOSTILE} 1\n"
    made = found(
        diagnosed(place=place), diagnosed(samples.HOSTILE, place=place), patch=patch, path=samples.HOSTILE
    )
    text = shown(form, made, 4, lang)
    assert not set(text) & {"\x1b", "\x07", "\u202e", "\u200b", "\x00"}
    if form == "html":
        assert {tag for tag, _ in Page(text).elements} <= HARMLESS
    if form == "markdown":
        for sign in ("@everyone", "http", "<", "javascript"):
            assert sign not in outside_code(text)
        assert "\n\n\n" not in text


def test_markdown_has_no_two_blank_lines_in_a_row() -> None:
    for rung in range(HIGHEST_RUNG + 1):
        text = render(
            [TWO, ONE, found(), ADVISED],
            "markdown",
            lang="en",
            colour=False,
            width=80,
            encoding="utf-8",
            rung=rung,
        )
        assert "\n\n\n" not in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp932", "gbk"])
@pytest.mark.parametrize("form", sorted(RUNGS))
def test_every_encoding_can_carry_the_hints(form: str, encoding: str) -> None:
    text = render([TWO, ADVISED], form, lang="ja", colour=False, width=80, encoding=encoding, rung=4)
    assert text.encode(encoding)


# --- patches ----------------------------------------------------------------------------------------


def test_lines_of_a_patch_are_known_by_their_place_and_not_by_their_looks() -> None:
    patch = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a\n+++ a\n same\n--- a/y\n+++ b/y\n@@ -1 +0,0 @@\n-gone\n"
    kinds = [(line.kind, line.text) for line in lines_of(patch)]
    assert kinds == [
        ("file", "--- a/x"),
        ("file", "+++ b/x"),
        ("range", "@@ -1,2 +1,2 @@"),
        ("old", "-- a"),
        ("new", "++ a"),
        ("same", "same"),
        ("file", "--- a/y"),
        ("file", "+++ b/y"),
        ("range", "@@ -1 +0,0 @@"),
        ("old", "gone"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [("a / 2*h", "a / (2*h)", ("2*h", "(2*h)")), ("xx", "x", ("x", "")), ("a", "b", ("a", "b"))],
)
def test_what_differs_between_an_old_and_a_new_line_is_marked(
    old: str, new: str, marked: tuple[str, str]
) -> None:
    lines = lines_of(f"@@ -1 +1 @@\n-{old}\n+{new}\n")[1:]
    assert tuple(line.text[line.start : line.end] for line in lines) == marked


def test_an_empty_patch_has_no_lines() -> None:
    assert lines_of("") == ()


# --- the hint command's words -----------------------------------------------------------------------


SETTINGS = Settings("en", False, 80, "utf-8")


@pytest.mark.parametrize("rung", [1, 2, 3, 4])
def test_a_hint_shows_its_rung_alone(rung: int) -> None:
    text = plain("text", render_hint(ONE, rung, HIGHEST_RUNG, SETTINGS))
    assert f"Hint {rung} of 4" in text
    own = {1: QUESTION, 2: "too small by h squared", 3: "def speed", 4: "+++ b/mine.py"}
    assert [number for number, piece in own.items() if piece in text] == [rung]
    assert ("Next hint: python -m grader hint exercise1 --submission mine.py" in text) is (rung < 4)
    assert ("hint exercise1 --submission mine.py --apply" in text) is (rung == 4)


def test_a_hint_at_the_courses_cap_says_so() -> None:
    text = render_hint(ONE, 2, 2, SETTINGS)
    assert "Your course shows hints up to number 2." in text
    assert "Next hint" not in text
    assert QUESTION not in render_hint(ONE, 0, 0, SETTINGS)


def test_a_report_of_a_capped_course_does_not_promise_more() -> None:
    text = render([ONE], "text", lang="en", colour=False, width=80, encoding="utf-8", rung=1, more=False)
    assert QUESTION in text
    assert "Next hint" not in text


def test_what_passes_or_is_not_begun_needs_no_hint() -> None:
    assert "no hint is needed" in render_hint(samples.PASSED, 1, 4, SETTINGS)
    assert "The caller's starting point is changed" in render_hint(ADVISED, 1, 4, SETTINGS)
    assert "Nothing is written here yet" in render_hint(samples.UNSOLVED, 1, 4, SETTINGS)


def test_what_became_of_a_repair_is_told_with_the_new_result() -> None:
    text = render_applied(samples.PASSED, "mine.py", "mine.py.bak", SETTINGS)
    assert "written into mine.py; what was there before is in mine.py.bak." in text
    assert "Graded again: 100 / 100" in text
    assert "No repair could be proved" in render_unrepaired(found(), SETTINGS)


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("exercises/exercise1_numerical_diff.py", "python -m grader hint exercise1"),
        ("mine.py", "python -m grader hint exercise1 --submission mine.py"),
        ("my file.py", "python -m grader hint exercise1 --submission 'my file.py'"),
        ("-", ""),
    ],
)
def test_the_next_command_can_be_typed_as_it_stands(path: str, command: str) -> None:
    assert command_for(found(diagnosed(), path=path)) == command


def test_hints_keep_the_order_of_the_diagnoses() -> None:
    hints = hints_of(TWO, 2)
    assert hints is not None
    assert [hint.id for hint in hints.found] == ["step-too-small", IDEA]
    assert hints_of(samples.PASSED, 4) is None


def test_examples_stand_in_the_hint_as_they_are() -> None:
    text = render_hint(ONE, 3, 4, SETTINGS)
    for kind in ("wrong", "right"):
        for line in code(IDEA, kind).split("\n"):
            assert f"  | {line}\n" in text


def test_an_unknown_misconception_is_shown_by_its_id() -> None:
    text = shown("text", found(diagnosed("no-such-idea")), 3)
    assert "no-such-idea" in text
    assert "no-such-idea.explanation" not in text
    assert "misconception.no-such-idea.question" not in text
    assert "no-such-idea" not in misconceptions_of("en")
