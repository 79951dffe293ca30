"""Reports -> what a template shows, in its order: root cause first, then what waits, then what passed.

Chooses and orders; says no word and escapes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..outcome import Curve, Location, Message, Outcome, Report, Verdict

if TYPE_CHECKING:
    from .counterexample import Counterexample, Quote
    from .rungs import Hints

# notes whose line is worth showing
QUOTED_NOTES = ("note.syntax", "note.statement-raised", "note.statement-awaits")
# notes that are said in the one line of a missing exercise
ABSENT = {"note.not-defined": "missing.name", "note.only-offered": "missing.offered"}
# message -> what is said where the field is empty
BARE = {"raised": ("raised-bare", "text"), "note.syntax": ("note.syntax-alone", "names")}
GIVEN = "note.offered"
OFFERED = "left-out-offered"  # said once, in note.offered, not for every check
PLAIN = "passed"  # the message of a check that passed without a remark
RAISED = ("raised", "raised-bare")
STUB_ERROR = "NotImplementedError"
_WRONG = (Outcome.FAILED, Outcome.CRASHED)


@dataclass(frozen=True)
class FailedCheck:
    """A check that did not pass, with its smallest counterexample."""

    verdict: Verdict
    message: Message
    example: Counterexample | None

    @property
    def says_error(self) -> bool:
        """Whether the message itself names the exception, so that it need not be repeated."""
        return self.message.id in RAISED


@dataclass(frozen=True)
class Group:
    """Checks of which one line is said: what they wait for, why they are left out, a remark."""

    message: Message
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Note:
    """What else was observed; quote is the learner's line that it is about."""

    message: Message
    quote: Quote | None


@dataclass(frozen=True)
class ExerciseView:
    """One report, in the order in which it is read.

    absent    checks of something that is not defined
    waiting   skipped checks
    remarks   checks that passed with a remark
    left_out  checks that do not count
    hints     what diagnosis found, up to the rung that is shown; None where there is nothing to say
    """

    report: Report
    unsolved: bool
    missing: Message | None
    failed: tuple[FailedCheck, ...]
    absent: tuple[Group, ...]
    waiting: tuple[Group, ...]
    passed: tuple[Verdict, ...]
    remarks: tuple[Group, ...]
    left_out: tuple[Group, ...]
    notes: tuple[Note, ...]
    hints: Hints | None = None

    @property
    def curves(self) -> tuple[Curve, ...]:
        """What the program recorded while it trained; empty where it did not."""
        if self.unsolved or not any(verdict.curves for verdict in self.report.checks):
            return ()
        from .training import curves_of  # most reports do without

        return curves_of(self.report)

    @property
    def counted(self) -> int:
        """How many checks count."""
        return sum(verdict.counted for verdict in self.report.checks)

    @property
    def share(self) -> float:
        """The part of the points earned, 0 to 1."""
        return self.report.score / self.report.max_score if self.report.max_score else 0.0

    @property
    def at_length(self) -> bool:
        """Whether there is more to say than one line."""
        return not self.unsolved and self.report.outcome not in (Outcome.PASSED, Outcome.MISSING)


def exercise_of(
    report: Report, shared: Sequence[Message] = (), room: int = 60, rung: int = 0
) -> ExerciseView:
    """Prepare one report; `shared` are notes that are said elsewhere, `rung` the last one that is shown."""
    failures = [verdict for verdict in report.checks if _is_failure(verdict)]
    absent = [verdict for verdict in failures if _is_absent(verdict)]
    failed = [verdict for verdict in failures if verdict not in absent]
    skipped = [verdict for verdict in report.checks if verdict.counted and verdict.outcome is Outcome.SKIPPED]
    passed = [verdict for verdict in report.checks if verdict.outcome is Outcome.PASSED and verdict.counted]
    return ExerciseView(
        report=report,
        unsolved=is_unsolved(report),
        missing=_missing(report) if report.outcome is Outcome.MISSING else None,
        failed=tuple(_failed(verdict, report.checks, room) for verdict in _roots_first(failed, skipped)),
        absent=_groups(absent, report.checks),
        waiting=_groups(skipped, report.checks),
        passed=tuple(passed),
        remarks=_groups([verdict for verdict in passed if verdict.message.id != PLAIN], report.checks),
        left_out=_groups(_left_out(report), report.checks),
        notes=tuple(note_of(note) for note in report.notes if note not in shared and _is_told(note, report)),
        hints=_hints(report, rung),
    )


