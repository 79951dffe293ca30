"""The trials of one submission, exercise after exercise: what one teaches the next; the child it lends.

Knows how often a program is run, and with which statements left out; judges nothing and writes no report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .exercise import Exercise, Limits
from .outcome import Location, Outcome
from .sandbox import Ending, Sandbox
from .session import Lent, Pace, Session
from .submission import Submission
from .targets import loops, wanted
from .trial import Trial, attempt
from .worker.wire import Definition, Fault, Loaded, Place, SourceCell


@dataclass
class Trials:
    """Runs one submission as often as its grading asks; a context manager that ends the child which is left.

    lends    whether another exercise follows, which may go on in the child of this one
    faults   statement -> its fault, for those that took too long and are left out since
    deaths   statement -> how it ended a child, left out since
    layers   of the sandbox, in force in the last trial; lacking: layer that is not -> why
    """

    submission: Submission
    sandbox: Sandbox
    limits: Limits
    lends: bool = False
    faults: dict[int, Fault] = field(default_factory=dict)
    deaths: dict[int, Ending] = field(default_factory=dict)
    layers: list[str] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)
    _lent: Lent | None = None
    _told: list[Fault] | None = None  # the faults of the load in the lent child

    def __enter__(self) -> Trials:
        return self

    def __exit__(self, *exception: object) -> None:
        lent = self._take()
        if lent is not None:
            lent.close()

    @cached_property
    def cells(self) -> list[SourceCell]:
        """The submission as the worker takes it."""
        return [SourceCell(cell.number, cell.source, cell.prose) for cell in self.submission.cells]

    def run(
        self,
        exercise: Exercise,
        seed: int,
        instead: Mapping[str, Definition] | None = None,
        seconds: float | None = None,
    ) -> Trial:
        """Run the program in a child of its own, or in that of the exercise before where it passes there.

        What a child of another exercise shows counts only where it is what a new one would show, too: the
        checks passed, or there is nothing to be asked. All else is for a new child to decide.
        instead  target name -> definition to be graded in the place of the chosen one
        seconds  wall limit; None takes that of the limits
        """
        limit = self.limits.seconds if seconds is None else seconds
        lent = self._take() if instead is None else None
        if lent is not None:
            trial = self._attempt(exercise, seed, None, Pace.brief(limit), lent)
            if trial is not None:
                return trial
        trial = self._attempt(exercise, seed, instead, Pace.of(limit), None)
        assert trial is not None
        return trial

    def _attempt(
        self,
        exercise: Exercise,
        seed: int,
        instead: Mapping[str, Definition] | None,
        pace: Pace,
        lent: Lent | None,
    ) -> Trial | None:
        """Run the program; None where it was in a lent child and has to be run in a new one."""
        skip = set(self.faults) | set(self.deaths)
        session = Session(
            self.sandbox,
            self.cells,
            wanted(exercise),
            skip,
            pace=pace,
            loops=loops(exercise),
            lent=lent,
        )
        with session:
            trial = attempt(session, exercise, seed, self.locate, instead)
            again = session.lend()
        if lent is not None:
            same = again is not None and again.child is lent.child
            settled = trial.outcome in (Outcome.PASSED, Outcome.MISSING) and trial.ending is None
            if not (same and settled and trial.loaded.faults == self._told):
                if again is not None:
                    again.close()
                return None
        self.layers, self.lacking = session.layers, session.missing
        self._learn(session, trial.loaded)
        if again is not None and self.lends and instead is None:
            self._lent, self._told = again, trial.loaded.faults
        elif again is not None:
            again.close()
        return trial

    def _learn(self, session: Session, loaded: Loaded) -> None:
        self.deaths.update(session.deaths)
        for fault in loaded.faults:
            if fault.kind == "timeout":
                self.faults[fault.statement] = fault

    def _take(self) -> Lent | None:
        """Return the child that was lent, once."""
        lent, self._lent = self._lent, None
        return lent

    @cached_property
    def _lines(self) -> list[list[str]]:
        return [cell.source.split("\n") for cell in self.submission.cells]

    def locate(self, place: Place) -> Location | None:
        """Return the line that the learner sees for a place in a cell, None where there is none."""
        for cell, source in zip(self.submission.cells, self._lines, strict=True):
            if cell.number == place.cell and 1 <= place.line <= len(cell.lines):
                line = cell.lines[place.line - 1]
                text = line.prefix + source[place.line - 1]
                shift = len(line.prefix)
                return Location(
                    line.number,
                    cell.number if self.submission.is_notebook else None,
                    text,
                    place.column + shift if place.column else 0,
                    place.end_column + shift if place.end_column else 0,
                    place.function,
                )
        return None
