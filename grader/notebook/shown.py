"""What a check in a notebook gives back: the reports, shown as HTML, Markdown or text; grades nothing.

A front end takes the form that it can show; the text serves all others. Faults are shown as one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..outcome import Outcome, Report
from ..report import HIGHEST_RUNG, Settings


@dataclass(frozen=True, repr=False)
class Checked:
    """The reports of one check.

    reports   one for each exercise
    settings  how they are shown
    most      the last rung of hints that the course shows
    hint      whether this is a hint: the last rung alone as text, and open as HTML
    """

    reports: tuple[Report, ...]
    settings: Settings
    most: int = HIGHEST_RUNG
    hint: bool = False

    @property
    def score(self) -> float:
        """The points of all exercises that are not missing."""
        return float(sum(report.score for report in self._graded))

    @property
    def max_score(self) -> float:
        """The points that these exercises could have."""
        return float(sum(report.max_score for report in self._graded))

    @property
    def passed(self) -> bool:
        """Whether every exercise passed."""
        return all(report.outcome is Outcome.PASSED for report in self.reports)

    @property
    def _graded(self) -> Sequence[Report]:
        return [report for report in self.reports if report.outcome is not Outcome.MISSING]

    def _repr_html_(self) -> str:
        from ..report.fragment import render_fragment

        return render_fragment(self.reports, self.settings, self.settings.rung if self.hint else 0)

    def _repr_markdown_(self) -> str:
        from ..report.markdown import render_markdown

        return render_markdown(self.reports, self.settings)

    def __repr__(self) -> str:
        if self.hint:
            from ..report.hinting import render_hint

            return render_hint(self.reports[0], self.settings.rung, self.most, self.settings).rstrip("\n")
        from ..report.terminal import render_text

        return render_text(self.reports, self.settings).rstrip("\n")


class NotChecked(Exception):
    """A check that could not be made; a notebook shows its words, and no traceback of ours."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in the place of a traceback."""
        return [str(self)]


class Interrupted(KeyboardInterrupt):
    """The learner interrupted the kernel while a check was being made."""

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in the place of a traceback."""
        return ["The check was interrupted."]
