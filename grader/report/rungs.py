"""Diagnoses and a repair -> what each rung of the hints shows; the nearest evidence where nothing was proved.

Chooses and orders; says no word and escapes nothing. The rungs: 1 the line and a question, 2 the
misconception by name, 3 the same slip in another function, 4 the patch.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ..outcome import KERNEL, Diagnosis, LearnerError, Message, Outcome, Report, Verdict
from . import HIGHEST_RUNG
from .counterexample import Quote, quote
from .patches import PatchLine, lines_of

LINE, NAME, ELSEWHERE, PATCH = 1, 2, 3, 4
_FOLDER = "exercises"  # where a learner's own files lie


@dataclass(frozen=True)
class Hint:
    """One diagnosis, taken apart for the rungs.

    number   its place among those of the exercise, from 1
    place    where the fault stands, None where that is not known
    seen     the exception that its own line raised, None where another evidence must do
    wrong    id of the example's code in the catalogue, `right` that of the same mended
    """

    diagnosis: Diagnosis
    number: int
    place: Message | None
    quote: Quote | None
    seen: Message | None

    @property
    def id(self) -> str:
        """The misconception's id."""
        return self.diagnosis.misconception

    @property
    def title(self) -> Message:
        """What the misconception is called."""
        return Message(f"misconception.{self.id}.title")

    @property
    def explanation(self) -> Message:
        """Why it goes wrong."""
        return Message(f"misconception.{self.id}.explanation")

    @property
    def question(self) -> Message:
        """What makes a learner look at the right place."""
        return Message(f"misconception.{self.id}.question")

    @property
    def wrong(self) -> str:
        """Id of the code that holds the same slip."""
        return f"misconception.{self.id}.example_wrong"

    @property
    def right(self) -> str:
        """Id of the same code without it."""
        return f"misconception.{self.id}.example_right"


@dataclass(frozen=True)
class Nearest:
    """What is nearest to a cause where none was proved: what to look at, and the line where there is one."""

    message: Message
    quote: Quote | None = None


@dataclass(frozen=True)
class Hints:
    """What diagnosis found in one exercise.

    first, last  the rungs that are shown
    found        the misconceptions, in a teacher's order
    advice       what is correct but unwise: costs nothing, shown from the first rung on
    seen         how the answer stands to the expected one
    recovered    what the program computes, recovered from its answers
    proof        that the repair was run, None where no repair is known
    nearest      the nearest evidence, where nothing is named
    patch        the repair, at the last rung
    command      what to type for the next rung, or "" where there is none
    """

    first: int
    last: int
    found: tuple[Hint, ...]
    advice: tuple[Hint, ...]
    seen: Message | None
    recovered: tuple[Message, ...]
    proof: Message | None
    nearest: Nearest | None
    patch: tuple[PatchLine, ...]
    command: str

    def shows(self, rung: int) -> bool:
        """Tell whether a rung is among those that are shown."""
        return self.first <= rung <= self.last


def hints_of(report: Report, last: int, first: int = LINE) -> Hints | None:
    """Prepare the rungs from `first` to `last` of one report; None where there is nothing to say."""
    named = [found for found in report.diagnoses if found.kind == "misconception"]
    advice = [found for found in report.diagnoses if found.kind == "advice"]
    wrong = report.outcome in (Outcome.FAILED, Outcome.CRASHED)
    if not (named or advice or wrong):
        return None
    repair = report.repair if report.repair is not None and report.repair.verified else None
    return Hints(
        first=first,
        last=last,
        found=tuple(_hint(found, number, report.checks) for number, found in enumerate(named, 1)),
        advice=tuple(_hint(found, number, ()) for number, found in enumerate(advice, 1)),
        seen=_relation(report.checks),
        recovered=report.recovered if wrong else (),
        proof=_proof(len(named)) if repair is not None and named else None,
        nearest=_nearest(report.checks) if wrong and not named else None,
        patch=lines_of(repair.patch) if repair is not None and last >= PATCH else (),
        command=command_for(report) if named and last < HIGHEST_RUNG else "",
    )


def command_for(report: Report) -> str:
    """Return what is typed for the next hint of a report: a command, in a kernel a call."""
    path = report.submission.path
    if path == KERNEL:
        return f'grader.hint("{report.exercise.split("_")[0]}")'
    command = f"python -m grader hint {report.exercise.split('_')[0]}"
    if PurePath(path).parts == (_FOLDER, f"{report.exercise}.py"):
        return command
    return f"{command} --submission {shlex.quote(path)}" if path != "-" else ""


def _hint(diagnosis: Diagnosis, number: int, checks: Sequence[Verdict]) -> Hint:
    place = diagnosis.location
    said = None
    if place is not None:
        said = Message("trace.at", {"place": place})
        if place.function:
            said = Message("trace.in", {"place": place, "function": place.function})
    return Hint(diagnosis, number, said, quote(place) if place else None, _raised_there(diagnosis, checks))


def _raised_there(diagnosis: Diagnosis, checks: Sequence[Verdict]) -> Message | None:
    """Return the exception of a check that comes from the diagnosis's own line."""
    place = diagnosis.location
    for error in _errors(checks):
        inner = error.trace[-1] if error.trace else None
        if place and inner and (inner.line, inner.cell) == (place.line, place.cell):
            return Message("hint.seen-error", {"type": error.type, "text": error.message})
    return None


def _errors(checks: Sequence[Verdict]) -> list[LearnerError]:
    return [
        verdict.evidence.error
        for verdict in checks
        if verdict.counted and verdict.evidence is not None and verdict.evidence.error is not None
    ]


def _proof(count: int) -> Message:
    return Message("hint.proved" if count == 1 else "hint.proved-together", {"count": count})


def _relation(checks: Sequence[Verdict]) -> Message | None:
    """Return the relation of got to expected in the first failed check that shows one."""
    found = _related(checks)
    return Message("hint.seen", {"relation": found[1]}) if found else None


def _related(checks: Sequence[Verdict]) -> tuple[Verdict, Message] | None:
    from ..diagnosis.relations import relation

    for verdict in checks:
        evidence = verdict.evidence
        if verdict.counted and verdict.outcome is Outcome.FAILED and evidence is not None:
            told = relation(evidence.expected, evidence.got)
            if told is not None:
                return verdict, told
    return None


def _nearest(checks: Sequence[Verdict]) -> Nearest | None:
    """Return the plainest evidence there is: an exception's line, a relation, a call to be followed."""
    for error in _errors(checks):
        if error.trace:
            return Nearest(Message("hint.nearest-line", {"place": error.trace[-1]}), quote(error.trace[-1]))
    related = _related(checks)
    if related is not None:
        verdict, told = related
        return Nearest(Message("hint.nearest-relation", {"check": verdict.title, "relation": told}))
    for verdict in checks:
        if verdict.counted and verdict.evidence is not None and verdict.evidence.call:
            return Nearest(Message("hint.nearest-call", {"call": verdict.evidence.call}))
    return None
