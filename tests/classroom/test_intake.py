"""Each layout is read as its platform writes it, told from the names, and harms nobody by one odd file."""

from __future__ import annotations

import os
import socket
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest

from grader.classroom.intake import LAYOUTS, detect_layout, find_handins, read_handin
from grader.classroom.model import Handin, Trouble
from grader.course import EXERCISES
from grader.errors import UnreadableSubmission, UsageError

EX1, EX2, EX3, EX4 = EXERCISES[:4]
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a class's folder of (path -> content)."""

    def made(files: dict[str, str] | Iterable[str], name: str = "class") -> Path:
        root = tmp_path / name
        for path, content in (files if isinstance(files, dict) else dict.fromkeys(files, "x = 1\n")).items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return root

    return made


def found(folder: Path, layout: str = "auto") -> list[Handin]:
    return [each for each in find_handins(folder, layout) if isinstance(each, Handin)]


def troubles(folder: Path, layout: str = "auto") -> list[Trouble]:
    return [each for each in find_handins(folder, layout) if isinstance(each, Trouble)]


def told(folder: Path, layout: str = "auto") -> list[tuple[str, str | None, int]]:
    rows = [(each.student, each.exercise, each.attempt) for each in found(folder, layout)]
    return sorted(rows, key=lambda row: (row[0], row[1] or "", row[2]))


# --- flat ------------------------------------------------------------------------------------------


def test_flat_files_tell_student_and_exercise_in_any_order(make: Make) -> None:
    folder = make(["alice_exercise3.py", "exercise3_bob.py", "carol-ex1.ipynb", "Dan Doe - Exercise 2.py"])
    assert detect_layout(folder) == "flat"
    assert told(folder) == [("Dan Doe", EX2, 1), ("alice", EX3, 1), ("bob", EX3, 1), ("carol", EX1, 1)]


def test_a_flat_file_without_exercise_may_hold_any(make: Make) -> None:
    assert told(make(["alice.py", "bob.ipynb"])) == [("alice", None, 1), ("bob", None, 1)]


def test_flat_copies_are_attempts_in_the_order_of_their_numbers(make: Make) -> None:
    folder = make(["alice_exercise3 (2).py", "alice_exercise3.py", "alice_exercise3 (1).py"])
    assert [(each.path, each.attempt) for each in found(folder)] == [
        ("alice_exercise3.py", 1),
        ("alice_exercise3 (1).py", 2),
        ("alice_exercise3 (2).py", 3),
    ]


def test_files_that_nothing_else_tells_apart_are_attempts_by_their_times(make: Make) -> None:
    folder = make(["alice_exercise3.py", "exercise3_alice.py"])
    os.utime(folder / "alice_exercise3.py", (2e9, 2e9))
    os.utime(folder / "exercise3_alice.py", (1e9, 1e9))
    assert [(each.path, each.attempt) for each in found(folder)] == [
        ("exercise3_alice.py", 1),
        ("alice_exercise3.py", 2),
    ]


def test_a_files_own_time_is_not_taken_for_the_time_of_handing_in(make: Make) -> None:
    assert [each.submitted_at for each in found(make(["alice_exercise3.py"]))] == [None]


def test_a_flat_file_marked_late_is_late(make: Make) -> None:
    folder = make(["alice_LATE_exercise3.py", "alice_exercise3.py"])
    assert {each.path: each.late for each in found(folder)} == {
        "alice_LATE_exercise3.py": True,
        "alice_exercise3.py": False,
    }


def test_a_flat_file_without_a_student_is_a_trouble_with_what_to_do(make: Make) -> None:
    (trouble,) = troubles(make(["exercise3.py"]))
    assert (trouble.student, trouble.path) == ("", "exercise3.py")
    assert "whose" in trouble.message
    assert "STUDENT_exercise3.py" in trouble.hint


def test_pictures_and_tables_beside_flat_files_are_nobodys(make: Make) -> None:
    folder = make(["alice_ex1.py", "grades.csv", "plot.png", "README.md", "class.toml", "train-images.gz"])
    assert told(folder) == [("alice", EX1, 1)]
    assert troubles(folder) == []


