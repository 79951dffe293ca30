"""Reports -> one case a check, in plain words: what the formats of other tools and services have in common.

Knows words, but no medium: every text is plain, with what could act on a reader already made visible; each
format escapes it for its own medium. A missing exercise is one case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..outcome import Diagnosis, Location, Message, Outcome, Report, Verdict
from .catalogue import MISCONCEPTION, Catalogue
from .escape import visible
from .layout import columns, pad
from .view import exercise_of, resolved

if TYPE_CHECKING:
    from .arrays import Line
    from .counterexample import Comparison, Counterexample

State = Literal["passed", "failed", "error", "skipped"]
STATES: dict[Outcome, State] = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.CRASHED: "error",
    Outcome.TIMED_OUT: "error",
    Outcome.OVER_LIMIT: "error",
    Outcome.MISSING: "failed",
    Outcome.SKIPPED: "skipped",
}
ROOM = 72  # columns of a line of numbers
WHOLE = "exercise"  # id of the one case of a missing exercise
NAMED = 2  # rung from which a misconception is named


@dataclass(frozen=True)
class Case:
    """One check, or a whole exercise that is missing.

    number   "1.2": the exercise's place in the report, the check's place in it
    state    error where the program crashed or was stopped; skipped also where points are left out
    message  one line, "" where a check passed without a remark
    details  lines below it: the call, expected and got, the learner's line
    code     the call that was made, "" where there is none
    place    the learner's line, where one is known
    """

    exercise: str
    id: str
    number: str
    title: str
    state: State
    outcome: Outcome
    score: float
    max_score: float
    counted: bool
    message: str = ""
    details: tuple[str, ...] = ()
    code: str = ""
    place: Location | None = None


@dataclass(frozen=True)
class Remark:
    """What diagnosis says of a line: a question, from rung 2 on the misconception by name; or advice."""

    kind: Literal["misconception", "advice"]
    text: str
    place: Location | None


def cases_of(report: Report, words: Catalogue, number: int = 1) -> tuple[Case, ...]:
    """Return the cases of one report in the order of its checks; a missing exercise is one case.

    number  the exercise's place among the reports, from 1
    """
    if report.outcome is Outcome.MISSING or not report.checks:
        return (_missing(report, words, number),)
    view = exercise_of(report, room=ROOM)
    examples = {failed.verdict.id: failed.example for failed in view.failed}
    return tuple(
        _case(report, verdict, f"{number}.{place}", examples.get(verdict.id), words)
        for place, verdict in enumerate(report.checks, 1)
    )


def all_cases(reports: Sequence[Report], words: Catalogue) -> Iterator[tuple[Report, tuple[Case, ...]]]:
    """Yield each report with its cases."""
    for number, report in enumerate(reports, 1):
        yield report, cases_of(report, words, number)


def remarks_of(report: Report, words: Catalogue, rung: int) -> tuple[Remark, ...]:
    """Return what diagnosis found, as far as the rung goes; nothing below the first."""
    if rung < 1:
        return ()
    return tuple(_remark(diagnosis, words, rung) for diagnosis in report.diagnoses)


def title_of(exercise: str, words: Catalogue) -> str:
    """Return an exercise's title, its id where it has none."""
    key = f"exercise.{exercise}"
    return words.text(key) if words.has(key) else visible(exercise)


def say(message: Message, words: Catalogue) -> str:
    """Say a message as one plain line."""
    return words.say(message, visible, str)


def place_of(place: Location, words: Catalogue) -> str:
    """Say where a line is, and quote it."""
    where = words.place(place)
    text = visible(place.text.strip())
    return f"{where}{words.text('colon')}{text}" if text else where


def points(value: float) -> str:
    """Write points without a needless ".0"."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _remark(diagnosis: Diagnosis, words: Catalogue, rung: int) -> Remark:
    key = f"{MISCONCEPTION}{diagnosis.misconception}"
    advice = diagnosis.kind == "advice"
    question = say(Message(f"{key}.question"), words) if words.has(f"{key}.question") else ""
    if advice:
        text = words.text("hint.advice", title=say(diagnosis.message, words))
    elif rung >= NAMED or not question:
        text = words.text("colon").join(filter(None, (say(diagnosis.message, words), question)))
    else:
        text = question
    return Remark(diagnosis.kind, text, diagnosis.location)


def _missing(report: Report, words: Catalogue, number: int) -> Case:
    missing = exercise_of(report).missing or Message("missing.line")
    return Case(
        exercise=report.exercise,
        id=WHOLE,
        number=f"{number}.1",
        title=title_of(report.exercise, words),
        state="failed",
        outcome=report.outcome,
        score=0.0,
        max_score=report.max_score,
        counted=True,
        message=say(missing, words),
    )


def _case(
    report: Report, verdict: Verdict, number: str, example: Counterexample | None, words: Catalogue
) -> Case:
    evidence = verdict.evidence
    trace = evidence.error.trace if evidence is not None and evidence.error is not None else ()
    state = STATES[verdict.outcome] if verdict.counted else "skipped"
    told = state != "passed" or verdict.message.id != "passed"
    return Case(
        exercise=report.exercise,
        id=verdict.id,
        number=number,
        title=say(verdict.title, words),
        state=state,
        outcome=verdict.outcome,
        score=verdict.score,
        max_score=verdict.max_score,
        counted=verdict.counted,
        message=say(resolved(verdict.message, report.checks), words) if told else "",
        details=tuple(_details(example, words)) if example is not None else (),
        code=visible(evidence.call) if evidence is not None else "",
        place=trace[-1] if trace else None,
    )


def _details(example: Counterexample, words: Catalogue) -> Iterator[str]:
    """Write a counterexample as lines."""
    if example.call:
        where = f", {words.text('label.where')} {visible(example.where)}" if example.where else ""
        yield visible(example.call) + where
    for values in (example.values, example.component):
        if values is not None:
            yield from _compared(values, words)
    for key, message in (
        ("label.differs", example.differs),
        ("label.shape", example.shapes),
        ("label.error", example.sizes),
    ):
        if message is not None:
            yield f"{words.text(key)}{words.text('colon')}{say(message, words)}"
    if example.failure is not None:
        yield visible(example.failure.text)
        if example.failure.place is not None:
            yield say(example.failure.place, words)
        if example.failure.quote is not None:
            yield "    " + visible(example.failure.quote.text.strip())


def _compared(values: Comparison, words: Catalogue) -> Iterator[str]:
    labels = [words.text("label.expected"), words.text("label.got")]
    wide = max(map(columns, labels)) + 2
    for label, rows in zip(labels, (values.expected, values.got), strict=True):
        for number, row in enumerate(rows):
            yield (pad("" if number else label, wide) + _joined(row)).rstrip()


def _joined(row: Line) -> str:
    return "".join(visible(span.text) for span in row)
