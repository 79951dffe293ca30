"""Grading one submission: every exercise asked for, in children of its own, as reports.

A thin coordinator: the sandbox runs, the judge compares; here a report is put together from what they say,
with notes of what else was seen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import course
from .advice import advice_of
from .exercise import Exercise, Limits
from .notes import Notes, is_in_the_way, target_passed
from .outcome import Diagnosis, Message, Outcome, Report, SubmissionInfo
from .sandbox import Sandbox
from .submission import Submission
from .trial import Trial
from .trials import Trials
from .worker.wire import Place

if TYPE_CHECKING:
    from .diagnosis import Finding
    from .diagnosis.text import Draft

_MOST_ALTERNATIVES = 3  # other definitions tried for a target that failed
_LEAST_SECONDS = 0.3  # of the wall limit, for another trial to be begun


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
    with Trials(submission, sandbox, limits or sandbox.limits) as trials:
        for number, (name, drawn) in enumerate(zip(exercises, numbers, strict=True), start=1):
            start = time.monotonic()
            trials.lends = number < len(exercises)
            yield _Grading(course.load(name), drawn, trials).report(info, start, mend)


def mended(
    submission: Submission, exercise: str, sandbox: Sandbox, *, seed: int | None = None
) -> tuple[Report, bytes | None]:
    """Grade a submission on one exercise, and return with the report the learner's file as repaired.

    The file is in its own encoding and with its own line endings; None where no repair is proved.
    """
    start = time.monotonic()
    number = default_seed(submission) if seed is None else seed
    grading = _Grading(course.load(exercise), number, Trials(submission, sandbox, sandbox.limits))
    report = grading.report(SubmissionInfo(submission.path, submission.sha256), start, True, ask=True)
    if grading.draft is None:
        return report, None
    from .diagnosis.patch import patched_bytes

    return report, patched_bytes(submission, grading.draft)


@dataclass
class _Grading:
    """The grading of one submission on one exercise."""

    exercise: Exercise
    seed: int
    trials: Trials
    draft: Draft | None = None

    def report(self, info: SubmissionInfo, start: float, mend: bool, ask: bool = False) -> Report:
        """Grade, and where something failed look for what is wrong.

        mend  name the misconceptions; ask  look for advice in the text of a program that passes, too
        """
        trial = self.trials.run(self.exercise, self.seed)
        notes = list(Notes(trial, self.trials))
        if trial.outcome not in (Outcome.PASSED, Outcome.MISSING):
            notes += self._alternatives(trial, start)
        score, most = trial.score
        if trial.outcome is Outcome.MISSING:
            most = sum(check.points for check in self.exercise.checks)
        found = self._diagnosis(trial) if mend and self._is_to_mend(trial) else None
        diagnoses = found.diagnoses if found is not None else ()
        if mend:
            diagnoses = _with_advice(diagnoses, advice_of(trial, self.trials.locate, self.trials.cells))
        if found is not None:
            diagnoses = _with_advice(diagnoses, found.advice)
        elif ask and trial.outcome is not Outcome.MISSING and trial.ending is None:
            from .diagnosis import advise

            trials = self.trials
            told = advise(trials.submission, self.exercise, trial, trials.sandbox, trials.locate)
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
            sandbox=tuple(self.trials.layers),
            elapsed_s=round(time.monotonic() - start, 4),
        )

    def _is_to_mend(self, trial: Trial) -> bool:
        """Tell whether there is something wrong to be named: not a stub, not a file without the target."""
        if trial.outcome is Outcome.PASSED or trial.ending is not None:
            return False
        if trial.outcome is Outcome.MISSING:
            submission = self.trials.submission
            return any(is_in_the_way(fault, self.exercise, submission) for fault in trial.loaded.faults)
        return any(
            verdict.counted
            and verdict.outcome not in (Outcome.PASSED, Outcome.SKIPPED)
            and verdict.message.id != "not-written"
            for verdict in trial.verdicts
        )

    def _diagnosis(self, trial: Trial) -> Finding | None:
        from .diagnosis import diagnose  # nothing of it is loaded for a program that passes

        trials = self.trials
        try:
            finding = diagnose(
                trials.submission, self.exercise, trial, trials.sandbox, self.seed, trials.locate
            )
        except (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
            return None  # a text too odd for a rule: its grade stands, and nothing is named
        self.draft = finding.draft
        return finding

    def _alternatives(self, trial: Trial, start: float) -> Iterator[Message]:
        """Try other definitions of targets that failed; tell of one that passes what this one failed."""
        for name, choice in trial.choices.items():
            if target_passed(trial, name):
                continue
            for other in choice.alternatives[:_MOST_ALTERNATIVES]:
                left = self.trials.limits.seconds - (time.monotonic() - start)
                if left < _LEAST_SECONDS:
                    return
                again = self.trials.run(self.exercise, self.seed, {name: other}, left)
                if target_passed(again, name):
                    line = self.trials.locate(Place(other.cell, other.line))
                    yield Message("note.alternative-passes", {"name": other.name, "line": line})
                    break


def _with_advice(diagnoses: Sequence[Diagnosis], advice: Sequence[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Add advice behind what is wrong; an idea that is named already is not advised against again."""
    named = {diagnosis.misconception for diagnosis in diagnoses}
    return (*diagnoses, *(found for found in advice if found.misconception not in named))
