"""The report for GitHub Actions: annotations on standard output, and a job summary in GitHub's Markdown.

    ::error file=work/mine.py,line=5,title=Numerical derivative::What do you divide by?

The runner shows ten annotations of a kind for a step, so there are never more: worst first, one a line of a
file, the last one telling of those that are left out. The report as text follows between stop-commands lines
with a random token, so that nothing in it is taken for a command, even if it held one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ..outcome import Location, Outcome, Report
from . import Settings
from .cases import ROOM, Case, Remark, cases_of, place_of, points, remarks_of, title_of
from .catalogue import Catalogue, catalogue, readable_language
from .escape import encodable, inert, visible

MOST = 10  # annotations of one kind that a step shows
LARGEST_SUMMARY = 2**20  # bytes of a step's summary; a larger one is refused whole
LONGEST_MESSAGE = 1_500  # characters
Level = Literal["error", "warning", "notice"]


@dataclass(frozen=True)
class Annotation:
    """One line for the runner; a lower rank is told first.

    line  of the file, None where there is none that GitHub could show (a cell of a notebook)
    """

    level: Level
    file: str
    line: int | None
    title: str
    message: str
    rank: float = 0.0

    def text(self, encoding: str) -> str:
        """Return the command as the runner reads it, on one line."""
        properties = {"file": self.file, "line": str(self.line) if self.line else "", "title": self.title}
        written = [
            f"{key}={_property(encodable(inert(visible(value)), encoding))}"
            for key, value in properties.items()
            if value
        ]
        message = encodable(inert(visible(self.message, keep="\n"))[:LONGEST_MESSAGE], encoding)
        return f"::{self.level} {','.join(written)}::{_data(message)}"


def render_github(reports: Sequence[Report], settings: Settings) -> str:
    """Write annotations, then the report as text, for a step's log."""
    from .terminal import render_text

    words = catalogue(readable_language(settings.lang, settings.encoding))
    lines = [each.text(settings.encoding) for each in annotations_of(reports, words, settings.rung)]
    text = render_text(reports, replace(settings, colour=False, more=False))
    token = _token(text)
    return "\n".join([*lines, f"::stop-commands::{token}", text.rstrip("\n"), f"::{token}::"]) + "\n"


def render_summary(reports: Sequence[Report], settings: Settings, room: int = LARGEST_SUMMARY) -> str:
    """Write the job summary in GitHub's Markdown, short enough for `room` bytes of UTF-8.

    What does not fit is left out: the hints first, then all but the table, then the summary itself.
    """
    from .markdown import render_markdown

    for rung in (settings.rung, 0):
        text = render_markdown(reports, replace(settings, rung=rung, encoding="utf-8")) + "\n"
        if len(text.encode()) <= room:
            return text
    table = text.split("\n\n## ", 1)[0] + "\n\n"
    return table if len(table.encode()) <= room else ""


def annotations_of(reports: Sequence[Report], words: Catalogue, rung: int) -> list[Annotation]:
    """Return at most MOST annotations of each kind, worst first.

    An error for each line that costs points (for each check where no line is known), a warning for advice, a
    notice with the sum.
    """
    found = [each for report in reports for each in _of(report, words, rung)]
    merged = _merged(sorted(found, key=lambda each: each.rank))
    kept: list[Annotation] = []
    for level in ("error", "warning", "notice"):
        same = [each for each in merged if each.level == level]
        if len(same) > MOST:
            left = "; ".join(dict.fromkeys(each.title for each in same[MOST - 1 :]))
            more = words.text("github.more", count=len(same) - MOST + 1)
            same = [*same[: MOST - 1], replace(same[-1], line=None, title=more, message=left)]
        kept += same
    return [*kept, _sum(reports, words)] if reports else []


def _of(report: Report, words: Catalogue, rung: int) -> Iterator[Annotation]:
    """Yield what is to be told of one report; a missing exercise beside others is told in the sum."""
    if report.outcome is Outcome.MISSING:
        return
    title, file = title_of(report.exercise, words), report.submission.path
    remarks = remarks_of(report, words, rung)
    for remark in remarks:
        level: Level = "warning" if remark.kind == "advice" else "error"
        rank = report.score / report.max_score if report.max_score else 0.0
        yield Annotation(level, file, _line(remark.place), title, _told(remark, words), rank)
    if any(remark.kind == "misconception" for remark in remarks):
        return
    for case in cases_of(report, words):
        if case.state in ("failed", "error"):
            yield _failed(case, file, title, words)


def _failed(case: Case, file: str, title: str, words: Catalogue) -> Annotation:
    lost = case.max_score - case.score
    told = [f"{case.title} ({points(case.score)} / {points(case.max_score)})", case.message, *case.details]
    if case.place is not None and case.place.cell is not None:
        told.append(place_of(case.place, words))
    return Annotation(
        "error", file, _line(case.place), title, "\n".join(filter(None, told)), 2.0 - lost / 1e3
    )


def _told(remark: Remark, words: Catalogue) -> str:
    return remark.text if remark.place is None else f"{place_of(remark.place, words)}\n{remark.text}"


def _merged(found: Sequence[Annotation]) -> list[Annotation]:
    """Put together what is said of one line, in the order in which it is first named."""
    by_line: dict[tuple[str, str, int | None, str], Annotation] = {}
    for each in found:
        key = (each.level, each.file, each.line, each.title if each.line is None else "")
        there = by_line.get(key)
        by_line[key] = each if there is None else replace(there, message=f"{there.message}\n{each.message}")
    return list(by_line.values())


def _sum(reports: Sequence[Report], words: Catalogue) -> Annotation:
    from .overview import page_of

    page = page_of(reports, ROOM, 0)
    said = words.say(page.summary, visible, str)
    return Annotation("notice", "", None, words.text("page.title"), said)


def _line(place: Location | None) -> int | None:
    """Return the line of a file; a line of a notebook's cell is none."""
    return place.line if place is not None and place.cell is None else None


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _token(text: str) -> str:
    """Return a token that nobody outside this process can foresee, the same for the same text."""
    digest = hmac.new(_key(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").rstrip("=").lower()


@cache
def _key() -> bytes:
    return secrets.token_bytes(32)