def test_a_document_in_the_place_of_a_program_is_a_trouble(make: Make) -> None:
    odd = troubles(make(["alice_ex1.py", "bob_ex1.docx", "cy.tar.gz", "dan"]))
    assert [(each.path, each.message) for each in odd] == [
        (name, f"{name} is not a program") for name in ("bob_ex1.docx", "cy.tar.gz", "dan")
    ]


def test_a_program_whose_name_says_feedback_is_a_program(make: Make) -> None:
    assert told(make(["alice_feedback_exercise3.py"])) == [("alice_feedback", EX3, 1)]


# --- a folder for each student ---------------------------------------------------------------------


def test_folders_of_students_are_read_with_what_is_in_them(make: Make) -> None:
    folder = make(["Alice/exercise3.py", "Alice/exercise1/main.py", "Bob/all.ipynb"])
    assert detect_layout(folder) == "per-student"
    assert told(folder) == [("Alice", EX1, 1), ("Alice", EX3, 1), ("Bob", None, 1)]


def test_files_beside_folders_of_students_go_by_their_names(make: Make) -> None:
    folder = make(["Alice/exercise3.py", "bob_exercise3.py", "roster.txt"])
    assert told(folder) == [("Alice", EX3, 1), ("bob", EX3, 1)]


def test_attempts_in_folders_are_counted_by_the_numbers_in_their_names(make: Make) -> None:
    folder = make(
        ["Alice/attempt2/exercise3.py", "Alice/attempt10/exercise3.py", "Alice/attempt1/exercise3.py"]
    )
    assert [each.path for each in found(folder)] == [f"Alice/attempt{n}/exercise3.py" for n in (1, 2, 10)]
    assert [each.attempt for each in found(folder)] == [1, 2, 3]


def test_folders_of_exercises_hold_folders_of_students(make: Make) -> None:
    folder = make(["exercise1/Alice/a.py", "exercise3/Alice/a.py", "exercise3/Bob/b.py"])
    assert told(folder) == [("Alice", EX1, 1), ("Alice", EX3, 1), ("Bob", EX3, 1)]


@pytest.mark.parametrize(
    ("files", "students"),
    [
        (["week1/Ann/exercise1.py", "week1/Bob/exercise1.py", "class.toml", "canvas.csv"], ["Ann", "Bob"]),
        (["handed in/ann_7_1_exercise1.py", "handed in/bob_8_2_exercise1.py"], ["7", "8"]),
        (["lab-1-submissions/lab-1-ann/exercise1.py", "README.md"], ["ann"]),
        (["Ann/exercise1.py"], ["Ann"]),
        (["Ann/exercise1/a.py", "Ann/exercise3/a.py"], ["Ann"]),
        (["Ann/attempt1/exercise1.py", "Ann/attempt2/exercise1.py"], ["Ann"]),
        (["Ann/exercise1.py", "Ann/old/a.py", "Ann/new/a.py"], ["Ann"]),
    ],
)
def test_a_folder_that_is_all_there_is_holds_the_class_unless_it_is_the_only_students(
    make: Make, files: list[str], students: list[str]
) -> None:
    assert sorted({student for student, _, _ in told(make(files))}) == students


def test_each_folder_of_an_exercise_has_a_layout_of_its_own(make: Make) -> None:
    folder = make(["exercise1/doejane_12_34_a.py", "exercise2/alice.py"])
    assert told(folder) == [("12", EX1, 1), ("alice", EX2, 1)]


@pytest.mark.parametrize(
    "hidden",
    [
        ".ipynb_checkpoints/exercise3-checkpoint.ipynb",
        "__MACOSX/._exercise3.py",
        ".git/hooks/exercise3.py",
        "__pycache__/exercise3.py",
        "venv/lib/site.py",
        ".exercise3.py.swp",
        "~$exercise3.py",
        "feedback/exercise3.py",
        "exercise3_feedback.html",
        "alice-feedback.md",
    ],
)
def test_what_is_none_of_the_students_work_is_skipped(make: Make, hidden: str) -> None:
    assert told(make(["Alice/exercise3.py", f"Alice/{hidden}"])) == [("Alice", EX3, 1)]


