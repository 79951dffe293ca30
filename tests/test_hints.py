"""Hints on the command line, end to end: rung after rung, the repair of the file, caps, what is kept."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from grader import cli
from grader.caps import highest_rung
from grader.cli import main, seen
from grader.course import EXERCISES
from grader.errors import CourseError, UsageError
from grader.grading import mended
from grader.outcome import Diagnosis, Message, Outcome, Report, SubmissionInfo
from grader.report import RUNGS, render
from grader.sandbox import Sandbox
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parent.parent
WRONG = ROOT / "tests" / "wrong" / "exercise1"
FIRST = EXERCISES[0]
PROGRAM = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / 2 * h\n"
MENDED = PROGRAM.replace("2 * h", "(2 * h)")
IDEA = "missing-denominator-parentheses"
QUESTION = "In which order does Python take / and * in this line?"
OWN = {
    1: QUESTION,
    2: "a / 2 * h is half of a, times h.",
    3: "def speed(distance, laps, seconds):",
    4: "+ return (f(x + h)",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an environment that says nothing about the reader."""
    for name in ("GRADER_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "GRADER_MAX_HINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture
def mine(home: Path) -> Path:
    """A learner's desk with one wrong program on it."""
    (home / "exercises").mkdir()
    file = home / "exercises" / f"{FIRST}.py"
    file.write_text(PROGRAM)
    return file


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int = 1) -> str:
    """Run a command, check its status, return what it said (errors where it is wrong use)."""
    assert main(words) == status
    out, err = capsys.readouterr()
    return err if status in (2, 3) else out


def rungs_in(text: str) -> list[int]:
    plain = " ".join(text.split())
    return [rung for rung, piece in OWN.items() if piece in plain]


# --- rung after rung --------------------------------------------------------------------------------


