"""kill -9 of a run at random moments, again and again, and two runs at once: the gradebook is the same."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.gradebook import open_gradebook
from grader.classroom.policy import Policy

RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
WRONG = RIGHT.replace("2 * h", "h")
SLOW = "import time\ntime.sleep(0.05)\n"
COUNT = 40
KILLS = 30

Words = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class with right, wrong, equal and unreadable files."""
    made = tmp_path / "class"
    made.mkdir()
    for number in range(COUNT):
        text = f"{SLOW}{WRONG if number % 3 else RIGHT}# {number % 36}\n"
        (made / f"student{number}.py").write_text(text)
    (made / "nobody.py").write_bytes(bytes(range(256)))
    return made


@pytest.fixture
def words(command: Words, folder: Path) -> Words:
    """Make the words of a run on a gradebook."""

    def made(gradebook: Path) -> list[str]:
        given = ("grade", folder, "--exercise", "1", "--seed", "7", "--jobs", "2", "--no-repair")
        return command(*given, "--gradebook", gradebook)

    return made


def rows(gradebook: Path) -> tuple[object, ...]:
    """Return everything that a gradebook holds, but what is measured."""
    with open_gradebook(str(gradebook), create=False) as book:
        entries = [
            (entry.student, entry.name, entry.path, entry.attempt, replace(entry.report, elapsed_s=0.0))
            for entry in book.entries(Policy())
        ]
        return sorted(entries, key=repr), sorted(book.handins(), key=repr), sorted(book.troubles(), key=repr)


def counted(gradebook: Path) -> int:
    """Return how many results a gradebook holds."""
    if not gradebook.exists():
        return 0
    with open_gradebook(str(gradebook), create=False) as book:
        return sum(book.counts().results.values())


def test_killed_thirty_times_and_resumed_the_gradebook_is_that_of_an_undisturbed_run(
    tmp_path: Path, words: Words, surroundings: dict[str, str]
) -> None:
    start = time.monotonic()
    subprocess.run(words(tmp_path / "calm.db"), env=surroundings, capture_output=True, timeout=100)
    whole = time.monotonic() - start
    book = tmp_path / "killed.db"
    drawn = random.Random(5)
    grown = [0]
    for _ in range(KILLS):
        with subprocess.Popen(
            words(book), env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            time.sleep(drawn.uniform(0.2, 0.6) * whole)
            run.kill()
        grown.append(counted(book))
    last = subprocess.run(words(book), env=surroundings, capture_output=True, timeout=100)
    assert last.returncode == 1, "the unreadable file"
    assert grown == sorted(grown), "what is recorded stays"
    assert any(0 < count < COUNT for count in grown), "some of the kills hit a run at work"
    assert rows(book) == rows(tmp_path / "calm.db")


def test_two_runs_at_once_grade_every_submission_once(
    tmp_path: Path, words: Words, surroundings: dict[str, str]
) -> None:
    book = tmp_path / "shared.db"
    open_gradebook(str(book)).close()
    runs = [
        subprocess.Popen(
            words(book), env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for _ in range(2)
    ]
    told = [run.communicate(timeout=100)[0] for run in runs]
    graded = [int(found[1]) for text in told if (found := re.search(r"Results graded: (\d+)", text))]
    assert sum(graded) == COUNT, told
    assert counted(book) == COUNT


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_is_graded_and_says_how_to_go_on(
    tmp_path: Path, words: Words, surroundings: dict[str, str], number: int, status: int
) -> None:
    book = tmp_path / "stopped.db"
    with subprocess.Popen(
        words(book),
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        while counted(book) == 0:
            time.sleep(0.05)
        os.killpg(run.pid, number)  # the whole group, as a terminal does
        told, errors = run.communicate(timeout=60)
    assert run.returncode == status, errors
    assert "goes on from here" in told
    assert "Traceback" not in errors
    with open_gradebook(str(book), create=False) as opened:
        counts = opened.counts()
    assert (counts.in_flight, counts.runs) == (0, 0)
    assert 0 < sum(counts.results.values()) <= COUNT