def test_texts_and_tests_are_looked_at_only_where_there_is_no_program(make: Make) -> None:
    folder = make(
        ["Alice/exercise3.py", "Alice/report.md", "Alice/test_it.py", "Bob/homework.md", "Cy/ex1.txt"]
    )
    assert told(folder) == [("Alice", EX3, 1), ("Bob", None, 1), ("Cy", EX1, 1)]


def test_a_student_without_a_program_is_a_trouble_that_names_what_there_is(make: Make) -> None:
    (trouble,) = troubles(make(["Alice/exercise3.py", "Bob/report.pdf", "Bob/plot.png"]))
    assert (trouble.student, trouble.message) == ("Bob", "Bob holds no program, only report.pdf")


def test_a_library_in_the_place_of_an_exercise_is_one_trouble(make: Make) -> None:
    folder = make(["Alice/exercise3.py", *(f"Bob/m{number}.py" for number in range(101))])
    assert told(folder) == [("Alice", EX3, 1)]
    (trouble,) = troubles(folder)
    assert "more than 100 programs" in trouble.message


# --- platforms -------------------------------------------------------------------------------------


def test_canvas_names_tell_user_file_and_lateness(make: Make) -> None:
    folder = make(
        [
            "doejane_123_800_exercise3.py",
            "doejane_LATE_123_900_exercise3-1.py",
            "smithjohn_124_901_work.ipynb",
            "smithjohn_125_902_work.ipynb",
            "123_126_903_exercise1.py",
            "de_la_cruz_127_904_5_6_exercise1.py",
        ]
    )
    assert detect_layout(folder) == "canvas"
    got = [(each.student, each.name, each.exercise, each.attempt, each.late) for each in found(folder)]
    assert got == [
        ("123", "doejane", EX3, 1, False),
        ("123", "doejane", EX3, 2, True),
        ("124", "smithjohn", None, 1, False),
        ("125", "smithjohn", None, 1, False),
        ("126", "123", EX1, 1, False),
        ("127", "de_la_cruz", EX1, 1, False),
    ]


def test_what_moodle_gave_back_is_skipped(make: Make) -> None:
    folder = make(["A_1_assignsubmission_file/exercise3.py", "A_1_assignfeedback_file/exercise3.py"])
    assert told(folder) == [("1", EX3, 1)]


def test_canvas_attempts_follow_the_numbers_of_files(make: Make) -> None:
    folder = make(["doejane_1_1000_exercise3.py", "doejane_1_999_exercise3-1.py"])
    assert [each.path for each in found(folder)] == [
        "doejane_1_999_exercise3-1.py",
        "doejane_1_1000_exercise3.py",
    ]


def test_anonymous_canvas_users_are_told_apart(make: Make) -> None:
    folder = make(["anon_aB3xY_11_exercise1.py", "LATE_anon_zz9Qq_12_exercise1.py"])
    assert [(each.student, each.late) for each in found(folder)] == [
        ("anon_aB3xY", False),
        ("anon_zz9Qq", True),
    ]


def test_a_canvas_text_entry_is_read_as_it_was_seen(make: Make) -> None:
    folder = make(
        {"doejane_12_text.html": "<html><head><title>t</title></head><body><p>x = 1 &lt; 2</p></body></html>"}
    )
    (handin,) = found(folder, "canvas")
    assert handin.student == "12"
    assert read_handin(handin) == b"x = 1 < 2\n"


def test_of_a_canvas_student_with_a_program_other_files_are_no_trouble(make: Make) -> None:
    folder = make(
        ["doejane_1_2_exercise3.py", "doejane_1_3_report.pdf", "roe_2_4_report.pdf", "poe_3_link.html"]
    )
    assert [each.student for each in found(folder, "canvas")] == ["1"]
    assert [each.student for each in troubles(folder, "canvas")] == ["2", "3"]


