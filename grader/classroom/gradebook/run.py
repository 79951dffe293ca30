"""A run: which results it is working at, and writing them down; knows no grading.

A claim is a row that says which run works at a result. It goes away in the transaction that writes the
result; a run that has died gives up its claims to whoever asks for them next. So two runs at one gradebook
grade everything once, and a crash loses no more than what was in flight.

Results are written some at a time: a commit waits for the disk, and a batch of them waits once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, delete, insert, select, update

from ..model import Key
from ..record import Head, pack, peek
from .alive import is_alive
from .connect import Database, now_s, upsert
from .keys import chunks, result_id
from .schema import CLAIM, MISCONCEPTION, RESULT, RUN

if TYPE_CHECKING:
    from ...outcome import Report

MOST_WAITING = 128  # results that wait to be written together
LONGEST_WAIT_S = 0.25  # that one of them waits, as far as `record` or `heartbeat` is called at all
_HEARTBEAT_EVERY_S = 10.0
_CHUNK = 500  # ids in one statement: SQLite takes 999 values at the least


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A result that is to be written."""

    key: Key
    head: Head
    packed: bytes
    graded_at: datetime


class Run:
    """A grading process at a gradebook, from `Gradebook.begin_run` to `end`; threads may share it."""

    def __init__(self, database: Database, run_id: str) -> None:
        self._database = database
        self._id = run_id
        self._lock = threading.RLock()
        self._held: set[str] = set()
        self._waiting: dict[str, _Waiting] = {}
        self._waiting_since = 0.0
        self._beaten_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def claim(self, keys: Iterable[Key], force: bool = False) -> set[Key]:
        """Take keys that nobody has graded and no living run works at; all at once.

        force  take what is graded, too, unless this run has graded it itself
        Returns the keys that are this run's now and were not before.
        Raises GradebookError.
        """
        with self._lock:
            asked = {result_id(key): key for key in keys}
            new = sorted(asked.keys() - self._held)  # in one order, so that two runs do not block each other
            got: set[str] = set()
            for chunk in chunks(new, _CHUNK):
                got |= self._database.write(partial(self._claim, ids=chunk, force=force))
            self._held |= got
            return {asked[each] for each in got}

    def record(self, key: Key, report: Report | bytes) -> None:
        """Write a result down and give up its claim, within a quarter of a second or with others.

        report  a report, or what `record.pack` made of one
        A result whose claim another run has taken over since is left to that run.
        Raises GradebookError; the result then still waits, and is written with the next one.
        """
        packed = report if isinstance(report, bytes) else pack(report)
        entry = _Waiting(key, peek(packed), packed, datetime.now(UTC))
        with self._lock:
            if not self._waiting:
                self._waiting_since = time.monotonic()
            self._waiting[result_id(key)] = entry
            self._flush_if_due()

    def flush(self) -> None:
        """Write down every result that waits. Raises GradebookError."""
        with self._lock:
            if self._waiting:
                waiting = dict(self._waiting)
                self._database.write(lambda connection: self._write(connection, waiting), lasting=True)
                self._waiting.clear()
                self._held -= waiting.keys()

    def release(self, keys: Iterable[Key]) -> None:
        """Give up keys without a result: another run may take them, or this one. Raises GradebookError."""
        with self._lock:
            ids = sorted({result_id(key) for key in keys} & self._held - self._waiting.keys())
            for chunk in chunks(ids, _CHUNK):
                self._database.write(partial(self._give_up, ids=chunk))
            self._held.difference_update(ids)

    def heartbeat(self) -> None:
        """Say that this run lives, and write down what has waited long enough; cheap, to be called often.

        Raises GradebookError.
        """
        with self._lock:
            self._flush_if_due()
            if time.monotonic() - self._beaten_at >= _HEARTBEAT_EVERY_S:
                self._database.write(self._beat)
                self._beaten_at = time.monotonic()

    def end(self) -> None:
        """Write down what waits and give up all claims. Raises GradebookError."""
        with self._lock:
            self.flush()
            self._database.write(self._end)
            self._held.clear()

    def _flush_if_due(self) -> None:
        waited = time.monotonic() - self._waiting_since
        if len(self._waiting) >= MOST_WAITING or (self._waiting and waited >= LONGEST_WAIT_S):
            self.flush()

    def _claim(self, connection: Connection, ids: Sequence[str], force: bool) -> set[str]:
        """Claim first, look for results afterwards: a result that another run writes in between is seen."""
        claims = upsert(self._database.dialect, CLAIM).on_conflict_do_nothing()
        connection.execute(claims, [{"id": each, "run": self._id} for each in ids])
        others = self._others(connection, ids)
        if others:
            dead = [run for run in others if not is_living(connection, run)]
            taken = update(CLAIM).where(CLAIM.c.id.in_(ids), CLAIM.c.run.in_(dead)).values(run=self._id)
            connection.execute(taken)
        mine = select(CLAIM.c.id).where(CLAIM.c.id.in_(ids), CLAIM.c.run == self._id)
        done = select(RESULT.c.id).where(RESULT.c.id.in_(ids))
        if force:
            done = done.where(RESULT.c.run == self._id)
        graded = set(connection.scalars(done))
        held = set(connection.scalars(mine))
        if graded & held:
            self._give_up(connection, sorted(graded & held))
        return held - graded

    def _others(self, connection: Connection, ids: Sequence[str]) -> list[str]:
        runs = select(CLAIM.c.run).where(CLAIM.c.id.in_(ids), CLAIM.c.run != self._id).distinct()
        return sorted(connection.scalars(runs))

    def _give_up(self, connection: Connection, ids: Sequence[str]) -> None:
        connection.execute(delete(CLAIM).where(CLAIM.c.id.in_(ids), CLAIM.c.run == self._id))

    def _write(self, connection: Connection, waiting: dict[str, _Waiting]) -> None:
        ids = sorted(self._still_ours(connection, sorted(waiting)))
        if not ids:
            return
        connection.execute(delete(RESULT).where(RESULT.c.id.in_(ids)))  # and its misconceptions
        connection.execute(insert(RESULT), [self._row(each, waiting[each]) for each in ids])
        named = [row for each in ids for row in _named(each, waiting[each].head)]
        if named:
            connection.execute(insert(MISCONCEPTION), named)
        self._give_up(connection, ids)

    def _still_ours(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        """Return the results to write: of a claim taken over, another run writes, or wrote, the same."""
        owners = select(CLAIM.c.id, CLAIM.c.run).where(CLAIM.c.id.in_(ids)).with_for_update()
        owner = {row.id: row.run for row in connection.execute(owners)}
        unowned = [each for each in ids if each not in owner]
        graded = select(RESULT.c.id).where(RESULT.c.id.in_(unowned))
        ours = {each for each in ids if owner.get(each, self._id) == self._id}
        return ours - set(connection.scalars(graded)) if unowned else ours

    def _row(self, each: str, entry: _Waiting) -> dict[str, object]:
        key, head = entry.key, entry.head
        return {
            "id": each,
            "student": key.student,
            "exercise": key.exercise,
            "sha256": key.sha256,
            "version": key.version,
            "seed": key.seed,
            "outcome": head.outcome,
            "score": head.score,
            "max_score": head.max_score,
            "elapsed_s": head.elapsed_s,
            "run": self._id,
            "graded_at": entry.graded_at,
            "report": entry.packed,
        }

    def _beat(self, connection: Connection) -> None:
        connection.execute(update(RUN).where(RUN.c.id == self._id).values(heartbeat_s=now_s(connection)))

    def _end(self, connection: Connection) -> None:
        connection.execute(delete(CLAIM).where(CLAIM.c.run == self._id))
        ended = {"ended_at": datetime.now(UTC), "heartbeat_s": now_s(connection)}
        connection.execute(update(RUN).where(RUN.c.id == self._id).values(ended))


def _named(result: str, head: Head) -> list[dict[str, object]]:
    return [
        {
            "result": result,
            "number": number,
            "misconception": each.misconception,
            "kind": each.kind,
            "line": each.line,
            "verified": each.verified,
        }
        for number, each in enumerate(head.named)
    ]


def is_living(connection: Connection, run: str) -> bool:
    """Tell whether a run, by its id, has neither ended nor died."""
    row = connection.execute(select(RUN).where(RUN.c.id == run)).one_or_none()
    if row is None or row.ended_at is not None:
        return False
    return is_alive(row.host, row.pid, row.process_start, now_s(connection) - row.heartbeat_s)
