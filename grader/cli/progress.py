"""The learner's progress: the last result of each exercise, in a small file beside the exercises.

Knows the file `.grader/progress.json` and nothing of grading. The file is a convenience: one that is
damaged or cannot be written is passed over, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ..outcome import Outcome, Report

FOLDER = ".grader"
FORMAT_VERSION = 1
_LARGEST = 2**20  # bytes of a file that can be ours


@dataclass(frozen=True)
class Result:
    """The last result of one exercise: of the file with this SHA-256."""

    sha256: str
    outcome: str
    score: float
    max_score: float

    @property
    def passed(self) -> bool:
        """Whether every point was earned."""
        return self.outcome == Outcome.PASSED.value


def load_progress(exercises: Path) -> dict[str, Result]:
    """Return the last results by exercise id; empty where there are none or the file is damaged."""
    file = exercises / FOLDER / "progress.json"
    try:
        if file.stat().st_size > _LARGEST:
            return {}
        document = json.loads(file.read_text(encoding="utf-8"))
        entries = document["results"].items() if document["format_version"] == FORMAT_VERSION else ()
        return {str(name): _result(entry) for name, entry in entries}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def save_progress(exercises: Path, reports: Iterable[Report]) -> bool:
    """Put reports in the place of earlier results; returns whether the file could be written."""
    results = load_progress(exercises)
    for report in reports:
        results[report.exercise] = Result(
            report.submission.sha256, report.outcome.value, float(report.score), float(report.max_score)
        )
    try:
        write_whole(own_folder(exercises) / "progress.json", _document(results).encode("utf-8"))
    except OSError:
        return False
    return True


def own_folder(exercises: Path) -> Path:
    """Return the folder of our state beside a learner's files, made and kept out of Git. Raises OSError."""
    folder = exercises / FOLDER
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="ascii")
    return folder


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader meets the old content or the new, never a part.

    A symbolic link stays one: the file that it names is written. What is no regular file (a device, a
    pipe) is written through. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    draft = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    try:
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            draft.chmod(mode)
        os.replace(draft, target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _document(results: Mapping[str, Result]) -> str:
    entries = {name: asdict(results[name]) for name in sorted(results)}
    return json.dumps({"format_version": FORMAT_VERSION, "results": entries}, indent=1) + "\n"


def _result(entry: Mapping[str, object]) -> Result:
    score, max_score = entry["score"], entry["max_score"]
    if not isinstance(score, int | float) or not isinstance(max_score, int | float):
        raise TypeError("points are numbers")
    return Result(str(entry["sha256"]), str(entry["outcome"]), float(score), float(max_score))
