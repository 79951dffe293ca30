"""What every rule must keep, asked of the test programs; knows no misconception in particular.

A law yields what breaks it, as text; a test asserts that nothing does.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from helpers import Check, Ran, run

from grader.diagnosis.text import Draft, Fix
from grader.diagnosis.vocabulary import Misconception
from grader.worker.wire import SourceCell

TESTS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bed:
    """An exercise with its programs and the checks that an oracle makes."""

    exercise: str
    checks: Mapping[str, Check]

    @property
    def room(self) -> str:
        """The folder of the exercise: "exercise1"."""
        return self.exercise.split("_")[0]

    @cached_property
    def right(self) -> dict[str, Ran]:
        """The right programs, run."""
        folder = TESTS / "right" / self.room
        return {path.name: self.run(read(path)) for path in sorted(folder.glob("*.py"))}

    @cached_property
    def expected(self) -> dict[str, dict[str, object]]:
        """The table of the wrong programs."""
        table = json.loads((TESTS / "wrong" / self.room / "expected.json").read_text(encoding="utf-8"))
        return dict(table)

    def wrong(self, name: str) -> str:
        """Return the text of a wrong program."""
        return read(TESTS / "wrong" / self.room / name)

    def run(self, program: str | Draft) -> Ran:
        """Run a program and ask the oracle."""
        return run(program, self.exercise, self.checks)


def read(path: Path) -> str:
    """Return a program's text as a cell has it."""
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def spoilt(rule: Misconception, bed: Bed, programs: int, seed: int = 20) -> Iterator[tuple[str, Fix, Draft]]:
    """Yield (program, edit, spoilt draft) for some right programs: the same ones each time."""
    assert rule.spoil is not None
    rng = random.Random(f"{rule.id} {seed}")
    names = sorted(bed.right)
    rng.shuffle(names)
    found = 0
    for name in names:
        ran = bed.right[name]
        fixes = list(rule.spoil(ran.subject, rng))
        if not fixes:
            continue
        fix = rng.choice(fixes)
        source = ran.subject.draft.apply(fix).texts[0].source
        yield name, fix, Draft.of_cells([SourceCell(1, source)])
        found += 1
        if found == programs:
            return


def broken_by_spoiling(rule: Misconception, bed: Bed, programs: int) -> Iterator[str]:
    """Spoiling makes another text that the oracle rejects, and mending offers a way back on the same line."""
    for name, fix, draft in spoilt(rule, bed, programs):
        source = draft.texts[0].source
        if source == bed.right[name].subject.draft.texts[0].source:
            yield f"{name}: spoiling changed nothing"
            continue
        ran = bed.run(draft)
        if ran.right:
            yield f"{name}: still right after spoiling\n{source}"
            continue
        yield from (f"{name}: {fault}\n{source}" for fault in unmended(rule, bed, ran, fix.line))


def unmended(rule: Misconception, bed: Bed, ran: Ran, line: int) -> Iterator[str]:
    """No fix of a rule makes a program right on the line where the fault stands; or one comes twice."""
    draft = ran.subject.draft
    fixes = list(rule.mend(ran.subject))
    texts = [draft.apply(fix).texts[0].source for fix in fixes]
    if len(set(texts)) < len(texts):
        yield "an edit is proposed twice"
    lines = [fix.line for fix, text in zip(fixes, texts, strict=True) if bed.run(text).right]
    if not lines:
        yield "no fix makes it right"
    elif line not in lines:
        yield f"mended on lines {lines}, not {line}"


def coverage(rule: Misconception, bed: Bed) -> float:
    """Return the share of the right programs that spoiling applies to."""
    assert rule.spoil is not None
    hit = [name for name, ran in bed.right.items() if any(rule.spoil(ran.subject, random.Random(1)))]
    return len(hit) / len(bed.right)
