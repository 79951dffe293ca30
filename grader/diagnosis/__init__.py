"""Naming the idea that is wrong, and proving it by a repair of the learner's own code.

    vocabulary  what a misconception is: a named edit and its inverse
    catalogue   the table of all of them; rules/ holds their edits, a module a topic
    text        learner text as trees with exact positions, and splices of it
    search      one, two and three edits, each tried by running it; the cheapest that passes wins
    bench       how a draft is run and scored
    relations   how a wrong value stands to the expected one
    patch       from a repaired draft back to the learner's file

Without proof nothing is named: what is returned then holds no diagnosis.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..exercise import Exercise
from ..outcome import Diagnosis, Edit, Location, Message, Outcome, Repair
from ..sandbox import Ending, Sandbox
from ..session import Pace, Session
from ..submission import Submission
from ..targets import wanted
from ..trial import Trial
from ..worker.wire import Place, SourceCell
from . import catalogue
from .bench import Bench, result_of, subject_of
from .patch import unified_diff
from .search import Search, proposals
from .text import Draft

SECONDS = 8.0  # for one diagnosis: with the grading before it less than 10
_MOST_NODES = 20_000  # of a text that this process parses; a learner's file has a few thousand
_MOST_DEPTH = 80
_SURE = 0.9  # suspicion from which advice is given


@dataclass(frozen=True)
class Finding:
    """What a diagnosis came to; empty where nothing could be proved.

    draft  the repaired program
    tried  drafts that were run
    """

    diagnoses: tuple[Diagnosis, ...] = ()
    repair: Repair | None = None
    draft: Draft | None = None
    tried: int = 0


def diagnose(
    submission: Submission,
    exercise: Exercise,
    trial: Trial,
    sandbox: Sandbox,
    seed: int,
    locate: Callable[[Place], Location | None],
    seconds: float = SECONDS,
) -> Finding:
    """Look for the cheapest edits after which every check passes, and name what they undo.

    trial   what the submission showed when it was graded
    locate  turns a line of a cell into the line that the learner sees
    seconds budget, after which nothing is named
    """
    until = time.monotonic() + seconds
    cells = [SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells]
    if not _is_small(sandbox, cells, exercise):
        return Finding()
    start = Draft.of_cells(cells)
    with Bench(sandbox, exercise, seed, until) as bench:
        first = bench.trial(start)
        if first is None or _ending(first) != _ending(trial):
            bench.__exit__(None, None, None)
            bench.light = False
            first = bench.trial(start)
        if first is None or first.outcome is Outcome.PASSED:
            return Finding(tried=bench.runs)
        entries = catalogue.entries_for(exercise.topic)
        draft = Search(entries, bench.evaluate, bench.confirm, until).run(start, result_of(start, first))
        if draft is None:
            return Finding(tried=bench.runs)
        order = {entry.id: entry.order for entry in entries}
        diagnoses = _diagnoses(draft, order, locate)
        return Finding(diagnoses, _repair(submission, draft, locate), draft, bench.runs)


def advise(
    submission: Submission,
    exercise: Exercise,
    trial: Trial,
    sandbox: Sandbox,
    locate: Callable[[Place], Location | None],
) -> tuple[Diagnosis, ...]:
    """Return what the text of a program shows to be correct but unwise; for who asks for hints on it."""
    cells = [SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells]
    if not _is_small(sandbox, cells, exercise):
        return ()
    subject = subject_of(Draft.of_cells(cells), trial)
    found: dict[str, Diagnosis] = {}
    for entry in catalogue.entries_for(exercise.topic):
        if entry.kind == "advice":
            for fix in proposals(entry, subject):
                if fix.suspicion >= _SURE:
                    place = locate(Place(fix.cell, fix.line))
                    title = Message(f"misconception.{entry.id}.title")
                    found.setdefault(entry.id, Diagnosis(entry.id, "advice", place, False, title))
    return tuple(found.values())


def _diagnoses(
    draft: Draft, order: Mapping[str, int], locate: Callable[[Place], Location | None]
) -> tuple[Diagnosis, ...]:
    """Return what the draft's edits undo, each idea once a line, in a teacher's order."""
    found: dict[tuple[str, int, int], Diagnosis] = {}
    for fix in draft.fixes:
        place = locate(Place(fix.cell, fix.line))
        message = Message(f"misconception.{fix.misconception}.title")
        named = Diagnosis(fix.misconception, "misconception", place, True, message)
        found.setdefault((fix.misconception, fix.cell, fix.line), named)
    return tuple(
        sorted(
            found.values(),
            key=lambda diagnosis: (
                order[diagnosis.misconception],
                diagnosis.location.line if diagnosis.location is not None else 0,
            ),
        )
    )


def _repair(submission: Submission, draft: Draft, locate: Callable[[Place], Location | None]) -> Repair:
    edits = []
    for fix in draft.fixes:
        place = locate(Place(fix.cell, fix.line))
        edits.append(Edit(fix.misconception, place.line if place is not None else fix.line))
    return Repair(True, tuple(edits), unified_diff(submission, draft))


def _ending(trial: Trial) -> Sequence[object]:
    """What two runs of one program must share: which checks passed, and how the others ended.

    Not those that wait: the drafts are not asked them.
    """
    asked = (verdict for verdict in trial.verdicts if verdict.outcome is not Outcome.SKIPPED)
    return [(verdict.id, verdict.outcome, verdict.message.id) for verdict in asked]


def _is_small(sandbox: Sandbox, cells: Sequence[SourceCell], exercise: Exercise) -> bool:
    """Tell whether the text may be parsed here: a confined child parsed it and found it small and shallow."""
    pace = Pace(0.01, 0.5, 0.01, 2.0, light=True)
    with Session(sandbox, cells, wanted(exercise), pace=pace) as session:
        loaded = session.load(measure=True)
        parsed = session.parsed
    if isinstance(loaded, Ending) or parsed is None:
        return False
    return parsed.nodes <= _MOST_NODES and parsed.depth <= _MOST_DEPTH