def test_moodle_folders_tell_participants_apart_whatever_their_names(make: Make) -> None:
    folder = make(
        {
            "Ann Lee_111_assignsubmission_file_/exercise3.py": "a",
            "Ann Lee_112_assignsubmission_file/sub/exercise3.py": "b",
            "山田 太郎_113_assignsubmission_file_exercise1.py": "c",
            "Bo_114_assignsubmission_onlinetext/onlinetext.html": "<p>a = 1<br />b = 2</p><p>&nbsp; c</p>",
        }
    )
    assert detect_layout(folder) == "moodle"
    got = {each.student: (each.name, each.exercise, read_handin(each)) for each in found(folder)}
    assert got == {
        "111": ("Ann Lee", EX3, b"a"),
        "112": ("Ann Lee", EX3, b"b"),
        "113": ("山田 太郎", EX1, b"c"),
        "114": ("Bo", None, b"a = 1\nb = 2\n  c\n"),
    }


def test_a_moodle_students_file_and_text_are_of_one_student(make: Make) -> None:
    folder = make(
        ["A_1_assignsubmission_file/exercise3.py", "A_1_assignsubmission_onlinetext/onlinetext.html"]
    )
    assert told(folder) == [("1", None, 1), ("1", EX3, 1)]


METADATA = """\
---
submission_11:
  :submitters:
  - :name: Ann Lee
    :sid: '0077'
    :email: ann@example.org
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 2.0
  :results:
    output: |-
      submission_12:
        :submitters:
        - :name: Mallory
    tests:
    - name: ":name: Mallory"
submission_12:
  :submitters:
  - :name: "B\\"o \\u00e9"
    :email: bo@example.org
  - :name: 'C''y'
    :sid:
    :email:
  :created_at: 2026-04-26 10:00:00.5 -07:00
  :history: []
"""


def test_a_gradescope_export_tells_people_and_times(make: Make) -> None:
    folder = make(
        {
            "assignment_5_export/submission_metadata.yml": METADATA,
            "assignment_5_export/submission_11/exercise3.py": "a",
            "assignment_5_export/submission_12/exercise3.py": "b",
            "assignment_5_export/submission_13/exercise3.py": "c",
        }
    )
    assert detect_layout(folder) == detect_layout(folder / "assignment_5_export") == "gradescope"
    got = [(each.student, each.name, each.submitted_at) for each in found(folder)]
    seven = timezone(timedelta(hours=-7))
    assert got == [
        ("0077", "Ann Lee", datetime(2026, 4, 26, 17, 34, 0, 861687, UTC)),
        ("bo@example.org", 'B"o é', datetime(2026, 4, 26, 10, 0, 0, 500000, seven)),
        ("submission_12", "C'y", datetime(2026, 4, 26, 10, 0, 0, 500000, seven)),
        ("submission_13", "submission_13", None),
    ]


def test_gradescopes_metadata_may_have_lines_without_end(make: Make) -> None:
    long = METADATA.replace(":score: 2.0", ":score: " + "submission_9: " * 40_000)
    folder = make({"submission_metadata.yml": long, "submission_11/a.py": "", "submission_12/a.py": ""})
    assert {each.name for each in found(folder)} == {"Ann Lee", 'B"o é', "C'y"}


def test_nbgraders_folder_tells_students_assignments_and_times(make: Make) -> None:
    folder = make(
        {
            "submitted/ann/exercise3/exercise3.ipynb": "{}",
            "submitted/ann/exercise3/timestamp.txt": "2015-02-02 15:58:23.948203 America/Los_Angeles\n",
            "submitted/bob/ps1/problem1.ipynb": "{}",
            "submitted/bob/ps1/timestamp.txt": "2015-02-02 15:58:23.948203 UTC",
            "submitted/cy/ps1/problem1.ipynb": "{}",
            "submitted/cy/ps1/timestamp.txt": "some day",
            "release/ps1/problem1.ipynb": "{}",
            "source/ps1/problem1.ipynb": "{}",
            "autograded/ann/ps1/problem1.ipynb": "{}",
        }
    )
    assert detect_layout(folder) == detect_layout(folder / "submitted") == "nbgrader"
    utc = datetime(2015, 2, 2, 15, 58, 23, 948203, UTC)
    for root in (folder, folder / "submitted"):
        got = [(each.student, each.exercise, each.submitted_at) for each in found(root)]
        assert got == [("ann", EX3, utc + timedelta(hours=8)), ("bob", None, utc), ("cy", None, None)]


