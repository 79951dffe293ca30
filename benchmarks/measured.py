"""One program, graded and diagnosed, its repair then judged by the oracle: what was named and repaired.

Knows nothing of how the program came to be wrong.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

from oracle import ROOT, accepts

sys.path.insert(0, str(ROOT))

from grader import course
from grader.diagnosis import catalogue, diagnose
from grader.diagnosis.bench import Bench
from grader.diagnosis.search import MOST_EDITS, Search, preference
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Subject
from grader.grading import default_seed, mended
from grader.sandbox import Sandbox
from grader.session import Pace, Session
from grader.submission import Submission, parse_submission
from grader.targets import wanted
from grader.trial import attempt
from grader.worker.wire import SourceCell

_FRESH = 0xACCE55  # seed of the oracle's inputs for a repair
_GENEROUS = 120.0  # seconds of an exhaustive search


@dataclass(frozen=True)
class Measured:
    """What came of one program.

    outcome   how it was graded
    named     (id, line) of each misconception, in the order in which they are told
    repaired  a verified repair was found
    rejected  what the oracle says of the repaired file, None where it accepts it
    seconds   from the file's bytes to the report, sandbox included
    cheaper   a cheaper repair that an exhaustive search found, "" where there is none, "?" where it had no
              time, None where it was not looked for
    """

    outcome: str
    named: tuple[tuple[str, int], ...]
    repaired: bool
    rejected: str | None
    seconds: float
    patch: str = ""
    cheaper: str | None = None


def measure(sandbox: Sandbox, raw: bytes, name: str, exercise: str, exhaustive: bool = False) -> Measured:
    """Grade and diagnose a program, then have the repaired file judged by the oracle."""
    start = time.perf_counter()
    submission = parse_submission(raw, name)
    report, repaired = mended(submission, exercise, sandbox)
    seconds = time.perf_counter() - start
    named = [known for known in report.diagnoses if known.kind == "misconception"]
    rejected = None
    if repaired is not None:
        rejected = accepts(cells_of(parse_submission(repaired, name)), exercise, _FRESH)
    return Measured(
        report.outcome.value,
        tuple((known.misconception, known.location.line if known.location else 0) for known in named),
        report.repair is not None and report.repair.verified,
        rejected,
        seconds,
        report.repair.patch if report.repair is not None else "",
        cheaper(sandbox, submission, exercise) if exhaustive and repaired is not None else None,
    )


def cells_of(submission: Submission) -> list[SourceCell]:
    """Return a submission's cells as a worker takes them."""
    return [SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells]


def cheaper(sandbox: Sandbox, submission: Submission, exercise: str) -> str:
    """Try every draft of the rule language that costs less than the repair which the search finds."""
    asked, seed, cells = course.load(exercise), default_seed(submission), cells_of(submission)
    with Session(sandbox, cells, wanted(asked), pace=Pace.of(sandbox.limits.seconds)) as session:
        trial = attempt(session, asked, seed, lambda place: None)
    found = diagnose(submission, asked, trial, sandbox, seed, lambda place: None).draft
    until = time.monotonic() + _GENEROUS
    with Bench(sandbox, asked, seed, until) as bench:
        first = bench.evaluate(Draft.of_cells(cells))
        if found is None or first is None:
            return "?"
        search = Search(catalogue.entries_for(asked.topic), bench.evaluate, bench.confirm, until)
        return _Exhaustive(search, preference(found)[0]).below(Draft.of_cells(cells), first.subject)


@dataclass
class _Exhaustive:
    """Every draft of less than a price, up to the number of edits that the search may make."""

    search: Search
    price: float
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def below(self, draft: Draft, subject: Subject) -> str:
        """Return the edits of one that passes, "" where none does, "?" where time is over."""
        for fix in self.search.fixes(subject):
            changed = draft.apply(fix)
            key = (len(changed.fixes), *(text.source for text in changed.texts))
            if preference(changed)[0] > self.price - 1e-9 or key in self.seen:
                continue
            self.seen.add(key)
            if time.monotonic() > self.search.deadline:
                return "?"
            result = self.search.evaluate(changed)
            if result is None:
                continue
            if result.complete and self.search.confirm(changed):
                return ", ".join(f"{each.misconception}:{each.line}" for each in changed.fixes)
            if len(changed.fixes) < MOST_EDITS:
                told = self.below(changed, result.subject)
                if told:
                    return told
        return ""
