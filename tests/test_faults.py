"""When the machine fails the grader, it says so in one clear line; no process, no folder is left behind."""

from __future__ import annotations

import ast
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader import course
from grader.errors import GraderError, HostError
from grader.exercise import Limits
from grader.grading import grade
from grader.outcome import Report
from grader.sandbox import Sandbox
from grader.submission import parse_submission

PROJECT = Path(__file__).resolve().parent.parent
SOLUTION = PROJECT / "solutions" / "exercise1_numerical_diff.py"
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc, or relies on a parent's death")
RIGHT = "def numerical_diff(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4\n"
SLOW_LOAD = "import time\n" + "time.sleep(0.08)\n" * 4 + RIGHT
SLOW_CHECK = RIGHT.replace("    return", "    import time\n    time.sleep(0.05)\n    return")
LIMITS = Limits(seconds=4.0, memory=256 * 2**20)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    monkeypatch.setenv("TMPDIR", str(made))
    return made


@pytest.fixture
def own(temporary: Path) -> Iterator[Sandbox]:
    """A sandbox that the test may break; nothing of it is left in the end."""
    with Sandbox(LIMITS) as started:
        yield started
    assert list(temporary.iterdir()) == []


def server(sandbox: Sandbox) -> int:
    assert sandbox._process is not None
    return sandbox._process.pid


def graded(sandbox: Sandbox, source: str = RIGHT) -> Report:
    return next(grade(parse_submission(source.encode(), "a.py"), course.EXERCISES[:1], sandbox))


@contextmanager
def after(seconds: float, action: Callable[[], object]) -> Iterator[None]:
    """Do something a little later, beside what the block does."""
    timer = threading.Timer(seconds, action)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def children_of(pid: int) -> list[int]:
    return [
        int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ]


def gone(pid: int, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] in "ZX":
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


# --- processes ------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV], ids=lambda n: n.name)
@pytest.mark.parametrize(
    ("source", "seconds"),
    [(RIGHT, 0.0), (SLOW_LOAD, 0.05), (SLOW_LOAD, 0.2), (SLOW_CHECK, 0.1), (SLOW_CHECK, 0.4)],
    ids=["before", "early in the load", "late in the load", "in the first check", "in a later check"],
)
def test_a_fork_server_that_dies_is_replaced(
    own: Sandbox, source: str, seconds: float, number: signal.Signals
) -> None:
    graded(own)
    first = server(own)
    if seconds:
        with after(seconds, lambda: os.kill(first, number)):
            report = graded(own, source)
    else:
        os.kill(first, number)
        report = graded(own, source)
    assert report.outcome in ("passed", "crashed", "failed")
    assert gone(first)
    assert graded(own).score == 100
    assert server(own) != first


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP], ids=lambda n: n.name)
@pytest.mark.parametrize("source", [SLOW_LOAD, SLOW_CHECK], ids=["load", "check"])
def test_a_child_that_is_killed_or_stopped_ends_its_submission_alone(
    own: Sandbox, source: str, number: signal.Signals
) -> None:
    graded(own)
    first = server(own)
    with after(0.15, lambda: [os.kill(pid, number) for pid in children_of(first)]):
        report = graded(own, source)
    assert report.outcome in ("passed", "crashed", "failed", "timed_out")
    assert graded(own).score == 100
    assert server(own) == first
    end = time.monotonic() + 5
    while children_of(first) and time.monotonic() < end:
        time.sleep(0.01)
    assert children_of(first) == []


@pytest.mark.parametrize("close", ["shut", "half"])
def test_a_control_channel_that_breaks_gets_another_server(own: Sandbox, close: str) -> None:
    import socket

    graded(own)
    assert own._control is not None
    if close == "shut":
        own._control.shutdown(socket.SHUT_RDWR)
    else:
        own._control.sendall(b"\0\0\0\x10half")  # an order that never ends
        own._control.shutdown(socket.SHUT_WR)
    assert graded(own).score == 100


# --- places and descriptors -----------------------------------------------------------------------


