"""A run through a class: hand-ins in, results into the gradebook, however many; knows no screen.

    intake -> register -> claim -> executor -> record

Few files are in memory at a time. What is handed in twice with the same content (a stub that nobody
touched) has the same seed, so it is graded once and recorded for each. What cannot be graded becomes a
trouble, and the run goes on; when it is told to stop, everything graded so far is kept.
"""

from __future__ import annotations

import hashlib
import queue
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, replace

from .. import __version__
from ..errors import GraderError, HostError, UnreadableSubmission
from ..submission.files import shown
from .executors import GradingProcessLost, close, slots_of
from .gradebook import Gradebook, Run
from .intake import find_handins, read_handin
from .model import Handin, Job, Key, Trouble
from .plan import Plan, Tally, Watcher, seed_of
from .record import pack, peek, unpack
from .work import grade_job

_FILES = 32  # looked up in the gradebook at once
_BYTES = 8 * 2**20  # of these files, unless one alone is larger
_AHEAD = 3  # jobs given to an executor for each that it runs at once
_FLYING = 32 * 2**20  # bytes of the jobs that are under way, unless one alone is larger
_KEPT = 256  # results at hand for files with the same content
_BEAT = 1.0  # seconds between signs of life


@dataclass(frozen=True)
class _Waiting:
    """A hand-in that waits for a job, and the keys that its results go to, by exercise."""

    handin: Handin
    keys: tuple[Key, ...]


_Content = tuple[str, tuple[str, ...], tuple[int, ...]]  # digest, exercises, seeds: same results


@dataclass(frozen=True)
class _Flying:
    """A job under way."""

    content: _Content
    size: int
    waiting: list[_Waiting]


