"""One submission in the sandbox: loads it, runs programs on it, survives what it does to its child.

Knows which statement or program a child was busy with when it ended, and starts another child without
it; knows no exercise. One endless loop costs one limit: a group whose program stalled or died is asked
no further.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field

from .sandbox import Child, Ending, Sandbox
from .worker import wire

_GRACE = 0.5  # seconds that a child's own alarm may be late
_RESTARTS = 3  # children that may be lost while loading, and again while answering
_LEAST = 0.05  # seconds below which nothing more is begun


@dataclass(frozen=True)
class Pace:
    """Budgets in seconds.

    statement  of one top-level statement
    load       of all of them; when it is spent only definitions and imports run
    check      of one check
    total      of the whole conversation
    light      definitions, imports and assignments without a call are run, nothing else
    """

    statement: float
    load: float
    check: float
    total: float
    light: bool = False

    @classmethod
    def of(cls, seconds: float) -> Pace:
        """Share out a wall limit as grading does."""
        return cls(0.05 * seconds, 0.2 * seconds, 0.4 * seconds, seconds)

    @classmethod
    def brief(cls, seconds: float) -> Pace:
        """Share out a part of it, for what is done again where it does not come to a good end."""
        return cls(0.05 * seconds, 0.2 * seconds, 0.1 * seconds, 0.3 * seconds)


@dataclass(frozen=True)
class Job:
    """A program to be run, and the group (a target) that it belongs to."""

    program: wire.Program
    group: str


@dataclass(frozen=True)
class Lent:
    """A child that did well in one session, and may go on in the next about the same submission.

    layers, missing  of its confinement
    cells, skip      the program that it has run, and the statements left out
    loaded           what it told of it
    """

    child: Child
    stack: ExitStack
    layers: Sequence[str]
    missing: Mapping[str, str]
    cells: Sequence[wire.SourceCell]
    skip: Set[int]
    loaded: wire.Loaded

    def serves(self, session: Session) -> bool:
        """Tell whether what it has run is what a session would run, so that there is no need to."""
        same = session.cells == self.cells and session.skip == self.skip
        return same and self.loaded.steady and not session.loops

    def close(self) -> None:
        """End the child."""
        self.stack.close()


@dataclass
class Session:
    """A conversation about one submission, within one wall limit; a context manager.

    cells     the submission's text
    wanted    names of the targets; withheld from the offered modules where the submission defines them
    skip      statements known to stall or to end the child
    deaths    statement -> how it ended a child of this session
    pace      budgets; by default shares of the sandbox's wall limit
    lent      a child to begin with, from an earlier session
    loops     methods whose calls make a loop at top level something to be graded, and not run before
    parsed    size of the text, once a child asked to measure it has parsed it
    """

    sandbox: Sandbox
    cells: Sequence[wire.SourceCell]
    wanted: Sequence[str]
    skip: set[int] = field(default_factory=set)
    layers: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    deaths: dict[int, Ending] = field(default_factory=dict)
    pace: Pace | None = None
    parsed: wire.Parsed | None = None
    loops: Sequence[str] = ()
    lent: Lent | None = None

    def __enter__(self) -> Session:
        self._stack = ExitStack()
        self._child: Child | None = None
        self._pace = self.pace or Pace.of(self.sandbox.limits.seconds)
        self._end: float | None = None
        self._loaded: wire.Loaded | None = None
        self._apart = False  # whether the child is to send each answer at once
        self._unsure = False  # whether it was lost with several programs unanswered, and none to be blamed
        self._stalled: set[int] = set()
        self._asked: deque[wire.Program] = deque()  # what the child works at, one after the other
        if self.lent is not None:
            self._stack, self._child = self.lent.stack, self.lent.child
            self.layers, self.missing = list(self.lent.layers), dict(self.lent.missing)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    @property
    def left(self) -> float:
        """Seconds left of the wall limit, which runs from the first child on, not from the worker's start."""
        return self._pace.total if self._end is None else self._end - time.monotonic()

    def lend(self) -> Lent | None:
        """Return the child for a session to come, None where it is gone; this one is over then."""
        child, self._child = self._child, None
        if child is None or self._asked or self._loaded is None:
            return None
        return Lent(
            child,
            self._stack.pop_all(),
            tuple(self.layers),
            dict(self.missing),
            self.cells,
            frozenset(self.skip),
            self._loaded,
        )

    def load(self, measure: bool = False) -> wire.Loaded | Ending:
        """Run the submission's statements in a new child; returns an Ending when no child came through.

        measure  also find out how large the text is as a tree (`parsed`)
        A child that is lent may have run them.
        """
        if self._end is None and self.lent is not None and not measure and self.lent.serves(self):
            self._end = time.monotonic() + self._pace.total
            return self._note(self.lent.loaded)
        ending: Ending = Ending("timeout")
        killed_before = False
        for _ in range(_RESTARTS + 1):
            if self.left < _LEAST:
                break
            if self._child is None or self._end is not None:
                self._stack.close()
                self._child = self._stack.enter_context(self.sandbox.child(self._pace.total))
            if self._end is None:
                self._end = time.monotonic() + self._pace.total
            result, statement = self._load_once(self._child, measure)
            if isinstance(result, wire.Loaded):
                return self._note(result)
            ending = result
            if ending.text == "SIGKILL" and not killed_before:
                killed_before = True  # from outside, perhaps: the same again, once
            elif statement < 0:
                break
            else:
                self.skip.add(statement)
                self.deaths[statement] = ending
        return ending

    def reload(self, cells: Sequence[wire.SourceCell]) -> wire.Loaded | Ending:
        """Run another program in the child that is there: quick, and only for a program's own variants."""
        self.cells = cells
        if self._child is None:
            return self.load()
        self._stalled = set()
        result = self._load_once(self._child, False)[0]
        return result if isinstance(result, Ending) else self._note(result)

    def run(self, bind: Mapping[str, int], jobs: Iterable[Job]) -> Iterator[tuple[str, wire.Answer | Ending]]:
        """Run the jobs in order; yields (program id, answer or why there is none).

        jobs  where they are a list, the child is given them all at once
        Jobs of a group that stalled or ended its child are left out after that.
        """
        origin = self._definitions
        self._apart = False
        lost: set[str] = set()
        restarts = 0
        bound: dict[str, int] | None = dict(bind)
        known = jobs if isinstance(jobs, list) else []
        for number, job in enumerate(jobs):
            if job.group in lost or restarts > _RESTARTS:
                continue
            if self._child is None:
                restarts += 1
                bound = self._restart(origin, bind)
            if bound is None:
                return
            ahead = [other.program for other in known[number + 1 :] if other.group not in lost]
            result = self._ask(bound, job.program, ahead)
            if isinstance(result, Ending) and (self._unsure or (result.text == "SIGKILL" and restarts == 0)):
                restarts += not self._unsure  # from outside, perhaps: the same again, once
                bound = self._restart(origin, bind)
                if bound is None and self._unsure:
                    return  # no time is left to find out which program is to be blamed
                if bound is not None:
                    result = self._ask(bound, job.program, ahead)
            if isinstance(result, Ending) or result.ended == "timeout":
                lost.add(job.group)
            yield job.program.id, result

    def _ask(
        self, bind: dict[str, int], program: wire.Program, ahead: Sequence[wire.Program]
    ) -> wire.Answer | Ending:
        """Return the answer to a program; unless the child has it already, it is given it and those ahead."""
        self._unsure = False
        seconds = min(program.seconds or self._pace.check, self.left)
        if seconds < _LEAST:
            return Ending("timeout")
        assert self._child is not None
        known = True
        if not self._asked:
            known = self._child.is_quiet()  # else it ended since, or it sent what was not asked
            if known:
                self._send(bind, [program, *ahead], time.monotonic() + seconds + _GRACE)
        if self._asked:
            seconds = min(max(each.seconds for each in self._asked), self.left)  # it may work at a later one
            known = self._asked.popleft().id == program.id
        message = self._child.receive(time.monotonic() + seconds + wire.HOLD + _GRACE)
        if not known or not isinstance(message, wire.Answer) or message.program != program.id:
            self._unsure = bool(self._asked) and not self._apart
            self._apart = self._apart or self._unsure
            return self._lose(message)
        if message.ended == "timeout":
            self._asked.clear()  # it goes no further by itself
        return message

    def _send(self, bind: dict[str, int], programs: Sequence[wire.Program], deadline: float) -> None:
        assert self._child is not None
        budgets = [wire.Program(each.id, each.steps, each.seconds or self._pace.check) for each in programs]
        self._child.send(wire.Run(bind, budgets, self.left, self._apart), deadline)
        self._asked.extend(budgets)

    def _note(self, loaded: wire.Loaded) -> wire.Loaded:
        self._loaded = loaded
        self._stalled = {
            fault.statement for fault in loaded.faults if fault.kind == "timeout" and not fault.names
        }
        return loaded

    @property
    def _definitions(self) -> Sequence[wire.Definition]:
        return self._loaded.definitions if self._loaded is not None else ()

    def _restart(self, origin: Sequence[wire.Definition], bind: Mapping[str, int]) -> dict[str, int] | None:
        """Load again after a child was lost; returns where the bound definitions are now, if they are.

        origin  the definitions that `bind` counts
        """
        before = {index: key for key, index in _keys(origin)}
        stalled = self._stalled
        loaded = self.load()
        if isinstance(loaded, Ending):
            return None
        self._stalled |= stalled
        now = dict(_keys(loaded.definitions))
        places = {name: now.get(before.get(index, ())) for name, index in bind.items()}
        found = {name: index for name, index in places.items() if index is not None}
        return found if len(found) == len(bind) else None

    def _load_once(self, child: Child, measure: bool) -> tuple[wire.Loaded | Ending, int]:
        pace = self._pace
        request = wire.Load(
            [wire.sendable(cell) for cell in self.cells],
            list(self.wanted),
            list(self.wanted),
            sorted(self.skip | self._stalled),
            pace.statement,
            max(min(pace.load, self.left), _LEAST),
            pace.light,
            measure,
            list(self.loops),
        )
        statement = -1
        patience = pace.load + _GRACE
        last = time.monotonic() + self.left + _GRACE
        child.send(request, min(time.monotonic() + patience, last))
        while True:
            message = child.receive(min(time.monotonic() + patience, last))
            if isinstance(message, wire.Confined):
                if not self.layers:
                    self.layers, self.missing = list(message.layers), dict(message.missing)
            elif isinstance(message, wire.Parsed) and measure and statement < 0:
                self.parsed = message  # no learner's line has run yet: it is the worker's own word
            elif isinstance(message, wire.Progress) and message.statement >= statement:
                statement = message.statement
                patience = (pace.statement if statement >= 0 else pace.load) + _GRACE
            elif isinstance(message, wire.Loaded):
                return message, statement
            else:
                return self._lose(message), statement

    def _lose(self, message: object) -> Ending:
        """Give up the child and tell how it ended."""
        child, self._child = self._child, None
        self._asked.clear()
        assert child is not None
        if message is None:  # it closed the channel: by ending, or else by hand
            ended = self.sandbox.ending(child, _GRACE)
            if ended is not None and ended.reason:
                ending = Ending("disk", detail="its folder grew too large")
            elif ended is not None and ended.signal:
                ending = Ending("signal", ended.signal)
            elif ended is not None:
                ending = Ending("exit", ended.status)
            else:
                ending = Ending("garbage", detail="the program closed the grader's channel")
        elif isinstance(message, Ending):
            ending = message
        else:
            ending = Ending("garbage", detail="the program wrote into the grader's channel")
        self._stack.close()
        return ending


def _keys(definitions: Sequence[wire.Definition]) -> Iterator[tuple[tuple[object, ...], int]]:
    """Yield what tells a definition from others in every load of the same text, and its index."""
    seen: Counter[tuple[object, ...]] = Counter()
    for definition in definitions:
        place = (definition.name, definition.kind, definition.cell, definition.line)
        seen[place] += 1
        yield (*place, seen[place]), definition.index
