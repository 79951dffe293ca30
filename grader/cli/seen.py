"""Which hints a learner has seen: a rung for each exercise and file, in `.grader/hints.json`.

The file lies beside the learner's own where they are in a folder of exercises, else in the user's state
folder. It is a convenience: one that is damaged or cannot be written is passed over, never an error.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..outcome import Report
from ..report import HIGHEST_RUNG
from . import console
from .desk import holds_exercises
from .progress import own_folder, write_whole

FORMAT_VERSION = 1
MOST_ENTRIES = 200  # the oldest drop out
_NAME = "hints.json"
_LARGEST = 2**20  # bytes of a file that can be ours


@dataclass(frozen=True)
class Seen:
    """What was shown of one exercise: up to which rung, of a file with this SHA-256, about which ideas."""

    sha256: str
    rung: int
    ideas: tuple[str, ...]


def seen_of(report: Report) -> Seen | None:
    """Return what was last shown of a report's exercise and file."""
    return _load(_file_of(report.submission.path)).get(_key(report))


def next_rung(before: Seen | None, report: Report) -> int:
    """Return the rung that comes next.

    A changed file goes on where the learner was as long as it holds no other idea than those hinted at
    before; a new idea begins with its question.
    """
    if before is None or not _goes_on(before, report):
        return 1
    return min(before.rung + 1, HIGHEST_RUNG)


def remember(report: Report, rung: int) -> None:
    """Note that the hints of a report were shown up to a rung."""
    file = _file_of(report.submission.path)
    entries = _load(file)
    entries.pop(_key(report), None)
    entries[_key(report)] = Seen(report.submission.sha256, rung, ideas_of(report))
    _save(file, entries)


def note_shown(reports: Iterable[Report], rung: int) -> None:
    """Note that a grading showed hints up to a rung; what was seen further than that stays."""
    for report in reports:
        if not ideas_of(report):
            continue
        before = seen_of(report)
        if before is None or not _goes_on(before, report):
            remember(report, rung)
        elif before.sha256 != report.submission.sha256:  # its patch is another one, not shown yet
            remember(report, max(min(before.rung, HIGHEST_RUNG - 1), rung))
        elif rung > before.rung:
            remember(report, rung)


def ideas_of(report: Report) -> tuple[str, ...]:
    """Return the misconceptions that a report names."""
    return tuple(found.misconception for found in report.diagnoses if found.kind == "misconception")


def _goes_on(before: Seen, report: Report) -> bool:
    same = before.sha256 == report.submission.sha256
    return same or set(ideas_of(report)) <= set(before.ideas)


def _key(report: Report) -> str:
    path = report.submission.path
    if path != "-":
        whole = Path(path).resolve()
        path = whole.name if holds_exercises(whole.parent) else str(whole)
    return f"{report.exercise} {path}"


def _file_of(path: str) -> Path:
    folder = Path(path).resolve().parent
    if path != "-" and holds_exercises(folder):
        return folder / ".grader" / _NAME
    return console.state_folder(os.environ) / _NAME


def _load(file: Path) -> dict[str, Seen]:
    try:
        if file.stat().st_size > _LARGEST:
            return {}
        document = json.loads(file.read_text(encoding="utf-8"))
        entries = document["seen"].items() if document["format_version"] == FORMAT_VERSION else ()
        return {
            str(key): Seen(str(entry["sha256"]), int(entry["rung"]), tuple(map(str, entry["ideas"])))
            for key, entry in entries
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _save(file: Path, entries: dict[str, Seen]) -> None:
    kept = dict(list(entries.items())[-MOST_ENTRIES:])
    document = {"format_version": FORMAT_VERSION, "seen": {key: asdict(entry) for key, entry in kept.items()}}
    try:
        if file.parent.name == ".grader":
            own_folder(file.parent.parent)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, (json.dumps(document, indent=1) + "\n").encode("utf-8"))
    except (OSError, ValueError, RuntimeError):  # RuntimeError: no home
        pass
