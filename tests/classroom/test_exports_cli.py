"""The commands that hand a class back, on a real gradebook: files, statuses, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples
from class_samples import FIRST, SECOND, report_of

from grader.classroom.gradebook import open_gradebook
from grader.classroom.model import Handin, Key, Trouble
from grader.cli import main
from grader.outcome import Outcome

DIGESTS = {name: f"{at:064x}" for at, name in enumerate(("ann", "bob"), 1)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class's folder with a gradebook of two students, without their files."""
    for name in ("GRADER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "hw"
    (home / ".grader").mkdir(parents=True)
    with open_gradebook(str(home / ".grader" / "gradebook.db")) as book:
        run = book.begin_run("0.1.0", 1)
        for name, sha256 in DIGESTS.items():
            handin = Handin(name, name.title(), f"{name}/a.py", str(home / name / "a.py"), late=name == "bob")
            book.register([(handin, sha256)])
            report = report_of(FIRST, 100.0 if name == "ann" else 60.0, sha256=sha256)
            key = Key(name, FIRST, sha256, "0.1.0", 731)
            run.claim([key])
            run.record(key, report)
        run.end()
    return home


def test_an_export_goes_to_standard_output_or_a_file_with_a_mark_on_request(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["class", "export", str(folder), "csv"]) == 0
    text = capsys.readouterr().out
    assert [line.split(",")[0] for line in text.splitlines()] == ["student", "ann", "bob"]
    assert SECOND not in text  # nobody handed it in
    target = folder / "out.csv"
    assert main(["class", "export", str(folder), "csv", "--bom", "-o", str(target)]) == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbfstudent,")
    assert target.read_bytes().count(b"\r\n") == 3


def test_the_policy_of_the_folder_holds_unless_another_is_given(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "class.toml").write_text("[late]\noff = 10\n")
    assert main(["class", "export", str(folder), "json"]) == 0
    found = {each["name"]: each for each in json.loads(capsys.readouterr().out)["students"]}
    assert (found["Bob"]["attempts"][0]["raw_score"], found["Bob"]["attempts"][0]["score"]) == (60, 50)
    other = folder / "other.toml"
    other.write_text("")
    assert main(["class", "export", str(folder), "json", "--policy", str(other)]) == 0
    found = {each["name"]: each for each in json.loads(capsys.readouterr().out)["students"]}
    assert found["Bob"]["attempts"][0]["score"] == 60


def test_a_wrong_policy_is_a_fault_of_the_courses_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "class.toml").write_text("due = 2026-11-20T23:59:00\n")
    assert main(["class", "export", str(folder), "csv"]) == 3
    told = capsys.readouterr().err
    assert "class.toml: due: " in told
    assert "+01:00" in told


def test_a_roster_that_lacks_students_names_them_and_ends_with_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = folder / "canvas.csv"
    roster.write_text("Student,ID,SIS User ID,SIS Login ID,Section\nAnn,1,,ann,A\n")
    assert main(["class", "export", str(folder), "canvas", "--roster", str(roster)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[1] == "Ann,1,,ann,A,100"
    assert err.endswith(": Bob\n")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("csv", "--roster", "x"), 2, "--roster is for canvas and moodle"),
        (("canvas", "--roster", "x", "--anonymous"), 2, "--anonymous nobody"),
        (("canvas", "--roster", "none.csv"), 2, "No such file"),
        (("pdf",), 2, "'pdf'"),
        (("csv", "-o", "no/such/folder/x"), 2, "does not exist"),
        (("csv", "--exercise", "9"), 2, "no exercise"),
        (("csv", "--gradebook", "none.db"), 5, "none.db"),
    ],
)
def test_wrong_use_is_told(
    folder: Path, words: tuple[str, ...], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["class", "export", str(folder), *words]) == status
    assert told in capsys.readouterr().err


def test_feedback_and_report_are_written_below_the_folder_where_none_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["class", "feedback", str(folder), "--lang", "ja"]) == 0
    assert len(list((folder / ".grader" / "feedback").iterdir())) == 5
    assert main(["class", "report", str(folder), "--anonymous"]) == 0
    page = (folder / ".grader" / "report.html").read_text(encoding="utf-8")
    assert "Bob" not in page
    assert "2 solutions are no longer where they were graded" in page
    assert str(folder / ".grader" / "report.html") in capsys.readouterr().out