def test_repositories_of_an_assignment_tell_users_behind_its_name(make: Make) -> None:
    folder = make(
        ["exercise3-alice/solution.py", "exercise3-al-bob/exercise3.py", "exercise3-al-bob/.git/HEAD"],
        "exercise3-submissions",
    )
    assert detect_layout(folder) == "github-classroom"
    assert told(folder) == [("al-bob", EX3, 1), ("alice", EX3, 1)]


def test_repositories_are_told_by_their_git_folders(make: Make) -> None:
    folder = make(["lab-ann/a.py", "lab-ann/.git/HEAD", "lab-bob/a.py", "lab-bob/.git/HEAD"])
    assert detect_layout(folder) == "github-classroom"
    assert told(folder) == [("ann", None, 1), ("bob", None, 1)]


def test_what_somebody_put_beside_a_platforms_files_is_read_too(make: Make) -> None:
    folder = make(["doejane_1_2_exercise3.py", "roe_2_3_exercise3.py", "Zoe/exercise3.py"])
    assert told(folder) == [("1", EX3, 1), ("2", EX3, 1), ("Zoe", EX3, 1)]


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "auto"])
def test_no_layout_loses_a_folder_of_students(make: Make, layout: str) -> None:
    folder = make(["Ann/exercise1/exercise1.py", "Bob/exercise1/exercise1.py"])
    assert len(found(folder, layout) + troubles(folder, layout)) == 2


# --- what is odd -----------------------------------------------------------------------------------

ODD = ["a\nb", "=1+1", "-rf", "\x1b[31m", "名前", "x" * 200, "' OR 1=1", "a\\b", "..."]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_of_students_stay_and_are_shown_in_one_line(make: Make, name: str) -> None:
    if name != "...":
        (flat,) = found(make([f"{name}_exercise3.py"], "flat"))
        assert (flat.student, flat.exercise) == (name, EX3)
        assert flat.name.isprintable()
        assert flat.path.isprintable()
    hidden = name.startswith(".")
    kept = [each.student for each in found(make([f"{name}/exercise3.py", "zoe/exercise3.py"], "folders"))]
    assert kept == ["zoe"] if hidden else sorted([name, "zoe"])


def test_names_that_are_no_unicode_stay(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"class")
    student = folder / os.fsdecode(b"\xb2\xe2")
    try:
        student.mkdir(parents=True)
    except OSError:
        pytest.skip("this file system takes no such name")
    (student / "exercise3.py").write_text("x")
    (handin,) = found(folder)
    assert handin.student == "\udcb2\udce2"
    assert handin.name == "\\udcb2\\udce2"
    assert read_handin(handin) == b"x"


def test_pipes_sockets_and_links_are_troubles_and_harm_nobody(make: Make) -> None:
    folder = make(["alice/exercise3.py", "bob/exercise3.py"])
    os.mkfifo(folder / "fifo_ex1.py")
    os.symlink("/etc/hostname", folder / "alice" / "out_ex1.py")
    os.symlink("nowhere", folder / "gone_ex1.py")
    os.symlink("..", folder / "alice" / "up")
    os.symlink(".", folder / "alice" / "here")
    os.symlink("../bob/exercise3.py", folder / "alice" / "inside_ex2.py")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(folder)  # the names of sockets are short
        try:
            server.bind("sock_ex1.py")
        finally:
            os.chdir(here)
    assert told(folder) == [("alice", EX2, 1), ("alice", EX3, 1), ("bob", EX3, 1)]
    reasons = {each.path: each.message for each in troubles(folder)}
    assert set(reasons) == {
        "fifo_ex1.py",
        "sock_ex1.py",
        "gone_ex1.py",
        "alice/out_ex1.py",
        "alice/up",
        "alice/here",
    }
    assert "named pipe" in reasons["fifo_ex1.py"]
    assert "socket" in reasons["sock_ex1.py"]
    assert "link out of the class's folder" in reasons["alice/out_ex1.py"]
    assert "link to nothing" in reasons["gone_ex1.py"]


