"""What each student gets back: one HTML page and one Markdown file, and an index of all; knows no database.

A file is named after the student, in letters and digits that every system takes, with the beginning of a
digest of the student's key behind it: no two names collide, whatever they hold, and the same student gets the
same name each time. Reports are written as for a single grading, in any language, as far as the rung goes.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..outcome import Message, Report
from ..report.cases import points
from ..report.catalogue import CLASS_REPORT, catalogue
from .model import told_apart

if TYPE_CHECKING:
    from .model import Entry

LONGEST = 60  # characters of a file's name in front of the digest
DIGEST = 10  # hexadecimal digits
_LATE = f"{CLASS_REPORT}note.late"
_ATTEMPT = f"{CLASS_REPORT}note.attempt"


@dataclass(frozen=True)
class Page:
    """One student's files, and what they say in short: the points after lateness."""

    student: str
    name: str
    stem: str
    score: float
    max_score: float


def write_feedback(entries: Iterable[Entry], folder: Path, *, lang: str = "en", rung: int = 1) -> list[Page]:
    """Write the feedback of a class into a folder, which is made where it is not there.

    entries  by student, as the gradebook gives them; only what counts is told
    rung     last rung of hints
    Returns the pages in the order of names. Raises UsageError where the folder cannot be written.
    """
    pages: list[Page] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for _, group in groupby(entries, key=lambda entry: entry.student):
            page = _written(list(group), folder, lang, rung)
            if page is not None:
                pages.append(page)
        shown = told_apart((page.student, page.name) for page in pages)
        pages = [replace(page, name=shown[page.student]) for page in pages]
        pages.sort(key=lambda page: (page.name.casefold(), page.stem))
        _write(folder / "index.html", index(pages, lang))
    except OSError as error:
        raise UsageError(
            f"{folder}: {error.strerror or error}",
            "Name a folder that you may write to, with room on its disk.",
        ) from None
    return pages


def stem_of(student: str, name: str) -> str:
    """Return the stem of a student's files, safe on every system and unlike anybody else's.

    >>> stem_of("7", "=Doe, A/nn\\n")
    'Doe-A-nn-7902699be4'
    """
    plain = unicodedata.normalize("NFC", name)
    kept = "".join(sign if sign.isalnum() else "-" for sign in plain)
    stem = re.sub("-+", "-", kept).strip("-")[:LONGEST].strip("-")
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]
    return f"{stem}-{digest}" if stem else digest


def told(entry: Entry, attempts: int) -> Report:
    """Return an entry's report with its lateness and attempt among its notes, under the hand-in's path."""
    notes: list[Message] = []
    if entry.late_by_s and entry.score != entry.raw_score:
        fields = {
            "hours": round(entry.late_by_s / 3600, 1),
            "raw": round(entry.raw_score, 2),
            "final": round(entry.score, 2),
        }
        notes.append(Message(_LATE, fields))
    if attempts > 1:
        notes.append(Message(_ATTEMPT, {"count": attempts, "attempt": entry.attempt}))
    submission = replace(entry.report.submission, path=entry.path)
    return replace(entry.report, submission=submission, notes=(*notes, *entry.report.notes))


def index(pages: Iterable[Page], lang: str) -> str:
    """Write the index of all pages as HTML."""
    from markupsafe import Markup

    from ..report.environment import environment
    from ..report.page import TAGS, Paper, policy, style_sheet

    css = style_sheet()
    return (
        environment(autoescape=True)
        .get_template("feedback.html.jinja")
        .render(
            pages=list(pages),
            paper=Paper(catalogue(lang)),
            prefix=CLASS_REPORT,
            points=points,
            css=Markup(css),
            policy=policy(css),
            tag=TAGS[lang],
        )
    )


def _written(group: list[Entry], folder: Path, lang: str, rung: int) -> Page | None:
    """Write one student's files."""
    from ..report import render

    counting = [entry for entry in group if entry.counts]
    if not counting:
        return None
    seen = {entry.report.exercise: 0 for entry in group}
    for entry in group:
        seen[entry.report.exercise] += 1
    reports = [told(entry, seen[entry.report.exercise]) for entry in counting]
    stem = stem_of(counting[0].student, counting[0].name)
    for form, ending in (("html", "html"), ("markdown", "md")):
        text = render(
            reports, form, lang=lang, colour=False, width=80, encoding="utf-8", rung=rung, more=False
        )
        _write(folder / f"{stem}.{ending}", text)
    score, most = (sum(values) for values in zip(*_points(counting), strict=True))
    return Page(counting[0].student, counting[0].name, stem, score, most)


def _points(entries: Iterable[Entry]) -> Iterator[tuple[float, float]]:
    for entry in entries:
        yield entry.score, entry.max_score


def _write(path: Path, text: str) -> None:
    """Put a file in the place of the one before; a link there is replaced, never followed."""
    beside = path.with_name(f".{path.name}.new")
    if beside.is_symlink() or beside.exists():
        beside.unlink()
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
