"""Several runs at one gradebook, and runs that are killed: everything is graded once, nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from grader.classroom.gradebook import open_gradebook
from grader.classroom.gradebook.alive import SILENCE_S, is_alive, start_of, this_host
from grader.classroom.gradebook.connect import open_database
from grader.classroom.gradebook.schema import CLAIM, MISCONCEPTION, RESULT, RUN
from grader.classroom.model import Key
from grader.outcome import Outcome, Report, SubmissionInfo

ROOT = Path(__file__).resolve().parents[3]
STUDENTS, EXERCISES = 40, ("exercise1_numerical_diff", "exercise3_gradient_descent")
# A run without grading: each report follows from its key alone, as a graded one does from its submission.
WORK = """
import sys
from grader.classroom.gradebook import open_gradebook
from grader.classroom.model import Handin, Key
from grader.outcome import Diagnosis, Message, Outcome, Report, SubmissionInfo

address, students, *exercises = sys.argv[1:]

def report(key):
    about = SubmissionInfo(key.student + ".py", key.sha256, key.student)
    named = (Diagnosis("step-too-small", "misconception", None, True, Message("m")),)
    return Report(key.exercise, about, key.seed, Outcome.FAILED, key.seed / 2, 100.0, (), diagnoses=named)

with open_gradebook(address) as book, book.begin_run("0.1.0", 1) as run:
    for number in range(int(students)):
        student, sha256 = f"s{number}", f"{number:064}"
        book.register([(Handin(student, student, f"{student}.py", f"{student}.py"), sha256)])
        keys = [Key(student, exercise, sha256, "0.1.0", number) for exercise in exercises]
        for key in sorted(run.claim(keys), key=str):
            run.record(key, report(key))
            print(key.student, flush=True)
        if number % 7 == 6:
            run.flush()
"""


def started(address: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORK, address, str(STUDENTS), *EXERCISES]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finished(address: str) -> int:
    """Run to the end; return how many were graded."""
    with started(address) as process:
        told, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    return len(told.splitlines())


def held(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that a gradebook says of results, without what differs from run to run."""
    database = open_database(address, create=False)
    results = [column for column in RESULT.columns if column.name not in ("run", "graded_at")]
    with database.reading() as connection:
        found = {
            "result": sorted(tuple(row) for row in connection.execute(select(*results))),
            "misconception": sorted(tuple(row) for row in connection.execute(select(MISCONCEPTION))),
            "claim": sorted(tuple(row) for row in connection.execute(select(CLAIM))),
        }
    database.close()
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    address = str(tmp_path_factory.mktemp("calm") / "class.db")
    assert finished(address) == STUDENTS * len(EXERCISES)
    return held(address)


