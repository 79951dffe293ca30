"""All reports of one command -> what a template shows of them together: sums, what is common to several.

Chooses and adds up; says no word and escapes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..outcome import Message, Outcome, Report
from .view import ExerciseView, Note, exercise_of, note_of

HOST_NOTES = ("note.layer-missing",)  # of this machine, whatever the submission


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


def page_of(reports: Sequence[Report], room: int, rung: int = 0) -> Page:
    """Prepare reports for lines of `room` characters, with hints up to `rung`."""
    shared = _shared_notes(reports)
    views = tuple(exercise_of(report, shared, room, rung) for report in reports)
    return Page(views, tuple(note_of(message) for message in shared))


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
