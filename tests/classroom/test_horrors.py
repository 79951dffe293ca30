"""A class of horrors, by the command line: everybody else is unharmed, each trouble has its own row."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.classroom.gradebook import open_gradebook
from grader.classroom.model import Entry, Trouble
from grader.classroom.policy import Policy
from grader.submission.files import shown

FIRST = "exercise1_numerical_diff"
RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
TOP = "import os\n\ndef numerical_diff(f, x):\n    {}\n"

# student -> what is handed in, and how it has to end
HORRORS = {
    "loops": (TOP.format("while True: pass"), "timed_out"),
    "loops_at_top": ("while True:\n    pass\n" + RIGHT, "passed"),
    "sleeps": (TOP.format("__import__('time').sleep(3600)"), "timed_out"),
    "bombs": (TOP.format("return sum([[0] * 10**9 for _ in range(10**4)])"), "over_limit"),
    "forks": ("import os\nfor _ in range(1000):\n    os.fork()\n" + RIGHT, "passed"),
    "forks_inside": (TOP.format("[os.fork() for _ in range(1000)]"), "crashed"),
    "exits": (TOP.format("os._exit(0)"), "crashed"),
    "exits_at_top": ("import os\nos._exit(0)\n" + RIGHT, "passed"),
    "kills": (TOP.format("os.kill(os.getppid(), 9); os.kill(0, 9)"), "crashed"),
    "segfaults": (TOP.format("__import__('ctypes').string_at(0)"), "crashed"),
    "fills": (TOP.format("for n in range(999): open(str(n), 'wb').write(b'x' * 10**7)"), "crashed"),
    "recurses": (TOP.format("return numerical_diff(f, x)"), "crashed"),
    "shouts": ("print('x' * 10**7)\n" + RIGHT, "passed"),
    "deep": ("x = " + "(" * 5000 + ")" * 5000 + "\n" + RIGHT, "passed"),
    "empty": ("", "missing"),
    "=cmd()": (RIGHT, "passed"),
    "-rf": (RIGHT, "passed"),
    "new\nline": (RIGHT, "passed"),
    "tab\tand\x1b[31mred": (RIGHT, "passed"),
}
UNREADABLE = (
    "binary",
    "broken_notebook",
    "broken_zip",
    "torn_zip",
    "traversal",
    "bomb_zip",
    "pipe",
    "dangling",
)


def notebook(source: str) -> str:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def archive(**members: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return whole.getvalue()


def fill(folder: Path) -> None:
    """Write the class: a folder a student, good ones between the horrors."""
    for name, (text, _) in HORRORS.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "exercise1.py").write_text(text)
    for number in range(6):
        (folder / f"good{number}").mkdir()
        (folder / f"good{number}" / "exercise1.py").write_text(f"{RIGHT}# {number}\n")
    (folder / "notebook").mkdir()
    (folder / "notebook" / "exercise1.ipynb").write_text(notebook(RIGHT))
    (folder / "zipped").mkdir()
    (folder / "zipped" / "work.zip").write_bytes(archive(**{"deep/er/exercise1.py": RIGHT}))
    broken = {
        "binary": ("exercise1.py", bytes(range(256)) * 8),
        "broken_notebook": ("exercise1.ipynb", b'{"cells": ['),
        "broken_zip": ("work.zip", b"PK\x03\x04 and then nothing of the kind"),
        "torn_zip": ("work.zip", archive(**{"exercise1.py": RIGHT})[:60]),
        "traversal": ("work.zip", archive(**{"../../../exercise1.py": RIGHT})),
        "bomb_zip": ("work.zip", archive(**{"exercise1.py": "#" * 200_000_000})),
    }
    for name, (file, raw) in broken.items():
        (folder / name).mkdir()
        (folder / name / file).write_bytes(raw)
    for name in ("pipe", "dangling"):
        (folder / name).mkdir()
    os.mkfifo(folder / "pipe" / "exercise1.py")
    (folder / "dangling" / "exercise1.py").symlink_to("/etc/passwd")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Entry], list[Trouble]]:
    """What the run said, and what the gradebook holds after it."""
    root = tmp_path_factory.mktemp("horrors")
    folder = root / "class"
    fill(folder)
    words = ["class", "grade", str(folder), "--exercise", "1", "--layout", "per-student", "--jobs", "2"]
    words += ["--timeout", "1", "--memory", "256", "--no-repair", "--gradebook", str(root / "class.db")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-m", "grader", *words], capture_output=True, text=True, timeout=150, env=environment
    )
    assert done.returncode == 1, done.stderr
    with open_gradebook(str(root / "class.db")) as book:
        return done.stderr, list(book.entries(Policy())), list(book.troubles())


Graded = tuple[str, list[Entry], list[Trouble]]


def test_everybody_else_gets_full_marks(graded: Graded) -> None:
    horrors = {shown(name) for name in HORRORS}
    good = {entry.name: entry.report.outcome.value for entry in graded[1] if entry.name not in horrors}
    assert good == dict.fromkeys([*(f"good{number}" for number in range(6)), "notebook", "zipped"], "passed")


@pytest.mark.parametrize("name", HORRORS, ids=repr)
def test_each_horror_ends_as_itself_and_has_one_row(graded: Graded, name: str) -> None:
    found = [entry for entry in graded[1] if entry.path.startswith(f"{shown(name)}/")]
    assert [entry.report.outcome.value for entry in found] == [HORRORS[name][1]]


@pytest.mark.parametrize("name", UNREADABLE)
def test_each_trouble_has_one_row_with_its_student_and_reason(graded: Graded, name: str) -> None:
    told = [trouble for trouble in graded[2] if name in (trouble.student, trouble.path.split("/")[0])]
    assert len(told) == 1, graded[2]
    assert told[0].message
    assert told[0].message.splitlines() == [told[0].message]


def test_nobody_else_has_a_trouble(graded: Graded) -> None:
    assert len(graded[2]) == len(UNREADABLE)


def test_each_trouble_is_one_printable_line_on_standard_error(graded: Graded) -> None:
    lines = [line for line in graded[0].splitlines() if line]
    assert len(lines) == len(UNREADABLE)
    assert all(line.isprintable() for line in lines)


def test_two_students_with_one_name_stay_two(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for number, text in (("101", RIGHT), ("102", RIGHT.replace("2 * h", "h"))):
        (folder / f"leewei_{number}_{number}55_exercise1.py").write_text(text)
    done = run("grade", folder, "--layout", "canvas", "--exercise", "1", "--no-repair")
    assert done.returncode == 0, done.stderr
    with open_gradebook(str(folder / ".grader" / "gradebook.db")) as book:
        entries = list(book.entries(Policy()))
    assert sorted(entry.report.outcome.value for entry in entries) == ["failed", "passed"]
    assert len({entry.student for entry in entries}) == 2


def test_names_with_slashes_in_an_archive_do_no_harm(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = tmp_path / "class"
    (folder / "ann").mkdir(parents=True)
    raw = bytearray(archive(**{"a|b|exercise1.py": RIGHT}))
    raw = bytearray(bytes(raw).replace(b"a|b|exercise1.py", b"a\\b\\exercise1.py"))
    assert struct.unpack("<I", raw[:4])[0] == 0x04034B50
    (folder / "ann" / "work.zip").write_bytes(bytes(raw))
    (folder / "ben").mkdir()
    (folder / "ben" / "exercise1.py").write_text(RIGHT)
    run("grade", folder, "--layout", "per-student", "--exercise", "1", "--no-repair")
    assert sorted(path.name for path in folder.rglob("*") if path.suffix == ".py") == ["exercise1.py"]
    with open_gradebook(str(folder / ".grader" / "gradebook.db")) as book:
        assert "ben" in {entry.name for entry in book.entries(Policy())}