def test_runs_that_are_killed_and_resumed_end_as_an_undisturbed_one(
    address: str, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    draw = random.Random(20261120)
    for _ in range(3):
        with started(address) as process:
            assert process.stdout is not None
            for _ in range(draw.randrange(1, 40)):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        with open_gradebook(address) as book:
            assert book.counts().in_flight == 0
    finished(address)
    assert held(address) == undisturbed


def test_runs_at_once_grade_everything_once(
    address: str, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    processes = [started(address) for _ in range(3)]
    told = [process.communicate(timeout=100)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sum(map(len, told)) == STUDENTS * len(EXERCISES)
    assert held(address) == undisturbed


def test_threads_may_share_a_run(tmp_path: Path) -> None:
    keys = [Key(f"s{number}", "e", "0" * 64, "1", 1) for number in range(200)]
    got: list[set[Key]] = []
    with open_gradebook(str(tmp_path / "class.db")) as book, book.begin_run("1", 4) as run:
        threads = [threading.Thread(target=lambda: got.append(run.claim(keys))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(map(len, got)) == len(keys)
    assert set().union(*got) == set(keys)


KEY = Key("alice", "e", "0" * 64, "1", 1)


@pytest.fixture
def claimed(tmp_path: Path) -> Iterator[str]:
    """A gradebook in which a run, begun here, works at a result."""
    path = str(tmp_path / "class.db")
    with open_gradebook(path) as book:
        run = book.begin_run("1", 1)
        run.claim([KEY])
        yield path


def change(path: str, **values: object) -> None:
    """Write into the row of the only run."""
    connection = sqlite3.connect(path)
    with connection:
        for name, value in values.items():
            connection.execute(f"UPDATE run SET {name} = ?", (value,))
    connection.close()


def taken_over(path: str) -> bool:
    with open_gradebook(path) as book, book.begin_run("1", 1) as run:
        return run.claim([KEY]) == {KEY}


def test_a_claim_of_a_process_that_lives_is_left_alone_however_silent(claimed: str) -> None:
    change(claimed, heartbeat_s=0.0)
    assert not taken_over(claimed)


def test_a_claim_of_a_process_that_is_gone_is_taken_over(claimed: str) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        start = start_of(process.pid)
    change(claimed, pid=process.pid, process_start=start or "1")
    assert taken_over(claimed)


def test_a_claim_of_another_process_with_the_same_number_is_taken_over(claimed: str) -> None:
    change(claimed, process_start="1")
    assert taken_over(claimed)


def test_a_claim_from_another_machine_is_taken_over_after_its_last_sign_of_life(claimed: str) -> None:
    change(claimed, host="elsewhere")
    assert not taken_over(claimed)
    change(claimed, heartbeat_s=0.0)
    assert taken_over(claimed)


def test_a_claim_of_a_run_that_nobody_knows_is_taken_over(claimed: str) -> None:
    change(claimed, id="unknown")
    assert taken_over(claimed)


def test_a_result_whose_claim_was_taken_over_is_left_to_the_other_run(claimed: str) -> None:
    mine, other = (
        Report("e", SubmissionInfo("a.py", "0" * 64), 1, Outcome.FAILED, score, 100.0, ())
        for score in (1.0, 2.0)
    )
    with open_gradebook(claimed) as book, book.begin_run("1", 1) as late:
        late.claim([KEY])
        assert late.claim([KEY]) == set()
        change(claimed, host="elsewhere", heartbeat_s=0.0)
        with open_gradebook(claimed) as again, again.begin_run("1", 1) as second:
            assert second.claim([KEY]) == {KEY}
            late.record(KEY, mine)
            late.flush()
            assert again.graded([KEY]) == set()
            second.record(KEY, other)
        late.record(KEY, mine)
        late.flush()
    assert [row[7] for row in held(claimed)["result"]] == [2.0]


def test_a_heartbeat_tells_that_a_run_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "class.db")
    with open_gradebook(path) as book, book.begin_run("1", 1) as run:
        change(path, heartbeat_s=0.0)
        run.heartbeat()
        database = open_database(path, create=False)
        with database.reading() as connection:
            assert connection.scalar(select(RUN.c.heartbeat_s)) == 0.0  # one was told a moment ago
        monkeypatch.setattr("grader.classroom.gradebook.run._HEARTBEAT_EVERY_S", 0.0)
        run.heartbeat()
        with database.reading() as connection:
            assert (connection.scalar(select(RUN.c.heartbeat_s)) or 0.0) > 1e9
        database.close()


def test_this_process_lives_and_is_known_by_its_start() -> None:
    start = start_of(os.getpid())
    assert is_alive(this_host(), os.getpid(), start, silent_s=10 * SILENCE_S) or not start
    assert not is_alive(this_host(), os.getpid(), start + "0", silent_s=10 * SILENCE_S)


def test_where_nothing_tells_when_a_process_began_its_number_and_its_silence_do() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    assert not is_alive(this_host(), process.pid, "", silent_s=0.0)
    assert is_alive(this_host(), os.getpid(), "", silent_s=0.0)
    assert not is_alive(this_host(), os.getpid(), "", silent_s=SILENCE_S + 1)


def test_a_zombie_does_not_live() -> None:
    if not start_of(os.getpid()):
        pytest.skip("this system does not tell when a process began")
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.read()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not buried
        assert start_of(process.pid) == ""
    finally:
        process.communicate()