def test_grading_shows_the_question_and_each_hint_the_next_rung(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graded = told(capsys, "exercise1")
    assert rungs_in(graded) == [1]
    assert "Next hint: python -m grader hint exercise1\n" in graded
    for rung in (2, 3, 4, 4):
        hint = told(capsys, "hint", "exercise1")
        assert rungs_in(hint) == [rung]
        assert f"Hint {rung} of 4" in hint
    assert "python -m grader hint exercise1 --apply\n" in hint
    assert (mine.parent / ".grader" / ".gitignore").read_text() == "*\n"


def test_without_a_grading_before_the_first_hint_is_the_question(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rungs_in(told(capsys, "hint", "1")) == [1]
    assert rungs_in(told(capsys, "hint", "numerical_diff")) == [2]
    assert rungs_in(told(capsys, "1")) == [1]
    assert rungs_in(told(capsys, "hint", "1")) == [3]


def test_a_change_that_leaves_the_idea_goes_on_and_another_idea_begins_anew(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "1")
    told(capsys, "hint", "1")
    mine.write_text("# tried again\n" + PROGRAM)
    assert rungs_in(told(capsys, "hint", "1")) == [3]
    mine.write_text(MENDED.replace("- f(x - h)", "+ f(x - h)"))
    hint = told(capsys, "hint", "1")
    assert "Hint 1 of 4" in hint
    assert "How is the rise from one value to the other computed?" in hint


def test_a_program_that_passes_needs_no_hint(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text(MENDED)
    assert "no hint is needed" in told(capsys, "hint", "1", status=0)
    assert "no hint is needed" in told(capsys, "hint", "1", "--apply", status=0)


def test_a_stub_has_no_hint(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "exercises" / mine.name, mine)
    assert "Nothing is written here yet" in told(capsys, "hint", "1")


def test_what_cannot_be_proved_is_not_named(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text("def numerical_diff(f, x):\n    return f(x) ** 2 + 17 * f(3) - f(4)\n")
    graded = told(capsys, "1")
    assert "No cause could be proved, so none is named." in graded
    assert "No cause could be proved" in told(capsys, "hint", "1")
    assert "No repair could be proved" in told(capsys, "hint", "1", "--apply", "--yes")
    assert not (mine.parent / ".grader" / "hints.json").exists()


def test_hints_of_another_file_are_remembered_in_the_users_folder(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "my try.py").write_text(PROGRAM)
    graded = told(capsys, "1", "--submission", "my try.py")
    assert "hint exercise1 --submission 'my try.py'\n" in graded
    assert rungs_in(told(capsys, "hint", "1", "--submission", "my try.py")) == [2]
    assert [path.name for path in home.iterdir()] == ["my try.py"]
    assert (home.parent / "state" / "grader" / "hints.json").exists()


def test_a_file_in_a_folder_of_exercises_is_the_same_however_it_is_named(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(capsys, "1", "--submission", str(mine))
    monkeypatch.chdir(mine.parent)
    assert rungs_in(told(capsys, "hint", "1")) == [2]
    assert not (mine.parent.parent.parent / "state" / "grader" / "hints.json").exists()


@pytest.mark.parametrize("lang", cli.LANGUAGES)
def test_hints_come_in_every_language(mine: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    from grader.report.catalogue import misconceptions_of

    hint = told(capsys, "hint", "1", "--lang", lang)
    question = misconceptions_of(lang)[f"misconception.{IDEA}.question"]
    assert question.replace("`", "") in hint.replace("\n  ", "")


# --- the repair -------------------------------------------------------------------------------------


def test_the_repair_is_applied_once_it_was_shown(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused = told(capsys, "hint", "1", "--apply", status=2)
    assert "the repair is hint 4, which you have not seen yet for this file" in refused
    for _ in range(4):
        told(capsys, "hint", "1")
    done = told(capsys, "hint", "1", "--apply", status=0)
    assert mine.read_text() == MENDED
    backup = mine.with_name(f"{mine.name}.bak")
    assert backup.read_text() == PROGRAM
    assert f"what was there before is in exercises/{backup.name}." in " ".join(done.split())
    assert "Graded again: 100 / 100" in done
    assert "100 / 100" in told(capsys, status=0).split("\n")[0]  # the list of exercises


def test_a_changed_file_must_show_its_own_patch_first(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(4):
        told(capsys, "hint", "1")
    mine.write_text("# changed\n" + PROGRAM)
    told(capsys, "1")
    assert "not seen yet" in told(capsys, "hint", "1", "--apply", status=2)
    assert rungs_in(told(capsys, "hint", "1")) == [4]
    told(capsys, "hint", "1", "--apply", status=0)
    assert mine.read_text() == "# changed\n" + MENDED


def test_an_older_backup_is_never_overwritten(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.with_name(f"{mine.name}.bak").write_text("older")
    told(capsys, "hint", "1", "--apply", "--yes", status=0)
    mine.write_text(PROGRAM)
    told(capsys, "hint", "1", "--apply", "--yes", status=0)
    saved = {path.name: path.read_text() for path in mine.parent.glob("*.bak*")}
    assert saved == {
        f"{mine.name}.bak": "older",
        f"{mine.name}.bak2": PROGRAM,
        f"{mine.name}.bak3": PROGRAM,
    }


def test_layout_comments_encoding_and_line_endings_stay(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "# -*- coding: gbk -*-\r\n# 数值微分\r\ndef numerical_diff(f, x):\r\n\th = 1e-4   # 步长\r\n"
    text += "\treturn (f(x+h) - f(x-h)) / 2*h # 中心\r\n"
    (home / "mine.py").write_bytes(text.encode("gbk"))
    told(capsys, "hint", "1", "--submission", "mine.py", "--apply", "--yes", status=0)
    assert (home / "mine.py").read_bytes() == text.replace("/ 2*h", "/ (2*h)").encode("gbk")


def test_the_cell_of_a_notebook_is_repaired(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def cell(source: str, kind: str = "code") -> dict[str, object]:
        extra = {"outputs": [], "execution_count": 3} if kind == "code" else {}
        return {"cell_type": kind, "metadata": {"tags": ["kept"]}, "source": source.splitlines(True)} | extra

    book = {
        "cells": [cell("# Derivative", "markdown"), cell("import numpy as np"), cell(PROGRAM)],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    file = home / "mine.ipynb"
    file.write_text(json.dumps(book, indent=1) + "\n")
    hint = told(capsys, "hint", "1", "--submission", "mine.ipynb")
    assert "cell 3, line 3" in hint
    told(capsys, "hint", "1", "--submission", "mine.ipynb", "--apply", "--yes", status=0)
    book["cells"][2]["source"] = MENDED.splitlines(True)  # type: ignore[index]
    assert json.loads(file.read_text()) == book
    assert (home / "mine.ipynb.bak").exists()


def test_the_code_block_of_a_markdown_file_is_repaired(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"# Notes\n\nThe derivative:\n\n```python\n{PROGRAM}```\n\nand so on.\n"
    (home / "mine.md").write_text(text)
    told(capsys, "hint", "1", "--submission", "mine.md", "--apply", "--yes", status=0)
    assert (home / "mine.md").read_text() == text.replace(PROGRAM, MENDED)


def test_a_file_that_changed_while_it_was_looked_at_is_left_alone(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader import grading

    whole = grading.mended

    def slow(*given: object, **options: object) -> object:
        result = whole(*given, **options)  # type: ignore[arg-type]
        mine.write_text("# another\n")
        return result

    monkeypatch.setattr(grading, "mended", slow)
    assert "has changed in the meantime" in told(capsys, "hint", "1", "--apply", "--yes", status=2)
    assert (mine.read_text(), list(mine.parent.glob("*.bak"))) == ("# another\n", [])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("hint", "all"), "a hint is for one exercise at a time"),
        (("hint", "1", "--yes"), "--yes goes with --apply"),
        (("hint", "1", "--submission", "-", "--apply"), "standard input cannot be repaired in place"),
        (("hint", "1", "--submission", "absent.py"), "absent.py"),
        (("hint", "3"), "exercise3_gradient_descent.py does not exist"),
        (("hint",), "Missing argument 'EXERCISE'"),
        (("1", "--hint", "5"), "'5' is not a whole number from 0 to 4"),
        (("--hint", "2"), "Name an exercise too, or all"),
    ],
)
def test_wrong_use_ends_with_2(
    mine: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    assert why in told(capsys, *words, status=2)
    assert mine.read_text() == PROGRAM


# --- how far: --hint and caps -----------------------------------------------------------------------


@pytest.mark.parametrize("rung", range(5))
def test_a_grading_shows_hints_up_to_the_one_asked_for(
    mine: Path, capsys: pytest.CaptureFixture[str], rung: int
) -> None:
    text = told(capsys, "1", "--hint", str(rung))
    assert rungs_in(text) == list(range(1, rung + 1))
    assert rungs_in(told(capsys, "hint", "1")) == [min(rung + 1, 4)]


WITHOUT_HINTS = {"classroom50"}  # a format of points


@pytest.mark.parametrize("form", sorted(RUNGS))
def test_a_cap_holds_in_every_format(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("GRADER_MAX_HINT", "1")
    text = told(capsys, "1", "--format", form, "--hint", "4")
    assert IDEA not in text
    assert "(2 * h)" not in text
    assert ("In which order" in text) is (form not in WITHOUT_HINTS)
    assert "Next hint" not in text


def test_the_last_hint_of_a_capped_course_says_so(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mine.parent / "course.json").write_text('{"format_version": 1, "max_hint": 2}')
    assert rungs_in(told(capsys, "hint", "1")) == [1]
    for _ in range(2):
        hint = told(capsys, "hint", "1")
        assert rungs_in(hint) == [2]
        assert "Your course shows hints up to number 2." in hint
    assert "this course shows hints up to number 2" in told(capsys, "hint", "1", "--apply", "--yes", status=2)
    assert mine.read_text() == PROGRAM


def test_the_lower_of_two_caps_holds(mine: Path) -> None:
    file = mine.parent / "course.json"
    assert highest_rung(None, {}) == 4
    assert highest_rung(None, {"GRADER_MAX_HINT": "3"}) == 3
    file.write_text('{"format_version": 1, "max_hint": 2}')
    assert highest_rung(None, {"GRADER_MAX_HINT": "3"}) == 2
    assert highest_rung(str(mine.parent), {"GRADER_MAX_HINT": "0"}) == 0
    file.write_text('{"format_version": 1}')
    assert highest_rung(None, {}) == 4


@pytest.mark.parametrize("value", ["5", "-1", "two", "1.0"])
def test_a_wrong_cap_in_the_environment_is_wrong_use(mine: Path, value: str) -> None:
    with pytest.raises(UsageError, match="GRADER_MAX_HINT"):
        highest_rung(None, {"GRADER_MAX_HINT": value})


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"{", "format_version"),
        (b"[]", "format_version"),
        (b"{}", "format_version"),
        (b"\xff", "course.json"),
        (b'{"format_version": 2}', "format_version"),
        (b'{"format_version": 1, "max_hint": 9}', "max_hint"),
        (b'{"format_version": 1, "max_hint": true}', "max_hint"),
        (b'{"format_version": 1, "max_hint": "2"}', "max_hint"),
    ],
)
def test_a_wrong_course_file_names_itself_and_its_field(mine: Path, content: bytes, field: str) -> None:
    (mine.parent / "course.json").write_bytes(content)
    with pytest.raises(CourseError) as caught:
        highest_rung(None, {})
    assert "course.json" in caught.value.message
    assert field in caught.value.message
    assert main(["1"]) == 3


# --- what is remembered -----------------------------------------------------------------------------


def made(*ideas: str, sha: str = "a", path: str = "x/mine.py") -> Report:
    diagnoses = tuple(Diagnosis(idea, "misconception", None, True, Message("t")) for idea in ideas)
    info = SubmissionInfo(path, sha)
    return Report(FIRST, info, 1, Outcome.FAILED, 0, 100, (), diagnoses=diagnoses)


def test_each_file_and_exercise_has_its_own_rung(home: Path) -> None:
    seen.remember(made("a"), 2)
    seen.remember(made("a", path="y/mine.py"), 3)
    assert seen.seen_of(made("a")) == seen.Seen("a", 2, ("a",))
    assert seen.next_rung(seen.seen_of(made("a", path="y/mine.py")), made("a")) == 4
    assert seen.next_rung(None, made("a")) == 1


@pytest.mark.parametrize(
    ("before", "now", "rung"),
    [
        (made("a", "b"), made("a", "b"), 3),
        (made("a", "b"), made("a", sha="b"), 3),
        (made("a"), made("a", "b", sha="b"), 1),
        (made("a"), made("b", sha="b"), 1),
    ],
)
def test_the_next_rung_depends_on_the_ideas(home: Path, before: Report, now: Report, rung: int) -> None:
    seen.remember(before, 2)
    assert seen.next_rung(seen.seen_of(now), now) == rung


def test_the_oldest_entries_drop_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST_ENTRIES", 3)
    for number in range(seen.MOST_ENTRIES + 5):
        seen.remember(made("a", path=f"{number}.py"), 1)
    assert seen.seen_of(made("a", path="4.py")) is None
    assert seen.seen_of(made("a", path="5.py")) is not None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format_version": 1, "seen": {"a": 1}}', b'{"format_version": 9}', b"\xff"],
)
def test_a_damaged_file_of_hints_is_passed_over(home: Path, content: bytes) -> None:
    file = home.parent / "state" / "grader" / "hints.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert seen.seen_of(made("a")) is None
    seen.remember(made("a"), 2)
    assert seen.seen_of(made("a")) == seen.Seen("a", 2, ("a",))


def test_a_folder_that_cannot_be_written_is_no_fault(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    seen.remember(made("a"), 2)
    assert seen.seen_of(made("a")) is None


# --- explain ----------------------------------------------------------------------------------------


def test_a_misconception_is_explained_by_its_name(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "explain", "Missing_Denominator_Parentheses", status=0)
    assert text.startswith("The denominator lacks its parentheses\nmissing-denominator-parentheses\n")
    assert "  expected      0.2\n  got       2e-09\n" in text


def test_a_misspelt_name_is_answered_with_near_ones(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean step-too-small" in told(capsys, "explain", "step-to-small", status=2)


def test_without_a_name_all_are_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "explain", status=0)
    assert "  step-too-small: The step is so small that x + h is x\n" in text
    assert "name one" in told(capsys, "explain", "--format", "html", status=2).lower()


@pytest.mark.parametrize("form", cli.PAGES)
def test_a_page_is_written_in_every_format_and_language(
    home: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    words = ("explain", "ascends", "--format", form, "--lang", "ja", "--output", "page")
    assert told(capsys, *words, status=0) == ""
    assert "点が上り坂を進んでいる" in (home / "page").read_text("utf-8")


def test_the_shell_completes_names_of_misconceptions(home: Path) -> None:
    found = cli.cli.commands["explain"].params[0].type.shell_complete(None, None, "step-too")  # type: ignore[arg-type]
    assert [item.value for item in found] == ["step-too-large", "step-too-small"]


# --- real programs ----------------------------------------------------------------------------------


def expected() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for table in ("expected.json", "expected_slips.json"):
        for name, entry in json.loads((WRONG / table).read_text("utf-8")).items():
            found[name] = [tuple(pair) for pair in entry["misconceptions"]]
    return dict(sorted(found.items())[::5])


@pytest.mark.parametrize(("name", "ideas"), expected().items())
def test_real_programs_are_hinted_at_by_name_line_and_a_repair_that_passes(
    name: str, ideas: list[tuple[str, int]], sandbox: Sandbox, tmp_path: Path
) -> None:
    report, repaired = mended(read_submission(str(WRONG / name)), FIRST, sandbox)
    document = json.loads(render([report], "json", lang="en", colour=False, width=80, encoding="utf-8"))
    (found,) = document["reports"]
    named = [(told["misconception"], told["line"]) for told in found["diagnoses"]]
    assert sorted(named) == sorted(ideas)
    for form in ("text", "markdown", "html"):
        text = render([report], form, lang="en", colour=False, width=80, encoding="utf-8", rung=4)
        assert all(idea in text for idea, _ in ideas)
    assert repaired is not None
    assert found["repair"]["patch"].startswith("--- a/")
    (tmp_path / name).write_bytes(repaired)
    again, nothing = mended(read_submission(str(tmp_path / name)), FIRST, sandbox)
    assert (again.outcome, nothing) == (Outcome.PASSED, None)


def test_hints_cost_a_passing_program_nothing(home: Path) -> None:
    """Neither the rules nor the words about misconceptions are loaded for a program that passes."""
    import subprocess
    import sys

    solution = ROOT / "solutions" / f"{FIRST}.py"
    code = (
        f"import sys; from grader.cli import main; main(['1', '--submission', {str(solution)!r}]);"
        "print([name for name in sys.modules if 'diagnosis' in name or name.endswith('rungs')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert result.stdout.decode().rstrip().endswith("[]")
