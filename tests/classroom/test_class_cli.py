"""The commands of a class as their user has them: words, summaries, exit statuses."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from grader.classroom.gradebook import open_gradebook
from grader.classroom.intake import LAYOUTS as KNOWN_LAYOUTS
from grader.classroom.policy import Policy
from grader.cli import cli, main
from grader.cli.classroom import LAYOUTS, gradebook_of

RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
WRONG = RIGHT.replace("2 * h", "h")
Ran = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "class"
    made.mkdir()
    (made / "ann.py").write_text(RIGHT)
    (made / "ben.py").write_text(WRONG)
    return made


@pytest.fixture
def graded(folder: Path, run: Ran) -> Path:
    assert run("grade", folder, "--exercise", "1").returncode == 0
    return folder


def test_grading_tells_what_passed_and_ends_with_0_whatever_the_results(folder: Path, run: Ran) -> None:
    done = run("grade", folder, "--exercise", "1", "--lang", "en")
    assert done.returncode == 0
    assert "Numerical derivative: 1 of 2 passed" in done.stdout
    assert "Results graded: 2" in done.stdout
    assert done.stderr == ""


def test_what_is_wrong_is_named_by_default_and_not_looked_for_without_repair(folder: Path, run: Ran) -> None:
    run("grade", folder, "--exercise", "1")
    run("grade", folder, "--exercise", "1", "--no-repair", "--gradebook", folder.parent / "bare.db")
    named = []
    for book in (gradebook_of(folder, None), str(folder.parent / "bare.db")):
        with open_gradebook(book) as opened:
            named.append([d.misconception for e in opened.entries(Policy()) for d in e.report.diagnoses])
    assert len(named[0]) == 1
    assert named[1] == []


def test_a_second_run_has_nothing_to_do(graded: Path, run: Ran) -> None:
    done = run("grade", graded, "--exercise", "1", "--lang", "en")
    assert "not graded again: 2" in done.stdout
    assert "Results graded: 0" in done.stdout


def test_status_tells_how_far_a_class_is(graded: Path, run: Ran) -> None:
    done = run("status", graded, "--lang", "en")
    assert done.returncode == 0
    assert "Files: 2, students: 2" in done.stdout
    assert "Numerical derivative: passed 1, not passed 1" in done.stdout
    assert "Runs at work: 0" in done.stdout


def test_status_of_a_class_that_was_never_graded_is_a_fault_of_the_gradebook(folder: Path, run: Ran) -> None:
    done = run("status", folder)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    assert not Path(gradebook_of(folder, None)).exists()


def test_regrading_a_student_grades_that_one_again(graded: Path, run: Ran) -> None:
    done = run("regrade", graded, "ben", "--exercise", "1", "--lang", "en")
    assert done.returncode == 0
    assert "Results graded: 1" in done.stdout


def test_regrading_all_grades_everybody_again(graded: Path, run: Ran) -> None:
    assert "Results graded: 2" in run("regrade", graded, "--exercise", "1", "--lang", "en").stdout
    assert "Results graded: 2" in run("regrade", graded, "--all", "--exercise", "1", "--lang", "en").stdout


def test_regrading_somebody_who_handed_nothing_in_is_wrong_use(graded: Path, run: Ran) -> None:
    done = run("regrade", graded, "zoe")
    assert (done.returncode, done.stdout) == (2, "")
    assert "zoe" in done.stderr


@pytest.mark.parametrize("words", [("grade",), ("status",), ("report",), ("feedback",)])
def test_without_its_library_a_class_is_refused_in_one_line(
    folder: Path,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from importlib import util

    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "sqlalchemy" else find(name))
    assert main(["class", *words, str(folder)]) == 4
    told = capsys.readouterr()
    assert told.out == ""
    assert "SQLAlchemy is not installed" in told.err
    assert "Traceback" not in told.err


def test_regrading_nobody_is_wrong_use(graded: Path, run: Ran) -> None:
    done = run("regrade", graded)
    assert done.returncode == 2
    assert "--all" in done.stderr


def test_a_file_that_cannot_be_graded_has_a_line_and_makes_the_status_1(folder: Path, run: Ran) -> None:
    (folder / "cem.py").write_bytes(bytes(range(256)))
    done = run("grade", folder, "--exercise", "1", "--lang", "en")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cem.py" in done.stderr
    assert ". Hand in " in done.stderr
    assert "Files that could not be graded: 1" in done.stdout


def test_status_lists_what_could_not_be_graded_and_what_to_do_but_not_without_end(
    folder: Path, run: Ran
) -> None:
    for number in range(21):
        (folder / f"cem{number}.py").write_bytes(bytes(range(256)))
    told = run("grade", folder, "--exercise", "1", "--lang", "en").stderr
    listed = run("status", folder, "--lang", "en").stdout
    lines = [line.strip() for line in listed.splitlines() if "cem" in line]
    assert len(lines) == 20
    assert set(lines) < set(told.splitlines())
    assert "..." in listed


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--executor", "cloud"], 2),
        (["--jobs", "0"], 2),
        (["--exercise", "nine"], 2),
        (["--gradebook", "mysql://nowhere/x"], 5),
        (["--gradebook", "/nowhere/at/all/class.db"], 5),
    ],
    ids=lambda given: "".join(given) if isinstance(given, list) else "",
)
def test_what_cannot_be_had_is_told_without_a_traceback(
    folder: Path, run: Ran, words: list[str], status: int
) -> None:
    done = run("grade", folder, *words)
    assert done.returncode == status, done.stderr
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path, run: Ran) -> None:
    assert run("grade", tmp_path / "nowhere").returncode == 2


def test_a_terminal_shows_a_bar_with_the_rate(
    folder: Path, command: Callable[..., list[str]], surroundings: dict[str, str]
) -> None:
    ours, theirs = pty.openpty()
    environment = {**surroundings, "TERM": "xterm"}
    words = command("grade", folder, "--exercise", "1", "--no-repair")
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=theirs) as started:
        os.close(theirs)
        shown = b"".join(read(ours))
    os.close(ours)
    assert started.returncode == 0
    assert b"2/2" in shown
    assert b"/s" in shown


def read(descriptor: int) -> Iterator[bytes]:
    try:
        while part := os.read(descriptor, 4096):
            yield part
    except OSError:  # the other end is closed
        return


def test_the_gradebook_of_an_archive_lies_beside_it(tmp_path: Path) -> None:
    archive = tmp_path / "class.zip"
    archive.touch()
    assert gradebook_of(archive, None) == f"{archive}.gradebook.db"
    assert gradebook_of(tmp_path, "sqlite:///x.db") == "sqlite:///x.db"


def test_the_layouts_are_those_of_intake() -> None:
    assert set(LAYOUTS) == set(KNOWN_LAYOUTS)


def test_the_commands_are_loaded_only_when_they_are_asked_for() -> None:
    program = "import sys, grader.cli; sys.exit('grader.cli.classroom' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


@pytest.mark.parametrize("name", ["grade", "status", "regrade", "export", "feedback", "report", "gradescope"])
def test_every_command_of_a_class_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    context = click.Context(cli)
    assert "class" in cli.list_commands(context)
    assert main(["class", name, "--help"]) == 0
    assert "Usage:" in capsys.readouterr().out