def test_a_device_is_a_trouble_and_is_never_read(make: Make) -> None:
    folder = make(["alice/exercise3.py"])
    os.symlink("/dev/zero", folder / "alice" / "zero_ex1.py")
    assert told(folder) == [("alice", EX3, 1)]
    assert len(troubles(folder)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_trouble(make: Make) -> None:
    folder = make(["alice/exercise3.py", "bob/exercise3.py"])
    (folder / "bob").chmod(0)
    try:
        assert told(folder) == [("alice", EX3, 1)]
        (trouble,) = troubles(folder)
        assert (trouble.student, trouble.path) == ("bob", "bob")
    finally:
        (folder / "bob").chmod(0o700)


def test_a_file_that_is_gone_when_it_is_read_is_told(make: Make) -> None:
    folder = make(["alice_exercise3.py"])
    (handin,) = found(folder)
    (folder / "alice_exercise3.py").unlink()
    with pytest.raises(UnreadableSubmission, match="does not exist"):
        read_handin(handin)


def test_a_file_that_became_a_pipe_is_told_without_waiting(make: Make) -> None:
    folder = make(["alice_exercise3.py"])
    (handin,) = found(folder)
    (folder / "alice_exercise3.py").unlink()
    os.mkfifo(folder / "alice_exercise3.py")
    with pytest.raises(UnreadableSubmission, match="pipe"):
        read_handin(handin)


def test_only_the_exercises_asked_for_are_found(make: Make) -> None:
    folder = make(["alice_exercise3.py", "alice_exercise1.py", "bob.py"])
    got = [each for each in find_handins(folder, exercises=[EX3]) if isinstance(each, Handin)]
    assert [(each.student, each.exercise) for each in got] == [("alice", EX3), ("bob", None)]


def test_a_folder_with_nothing_in_it_is_one_clear_error(make: Make) -> None:
    with pytest.raises(UsageError, match="nothing that can be graded") as told:
        list(find_handins(make(["plot.png"])))
    assert "--layout" in told.value.hint


@pytest.mark.parametrize("layout", ["auto", "canvas"])
def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path, layout: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        find_handins(tmp_path / "nowhere", layout)


def test_a_file_is_no_class(make: Make) -> None:
    with pytest.raises(UsageError, match="is a file"):
        find_handins(make(["a.py"]) / "a.py")


def test_a_layout_that_nobody_knows_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="blackboard") as told:
        find_handins(tmp_path, "blackboard")
    assert "canvas" in told.value.hint


def test_a_class_is_read_student_by_student(make: Make) -> None:
    """Ten students are found without those behind them, and all take no more memory than their names."""
    folder = make([f"s{number:04}/exercise3.py" for number in range(600)])
    first = list(islice(find_handins(folder), 10))
    assert [each.student for each in first] == [f"s{number:04}" for number in range(10)]
    for number in range(600):
        (folder / f"s{number:04}" / "exercise3.py").write_bytes(b"#" * 10_000)
    tracemalloc.start()
    try:
        assert (
            sum(len(read_handin(each)) for each in find_handins(folder) if isinstance(each, Handin))
            == 6_000_000
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_a_zip_of_the_whole_class_is_a_class(make: Make, tmp_path: Path) -> None:
    names = ["doejane_1_2_exercise3.py", "roe_LATE_2_3_exercise3.py"]
    archive = make(names, "alone") / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in names:
            packed.writestr(name, name)
    for name in names:
        (archive.parent / name).unlink()
    for place in (archive, archive.parent):  # itself, and as all that a folder holds
        assert detect_layout(place) == "canvas"
        got = [(each.student, each.late, read_handin(each).decode()) for each in found(place)]
        assert got == [("1", False, names[0]), ("2", True, names[1])]
