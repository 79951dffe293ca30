"""Naming the idea that is wrong, and proving it by a repair of the learner's own code.

    vocabulary  what a misconception is: a named edit and its inverse
    catalogue   the table of all of them; rules/ holds their edits, a module a topic
    text        learner text as trees with exact positions, and splices of it
    search      one, two and three edits, each tried by running it; the cheapest that passes wins
    bench       how a draft is run and scored
    recovery    what a program computes, from its answers: stencil, descents
    relations   how a wrong value stands to the expected one
    columns     which characters of a line an edit is about
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
from ..targets import loops, wanted
from ..trial import Trial
from ..worker.wire import Place, SourceCell
from . import catalogue
from .bench import Bench, raised_in, result_of, subject_of
from .columns import piece
from .patch import unified_diff
from .search import Search, proposals
from .stencil import Reading
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
    told   what was recovered of what the program computes
    advice  what the text shows to be correct but unwise
    """

    diagnoses: tuple[Diagnosis, ...] = ()
    repair: Repair | None = None
    draft: Draft | None = None
    tried: int = 0
    told: tuple[Message, ...] = ()
    advice: tuple[Diagnosis, ...] = ()


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
    advice = _advice(start, exercise, trial, locate)
    with Bench(sandbox, exercise, seed, until) as bench:
        first = bench.trial(start)
        if first is None or not _alike(first, trial):
            bench.__exit__(None, None, None)
            bench.light = False
            first = bench.trial(start)
        if first is None or first.outcome is Outcome.PASSED:
            return Finding(tried=bench.runs, advice=advice)
        entries = catalogue.entries_for(exercise.topic)
        reading = bench.reading(start)
        search = Search(entries, bench.evaluate, bench.confirm, until, reading.ids)
        draft = search.run(start, result_of(start, first))
        if draft is None:
            return Finding(tried=bench.runs, told=reading.told, advice=advice)
        order = {entry.id: entry.order for entry in entries}
        diagnoses = _diagnoses(start, draft, order, locate, _raised_at(first))
        repair = _repair(submission, draft, locate)
        told = _evidence(reading)
        return Finding(diagnoses, repair, draft, bench.runs, told, advice)


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
    return _advice(Draft.of_cells(cells), exercise, trial, locate)


def _advice(
    draft: Draft, exercise: Exercise, trial: Trial, locate: Callable[[Place], Location | None]
) -> tuple[Diagnosis, ...]:
    subject = subject_of(draft, trial)
    found: dict[str, Diagnosis] = {}
    for entry in catalogue.entries_for(exercise.topic):
        if entry.kind == "advice":
            for fix in proposals(entry, subject):
                if fix.suspicion >= _SURE:
                    place = locate(Place(fix.cell, fix.line))
                    title = Message(f"misconception.{entry.id}.title")
                    found.setdefault(entry.id, Diagnosis(entry.id, "advice", place, False, title))
    return tuple(found.values())


def _evidence(reading: Reading) -> tuple[Message, ...]:
    """Return what was recovered where it bears out a name: a right formula says nothing of what is wrong."""
    return tuple(message for message in reading.told if not message.id.startswith("recovered.formula-right"))


def _raised_at(trial: Trial) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return the columns at which exceptions of the checks came up, by (cell, line)."""
    places = [raised.trace[-1] for raised in raised_in(trial) if raised.trace]
    return {(place.cell, place.line): (place.column, place.end_column) for place in places}


def _diagnoses(
    start: Draft,
    draft: Draft,
    order: Mapping[str, int],
    locate: Callable[[Place], Location | None],
    raised: Mapping[tuple[int, int], tuple[int, int]],
) -> tuple[Diagnosis, ...]:
    """Return what the draft's edits undo, each idea once a line, in a teacher's order.

    start   the program as handed in
    raised  (cell, line) -> columns that an exception points at: for an edit that touches nothing of its line
    """
    found: dict[tuple[str, int, int], Diagnosis] = {}
    before = start
    for fix in draft.fixes:
        columns = piece(before, fix, start.text(fix.cell).line_text(fix.line))
        if not any(columns):
            columns = raised.get((fix.cell, fix.line), columns)
        before = before.apply(fix)
        place = locate(Place(fix.cell, fix.line, *columns))
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


def _alike(draft: Trial, trial: Trial) -> bool:
    """Tell whether two runs of one program share which checks passed, and how the others ended.

    draft  the run that left out what waits, and what is costly: of these nothing is asked
    """
    asked = {verdict.id for verdict in draft.verdicts}
    shown, known = (
        [
            (verdict.id, verdict.outcome, verdict.message.id)
            for verdict in each.verdicts
            if verdict.id in asked and verdict.outcome is not Outcome.SKIPPED
        ]
        for each in (draft, trial)
    )
    return shown == known


def _is_small(sandbox: Sandbox, cells: Sequence[SourceCell], exercise: Exercise) -> bool:
    """Tell whether the text may be parsed here: a confined child parsed it and found it small and shallow."""
    pace = Pace(0.01, 0.5, 0.01, 2.0, light=True)
    with Session(sandbox, cells, wanted(exercise), pace=pace, loops=loops(exercise)) as session:
        loaded = session.load(measure=True)
        parsed = session.parsed
    if isinstance(loaded, Ending) or parsed is None:
        return False
    return parsed.nodes <= _MOST_NODES and parsed.depth <= _MOST_DEPTH
