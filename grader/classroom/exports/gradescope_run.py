"""What run_autograder runs on Gradescope's machine: one submission, partial results as they come, lateness.

Knows Gradescope's folders and metadata. results.json is written before anything is graded, after each
exercise and at the end, whole each time, so that a run that is stopped leaves what was graded until then.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...course import EXERCISES
from ...errors import CourseError, GraderError, UnreadableSubmission
from ...report import Settings
from ...report.cases import points
from ...report.catalogue import Catalogue, catalogue
from ...report.document import Json, number, write_json
from ...report.escape import markdown, markdown_text
from ...report.gradescope import results_of
from ..intake.naming import parse_name
from ..policy import Policy, load_policy
from .gradescope import OPTIONS, POLICY

if TYPE_CHECKING:
    from ...outcome import Report
    from ...sandbox import Sandbox

MOST_FILES = 20  # that are looked at
LARGEST_METADATA = 4 * 2**20  # bytes
ENDINGS = (".py", ".ipynb", ".md", ".txt")


@dataclass(frozen=True)
class Options:
    """The archive's options.json."""

    exercises: tuple[str, ...]
    lang: str
    rung: int
    seconds: float
    memory: int
    salt: bytes


def main(arguments: Sequence[str]) -> int:
    """Grade what lies in the folder that is named; returns 0 when results were written."""
    root = Path(arguments[0] if arguments else "/autograder")
    target = root / "results" / "results.json"
    words = catalogue("en")
    try:
        options = read_options(root / "source" / OPTIONS)
        words = catalogue(options.lang)
        policy = load_policy(root / "source" / POLICY) if (root / "source" / POLICY).exists() else Policy()
        handed_in = read_metadata(root / "submission_metadata.json")
        work = Work(options, policy, handed_in, words)
        work.write([], target, words.text("gradescope.unfinished"))
        work.grade(root / "submission", target)
        return 0
    except Exception as error:  # a student sees a sentence, the instructor the rest on standard error
        _tell(error)
        if not target.exists():
            write_whole(target, {"score": 0, "output": words.text("gradescope.fault"), "tests": []})
        return 0


