"""What the hint command says: one rung of one report, and what became of a repair; for a terminal.

Knows the words and the terminal, as `terminal` does; the report comes ready from the command line.
"""

from __future__ import annotations

from dataclasses import replace

from ..outcome import Outcome, Report
from . import HIGHEST_RUNG, Settings
from .escape import encodable, inert, terminal
from .listing import paper_for
from .rungs import command_for, hints_of
from .terminal import Paper, render_text
from .view import is_unsolved


def render_hint(report: Report, rung: int, most: int, settings: Settings) -> str:
    """Write one rung of the hints for a report.

    rung  1 to HIGHEST_RUNG; 0 where the course shows none
    most  last rung that the course shows
    """
    paper = paper_for(settings)
    if report.outcome is Outcome.PASSED:
        told = _heading(report, paper, paper.t("hint.none-needed"))
        return encodable(told, settings.encoding) + _hints(report, min(1, most), 1, settings)
    if is_unsolved(report):
        return encodable(_heading(report, paper, paper.t("hint.not-begun")), settings.encoding)
    if not any(found.kind == "misconception" for found in report.diagnoses):
        return render_text([report], replace(settings, rung=min(1, most)))
    told = paper.t("hint.heading", rung=rung, count=HIGHEST_RUNG) if rung > 0 else ""
    head = encodable(_heading(report, paper, told), settings.encoding)
    tail = encodable("\n" + _ending(report, rung, most, paper, settings) + "\n", settings.encoding)
    return head + _hints(report, rung, rung, settings) + tail


def render_applied(report: Report, path: str, backup: str, settings: Settings) -> str:
    """Write what became of a repair: where the file and its old content are, and how it is graded now."""
    paper = paper_for(settings)
    told = paper.t("hint.applied", path=terminal(path), backup=terminal(backup))
    again = paper.t("hint.graded-again", score=report.score, max_score=report.max_score)
    head = encodable("\n".join(map(paper.paragraph, (told, again))) + "\n\n", settings.encoding)
    return head + render_text([report], replace(settings, rung=0))


def render_unrepaired(report: Report, settings: Settings) -> str:
    """Write that there is no repair, and what is nearest to a cause."""
    paper = paper_for(settings)
    told = encodable(paper.paragraph(paper.t("hint.no-repair")) + "\n", settings.encoding)
    return render_text([report], settings) + "\n" + told


def _heading(report: Report, paper: Paper, told: str) -> str:
    """Write the exercise and its points, and a line about it below."""
    passed = report.outcome is Outcome.PASSED
    sign = paper.style(paper.signs.passed, "good") if passed else paper.style(paper.signs.failed, "bad")
    points = paper.t("points.of", score=report.score, max_score=report.max_score)
    lines = [paper.paragraph(f"{report.exercise}  {points}", 2, f"{sign} ", "bold")]
    return "\n".join(lines + [paper.paragraph(told)] * bool(told)) + "\n"


def _hints(report: Report, last: int, first: int, settings: Settings) -> str:
    from .environment import environment

    hints = hints_of(report, last, first) if last else None
    if hints is None:
        return ""
    paper = paper_for(settings)
    template = environment(autoescape=False).get_template("hints.text.jinja")
    text = template.render(hints=hints, paper=replace(paper, more=False), signs=paper.signs)
    return encodable(inert(text), settings.encoding)


def _ending(report: Report, rung: int, most: int, paper: Paper, settings: Settings) -> str:
    """Say what to type for more, or that there is no more."""
    command = command_for(report)
    if rung >= HIGHEST_RUNG:
        said = paper.paragraph(paper.t("hint.last"))
        if command and report.repair is not None and not settings.kernel:
            told = f"{paper.t('hint.to-apply')}{paper.t('colon')}{terminal(command)} --apply"
            said += "\n" + paper.paragraph(told)
        return said
    if rung >= most:
        return paper.paragraph(paper.t("hint.capped", rung=most))
    return paper.paragraph(f"{paper.t('hint.next')}{paper.t('colon')}{terminal(command)}")