class ClassRun:
    """One run through a class; `stop` may be called from a signal handler."""

    def __init__(self, plan: Plan, gradebook: Gradebook, executor: Executor, watcher: Watcher) -> None:
        self.plan = plan
        self.tally = Tally()
        self._gradebook = gradebook
        self._executor = executor
        self._watcher = watcher
        self._slots = slots_of(executor)
        self._flying: dict[Future[list[bytes]], _Flying] = {}
        self._by_content: dict[_Content, _Flying] = {}
        self._known: OrderedDict[_Content, list[bytes]] = OrderedDict()
        self._landed: queue.SimpleQueue[Future[list[bytes]] | None] = queue.SimpleQueue()

    def stop(self, number: int = 0) -> None:
        """Have the run end soon, with all that is graded by then.

        number  of the signal that asks for it
        """
        self.tally.stopped_by = number or -1
        self._landed.put(None)  # wakes the run up; made for use in a signal handler

    def go(self) -> Tally:
        """Grade the class; the executor is closed afterwards.

        Raises GradebookError, UsageError for a folder that is no class, HostError where nothing can be
        graded at all.
        """
        start = time.monotonic()
        calm = False
        try:
            with self._gradebook.begin_run(__version__, self._slots) as run:
                if self.plan.students is None:
                    self._gradebook.clear_troubles()
                found = list(self._found())  # names alone: how many there are tells how long it takes
                self.tally.expected = sum(isinstance(each, Handin) for each in found)
                for part in self._parts(found):
                    self._take(run, part)
                    if self.tally.stopped_by:
                        break
                while self._flying and not self.tally.stopped_by:
                    self._land(run)
                calm = not self._flying
                self._give_up(run)
        finally:
            close(self._executor, at_once=not calm)
        self.tally.seconds = time.monotonic() - start
        return self.tally

    # --- hand-ins in ------------------------------------------------------------------------------

    def _found(self) -> Iterator[Handin | Trouble]:
        plan = self.plan
        for each in find_handins(plan.folder, plan.layout, plan.exercises):
            if plan.students is not None and each.student not in plan.students:
                continue
            if isinstance(each, Trouble) or each.exercise is None or each.exercise in plan.exercises:
                yield each

    def _parts(self, found: Iterable[Handin | Trouble]) -> Iterator[list[tuple[Handin, bytes, str]]]:
        """Yield the files with their bytes and digests, some at a time."""
        part: list[tuple[Handin, bytes, str]] = []
        size = 0
        for each in found:
            if isinstance(each, Trouble):
                self._tell(each)
                continue
            try:
                raw = read_handin(each)
            except UnreadableSubmission as error:
                self._tell(Trouble(each.student, each.path, error.message, error.hint), files=1)
                continue
            part.append((each, raw, hashlib.sha256(raw).hexdigest()))
            size += len(raw)
            if len(part) >= _FILES or size >= _BYTES:
                yield part
                part, size = [], 0
        if part:
            yield part

    def _take(self, run: Run, part: Sequence[tuple[Handin, bytes, str]]) -> None:
        """Register files, claim what is to be graded of them, and have it graded."""
        self._gradebook.register((handin, sha256) for handin, _, sha256 in part)
        keys = [tuple(self._keys(handin, sha256)) for handin, _, sha256 in part]
        every = {key for some in keys for key in some}
        claimed = run.claim(every, self.plan.force)
        left = every - claimed
        if left:
            known = self._gradebook.graded(left)
            self.tally.unchanged += len(known)
            self.tally.elsewhere += len(left) - len(known)
        for (handin, raw, _), some in zip(part, keys, strict=True):
            mine = tuple(key for key in some if key in claimed)
            claimed.difference_update(mine)  # the same file twice in one part is graded once
            if mine:
                self._give(run, _Waiting(handin, mine), raw)
            else:
                self.tally.files += 1
            if self.tally.stopped_by:
                return
        self._watcher.step(self.tally)

    def _keys(self, handin: Handin, sha256: str) -> Iterator[Key]:
        salt, seed = self._gradebook.salt, self.plan.seed
        for exercise in (handin.exercise,) if handin.exercise else self.plan.exercises:
            drawn = seed_of(salt, sha256, exercise) if seed is None else seed
            yield Key(handin.student, exercise, sha256, __version__, drawn)

    # --- jobs out and back ------------------------------------------------------------------------

    def _give(self, run: Run, waiting: _Waiting, raw: bytes) -> None:
        """Have a file graded, unless the result of one with the same content is at hand or under way."""
        exercises = tuple(key.exercise for key in waiting.keys)
        seeds = tuple(key.seed for key in waiting.keys)
        content = (waiting.keys[0].sha256, exercises, seeds)
        known = self._known.get(content)
        if known is not None:
            self._copy(run, waiting, known)
            self._watcher.step(self.tally)
            return
        under_way = self._by_content.get(content)
        if under_way is not None:
            under_way.waiting.append(waiting)
            return
        while self._is_full(len(raw)) and not self.tally.stopped_by:
            self._land(run)
        if self.tally.stopped_by:
            return  # the end of the run gives the claims back
        plan = self.plan
        job = Job(
            waiting.handin.student,
            waiting.handin.path,
            raw,
            exercises,
            seeds,
            plan.seconds,
            plan.memory,
            plan.mend,
            plan.require,
        )
        future = self._executor.submit(grade_job, job)
        self._flying[future] = self._by_content[content] = _Flying(content, len(raw), [waiting])
        future.add_done_callback(self._landed.put)

    def _is_full(self, more: int) -> bool:
        size = sum(flying.size for flying in self._flying.values())
        return len(self._flying) >= _AHEAD * self._slots or (size > 0 and size + more > _FLYING)

    def _land(self, run: Run) -> None:
        """Wait for a job to end, and record what it yielded."""
        try:
            future = self._landed.get(timeout=_BEAT)
        except queue.Empty:
            run.heartbeat()
            return
        if future is not None and future in self._flying:
            self._settle(run, future)
            self._watcher.step(self.tally)
        run.heartbeat()

    def _settle(self, run: Run, future: Future[list[bytes]]) -> None:
        flying = self._flying.pop(future)
        del self._by_content[flying.content]
        try:
            packed = future.result()
        except Exception as error:
            self._fail(run, flying, error)
            return
        self._known[flying.content] = packed
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        first, *others = flying.waiting
        self._record(run, first, packed)
        for waiting in others:
            self._copy(run, waiting, packed)

    def _copy(self, run: Run, waiting: _Waiting, packed: Iterable[bytes]) -> None:
        """Record results of somebody else's file with the same content."""
        handin = waiting.handin
        reports = [unpack(each) for each in packed]
        self._record(
            run,
            waiting,
            [
                pack(
                    replace(
                        report,
                        submission=replace(
                            report.submission, path=shown(handin.path), student=handin.student
                        ),
                    )
                )
                for report in reports
            ],
        )

    def _record(self, run: Run, waiting: _Waiting, packed: Sequence[bytes]) -> None:
        for key, report in zip(waiting.keys, packed, strict=True):
            run.record(key, report)
            self.tally.graded += 1
            self.tally.outcomes[key.exercise, peek(report).outcome] += 1
        self.tally.files += 1

    # --- what goes wrong --------------------------------------------------------------------------

    def _fail(self, run: Run, flying: _Flying, error: BaseException) -> None:
        """Tell why a job yielded nothing. Raises the error where it is no fault of the file."""
        lost = isinstance(error, GradingProcessLost)
        if isinstance(error, CancelledError):
            raise HostError(
                "the executor gave up its jobs", "Grade again: what was graded is kept."
            ) from error
        if isinstance(error, HostError) and not lost and not self.tally.graded:
            raise error
        message, hint = f"the grader is at fault: {type(error).__name__}: {error}"[:500], "Please report it."
        if isinstance(error, GraderError):
            message, hint = error.message, error.hint
        for waiting in flying.waiting:
            run.release(waiting.keys)
            handin = waiting.handin
            self._tell(Trouble(handin.student, handin.path, message, hint), files=1)

    def _tell(self, trouble: Trouble, files: int = 0) -> None:
        self._gradebook.note_trouble(trouble)
        self.tally.troubles += 1
        self.tally.files += files
        self._watcher.trouble(trouble)

    def _give_up(self, run: Run) -> None:
        """Record what has landed by now; the rest goes back, for the next run."""
        for future in [future for future in self._flying if future.done()]:
            self._settle(run, future)
        for flying in self._flying.values():
            for waiting in flying.waiting:
                run.release(waiting.keys)
