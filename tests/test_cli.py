"""The command line, end to end: real files, real processes, real exit statuses."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from grader import cli, places
from grader.cli import console, desk, main
from grader.cli.progress import Result, load_progress, write_whole
from grader.course import EXERCISES
from grader.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
SOLUTION = ROOT / "solutions" / "exercise1_numerical_diff.py"
WRONG = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / 2 * h\n"
EMPTY = "x = 1\n"
FIRST, SECOND = EXERCISES[:2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an environment that says nothing about the reader."""
    for name in (*cli.LANGUAGES, "GRADER_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONUTF8", "1")
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture
def exercises(home: Path) -> Path:
    """A learner's desk: the first exercise solved, the second a stub, no other."""
    folder = home / "exercises"
    folder.mkdir()
    shutil.copy(SOLUTION, folder / SOLUTION.name)
    shutil.copy(ROOT / "exercises" / f"{SECOND}.py", folder)
    return folder


def run(*words: str, feed: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *words],
        input=feed,
        stdin=subprocess.DEVNULL if feed is None else None,
        capture_output=True,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )


def lines_of(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return result.stdout.decode("utf-8").split("\n")


# --- grading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["exercise1", "1", "numerical_diff", "Numerical-Diff", FIRST])
def test_an_exercise_goes_by_number_topic_and_id(
    home: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    assert main([word, "--submission", str(SOLUTION)]) == 0
    assert capsys.readouterr() == (f"✓ {FIRST}  100 / 100\n", "")


def test_a_wrong_program_ends_with_1_and_shows_why(home: Path) -> None:
    (home / "mine.py").write_text(WRONG)
    result = run("1", "--submission", "mine.py", "--seed", "7")
    text = result.stdout.decode()
    assert (result.returncode, result.stderr) == (1, b"")
    assert "numerical_diff(f, " in text
    assert "\n  expected  " in text
    assert "--seed 7" in text
    assert run("--seed", "7", "1", "--submission", "mine.py").stdout == result.stdout


def test_standard_input_is_graded(home: Path) -> None:
    result = run("1", "--submission", "-", "--format", "json", feed=SOLUTION.read_bytes())
    document = json.loads(result.stdout)
    assert result.returncode == 0
    assert document["reports"][0]["submission"]["path"] == "-"
    assert document["reports"][0]["score"] == 100


def test_with_one_file_and_all_exercises_only_what_it_defines_counts(home: Path) -> None:
    result = run("all", "--submission", str(SOLUTION), "--format", "json")
    outcomes = [report["outcome"] for report in json.loads(result.stdout)["reports"]]
    assert outcomes == ["passed"] + ["missing"] * (len(EXERCISES) - 1)
    assert result.returncode == 0


@pytest.mark.parametrize("program", [EMPTY, "import sys\nsys.exit(0)\n", ""])
def test_a_file_that_defines_nothing_does_not_pass(home: Path, program: str) -> None:
    (home / "mine.py").write_text(program)
    assert main(["1", "2", "--submission", "mine.py"]) == 1
    assert main(["1", "--submission", "mine.py"]) == 1


def test_a_word_may_be_followed_by_another(home: Path) -> None:
    result = run("1", "3", "1", "--submission", str(SOLUTION), "--format", "json")
    assert [report["exercise"] for report in json.loads(result.stdout)["reports"]] == [FIRST, EXERCISES[2]]


@pytest.mark.parametrize("form", cli.FORMATS)
def test_every_format_can_be_written_to_a_file_which_alone_is_written(home: Path, form: str) -> None:
    result = run("1", "--submission", str(SOLUTION), "--format", form, "--output", "report")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    text = (home / "report").read_text("utf-8")
    assert FIRST in text or "Numerical derivative" in text  # a service may be told the title alone
    assert [path.name for path in home.iterdir()] == ["report"]


def test_a_language_is_asked_for_or_taken_from_the_environment(home: Path) -> None:
    (home / "mine.py").write_text(EMPTY)
    asked = run("1", "--submission", "mine.py", "--lang", "zh-TW")
    found = run("1", "--submission", "mine.py", LANG="ja_JP.UTF-8")
    assert "沒有定義 numerical_diff" in asked.stdout.decode()
    assert "numerical_diff の定義がありません" in found.stdout.decode()


def test_a_console_that_lacks_the_signs_gets_ascii(home: Path) -> None:
    result = run("1", "--submission", str(SOLUTION), PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert result.stdout == f"+ {FIRST}  100 / 100{os.linesep}".encode("ascii")


@pytest.mark.parametrize(
    ("words", "environment", "styled"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_used_only_where_it_is_wanted(
    exercises: Path, words: tuple[str, ...], environment: dict[str, str], styled: bool
) -> None:
    assert (b"\x1b[" in run(*words, **environment).stdout) is styled


def test_a_terminal_sees_colour_and_what_is_being_graded(home: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "grader", "1", "2", "--submission", str(SOLUTION)]
    environment = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        seen = b""
        try:
            while chunk := os.read(master, 4096):
                seen += chunk
        except OSError:  # the other end is closed
            pass
        os.close(master)
        assert process.wait(30) == 0
    assert f"\r\x1b[2Kgrading {SECOND} (2 of 2)\r\x1b[2K".encode() in seen
    assert b"\x1b[32m" in seen


# --- the list and progress ------------------------------------------------------------------------


def test_the_list_tells_what_is_begun_and_what_to_type_next(exercises: Path) -> None:
    result = run()
    lines = lines_of(result)
    assert (result.returncode, result.stderr) == (0, b"")
    assert lines[0].split("  ")[-1] == "not graded yet"
    assert lines[1].split("  ")[-1] == "not begun"
    assert lines[2].split("  ")[-1] == "no file"
    assert "    python -m grader exercise1" in lines


def test_a_result_is_remembered_until_the_file_changes(exercises: Path) -> None:
    assert run("1").returncode == 0
    lines = lines_of(run())
    assert lines[0] == f"✓ {FIRST}      100 / 100"
    assert "    python -m grader exercise2" in lines
    with open(exercises / f"{FIRST}.py", "a") as file:
        file.write("\n# changed\n")
    assert lines_of(run())[0].endswith("100 / 100, changed since")
    assert (exercises / ".grader" / ".gitignore").read_text() == "*\n"


def test_a_stub_is_not_begun(exercises: Path) -> None:
    result = run("2")
    assert (result.returncode, lines_of(result)[0]) == (1, f"· {SECOND}  0 / 100  not begun")


def test_grading_another_file_leaves_the_progress_alone(exercises: Path) -> None:
    run("1", "--submission", str(SOLUTION))
    assert not (exercises / ".grader").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format_version": 1, "results": {"a": 1}}',
        b'{"format_version": 2, "results": {}}',
        b"\xff",
    ],
)
def test_a_damaged_progress_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "progress.json").write_bytes(content)
    assert load_progress(tmp_path) == {}


def test_progress_is_read_back(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    entry = {"sha256": "ab", "outcome": "passed", "score": 90, "max_score": 90}
    document = {"format_version": 1, "results": {"exercise3": entry}}
    (tmp_path / ".grader" / "progress.json").write_text(json.dumps(document))
    assert load_progress(tmp_path) == {"exercise3": Result("ab", "passed", 90.0, 90.0)}
    assert load_progress(tmp_path)["exercise3"].passed


# --- wrong use ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gradient_decent",), "Did you mean exercise3_gradient_descent?"),
        (("exercise9",), "there is no exercise 'exercise9'"),
        (("1", "--seed", "-1"), "'-1' is not a whole number from 0 to 9223372036854775807"),
        (("1", "--seed", "1.5"), "'1.5' is not a whole number"),
        (("1", "--timeout", "0"), "'0' is not a number from 0.1 to 3600 seconds"),
        (("1", "--timeout", "nan"), "'nan' is not a number"),
        (("1", "--timeout", "inf"), "'inf' is not a number"),
        (("1", "--memory", "63"), "'63' is not a whole number from 64 to 1048576 MiB"),
        (("1", "--lang", "klingon"), "'klingon' is none of en, zh_CN, zh_TW, ja"),
        (("1", "--format", "pdf"), "'pdf'"),
        (("1", "--nonsense"), "--nonsense"),
        (("--submission", "x.py"), "Name an exercise too, or all"),
        (("1", "--submission", "absent.py"), "absent.py"),
        (("1", "--submission", "."), "."),
        (("1", "--submission", "a\x1b[2Jb"), "a\\x1b[2Jb"),
        (("1", "--output", "absent/report"), "the folder"),
        (("1", "--output", "."), "this is a folder"),
        (("1", "--exercises-dir", "absent"), "--exercises-dir absent: there is no such folder"),
        (("build", "--solutions-dir", "absent"), "--solutions-dir absent: there is no such folder"),
        (("3",), "exercise3_gradient_descent.py does not exist"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(
    exercises: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert main(words) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert told in seen.err
    assert "Traceback" not in seen.err
    assert "\x1b" not in seen.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_for_the_output_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "locked").mkdir(mode=0o500)
    assert main(["1", "--submission", str(SOLUTION), "--output", "locked/report"]) == 2
    assert "is read-only" in capsys.readouterr().err


def test_without_any_exercises_the_hint_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_CHECKOUT", tmp_path / "nowhere")
    with pytest.raises(UsageError) as caught:
        desk.find_exercises(None, tmp_path)
    assert "--exercises-dir" in caught.value.hint


def test_exercises_are_found_from_below_and_from_inside(exercises: Path) -> None:
    (exercises / "deeper").mkdir()
    for here in (exercises.parent, exercises, exercises / "deeper"):
        assert desk.find_exercises(None, here) == exercises


# --- interruptions and faults ---------------------------------------------------------------------


def wait_for_worker(pid: int) -> None:
    """Wait until the process has started its worker, as far as this system tells, and a little longer."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    end = time.monotonic() + (10 if children.exists() else 1.5)
    while time.monotonic() < end and not (children.exists() and children.read_text()):
        time.sleep(0.05)
    time.sleep(0.3)


def test_an_interrupt_ends_with_130_and_leaves_nothing(home: Path) -> None:
    (home / "mine.py").write_text("while True: pass\n")
    command = [
        sys.executable,
        "-m",
        "grader",
        "1",
        "--submission",
        "mine.py",
        "--output",
        "report",
        "--timeout",
        "30",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for_worker(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert [path.name for path in home.iterdir()] == ["mine.py"]


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "grader", "1", "--submission", str(SOLUTION), "--format", "html"]
    result = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writing)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_a_full_disk_is_told(home: Path) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "grader", "--version"]
        subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
        command = [sys.executable, "-m", "grader", "1", "--submission", str(SOLUTION)]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert result.returncode == 4
    assert result.stderr.startswith(b"standard output cannot be written: ")
    assert b"Traceback" not in result.stderr


def test_a_fault_of_ours_is_one_clear_line_and_a_log(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a\x1b fault")

    monkeypatch.setattr(desk, "rows", broken)
    assert main([]) == console.FAULT_STATUS
    seen = capsys.readouterr().err
    assert seen.startswith(
        "This is a fault of the grader, not of your program: ZeroDivisionError: a\\x1b fault\n"
    )
    assert "Traceback" not in seen
    log = home.parent / "state" / "grader" / console.LOG_NAME
    assert str(log) in seen
    assert "in broken" in log.read_text()
    monkeypatch.setenv("GRADER_DEBUG", "1")
    assert main([]) == console.FAULT_STATUS
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_is_told_also_where_no_log_can_be_written(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    monkeypatch.setattr(desk, "rows", lambda *_: 1 / 0)
    assert main([]) == console.FAULT_STATUS
    assert "Set GRADER_DEBUG=1" in capsys.readouterr().err


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report"
    target.write_text("old")
    target.chmod(0o640)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fails)
        with pytest.raises(KeyboardInterrupt):
            write_whole(target, b"new")
    assert (target.read_text(), os.listdir(tmp_path)) == ("old", ["report"])
    write_whole(target, b"new")
    assert (target.read_text(), os.listdir(tmp_path)) == ("new", ["report"])
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_a_device_is_written_through() -> None:
    write_whole(Path(os.devnull), b"new")
    assert not Path(os.devnull).is_file()


# --- surroundings ---------------------------------------------------------------------------------


class Screen(io.StringIO):
    """A stream that a person reads."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "stream", "environment", "answer"),
    [
        ("auto", Screen(), {"TERM": "xterm"}, True),
        ("auto", Screen(), {"TERM": "dumb"}, False),
        ("auto", Screen(), {"NO_COLOR": "1"}, False),
        ("auto", Screen(), {"NO_COLOR": ""}, True),
        ("auto", io.StringIO(), {}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1"}, True),
        ("auto", io.StringIO(), {"FORCE_COLOR": "0"}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "3", "NO_COLOR": "1"}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", Screen(), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_decided_by_option_environment_and_terminal(
    choice: str, stream: io.StringIO, environment: dict[str, str], answer: bool
) -> None:
    assert console.wants_colour(choice, stream, environment) is answer


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert not console.is_terminal(stream)
    assert not console.is_terminal(None)


@pytest.mark.parametrize(
    ("platform", "environment", "ending"),
    [
        ("linux", {"XDG_STATE_HOME": "/x"}, "/x/grader"),
        ("linux", {"XDG_STATE_HOME": "relative"}, ".local/state/grader"),
        ("darwin", {}, "Library/Application Support/grader"),
        ("win32", {"LOCALAPPDATA": "/x"}, "/x/grader"),
        ("win32", {}, "AppData/Local/grader"),
    ],
)
def test_state_lies_in_the_platforms_own_folder(
    platform: str, environment: dict[str, str], ending: str
) -> None:
    assert console.state_folder(environment, platform).as_posix().endswith(ending)


def test_help_and_errors_load_nothing_heavy(home: Path) -> None:
    code = (
        "import sys; from grader.cli import main; main(['--help']); main(['nonsense']);"
        "print([name for name in ('numpy', 'msgspec', 'jinja2', 'nbformat') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert result.stdout.decode().rstrip().endswith("[]")


def test_the_options_offer_what_the_report_can_do() -> None:
    from grader.report import RENDERERS
    from grader.report.catalogue import LANGUAGES

    assert set(cli.FORMATS) == set(RENDERERS)
    assert cli.LANGUAGES == LANGUAGES


def test_every_command_and_option_has_a_help_text() -> None:
    for command in cli.cli.commands.values():
        assert command.help
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{command.name} {parameter.name}"


@pytest.mark.parametrize(
    ("words", "number", "found"),
    [
        ("grader ex", "1", f"plain,{FIRST}"),
        ("grader do", "1", "plain,doctor"),
        ("grader exercise1 --for", "2", "plain,--format"),
        ("grader 1 exercise2", "2", f"plain,{SECOND}"),
        ("grader 1 --format h", "3", "plain,html"),
        ("grader 1 --lang z", "3", "plain,zh_CN"),
    ],
)
def test_the_shell_completes_commands_exercises_and_options(
    home: Path, words: str, number: str, found: str
) -> None:
    result = run(COMP_WORDS=words, COMP_CWORD=number, _GRADER_COMPLETE="bash_complete")
    assert (result.returncode, result.stderr) == (0, b"")
    assert found in lines_of(result)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(home: Path, capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_GRADER_COMPLETE" in script
    assert "grader" in script


def test_stubs_are_built_and_work_is_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "solutions").mkdir()
    shutil.copy(SOLUTION, home / "solutions")
    assert main(["build", "--check"]) == 1
    assert "out of step" in capsys.readouterr().out
    assert main(["build"]) == 0
    assert capsys.readouterr().out == f"  exercises/{FIRST}.py: written\n"
    assert main(["build", "--check"]) == 0
    (home / "exercises" / f"{FIRST}.py").write_text("mine")
    assert main(["build"]) == 0
    assert "kept" in capsys.readouterr().out
    assert main(["build", "--force"]) == 0
    assert f"exercises/{FIRST}.py.bak" in capsys.readouterr().out


def test_a_machine_that_protects_passes_where_protection_is_required(home: Path) -> None:
    from grader.doctor import examine

    if not all(layer.proved for layer in examine()):
        pytest.skip("this machine lacks a layer")
    assert main(["1", "--submission", str(SOLUTION), "--require-sandbox"]) == 0


def test_a_layer_that_is_not_proved_refuses_where_protection_is_required(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader import doctor

    layer = doctor.Layer("landlock", True, False, "not refused: read the project")
    monkeypatch.setattr(doctor, "examine", lambda: [layer])
    assert main(["1", "--submission", str(SOLUTION), "--require-sandbox"]) == 4
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "lacks landlock (not refused: read the project)" in seen.err
    monkeypatch.setattr(doctor, "examine", lambda: [layer, doctor.Layer("seccomp", True, True, "")])
    for asked, status in [("seccomp", 0), ("landlock", 4), ("seccomp, Landlock", 4), ("all", 4)]:
        assert main(["1", "--submission", str(SOLUTION), "--require-sandbox", asked]) == status


def test_a_layer_that_does_not_exist_is_wrong_use(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["1", "--submission", str(SOLUTION), "--require-sandbox", "landlock,apparmor"]) == 2
    told = capsys.readouterr().err
    assert "'apparmor' is no layer" in told
    assert "seccomp" in told


def test_the_doctor_says_what_protects_this_machine(exercises: Path) -> None:
    result = run("doctor")
    text = result.stdout.decode()
    assert (result.returncode, result.stderr) == (0, b"")
    assert "✓ process" in text
    assert "numpy" in text
    assert str(exercises) in "".join(text.split())  # a long path is broken
