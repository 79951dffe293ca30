"""A cluster on loopback: a real scheduler and two real workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from grader.classroom import executors
from grader.classroom.batch import ClassRun
from grader.classroom.executors import DaskExecutor, close, executor_for, slots_of
from grader.classroom.gradebook import open_gradebook
from grader.classroom.model import Trouble
from grader.classroom.plan import Plan, Tally
from grader.errors import HostError

pytestmark = pytest.mark.filterwarnings("default")  # distributed's own

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST = "exercise1_numerical_diff"
RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
COUNT = 60


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
        }
        self.started: list[subprocess.Popen[str]] = []
        told = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self.until(told, r"Scheduler at: *tcp://(127\.0\.0\.1:\d+)")

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command of Dask in a session of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    @staticmethod
    def until(process: subprocess.Popen[str], pattern: str) -> str:
        """Read what a process says until it says this; returns the first group."""
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(pattern, line)
            if found:
                return found[1]
        raise AssertionError(f"the process ended without saying {pattern}")

    def add_worker(self, name: str) -> subprocess.Popen[str]:
        """Start a worker with a nanny, and wait for it."""
        words = (
            "--nworkers",
            "1",
            "--nthreads",
            "1",
            "--name",
            name,
            "--no-dashboard",
            "--memory-limit",
            "0",
        )
        worker = self.start("worker", f"tcp://{self.address}", *words)
        self.until(worker, r"(Registered to)")
        return worker

    def close(self) -> None:
        """End everything that was started."""
        for process in self.started:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            if process.stderr is not None:
                process.stderr.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield started
    finally:
        started.close()


class Killer:
    """Kills a worker with all that is its own, once some files are done."""

    def __init__(self, victim: subprocess.Popen[str]) -> None:
        self.victim, self.killed, self.troubles = victim, False, list[Trouble]()

    def step(self, tally: Tally) -> None:
        if tally.files >= COUNT // 4 and not self.killed:
            os.killpg(self.victim.pid, signal.SIGKILL)
            self.killed = True

    def trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)


def test_a_cluster_without_workers_is_told_before_anything_is_begun(cluster: Cluster) -> None:
    with pytest.raises(HostError, match="no worker"):
        executor_for(f"dask://{cluster.address}", 1)


def test_nothing_is_lost_when_one_of_two_workers_is_killed_in_mid_run(
    cluster: Cluster, tmp_path: Path
) -> None:
    victim = cluster.add_worker("victim")
    cluster.add_worker("survivor")
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"student{number}.py").write_text(f"{RIGHT}# {number}\n")
    executor = executor_for(f"dask://{cluster.address}", 1)
    assert slots_of(executor) == 2
    watcher = Killer(victim)
    with open_gradebook(str(tmp_path / "class.db")) as gradebook:
        tally = ClassRun(Plan(folder, (FIRST,)), gradebook, executor, watcher).go()
        counts = gradebook.counts()
    assert watcher.killed
    assert watcher.troubles == []
    assert (tally.files, tally.graded) == (COUNT, COUNT)
    assert counts.results == {(FIRST, "passed"): COUNT}


def test_another_version_of_the_grader_on_a_worker_is_refused(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = time.monotonic() + 30
    monkeypatch.setattr(executors, "__version__", "0.0.0")
    while time.monotonic() < deadline:
        with pytest.raises(HostError) as told:
            close(DaskExecutor(f"tcp://{cluster.address}"))
        if "no worker" not in told.value.message:
            break
    assert "this is 0.0.0" in told.value.message


def test_a_scheduler_that_does_not_answer_is_a_fault_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_PATIENCE", 0.2)
    with pytest.raises(HostError, match="no Dask scheduler"):
        executor_for("dask://127.0.0.1:9", 1)
