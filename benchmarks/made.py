"""Wrong programs made from right ones by inverse edits of the catalogue, each proved wrong by the oracle.

A made program holds one, two or three faults of different misconceptions. One of several is kept only when
each fault is live: whichever of them are undone, as long as one is left, the oracle still says wrong.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from oracle import ROOT, accepts

sys.path.insert(0, str(ROOT / "tests" / "diagnosis"))

import helpers

from grader import course
from grader.diagnosis import catalogue
from grader.diagnosis.patch import patched_bytes, unified_diff
from grader.diagnosis.text import Draft, Fix, Splice
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.submission import Submission, read_submission
from grader.worker.wire import SourceCell

RIGHT = ROOT / "tests" / "right"
_TRIES = 60  # edits tried for one program to be made, before it is given up
_SEEDS, _INPUTS = 3, 40  # a made program must be wrong on some of so many inputs, drawn so many times


@dataclass(frozen=True)
class Made:
    """A made program.

    file    the right program that it was made from
    faults  (id, line of the made program) of each fault
    raw     the program as a file
    diff    from right to wrong
    """

    exercise: str
    file: str
    faults: tuple[tuple[str, int], ...]
    raw: bytes
    diff: str


@dataclass(frozen=True)
class _Right:
    submission: Submission
    name: str
    subject: Subject


def right_programs(exercise: str, folder: Path = RIGHT) -> list[Path]:
    """Return the right programs of an exercise."""
    return sorted((folder / exercise.split("_")[0]).glob("*.*"))


def make(exercise: str, faults: int, count: int, seed: int) -> Iterator[Made]:
    """Yield made programs with so many faults, the rarest ids first."""
    maker = _Maker(exercise, random.Random(f"{seed}/{exercise}/{faults}"))
    for _ in range(count):
        made = maker.one(faults)
        if made is None:
            return
        yield made


class _Maker:
    """Draws programs, ids and places; keeps count of what was used."""

    def __init__(self, exercise: str, rng: random.Random) -> None:
        self.exercise = exercise
        self.rng = rng
        self.topic = course.load(exercise).topic
        self.entries = [
            entry
            for entry in catalogue.entries_for(self.topic)
            if entry.spoil and entry.kind == "misconception"
        ]
        self.programs = [_read(path, exercise) for path in right_programs(exercise)]
        self.used: Counter[str] = Counter()
        self.files: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.seen: set[bytes] = set()

    def one(self, faults: int) -> Made | None:
        """Make one program; None when nothing new is found."""
        for _ in range(_TRIES * 4):
            first = self._rarest(self.entries)
            for program in self._shuffled_programs()[: _TRIES // 4]:
                made = self._from(program, first, faults)
                if made is not None:
                    self.used.update(name for name, _ in made.faults)
                    self.files[program.name] += 1
                    return made
            self.tried[first.id] += 1
        return None

    def _rarest(self, entries: Sequence[Misconception]) -> Misconception:
        entries = self.rng.sample(list(entries), len(entries))
        return min(entries, key=lambda entry: self.used[entry.id] + self.tried[entry.id])

    def _shuffled_programs(self) -> list[_Right]:
        programs = self.rng.sample(self.programs, len(self.programs))
        return sorted(programs, key=lambda program: self.files[program.name])

    def _from(self, program: _Right, first: Misconception, faults: int) -> Made | None:
        """Apply so many edits to a program, the first of a given misconception."""
        drafts, fixes, subject = [program.subject.draft], list[Fix](), program.subject
        chosen, entry = {first.id}, first
        for number in range(faults):
            if number:
                entries = [other for other in self.entries if not chosen & {other.id, *other.same_as}]
                entry = self._rarest(self.rng.sample(entries, len(entries) // 3))
                chosen.add(entry.id)
                subject = helpers.run(drafts[-1], self.exercise, {}).subject
            options = list(proposals(entry, subject, self.rng))
            if not options:
                return None
            fixes.append(self.rng.choice(options))
            drafts.append(drafts[-1].apply(fixes[-1]))
        return self._kept(program, drafts, fixes)

    def _kept(self, program: _Right, drafts: Sequence[Draft], fixes: Sequence[Fix]) -> Made | None:
        """Return the made program where it is new, wrong, and each of its faults is live."""
        final = drafts[-1]
        raw = patched_bytes(program.submission, final)
        if raw in self.seen:
            return None
        self.seen.add(raw)
        inverses = [_inverse(drafts, fixes, number) for number in range(len(fixes))]
        if any(inverse is None for inverse in inverses) or not self._wrong(final):
            return None
        for size in range(1, len(fixes)):
            for undone in combinations(inverses, size):
                if not self._wrong(_spliced(final, [splice for part in undone for splice in part or ()])):
                    return None
        faults = []
        for fix, inverse in zip(fixes, inverses, strict=True):
            at = min(inverse or (), key=lambda splice: (splice.cell, splice.start))
            faults.append((fix.misconception, final.text(at.cell).line_of(at.start)))
        diff = unified_diff(program.submission, final)
        return Made(self.exercise, program.name, tuple(faults), raw, diff)

    def _wrong(self, draft: Draft) -> bool:
        """Tell whether a draft is wrong for the oracle, and not by bad luck: whatever inputs are drawn."""
        return all(accepts(draft.cells(), self.exercise, seed, _INPUTS) for seed in range(_SEEDS))


def proposals(entry: Misconception, subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield a misconception's inverse edits that change the text; what its rule raises is told."""
    assert entry.spoil is not None
    try:
        for fix in entry.spoil(subject, rng):
            if any(_old(subject.draft, splice) != splice.text for splice in fix.splices):
                yield fix
    except Exception as error:  # a rule under test
        print(f"{entry.id}: spoil raised {type(error).__name__}: {error}", file=sys.stderr)


def _read(path: Path, exercise: str) -> _Right:
    submission = read_submission(path)
    draft = Draft.of_cells(SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells)
    return _Right(submission, path.name, helpers.run(draft, exercise, {}).subject)


def _old(draft: Draft, splice: Splice) -> str:
    return draft.text(splice.cell).source[splice.start : splice.end]


def _inverse(drafts: Sequence[Draft], fixes: Sequence[Fix], number: int) -> tuple[Splice, ...] | None:
    """Return the splices of the last draft that undo the edit of that number, unless a later one meets it."""
    inverse = []
    for cell in {splice.cell for splice in fixes[number].splices}:
        shift = 0
        for splice in sorted(_of_cell(fixes[number], cell), key=lambda splice: splice.start):
            start = splice.start + shift
            shift += len(splice.text) - (splice.end - splice.start)
            end = start + len(splice.text)
            for later in fixes[number + 1 :]:
                met = _of_cell(later, cell)
                if any(other.start <= end and other.end >= start for other in met):
                    return None
                moved = sum(len(other.text) - (other.end - other.start) for other in met if other.end < start)
                start, end = start + moved, end + moved
            inverse.append(Splice(cell, start, end, _old(drafts[number], splice)))
    return tuple(inverse)


def _of_cell(fix: Fix, cell: int) -> list[Splice]:
    return [splice for splice in fix.splices if splice.cell == cell]


def _spliced(draft: Draft, splices: Iterable[Splice]) -> Draft:
    known = list(splices)
    return Draft(
        tuple(
            text.spliced([splice for splice in known if splice.cell == text.number]) for text in draft.texts
        )
    )