def test_a_base_folder_that_vanishes_is_an_error_of_the_host(own: Sandbox) -> None:
    graded(own)
    shutil.rmtree(own._base)
    with pytest.raises(HostError, match="no child can be forked"):
        graded(own)
    own.close()
    assert graded(own).score == 100


def test_a_folder_in_which_nothing_can_be_made_is_an_error_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="ascii")
    for place in (str(blocked), "/proc", "/dev/null/x"):
        monkeypatch.setattr(tempfile, "tempdir", place)
        monkeypatch.setenv("TMPDIR", place)
        with pytest.raises(HostError, match="temporary folder") as caught:
            Sandbox(LIMITS).start()
        assert caught.value.exit_code == 4
        assert "TMPDIR" in caught.value.hint


def run(
    arguments: list[str], folder: Path, limits: dict[int, int] | None = None, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with limits of its own on the grader; its temporary folder must be empty afterwards."""
    made = folder / "made"
    made.mkdir(exist_ok=True)
    kept = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(made)}
    kept["PYTHONDONTWRITEBYTECODE"] = "1"  # where a file may not grow, Python keeps half of one

    def limit() -> None:
        for which, value in (limits or {}).items():
            resource.setrlimit(which, (value, value))

    done = subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=PROJECT,
        env={**kept, **variables},
        capture_output=True,
        timeout=60,
        preexec_fn=limit if limits else None,
        check=False,
    )
    assert list(made.iterdir()) == []
    return done


def clear(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Tell whether a command passed, or refused with our words and status 4."""
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode == 0 or (done.returncode == 4 and bool(done.stderr.strip()))


@linux
@pytest.mark.parametrize("count", [6, 8, 10, 16])
def test_without_descriptors_the_command_ends_clearly(tmp_path: Path, count: int) -> None:
    done = run(["1", "--submission", str(SOLUTION)], tmp_path, {resource.RLIMIT_NOFILE: count})
    assert clear(done), (done.returncode, done.stderr)


@linux
@pytest.mark.parametrize("size", [160, 220, 400])
def test_without_memory_the_command_ends_clearly(tmp_path: Path, size: int) -> None:
    done = run(["1", "--submission", str(SOLUTION)], tmp_path, {resource.RLIMIT_AS: size * 2**20})
    assert clear(done), (done.returncode, done.stderr)


@linux
def test_without_room_for_any_file_grading_goes_on_and_a_report_is_refused(tmp_path: Path) -> None:
    nothing = run(["1", "--submission", str(SOLUTION)], tmp_path, {resource.RLIMIT_FSIZE: 0})
    assert nothing.returncode == 4
    assert b"TMPDIR" in nothing.stderr
    limits = {resource.RLIMIT_FSIZE: 64}
    done = run(["1", "--submission", str(SOLUTION)], tmp_path, limits)
    assert done.returncode == 0, done.stderr
    asked = [
        "1",
        "--submission",
        str(SOLUTION),
        "--format",
        "html",
        "--output",
        str(tmp_path / "report.html"),
    ]
    refused = run(asked, tmp_path, limits)
    assert refused.returncode == 2
    assert b"report.html" in refused.stderr
    assert not list(tmp_path.glob("*report*"))


def test_memory_that_runs_out_while_judging_is_an_error_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], temporary: Path
) -> None:
    from grader import judge
    from grader.cli import main

    for error in (MemoryError(), OSError(24, "Too many open files"), OSError(28, "No space left on device")):
        with monkeypatch.context() as patched:
            patched.setattr(judge, "verdicts", lambda *given, error=error: (_ for _ in ()).throw(error))
            assert main(["1", "--submission", str(SOLUTION)]) == 4
        told = capsys.readouterr()
        assert told.out == ""
        assert "This machine" in told.err or "this machine" in told.err
        assert list(temporary.iterdir()) == []


# --- clocks ---------------------------------------------------------------------------------------


NOTED = {"report/classroom50.py", "classroom/class_report/page.py"}  # show when they were written
GRADEBOOK = "classroom/gradebook"  # keeps when something came about; what is alive, other tests ask