def test_what_is_handed_back_of_an_archive_stands_beside_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = folder / "class.zip"
    archive.write_bytes(b"")
    (folder / ".grader" / "gradebook.db").rename(folder / "class.zip.gradebook.db")
    assert main(["class", "feedback", str(archive)]) == 0
    assert main(["class", "report", str(archive)]) == 0
    assert capsys.readouterr().err == ""
    made = {each.name for each in folder.iterdir()}
    assert {"class.zip.feedback", "class.zip.report.html"} <= made


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("report", "-o", "report.html"), 2),
        (("feedback", "-o", "back"), 2),
        (("export", "csv", "-o", "grades.txt"), 2),
        (("export", "csv", "-o", "grades.csv"), 0),
        (("report", "-o", ".grader/r.html"), 0),
        (("feedback", "-o", "feedback"), 0),
        (("feedback", "-o", "../back"), 0),
    ],
)
def test_nothing_is_written_where_the_next_run_would_take_it_for_a_hand_in(
    folder: Path, words: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *given, option, name = words
    assert main(["class", command, str(folder), *given, option, str(folder / name)]) == status
    assert ("would be taken for one" in capsys.readouterr().err) == (status == 2)


def test_feedback_is_silent_of_exercises_that_everybody_lacks(folder: Path) -> None:
    with open_gradebook(str(folder / ".grader" / "gradebook.db")) as book, book.begin_run("0.1.0", 1) as run:
        key = Key("ann", SECOND, DIGESTS["ann"], "0.1.0", 731)
        run.claim([key])
        run.record(key, replace(samples.MISSING, exercise=SECOND))
    assert main(["class", "feedback", str(folder), "-o", str(folder / "feedback")]) == 0
    assert ">100 / 100<" in (folder / "feedback" / "index.html").read_text(encoding="utf-8")
    assert main(["class", "feedback", str(folder), "-o", str(folder / "feedback"), "--exercise", "2"]) == 0
    assert ">0 / 100<" in (folder / "feedback" / "index.html").read_text(encoding="utf-8")


def test_who_has_nothing_that_could_be_graded_is_named_with_the_feedback(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_gradebook(str(folder / ".grader" / "gradebook.db")) as book:
        for student in ("zoe", "ann", ""):
            book.note_trouble(Trouble(student, "x.zip", "x.zip is a broken archive"))
    assert main(["class", "feedback", str(folder)]) == 0
    assert capsys.readouterr().err.endswith(": zoe\n")


def test_a_file_of_the_folders_name_is_told_where_something_is_to_be_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / ".grader").write_text("")
    book = str(folder / ".grader" / "gradebook.db")
    for word in ("feedback", "report"):
        assert main(["class", word, str(tmp_path / "other"), "--gradebook", book]) == 2
        assert "Name another place with --output." in capsys.readouterr().err


def test_an_autograder_is_made_for_the_exercises_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import zipfile

    monkeypatch.chdir(tmp_path)
    assert main(["class", "gradescope", "--exercise", "3", "--exercise", "1", "--hint", "2"]) == 0
    with zipfile.ZipFile(tmp_path / "autograder.zip") as found:
        options = json.loads(found.read("options.json"))
    assert options["exercises"] == [FIRST, "exercise3_gradient_descent"]
    assert options["rung"] == 2
    assert "autograder.zip (" in capsys.readouterr().out


def test_a_single_grading_appends_its_job_summary_and_survives_a_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from grader.cli.grade import Options
    from grader.cli.summary import append_summary

    options = Options((), None, "github", None, None, 1.0, 64, "en", "never", None, (), 1)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    reports = [samples.ONE, samples.PASSED]
    assert append_summary(reports, options, {"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.read_text(encoding="utf-8").startswith("before\n# Report\n")
    assert not append_summary(reports, options, {})
    assert not append_summary(reports, options, {"GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "file")})
    assert "cannot be written" in capsys.readouterr().err
    summary.write_bytes(b"x" * (2**20 - 10))
    assert not append_summary(reports, options, {"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.stat().st_size == 2**20 - 10
    assert samples.ONE.outcome is Outcome.FAILED