def _is_told(note: Message, report: Report) -> bool:
    """Tell whether a note is shown: of a missing exercise, not what its one line says already."""
    return report.outcome is not Outcome.MISSING or (note.id not in ABSENT and note.id != GIVEN)


def is_unsolved(report: Report) -> bool:
    """Tell whether the learner has not begun: every check that ran met the stub's own exception."""
    ran = [verdict for verdict in report.checks if verdict.outcome is not Outcome.SKIPPED and verdict.counted]
    return bool(ran) and all(
        verdict.evidence is not None
        and verdict.evidence.error is not None
        and verdict.evidence.error.type == STUB_ERROR
        for verdict in ran
    )


def _hints(report: Report, rung: int) -> Hints | None:
    if rung < 1 or not (report.diagnoses or report.outcome in _WRONG) or is_unsolved(report):
        return None
    from .rungs import hints_of  # a passing report does without

    return hints_of(report, rung)


def _left_out(report: Report) -> list[Verdict]:
    """Return the checks that do not count, except those that a note speaks of."""
    told = any(note.id == GIVEN for note in report.notes)
    return [
        verdict
        for verdict in report.checks
        if not verdict.counted and not (told and verdict.message.id == OFFERED)
    ]


def _is_failure(verdict: Verdict) -> bool:
    return verdict.counted and verdict.outcome not in (Outcome.PASSED, Outcome.SKIPPED)


def _is_absent(verdict: Verdict) -> bool:
    """Tell whether a check failed only because something is not defined: there is no more to show."""
    return verdict.outcome is Outcome.MISSING and verdict.evidence is None


def _roots_first(failed: Sequence[Verdict], skipped: Sequence[Verdict]) -> list[Verdict]:
    """Put a check that others wait for before those that nothing waits for; else keep the order."""
    awaited = {verdict.waits_for for verdict in skipped}
    return sorted(failed, key=lambda verdict: verdict.id not in awaited)


def _failed(verdict: Verdict, checks: Sequence[Verdict], room: int) -> FailedCheck:
    message = resolved(verdict.message, checks)
    if verdict.evidence is None:
        return FailedCheck(verdict, message, None)
    from .counterexample import counterexample  # a passing report does without

    return FailedCheck(verdict, message, counterexample(verdict.evidence, room))


def resolved(message: Message, checks: Sequence[Verdict] = ()) -> Message:
    """Return the message as it is said: a check that it names by its id by its title, no empty field."""
    bare, field = BARE.get(message.id, ("", ""))
    if bare and not message.fields.get(field):
        return Message(bare, message.fields)
    named = message.fields.get("check")
    for verdict in checks:
        if verdict.id == named:
            return Message(message.id, {**message.fields, "check": verdict.title})
    return message


def _groups(verdicts: Sequence[Verdict], checks: Sequence[Verdict]) -> tuple[Group, ...]:
    """Put together the checks of which the same is said."""
    groups: list[Group] = []
    for verdict in verdicts:
        message = resolved(verdict.message, checks)
        same = next((at for at, group in enumerate(groups) if group.message == message), None)
        if same is None:
            groups.append(Group(message, (verdict,)))
        else:
            groups[same] = Group(message, (*groups[same].verdicts, verdict))
    return tuple(groups)


def _missing(report: Report) -> Message:
    """Return the one line of a missing exercise: its own note where it has one."""
    for note in report.notes:
        if note.id in ABSENT:
            return Message(ABSENT[note.id], note.fields)
    return Message("missing.line")


def note_of(message: Message) -> Note:
    """Return a note as it is said, with the line that it is about where that is worth showing."""
    place = message.fields.get("line")
    if message.id not in QUOTED_NOTES or not isinstance(place, Location):
        return Note(resolved(message), None)
    from .counterexample import quote

    return Note(resolved(message), quote(place))