def test_no_decision_rests_on_a_clock_that_can_jump() -> None:
    jumping = {
        ("time", "time"),
        ("time", "time_ns"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("date", "today"),
    }
    for path in sorted((PROJECT / "grader").rglob("*.py")):
        place = path.relative_to(PROJECT / "grader").as_posix()
        if place in NOTED or place.startswith(GRADEBOOK):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in jumping, f"{path}:{node.lineno}"
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                assert not {"time", "time_ns"} & {name.name for name in node.names}, path


@pytest.mark.parametrize("jump", [-1e9, 1e9])
def test_a_clock_that_jumps_changes_nothing(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + jump)
    assert graded(own).score == 100
    assert graded(own, "while True: pass\n" + RIGHT).score == 100


# --- words ----------------------------------------------------------------------------------------

LOCALES = [
    {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX"},
    {"LC_ALL": "no_SUCH.locale"},
    {"LANG": "ja_JP.eucJP", "PYTHONIOENCODING": "euc-jp"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp1252:strict"},
    {"PYTHONIOENCODING": "utf-16"},
    {"LANG": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"},
    {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "0"},
]


@pytest.mark.parametrize(
    "variables", LOCALES, ids=lambda given: " ".join(f"{k}={v}" for k, v in given.items())
)
def test_every_locale_and_encoding_is_served(tmp_path: Path, variables: dict[str, str]) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "# 数値微分 ✓\ndef numerical_diff(f, x):\n    raise ValueError('é ü 勾配 \U0001f642')\n", "utf-8"
    )
    done = run(["1", "--submission", str(wrong), "--hint", "0"], tmp_path, **variables)
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"ValueError" in done.stdout.replace(b"\0", b"")


@linux
@pytest.mark.parametrize("name", ["数値\x1b[2J\n.py".encode("euc-jp"), b"-x.py"])
def test_odd_names_of_files_are_read_and_shown(tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    try:
        with open(path, "wb") as file:
            file.write(SOLUTION.read_bytes())
    except OSError:
        pytest.skip("this file system has no such name")
    for form in ("text", "json"):
        done = run(["1", "--submission", os.fsdecode(path), "--format", form], tmp_path)
        assert done.returncode == 0, done.stderr
        assert b"\x1b" not in done.stdout
        if form == "json":
            assert json.loads(done.stdout)["reports"][0]["outcome"] == "passed"


def test_every_fault_of_ours_has_a_status_and_words() -> None:
    kinds = [GraderError, *GraderError.__subclasses__()]
    assert all(kind("what", "hint").message == "what" for kind in kinds)
    assert HostError.exit_code == 4


# --- users ----------------------------------------------------------------------------------------

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
AGAIN = "import subprocess, sys, grader.cli; subprocess.run([sys.executable, '-c', ''], check=True)"
READING = [
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
]  # where Python lies in root's home


@linux
@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_grades_with_every_layer(missing_layers: dict[str, str]) -> None:
    if missing_layers:
        pytest.skip(f"this machine lacks {sorted(missing_layers)}")
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, 65534, 65534)
        file = Path(name) / "program.py"
        file.write_text(RIGHT, encoding="utf-8")
        file.chmod(0o644)
        variables = {"HOME": name, "TMPDIR": name, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}

        def as_nobody(user: list[str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
            command = [*user, sys.executable, *arguments]
            return subprocess.run(
                command,
                cwd=name,
                env={**os.environ, **variables},
                capture_output=True,
                timeout=60,
                check=False,
            )

        if shutil.which("setpriv") is None:
            pytest.skip("setpriv is not installed")
        users = [NOBODY, NOBODY + READING]
        user = next((each for each in users if as_nobody(each, "-c", AGAIN).returncode == 0), None)
        if user is None:
            pytest.skip(f"nobody may not run {sys.executable}")
        done = as_nobody(user, "-m", "grader", "1", "--submission", str(file), "--require-sandbox", "all")
        assert done.returncode == 0, done.stderr.decode()
        assert sorted(path.name for path in Path(name).iterdir()) == ["program.py"]
