"""A run through a class: what is graded, what is not graded again, what goes wrong, how it ends."""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.batch import ClassRun
from grader.classroom.executors import GradingProcessLost
from grader.classroom.gradebook import Gradebook, open_gradebook
from grader.classroom.model import Job, Trouble
from grader.classroom.plan import VARIANTS, Plan, Tally, seed_of
from grader.classroom.policy import Policy
from grader.classroom.record import pack
from grader.errors import HostError
from grader.outcome import Outcome, Report, SubmissionInfo

FIRST, SECOND = "exercise1_numerical_diff", "exercise2_numerical_gradient"


class Instant(Executor):
    """Grades nothing: each job passes, in this thread, unless `spoil` makes something else of it."""

    slots = 2

    def __init__(self, spoil: Callable[[Job], None] = lambda job: None) -> None:
        self.jobs: list[Job] = []
        self.spoil = spoil
        self.closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (job,) = args
        self.jobs.append(job)
        future: Future[Any] = Future()
        try:
            self.spoil(job)
            future.set_result(
                [pack(report(job, *each)) for each in zip(job.exercises, job.seeds, strict=True)]
            )
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.closed = True


class Never(Instant):
    """Keeps every job."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.jobs.append(args[0])
        return Future()


class Watch:
    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self.steps = 0
        self.at: Callable[[Tally], None] = lambda tally: None

    def step(self, tally: Tally) -> None:
        self.steps += 1
        self.at(tally)

    def trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)


class StopsWhenFull(ClassRun):
    def _is_full(self, more: int) -> bool:
        found = super()._is_full(more)
        if found:
            self.stop()
        return found


def report(job: Job, exercise: str, seed: int) -> Report:
    digest = hashlib.sha256(job.raw).hexdigest()
    info = SubmissionInfo(job.path, digest, job.student)
    return Report(exercise, info, seed, Outcome.PASSED, 100.0, 100.0, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "class"
    made.mkdir()
    for name in ("ann", "ben", "cem"):
        (made / f"{name}.py").write_text(f"# of {name}\n")
    return made


@pytest.fixture
def gradebook(tmp_path: Path) -> Any:
    with open_gradebook(str(tmp_path / "class.db")) as opened:
        yield opened


def go(
    folder: Path,
    gradebook: Gradebook,
    executor: Instant | None = None,
    watch: Watch | None = None,
    **plan: Any,
) -> tuple[Tally, Instant]:
    executor = executor or Instant()
    plan.setdefault("exercises", (FIRST, SECOND))
    return ClassRun(Plan(folder, **plan), gradebook, executor, watch or Watch()).go(), executor


def test_every_file_is_graded_on_every_exercise_and_recorded(folder: Path, gradebook: Gradebook) -> None:
    tally, executor = go(folder, gradebook)
    assert (tally.expected, tally.files, tally.graded, tally.troubles) == (3, 3, 6, 0)
    assert tally.passed(FIRST) == (3, 3)
    assert executor.closed
    found = {(entry.student, entry.report.exercise) for entry in gradebook.entries(Policy())}
    assert found == {(name, exercise) for name in ("ann", "ben", "cem") for exercise in (FIRST, SECOND)}


def test_unchanged_work_is_not_graded_again_and_changed_work_is(folder: Path, gradebook: Gradebook) -> None:
    go(folder, gradebook)
    (folder / "ben.py").write_text("# of ben, better\n")
    tally, executor = go(folder, gradebook)
    assert [job.student for job in executor.jobs] == ["ben"]
    assert (tally.graded, tally.unchanged, tally.files) == (2, 4, 3)


def test_force_grades_again_and_leaves_one_row_for_each_result(folder: Path, gradebook: Gradebook) -> None:
    go(folder, gradebook)
    tally, executor = go(folder, gradebook, force=True)
    assert (len(executor.jobs), tally.graded, tally.unchanged) == (3, 6, 0)
    assert sum(gradebook.counts().results.values()) == 6


def test_another_exercise_is_graded_alone_where_the_first_is_known(
    folder: Path, gradebook: Gradebook
) -> None:
    go(folder, gradebook, exercises=(FIRST,))
    _, executor = go(folder, gradebook)
    assert {job.exercises for job in executor.jobs} == {(SECOND,)}


def test_only_the_students_asked_for_are_graded(folder: Path, gradebook: Gradebook) -> None:
    tally, executor = go(folder, gradebook, students=frozenset({"cem"}))
    assert [job.student for job in executor.jobs] == ["cem"]
    assert tally.expected == 1


def test_equal_files_are_graded_once_and_recorded_for_each(folder: Path, gradebook: Gradebook) -> None:
    for name in ("dan", "eve"):
        shutil.copy(folder / "ann.py", folder / f"{name}.py")
    tally, executor = go(folder, gradebook)
    assert (len(executor.jobs), tally.graded) == (3, 10)
    told = {entry.student: entry.report.submission for entry in gradebook.entries(Policy())}
    assert {name: (info.student, info.path) for name, info in told.items()} == {
        name: (name, f"{name}.py") for name in ("ann", "ben", "cem", "dan", "eve")
    }


def test_equal_files_share_a_seed_that_needs_the_salt(folder: Path, gradebook: Gradebook) -> None:
    digest = hashlib.sha256(b"# of ann\n").hexdigest()
    variant = hmac.new(gradebook.salt, f"{digest}{FIRST}".encode(), hashlib.sha256).digest()[0] % VARIANTS
    expected = hmac.new(gradebook.salt, f"{variant}{FIRST}".encode(), hashlib.sha256).digest()
    assert seed_of(gradebook.salt, digest, FIRST) == int.from_bytes(expected[:8], "big") // 2
    assert seed_of(b"another salt", digest, FIRST) != seed_of(gradebook.salt, digest, FIRST)
    seeds = {seed_of(gradebook.salt, str(number), FIRST) for number in range(400)}
    assert len(seeds) == VARIANTS
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_a_seed_that_is_given_holds_for_all(folder: Path, gradebook: Gradebook) -> None:
    _, executor = go(folder, gradebook, seed=5)
    assert {job.seeds for job in executor.jobs} == {(5, 5)}


def test_limits_and_layers_go_with_each_job(folder: Path, gradebook: Gradebook) -> None:
    _, executor = go(
        folder, gradebook, seconds=2.0, memory=2**28, mend=False, require=("landlock",), students={"ann"}
    )
    (job,) = executor.jobs
    assert (job.seconds, job.memory, job.mend, job.require) == (2.0, 2**28, False, ("landlock",))


def test_an_error_of_one_file_is_its_own_trouble(folder: Path, gradebook: Gradebook) -> None:
    def spoil(job: Job) -> None:
        if job.student == "ben":
            raise GradingProcessLost
        if job.student == "cem":
            raise ZeroDivisionError("a fault of ours")

    watch = Watch()
    tally, _ = go(folder, gradebook, Instant(spoil), watch)
    assert (tally.graded, tally.troubles, tally.files) == (2, 2, 3)
    told = {trouble.student: trouble.message for trouble in gradebook.troubles()}
    assert "died" in told["ben"]
    assert "ZeroDivisionError: a fault of ours" in told["cem"]
    assert watch.troubles == list(gradebook.troubles())


def test_what_failed_is_tried_by_the_next_run_and_its_trouble_forgotten(
    folder: Path, gradebook: Gradebook
) -> None:
    def spoil(job: Job) -> None:
        raise GradingProcessLost

    go(folder, gradebook, Instant(spoil))
    tally, _ = go(folder, gradebook)
    assert tally.graded == 6
    assert list(gradebook.troubles()) == []


def test_a_machine_that_can_grade_nothing_at_all_ends_the_run(folder: Path, gradebook: Gradebook) -> None:
    def spoil(job: Job) -> None:
        raise HostError("no fork server")

    executor = Instant(spoil)
    with pytest.raises(HostError, match="no fork server"):
        go(folder, gradebook, executor)
    assert executor.closed
    assert gradebook.counts().in_flight == 0


def test_an_executor_that_gives_up_its_jobs_ends_the_run(folder: Path, gradebook: Gradebook) -> None:
    class GivesUp(Instant):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            return future

    with pytest.raises(HostError, match="gave up"):
        go(folder, gradebook, GivesUp())


def test_a_run_that_is_stopped_keeps_what_is_graded_and_gives_back_the_rest(
    folder: Path, gradebook: Gradebook
) -> None:
    watch = Watch()
    executor = Never()
    run = ClassRun(Plan(folder, (FIRST,)), gradebook, executor, watch)
    watch.at = lambda tally: run.stop(2)
    tally = run.go()
    assert (tally.stopped_by, tally.graded) == (2, 0)
    assert executor.closed
    counts = gradebook.counts()
    assert (counts.in_flight, counts.runs) == (0, 0)
    assert go(folder, gradebook, exercises=(FIRST,))[0].graded == 3


def test_few_jobs_are_under_way_at_once(folder: Path, gradebook: Gradebook) -> None:
    for number in range(50):
        (folder / f"student{number}.py").write_text(f"# {number}\n")
    executor = Never()
    StopsWhenFull(Plan(folder, (FIRST,)), gradebook, executor, Watch()).go()
    assert len(executor.jobs) == 6, "three for each of two slots"


def test_a_large_file_waits_until_there_is_room(folder: Path, gradebook: Gradebook) -> None:
    run = ClassRun(Plan(folder, (FIRST,)), gradebook, Instant(), Watch())
    assert not run._is_full(10**9), "alone, a file of any size goes"


def test_a_file_that_cannot_be_read_any_more_is_a_trouble(
    folder: Path, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.classroom import batch

    read = batch.read_handin

    def vanish(handin: Any) -> bytes:
        if handin.student == "ben":
            (folder / "ben.py").unlink()
        return read(handin)

    monkeypatch.setattr(batch, "read_handin", vanish)
    tally, _ = go(folder, gradebook)
    (trouble,) = gradebook.troubles()
    assert (trouble.student, tally.files, tally.graded) == ("ben", 3, 4)
    assert "does not exist" in trouble.message
