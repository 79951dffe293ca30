"""A class for spreadsheets, Canvas, Moodle, JUnit and programs: true, complete, and nothing runs."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from class_samples import FIRST, HOSTILE, RESULTS, SECOND
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.exports import EXPORTS, Wanted, export
from grader.classroom.exports.roster import read_roster
from grader.classroom.exports.rows import handed_in, rare, students_of
from grader.classroom.exports.tables import safe
from grader.classroom.pseudonyms import anonymous, pseudonyms
from grader.cli.classroom_exports import EXPORTS as OFFERED
from grader.errors import UsageError

BOTH = (FIRST, SECOND)
SALT = bytes(range(32))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def table(text: str) -> dict[str, dict[str, str]]:
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}


def test_the_command_line_offers_every_format() -> None:
    assert set(OFFERED) == set(EXPORTS)


# --- the plain table ------------------------------------------------------------------------------


def test_a_student_is_one_row_with_points_before_and_after_lateness() -> None:
    found = table(export(RESULTS, "csv", Wanted(BOTH)).text)
    assert set(found) == {"'0012", "bob", "evil", "zoe"}
    ann = found["'0012"]
    assert (ann[f"{SECOND}_raw"], ann[f"{SECOND}_final"], ann[f"{SECOND}_max"]) == ("60", "40", "100")
    assert (ann[f"{SECOND}_late_s"], ann[f"{FIRST}_late_s"]) == ("108000", "0")
    assert ann["total_percent"] == "55"  # (1 * 100 + 3 * 40) / 4
    assert found["bob"][f"{FIRST}_attempt"] == "2"
    assert found["bob"]["total_percent"] == "15"  # an exercise that lacks is nothing
    assert found["evil"][f"{FIRST}_late_s"] == ""


def test_who_has_only_troubles_has_a_row_that_says_so() -> None:
    zoe = table(export(RESULTS, "csv", Wanted(BOTH)).text)["zoe"]
    assert zoe["troubles"] == "zoe/work.zip is a broken archive"
    assert zoe["total_percent"] == ""


def test_only_exercises_that_somebody_handed_in_count_unless_others_are_named() -> None:
    every = (*BOTH, "exercise4_simple_net")
    assert handed_in(RESULTS, every) == BOTH
    bob = next(each for each in students_of(RESULTS, every) if each.key == "bob")
    assert bob.share == pytest.approx(0.6 / 5)


@pytest.mark.parametrize("form", ["csv", "canvas", "moodle"])
def test_no_cell_is_a_formula_and_every_row_is_one_line(form: str) -> None:
    text = export(RESULTS, form, Wanted(BOTH)).text
    assert len(text.split("\r\n")) == len(rows(text)) + 1
    for row in rows(text):
        assert not any(cell[:1] in tuple("=+-@\t\r\n\uff1d") for cell in row)
    assert len({len(row) for row in rows(text)}) == 1


@given(st.text(max_size=30))
def test_no_text_at_all_becomes_a_formula_or_breaks_a_row(text: str) -> None:
    made = safe(text)
    assert made.lstrip(' "')[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    assert made.isprintable()


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("=1+1", "'=1+1"),
        ("-2", "'-2"),
        (" @SUM(A1)", "' @SUM(A1)"),
        ('"=1', "'\"=1"),
        ("\t=1", "'\\t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("00123", "'00123"),
        ("1e5", "'1e5"),
        ("12345678901234567", "'12345678901234567"),
        ("3-4", "'3-4"),
        ("jan12", "'jan12"),
        ("2 March", "'2 March"),
        ("10:30", "'10:30"),
        ("TRUE", "'TRUE"),
        ("Jan Novak", "Jan Novak"),
        ("may", "may"),
        ("Ann", "Ann"),
        ("12345", "12345"),
        ("O'Neill-Smith", "O'Neill-Smith"),
    ],
)
def test_what_a_spreadsheet_would_run_or_change_gets_an_apostrophe(text: str, made: str) -> None:
    assert safe(text) == made


# --- Canvas ---------------------------------------------------------------------------------------


def test_canvas_gets_its_columns_and_the_row_of_points_second() -> None:
    found = rows(export(RESULTS, "canvas", Wanted(BOTH)).text)
    assert found[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *BOTH]
    assert found[1] == ["    Points Possible", "", "", "", "", "100", "120"]
    assert ["Ann Lee", "0012", "", "", "", "100", "48"] in found  # 40 of the 100 that count, of 120
    assert ["Bob", "", "", "bob", "", "60", ""] in found


def test_canvas_own_export_is_filled_in_by_id_login_or_a_name_that_is_unique() -> None:
    roster = (
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Numerical_Diff (77)", "Final Score"),
        ("    Points Possible", "", "", "", "", "10", "(read only)"),
        ("Lee, Ann", "12", "", "ann@x.edu", "A", "", "50"),
        ("Somebody Else", "13", "", "BOB", "A", "", "60"),
        ("Zoe", "14", "", "z", "A", "3", "70"),
    )
    made = export(RESULTS, "canvas", Wanted(BOTH, roster=roster))
    found = rows(made.text)
    assert found[0] == [*roster[0], SECOND]
    assert found[1][5:] == ["10", "(read only)", "120"]
    assert found[2] == ["Lee, Ann", "12", "", "ann@x.edu", "A", "10", "50", "48"]
    assert found[3][5:] == ["6", "60", ""]
    assert found[4][5:] == ["3", "70", ""]  # who handed nothing in keeps what is there
    assert made.unmatched == (HOSTILE,)


def test_two_students_with_one_name_are_not_guessed() -> None:
    roster = (
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        ("Bob", "1", "", "x", "A"),
        ("Bob", "2", "", "y", "A"),
    )
    made = export(RESULTS, "canvas", Wanted((FIRST,), roster=roster))
    assert "Bob" in made.unmatched
    assert [row[5] for row in rows(made.text)[1:]] == ["", ""]


def test_a_number_within_somebody_elses_number_is_nobodys_grade() -> None:
    roster = (
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        ("One", "12", "S0012", "one", "A"),
        ("Two", "0012", "S77", "bob@a.edu", "A"),
        ("Three", "13", "bob", "c", "A"),
    )
    made = export(RESULTS, "canvas", Wanted((FIRST,), roster=roster))
    assert [row[5] for row in rows(made.text)[1:]] == ["", "100", "60"]


# --- Moodle ---------------------------------------------------------------------------------------


def test_moodle_gets_one_grade_by_weight_and_finds_the_participant_by_number() -> None:
    found = rows(export(RESULTS, "moodle", Wanted(BOTH)).text)
    assert found[0][:6] == ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade"]
    ann = next(row for row in found if row[1] == "Ann Lee")
    assert (ann[0], ann[4], ann[5]) == ("Participant 0012", "55", "100")
    assert ann[9] == "Numerical derivative: 100 / 100<br>Numerical gradient: 40 / 100"


def test_moodles_own_worksheet_is_filled_in_on_its_scale(tmp_path: Path) -> None:
    file = tmp_path / "Grades.csv"
    head = "Identifier,Full name,Email address,Status,Grade,Maximum Grade"
    head += ",Last modified (grade),Feedback comments"
    body = (
        'Participant 0012,"Lee, Ann",a@x.edu,Submitted,,20.00,-,\nParticipant 9,Bobby,bob@x.edu,,,20.00,-,\n'
    )
    file.write_text(f"\ufeff{head}\n{body}", encoding="utf-8")
    made = export(RESULTS, "moodle", Wanted((FIRST,), roster=read_roster(str(file))))
    found = rows(made.text)
    assert found[0] == head.split(",")
    assert found[1][:7] == ["Participant 0012", "Lee, Ann", "a@x.edu", "Submitted", "20", "20.00", "-"]
    assert found[2][4] == "12"
    assert made.unmatched == (HOSTILE, "zoe")


@pytest.mark.parametrize("form", ["canvas", "moodle"])
def test_a_file_that_is_none_of_the_platforms_is_refused(form: str) -> None:
    with pytest.raises(UsageError, match="--roster: this is no") as caught:
        export(RESULTS, form, Wanted(BOTH, roster=(("a", "b"), ("1", "2"))))
    assert caught.value.hint.startswith("In ")


def test_a_roster_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_roster(str(tmp_path / "none.csv"))
    (tmp_path / "odd.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="no CSV in UTF-8"):
        read_roster(str(tmp_path / "odd.csv"))
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(UsageError, match="empty"):
        read_roster(str(tmp_path / "empty.csv"))
    (tmp_path / "semi.csv").write_text("Student;ID\nAnn;1\n")
    assert read_roster(str(tmp_path / "semi.csv")) == (("Student", "ID"), ("Ann", "1"))


# --- JUnit and JSON -------------------------------------------------------------------------------


def test_junit_has_a_suite_for_each_student_and_exercise() -> None:
    root = ET.fromstring(export(RESULTS, "junit", Wanted(BOTH)).text)
    names = [suite.attrib["name"] for suite in root]
    assert len(names) == len(set(names)) == 5
    assert f"Ann Lee (0012).{SECOND}" in names
    late = next(suite for suite in root if suite.attrib["name"] == f"Ann Lee (0012).{SECOND}")
    found = {each.attrib["name"]: each.attrib["value"] for each in late.iter("property")}
    assert (found["score"], found["final_score"], found["late_by_s"]) == ("60", "40", "108000")


def test_json_tells_every_attempt_and_which_counts() -> None:
    found = json.loads(export(RESULTS, "json", Wanted(BOTH)).text)
    bob = next(each for each in found["students"] if each["student"] == "bob")
    assert [(each["attempt"], each["counts"]) for each in bob["attempts"]] == [(1, False), (2, True)]
    assert bob["attempts"][1]["misconceptions"] == ["missing-denominator-parentheses"]
    assert bob["attempts"][1]["checks"] == {"values": "passed", "accuracy": "failed"}
    assert found["troubles"][0]["student"] == "zoe"


# --- anonymous ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", EXPORTS)
def test_hidden_names_are_hidden_everywhere_also_in_paths_and_learners_texts(form: str) -> None:
    hidden = anonymous(RESULTS, SALT)
    text = export(hidden, form, Wanted(BOTH, anonymous=True)).text.casefold()
    for word in ("ann", "lee", "bob", "evil", "zoe", "0012", "calc", "alert", "0f0f", "broken", "hh"):
        assert word not in text.replace("annotation", ""), word
    assert text.count("s-") >= 4


def test_the_order_of_grading_tells_no_order_of_names() -> None:
    found = json.loads(export(anonymous(RESULTS, SALT), "json", Wanted(BOTH, anonymous=True)).text)
    times = {each["graded_at"] for student in found["students"] for each in student["attempts"]}
    assert times == {"2026-11-20T00:00:00+00:00"}


def test_an_exercise_that_few_handed_in_is_told_since_it_counts_for_all() -> None:
    ann = next(each for each in students_of(RESULTS, BOTH) if SECOND in each.results)
    one, idle = (replace(ann, results=found) for found in ({FIRST: ann.results[FIRST]}, {}))
    assert rare([ann, one, one, idle], BOTH) == {SECOND: 1}
    assert rare([ann, one, idle], BOTH) == {}


def test_a_pseudonym_is_the_same_each_time_unlike_all_others_and_another_for_another_class() -> None:
    people = [f"student{number}" for number in range(3000)]
    names = pseudonyms(people, SALT)
    assert len(set(names.values())) == len(people)
    assert names == pseudonyms(reversed(people), SALT)
    assert names["student1"] != pseudonyms(people, bytes(32))["student1"]
