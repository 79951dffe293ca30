"""Grading one submission: every exercise asked for, in children of its own, as reports.

A thin coordinator: the sandbox runs, the judge compares; here a report is put together from what they say,
with notes of what else was seen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from . import course
from .advice import advice_of
from .exercise import Exercise, Limits
from .notes import Notes, is_in_the_way, target_passed
from .outcome import Diagnosis, Location, Message, Outcome, Report, SubmissionInfo
from .sandbox import Ending, Sandbox
from .session import Lent, Pace, Session
from .submission import Submission
from .targets import loops, wanted
from .trial import Trial, attempt
from .worker.wire import Definition, Fault, Loaded, Place, SourceCell

if TYPE_CHECKING:
    from .diagnosis import Finding
    from .diagnosis.text import Draft

_MOST_ALTERNATIVES = 3  # other definitions tried for a target that failed
_LEAST_SECONDS = 0.3  # of the wall limit, for another trial to be begun
# How Python refuses what a notebook's kernel runs in a loop of its own.


@dataclass
class _History:
    """What earlier exercises of one submission taught: statements to leave out, and why.

    lent   the child of the exercise before, which saves the next one a start
    told   the faults of that exercise's load
    lends  whether there is a next one
    """

    faults: dict[int, Fault] = field(default_factory=dict)
    deaths: dict[int, Ending] = field(default_factory=dict)
    lent: Lent | None = None
    told: list[Fault] | None = None
    lends: bool = False

    @property
    def skip(self) -> set[int]:
        return set(self.faults) | set(self.deaths)

    def learn(self, session: Session, loaded: Loaded) -> None:
        self.deaths.update(session.deaths)
        for fault in loaded.faults:
            if fault.kind == "timeout":
                self.faults[fault.statement] = fault

    def keep(self, lent: Lent | None, told: list[Fault], wanted: bool) -> None:
        """Keep a child for the next exercise, or end it where it is not wanted."""
        if lent is not None and self.lends and wanted:
            self.lent, self.told = lent, told
        elif lent is not None:
            lent.close()

    def take(self) -> Lent | None:
        """Return the child that was lent, once."""
        lent, self.lent = self.lent, None
        return lent

    def close(self) -> None:
        """End the child that nobody took."""
        lent = self.take()
        if lent is not None:
            lent.close()


def default_seed(submission: Submission) -> int:
    """Return the seed of a submission: from its own hash, so that a second run sees the same numbers."""
    return int(submission.sha256[:12], 16)


def grade(
    submission: Submission,
    exercises: Sequence[str],
    sandbox: Sandbox,
    *,
    seed: int | Sequence[int] | None = None,
    limits: Limits | None = None,
    student: str | None = None,
    mend: bool = False,
) -> Iterator[Report]:
    """Grade a submission on exercises, one after the other; yields a report for each.

    exercises  ids, such as "exercise1_numerical_diff"
    seed       of the inputs, one for all exercises or one for each; None takes it from the submission's hash
    limits     None takes the sandbox's; the sandbox's memory limit holds in any case
    student    whose submission it is, for the report
    mend       name the misconceptions of what failed, proved by a repair
    """
    number = default_seed(submission) if seed is None else seed
    numbers = [number] * len(exercises) if isinstance(number, int) else number
    info = SubmissionInfo(submission.path, submission.sha256, student)
    history = _History()
    try:
        for number, (name, drawn) in enumerate(zip(exercises, numbers, strict=True), start=1):
            start = time.monotonic()
            history.lends = number < len(exercises)
            exercise = course.load(name)
            grading = _Grading(submission, exercise, sandbox, drawn, limits or sandbox.limits, history)
            yield grading.report(info, start, mend)
    finally:
        history.close()


def mended(
    submission: Submission, exercise: str, sandbox: Sandbox, *, seed: int | None = None
) -> tuple[Report, bytes | None]:
    """Grade a submission on one exercise, and return with the report the learner's file as repaired.

    The file is in its own encoding and with its own line endings; None where no repair is proved.
    """
    start = time.monotonic()
    number = default_seed(submission) if seed is None else seed
    grading = _Grading(submission, course.load(exercise), sandbox, number, sandbox.limits, _History())
    report = grading.report(SubmissionInfo(submission.path, submission.sha256), start, True, ask=True)
    if grading.draft is None:
        return report, None
    from .diagnosis.patch import patched_bytes

    return report, patched_bytes(submission, grading.draft)


@dataclass
class _Grading:
    """The grading of one submission on one exercise."""

    submission: Submission
    exercise: Exercise
    sandbox: Sandbox
    seed: int
    limits: Limits
    history: _History

    def __post_init__(self) -> None:
        self.cells = [SourceCell(cell.number, cell.source, cell.prose) for cell in self.submission.cells]
        self.layers: list[str] = []
        self.lacking: dict[str, str] = {}
        self.draft: Draft | None = None

    def report(self, info: SubmissionInfo, start: float, mend: bool, ask: bool = False) -> Report:
        """Grade, and where something failed look for what is wrong.

        mend  name the misconceptions; ask  look for advice in the text of a program that passes, too
        """
        trial = self._run(None, self.limits.seconds)
        notes = self._notes(trial)
        if trial.outcome not in (Outcome.PASSED, Outcome.MISSING):
            notes += self._alternatives(trial, start)
        score, most = trial.score
        if trial.outcome is Outcome.MISSING:
            most = sum(check.points for check in self.exercise.checks)
        found = self._diagnosis(trial) if mend and self._is_to_mend(trial) else None
        diagnoses = found.diagnoses if found is not None else ()
        if mend:
            diagnoses = _with_advice(diagnoses, advice_of(trial, self.locate, self.cells))
        if found is not None:
            diagnoses = _with_advice(diagnoses, found.advice)
        elif ask and trial.outcome is not Outcome.MISSING and trial.ending is None:
            from .diagnosis import advise

            told = advise(self.submission, self.exercise, trial, self.sandbox, self.locate)
            diagnoses = _with_advice(diagnoses, told)
        return Report(
            self.exercise.id,
            info,
            self.seed,
            trial.outcome,
            score,
            most,
            trial.verdicts,
            tuple(notes),
            diagnoses=diagnoses,
            repair=found.repair if found is not None else None,
            recovered=found.told if found is not None else (),
            sandbox=tuple(self.layers),
            elapsed_s=round(time.monotonic() - start, 4),
        )

    def _is_to_mend(self, trial: Trial) -> bool:
        """Tell whether there is something wrong to be named: not a stub, not a file without the target."""
        if trial.outcome is Outcome.PASSED or trial.ending is not None:
            return False
        if trial.outcome is Outcome.MISSING:
            return any(is_in_the_way(fault, self.exercise, self.submission) for fault in trial.loaded.faults)
        return any(
            verdict.counted
            and verdict.outcome not in (Outcome.PASSED, Outcome.SKIPPED)
            and verdict.message.id != "not-written"
            for verdict in trial.verdicts
        )

    def _diagnosis(self, trial: Trial) -> Finding | None:
        from .diagnosis import diagnose  # nothing of it is loaded for a program that passes

        try:
            finding = diagnose(self.submission, self.exercise, trial, self.sandbox, self.seed, self.locate)
        except (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
            return None  # a text too odd for a rule: its grade stands, and nothing is named
        self.draft = finding.draft
        return finding

    def _run(self, instead: Mapping[str, Definition] | None, seconds: float) -> Trial:
        """Run the program in a child of its own, or in that of the exercise before where it passes there.

        What a child of another exercise shows counts only where it is what a new one would show, too: the
        checks passed, or there is nothing to be asked. All else is for a new child to decide.
        """
        lent = self.history.take() if instead is None else None
        if lent is not None:
            trial = self._attempt(None, Pace.brief(seconds), lent)
            if trial is not None:
                return trial
        trial = self._attempt(instead, Pace.of(seconds), None)
        assert trial is not None
        return trial

    def _attempt(
        self, instead: Mapping[str, Definition] | None, pace: Pace, lent: Lent | None
    ) -> Trial | None:
        """Run the program; None where it was in a lent child and has to be run in a new one."""
        history = self.history
        session = Session(
            self.sandbox,
            self.cells,
            wanted(self.exercise),
            history.skip,
            pace=pace,
            loops=loops(self.exercise),
            lent=lent,
        )
        with session:
            trial = attempt(session, self.exercise, self.seed, self.locate, instead)
            again = session.lend()
        if lent is not None:
            same = again is not None and again.child is lent.child
            settled = trial.outcome in (Outcome.PASSED, Outcome.MISSING) and trial.ending is None
            if not (same and settled and trial.loaded.faults == history.told):
                history.keep(again, [], False)
                return None
        self.layers, self.lacking = session.layers, session.missing
        history.learn(session, trial.loaded)
        history.keep(again, trial.loaded.faults, instead is None)
        return trial

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

    def _alternatives(self, trial: Trial, start: float) -> Iterator[Message]:
        """Try other definitions of targets that failed; tell of one that passes what this one failed."""
        for name, choice in trial.choices.items():
            if target_passed(trial, name):
                continue
            for other in choice.alternatives[:_MOST_ALTERNATIVES]:
                left = self.limits.seconds - (time.monotonic() - start)
                if left < _LEAST_SECONDS:
                    return
                again = self._run({name: other}, left)
                if target_passed(again, name):
                    yield Message("note.alternative-passes", {"name": other.name, "line": self._line(other)})
                    break

    def _notes(self, trial: Trial) -> list[Message]:
        history = self.history
        told = Notes(
            self.submission, trial, self.limits, self.lacking, history.faults, history.deaths, self.locate
        )
        return list(told)

    def _line(self, definition: Definition) -> Location | None:
        return self.locate(Place(definition.cell, definition.line))


def _with_advice(diagnoses: Sequence[Diagnosis], advice: Sequence[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Add advice behind what is wrong; an idea that is named already is not advised against again."""
    named = {diagnosis.misconception for diagnosis in diagnoses}
    return (*diagnoses, *(found for found in advice if found.misconception not in named))
