"""Executors: jobs survive the processes that grade them."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, wait
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.classroom import work
from grader.classroom.executors import GradingProcessLost, LocalExecutor, close, executor_for, slots_of
from grader.classroom.model import Job
from grader.classroom.record import unpack
from grader.classroom.work import cool_down, grade_job
from grader.diagnosis import SECONDS
from grader.errors import HostError, UnreadableSubmission, UsageError
from grader.outcome import Outcome, Report

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST = "exercise1_numerical_diff"
RIGHT = b"def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)\n"


def job(number: int = 0, raw: bytes = RIGHT) -> Job:
    return Job(f"student{number}", "a.py", raw + b"# %d\n" % number, (FIRST,), (number,), mend=False)


def reports(packed: list[bytes]) -> list[Report]:
    return [unpack(each) for each in packed]


def pid_after(seconds: float) -> int:
    """Return the number of the process that ran this."""
    time.sleep(seconds)
    return os.getpid()


def mark_and_stay(mark: str) -> None:
    """Leave a sign that this runs, and go on for long."""
    Path(mark).touch()
    time.sleep(60)


def die_until(mark: str, times: int) -> int:
    """End the process the hard way, as often as asked for; counts by the length of a file."""
    path = Path(mark)
    done = path.stat().st_size if path.exists() else 0
    if done < times:
        path.write_bytes(b"x" * (done + 1))
        os.kill(os.getpid(), signal.SIGKILL)
    return done


@pytest.fixture(scope="module")
def local() -> Iterator[LocalExecutor]:
    executor = LocalExecutor(2)
    yield executor
    close(executor)


def test_a_job_comes_back_as_reports_in_the_order_of_its_exercises(local: LocalExecutor) -> None:
    second = "exercise2_numerical_gradient"
    both = Job("ann", "b.py", RIGHT, (second, FIRST), (7, 8), mend=False)
    found = reports(local.submit(grade_job, both).result())
    assert [(each.exercise, each.seed, each.outcome) for each in found] == [
        (second, 7, Outcome.MISSING),
        (FIRST, 8, Outcome.PASSED),
    ]
    assert {each.submission.student for each in found} == {"ann"}


def test_what_judges_is_loaded_and_frozen_once_for_all_grading_processes(local: LocalExecutor) -> None:
    assert local.submit(gc.get_freeze_count).result() > 10_000  # 0 where each process has to load it itself


def test_bytes_that_are_no_submission_raise_what_is_wrong_with_them(local: LocalExecutor) -> None:
    with pytest.raises(UnreadableSubmission, match=r"a\.py"):
        local.submit(grade_job, job(raw=b"\x00\x01\x02" * 100)).result()


def test_a_grading_process_that_dies_costs_one_retry_and_nobody_else_anything(
    local: LocalExecutor, tmp_path: Path
) -> None:
    others = [local.submit(grade_job, job(number)) for number in range(4)]
    died = local.submit(die_until, str(tmp_path / "once"), 1)
    others += [local.submit(grade_job, job(number)) for number in range(4, 8)]
    assert died.result() == 1
    outcomes = [reports(other.result())[0].outcome for other in others]
    assert outcomes == [Outcome.PASSED] * 8


def test_a_job_whose_process_dies_each_time_is_given_up_alone(local: LocalExecutor, tmp_path: Path) -> None:
    died = local.submit(die_until, str(tmp_path / "always"), 99)
    other = local.submit(grade_job, job())
    with pytest.raises(GradingProcessLost):
        died.result()
    assert reports(other.result())[0].outcome is Outcome.PASSED
    assert (tmp_path / "always").stat().st_size == 2, "one try, and one more"


def test_aborting_ends_what_runs_at_once(tmp_path: Path) -> None:
    executor = LocalExecutor(1)
    running = executor.submit(mark_and_stay, str(tmp_path / "begun"))
    waiting = executor.submit(pid_after, 60.0)
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    close(executor, at_once=True)
    assert waiting.cancelled() or isinstance(waiting.exception(), GradingProcessLost)
    assert isinstance(running.exception(timeout=10), GradingProcessLost)


def test_grading_processes_end_with_the_run_that_began_them(tmp_path: Path) -> None:
    program = (
        "import os, time\n"
        "from grader.classroom.executors import LocalExecutor\n"
        "if __name__ == '__main__':\n"
        "    executor = LocalExecutor(1)\n"
        "    print(executor.submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(program)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    ) as started:
        assert started.stdout is not None
        pid = int(started.stdout.readline())
        started.kill()
    for _ in range(200):
        if not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes():
            return
        time.sleep(0.05)
    pytest.fail("the grading process outlived its run")


def test_no_file_of_the_folder_it_is_started_in_passes_for_a_module(tmp_path: Path) -> None:
    for name in ("random.py", "numpy.py", "grader.py", "selectors.py"):
        (tmp_path / name).write_text("import os\nos.write(2, b'taken in')\nos._exit(3)\n")
    (tmp_path / "student1.py").write_bytes(RIGHT)
    starter = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from grader.cli import main; main(sys.argv[1:])"
    )
    words = ["class", "grade", ".", "--exercise", "1", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", starter, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "taken in" not in done.stderr
    assert "1 of" in done.stdout


def test_a_fork_server_that_dies_is_started_anew() -> None:
    try:
        assert reports(grade_job(job()))[0].outcome is Outcome.PASSED
        sandbox = work._warm.sandbox
        assert sandbox is not None
        assert sandbox._process is not None
        sandbox._process.kill()
        sandbox._process.wait()
        assert reports(grade_job(job()))[0].outcome is Outcome.PASSED
    finally:
        cool_down()


def test_a_machine_that_cannot_fork_for_a_moment_costs_one_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def graded(*given: object) -> list[bytes]:
        calls.append(given)
        if len(calls) == 1:
            raise HostError("no child can be forked")
        return []

    monkeypatch.setattr(work, "_graded", graded)
    assert grade_job(job()) == []
    assert len(calls) == 2


def test_a_layer_that_is_required_and_lacks_refuses_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_lacking", lambda layers: layers)
    asked = Job("ann", "a.py", RIGHT, (FIRST,), (1,), require=("landlock",))
    with pytest.raises(HostError, match="landlock"):
        grade_job(asked)


@pytest.mark.parametrize("spec", ["", "cloud", "dask://", "DASK://host:1"])
def test_an_unknown_executor_is_told_with_those_that_there_are(spec: str) -> None:
    with pytest.raises(UsageError) as told:
        executor_for(spec, 1)
    assert "dask://HOST:PORT" in told.value.hint


def test_an_executor_tells_how_many_jobs_it_runs_at_once(local: LocalExecutor) -> None:
    assert slots_of(local) == 2
    assert slots_of(Executor()) == 1


def test_a_lost_process_is_an_error_that_travels() -> None:
    error = pickle.loads(pickle.dumps(GradingProcessLost()))
    assert (error.message, error.exit_code) == (GradingProcessLost().message, 4)


def test_jobs_are_shared_out_among_the_processes(local: LocalExecutor) -> None:
    futures = [local.submit(pid_after, 0.2) for _ in range(4)]
    wait(futures)
    assert len({future.result() for future in futures}) == 2


@dataclass(frozen=True)
class Impatient:
    """What a process is given that is ended after a second; returns once a file is marked often enough."""

    mark: str
    times: int
    patience: float = 1.0


def hang_until(given: Impatient) -> int:
    """Leave a sign and hang, as often as asked for."""
    path = Path(given.mark)
    done = path.stat().st_size if path.exists() else 0
    if done < given.times:
        path.write_bytes(b"x" * (done + 1))
        time.sleep(60)
    return done


def test_a_process_that_hangs_is_ended_and_its_job_tried_once_more(
    local: LocalExecutor, tmp_path: Path
) -> None:
    hung = local.submit(hang_until, Impatient(str(tmp_path / "once"), 1, 5.0))
    others = [local.submit(grade_job, job(number)) for number in range(4)]
    assert hung.result(timeout=30) == 1
    assert [reports(other.result())[0].outcome for other in others] == [Outcome.PASSED] * 4


def test_a_job_that_hangs_each_time_is_given_up_and_told_as_such(
    local: LocalExecutor, tmp_path: Path
) -> None:
    hung = local.submit(hang_until, Impatient(str(tmp_path / "always"), 99))
    with pytest.raises(GradingProcessLost, match="hung"):
        hung.result(timeout=30)
    assert (tmp_path / "always").stat().st_size == 2


def test_a_job_has_more_patience_than_all_that_its_limits_allow() -> None:
    every = Job("ann", "b.py", RIGHT, (FIRST,) * 5, (1,) * 5, seconds=10.0)
    assert every.patience > 5 * (3 * every.seconds + SECONDS)


def processors_after(seconds: float) -> tuple[int, tuple[int, ...]]:
    """Return the number of the process that ran this, and the processors that it may use."""
    time.sleep(seconds)
    return os.getpid(), tuple(sorted(os.sched_getaffinity(0)))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell processors")
@pytest.mark.parametrize("more", [0, 1])
def test_processes_keep_to_a_processor_each_where_there_is_one_for_each(more: int) -> None:
    usable = sorted(os.sched_getaffinity(0))
    executor = LocalExecutor(len(usable) + more)
    try:
        found: dict[int, tuple[int, ...]] = {}
        for _ in range(50):  # until every process has had a turn, however long one takes to start
            futures = [executor.submit(processors_after, 0.1) for _ in range(executor.slots)]
            found |= dict(future.result() for future in futures)
            if len(found) == executor.slots:
                break
    finally:
        close(executor)
    own = [(each,) for each in usable]
    assert sorted(found.values()) == (own if not more else [tuple(usable)] * executor.slots)


def unsendable(kind: str) -> object:
    """Return, or raise, what no pickle holds."""
    if kind == "raised":
        raise ValueError(lambda: 1)
    return lambda: 1


def test_what_cannot_be_sent_back_is_an_error_and_costs_no_process() -> None:
    executor = LocalExecutor(1)
    try:
        before = executor.submit(os.getpid).result()
        for kind in ("raised", "returned"):
            with pytest.raises(RuntimeError, match="cannot be sent"):
                executor.submit(unsendable, kind).result()
        assert executor.submit(os.getpid).result() == before
    finally:
        close(executor)