@dataclass(frozen=True)
class HandedIn:
    """What Gradescope says of a submission: when, and until when it was due."""

    at: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Work:
    """One submission's grading."""

    options: Options
    policy: Policy
    handed_in: HandedIn
    words: Catalogue

    def grade(self, folder: Path, target: Path) -> None:
        """Grade every exercise and write the results after each."""
        from ...exercise import Limits
        from ...sandbox import Sandbox

        files, refused = files_of(folder)
        reports: list[Report] = []
        with Sandbox(Limits(self.options.seconds, self.options.memory * 2**20)) as sandbox:
            for at, exercise in enumerate(self.options.exercises):
                report = self._graded(exercise, files, sandbox, refused)
                reports.append(report)
                last = at + 1 == len(self.options.exercises)
                note = "" if last else self.words.text("gradescope.unfinished")
                self.write(reports, target, note, refused)

    def write(
        self, reports: Sequence[Report], target: Path, note: str, refused: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Write results.json whole; before the last exercise those that lack are nothing."""
        settings = Settings(lang=self.options.lang, rung=self.options.rung)
        notes = [markdown_text(note)] if note else []
        notes += [f"{markdown(path)}{self.words.text('colon')}{markdown_text(why)}" for path, why in refused]
        total, late, told = self._total(reports)
        notes += [markdown_text(told)] * bool(told)
        document = results_of(reports, settings, "\n\n".join(notes))
        if total is not None or not reports:
            document["score"] = number(round(total or 0.0, 4))
        extra = document["extra_data"]
        if isinstance(extra, dict):
            extra["late_by_s"] = None if late is None else number(late)
            extra["raw_score"] = number(sum(report.score for report in reports))
        write_whole(target, document)

    def _total(self, reports: Sequence[Report]) -> tuple[float | None, float | None, str]:
        """Return the points where they are not the tests' sum, the lateness, and what is to be said of it.

        An exercise has all its points for all that counts, by its weight: what is left out costs nothing.
        """
        late = [self.late_by(report.exercise) for report in reports]
        raw = final = 0.0
        for report, by in zip(reports, late, strict=True):
            rate = self._worth(report.exercise) / report.max_score if report.max_score > 0 else 0.0
            raw += rate * report.score
            final += rate * self.policy.final(report.score, report.max_score, by)
        most = max((by for by in late if by is not None), default=None)
        if abs(final - sum(report.score for report in reports)) < 1e-9:
            return None, most, ""
        if not most or raw - final < 1e-9:
            return final, most, ""
        fields = {"raw": points(round(raw, 2)), "final": points(round(final, 2))}
        return final, most, self.words.text("gradescope.late", hours=points(round(most / 3600, 1)), **fields)

    def _worth(self, exercise: str) -> float:
        return full_points(exercise) * self.policy.weight(exercise)

    def late_by(self, exercise: str) -> float | None:
        """Return the seconds after the due date: the policy's own, else Gradescope's with its extensions."""
        if self.policy.due is not None or exercise in self.policy.due_of:
            return self.policy.late_by(exercise, self.handed_in.at)
        return Policy(due=self.handed_in.due).late_by(exercise, self.handed_in.at)

    def _graded(
        self, exercise: str, files: Sequence[Path], sandbox: Sandbox, refused: list[tuple[str, str]]
    ) -> Report:
        """Grade an exercise on the file that is named after it, else on each that is named after none."""
        from ...outcome import Outcome, Report, SubmissionInfo

        best: Report | None = None
        for path in for_exercise(exercise, files):
            report = self._one(exercise, path, sandbox, refused)
            if report is not None and (best is None or _value(report) > _value(best)):
                best = report
        if best is not None:
            return best
        return Report(exercise, SubmissionInfo("", ""), 0, Outcome.MISSING, 0.0, full_points(exercise), ())

    def _one(
        self, exercise: str, path: Path, sandbox: Sandbox, refused: list[tuple[str, str]]
    ) -> Report | None:
        from ...grading import grade
        from ...submission import read_submission

        try:
            submission = read_submission(str(path))
        except UnreadableSubmission as error:
            if (path.name, error.message) not in refused:
                refused.append((path.name, error.message))
            return None
        submission = replace(submission, path=path.name)
        seed = seed_of(self.options.salt, submission.sha256, exercise)
        return next(grade(submission, [exercise], sandbox, seed=seed, mend=self.options.rung > 0))


def full_points(exercise: str) -> float:
    """Return the points of an exercise of which nothing is left out."""
    from ... import course

    return sum(check.points for check in course.load(exercise).checks)


def _value(report: Report) -> tuple[bool, float]:
    return report.outcome.value != "missing", report.score


def seed_of(salt: bytes, sha256: str, exercise: str) -> int:
    """Return the seed of a submission's inputs, which nobody without the salt can foresee: 63 bits."""
    made = hmac.new(salt, f"{sha256}{exercise}".encode(), hashlib.sha256).digest()
    return int.from_bytes(made[:8], "big") >> 1


def files_of(folder: Path) -> tuple[list[Path], list[tuple[str, str]]]:
    """Return the files of a submission that may be programs, and (path, reason) of those passed over.

    Links are not followed: they could lead to the autograder's own files.
    """
    found: list[Path] = []
    refused: list[tuple[str, str]] = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            path = Path(base) / name
            if path.suffix.lower() not in ENDINGS or name.startswith("."):
                continue
            if path.is_symlink() or not path.is_file():
                refused.append((name, "this is no file of its own"))
            elif len(found) >= MOST_FILES:
                refused.append((name, f"only {MOST_FILES} files are looked at"))
            else:
                found.append(path)
    return found, refused


def for_exercise(exercise: str, files: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that an exercise is graded on: those named after it, else those named after none."""
    named = {path: parse_name(path.name).exercise for path in files}
    own = [path for path in files if named[path] == exercise]
    yield from own or [path for path in files if named[path] is None]


def read_options(path: Path) -> Options:
    """Read the archive's options. Raises CourseError."""
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        exercises = tuple(str(name) for name in table["exercises"])
        if not exercises or not set(exercises) <= set(EXERCISES):
            raise ValueError(f"exercises: {exercises}")
        rung, seconds, memory = int(table["rung"]), float(table["seconds"]), int(table["memory_mib"])
        return Options(exercises, str(table["lang"]), rung, seconds, memory, bytes.fromhex(table["salt"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path}: {error!r}", "Make the archive anew: grader class gradescope.") from None


def read_metadata(path: Path) -> HandedIn:
    """Read what Gradescope says of the submission; what it does not say, or says oddly, is not known."""
    try:
        if path.stat().st_size > LARGEST_METADATA:
            return HandedIn()
        table = json.loads(path.read_text(encoding="utf-8"))
        people = [user.get("assignment") for user in table.get("users") or () if isinstance(user, dict)]
        places = [table.get("assignment"), *people]
        dues = [_instant(place.get("due_date")) for place in places if isinstance(place, dict)]
        return HandedIn(
            _instant(table.get("created_at")), max((due for due in dues if due is not None), default=None)
        )
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return HandedIn()


def _instant(text: object) -> datetime | None:
    """Read "2026-11-20T23:59:00.000000-08:00"; a time without a zone is none that could be compared."""
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def write_whole(target: Path, document: Mapping[str, Json]) -> None:
    """Put a document in the place of the one before, never a half."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_text(write_json(dict(document), "utf-8"), encoding="utf-8")
    os.replace(beside, target)


def _tell(error: Exception) -> None:
    """Say on standard error, which only instructors see, what went wrong."""
    import traceback

    if isinstance(error, GraderError):
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
    else:
        traceback.print_exception(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
