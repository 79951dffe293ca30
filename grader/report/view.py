"""Reports -> what a template shows, in its order: root cause first, then what waits, then what passed.

Chooses and orders; says no word and escapes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..outcome import Location, Message, Outcome, Report, Verdict

if TYPE_CHECKING:
    from .counterexample import Counterexample, Quote

HOST_NOTES = ("note.layer-missing",)  # of this machine, whatever the submission
QUOTED_NOTES = ("note.syntax", "note.statement-raised")  # their line is worth showing
# notes that are said in the one line of a missing exercise
ABSENT = {"note.not-defined": "missing.name", "note.only-offered": "missing.offered"}
# message -> what is said where the field is empty
BARE = {"raised": ("raised-bare", "text"), "note.syntax": ("note.syntax-alone", "names")}
GIVEN = "note.offered"
OFFERED = "left-out-offered"  # said once, in note.offered, not for every check
PLAIN = "passed"  # the message of a check that passed without a remark
RAISED = ("raised", "raised-bare")
STUB_ERROR = "NotImplementedError"


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


@dataclass(frozen=True)
class Page:
    """All reports of one command.

    shared  notes that belong to the whole submission: said once, not under every exercise
    """

    exercises: tuple[ExerciseView, ...]
    shared: tuple[Note, ...]

    @property
    def graded(self) -> tuple[ExerciseView, ...]:
        """The exercises that are not missing."""
        return tuple(view for view in self.exercises if view.report.outcome is not Outcome.MISSING)

    @property
    def passed(self) -> int:
        """How many exercises passed."""
        return sum(view.report.outcome is Outcome.PASSED for view in self.exercises)

    @property
    def score(self) -> float:
        """The points of all exercises that are not missing."""
        return sum(view.report.score for view in self.graded)

    @property
    def max_score(self) -> float:
        """The points that these exercises could have."""
        return sum(view.report.max_score for view in self.graded)

    @property
    def paths(self) -> tuple[str, ...]:
        """The submissions, each once."""
        return tuple(dict.fromkeys(view.report.submission.path for view in self.exercises))

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of the submissions, each once."""
        return tuple(dict.fromkeys(view.report.submission.sha256 for view in self.exercises))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, each once."""
        return tuple(dict.fromkeys(view.report.seed for view in self.exercises))

    @property
    def seed(self) -> int | None:
        """The seed of every exercise, where there is one and something failed: worth repeating."""
        failed = any(view.at_length for view in self.exercises)
        return self.seeds[0] if failed and len(self.seeds) == 1 else None

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that confined every submission."""
        first, *others = [view.report.sandbox for view in self.exercises] or [()]
        return tuple(layer for layer in first if all(layer in other for other in others))

    @property
    def elapsed(self) -> float:
        """Seconds that grading took in all."""
        return sum(view.report.elapsed_s for view in self.exercises)

    @property
    def summary(self) -> Message:
        """One line about all exercises."""
        missing = len(self.exercises) - len(self.graded)
        fields = {"passed": self.passed, "count": len(self.graded), "score": self.score}
        fields |= {"max_score": self.max_score, "missing": missing}
        return Message("summary.with-missing" if missing else "summary", fields)


def page_of(reports: Sequence[Report], room: int) -> Page:
    """Prepare reports for lines of `room` characters."""
    shared = _shared_notes(reports)
    views = tuple(exercise_of(report, shared, room) for report in reports)
    return Page(views, tuple(_note(message) for message in shared))


def exercise_of(report: Report, shared: Sequence[Message] = (), room: int = 60) -> ExerciseView:
    """Prepare one report; `shared` are notes that are said elsewhere."""
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
        notes=tuple(_note(note) for note in report.notes if note not in shared and _is_told(note, report)),
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


def _note(message: Message) -> Note:
    place = message.fields.get("line")
    if message.id not in QUOTED_NOTES or not isinstance(place, Location):
        return Note(resolved(message), None)
    from .counterexample import quote

    return Note(resolved(message), quote(place))


def _shared_notes(reports: Sequence[Report]) -> list[Message]:
    """Return the notes that two or more reports of one submission or machine hold, in their order."""
    shared: list[Message] = []
    for number, report in enumerate(reports):
        for message in report.notes:
            again = any(
                message in other.notes and (message.id in HOST_NOTES or other.submission == report.submission)
                for other in reports[number + 1 :]
            )
            if again and message not in shared:
                shared.append(message)
    return shared
