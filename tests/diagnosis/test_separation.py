"""Every two ideas are told apart by what their programs do, or stand in a table of those that look the same.

Of each program one run, all checks asked: how each ended, every value, every call of f with its point,
exceptions without the names that they quote, and the formula recovered. Two programs of different ideas with
one such signature are a collision: only the text tells them apart. The programs are those of tests/wrong with
one fault, and others made from one right program, so that no two differ by a constant alone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from helpers import run

from grader import course, targets
from grader.course.answers import read_any
from grader.diagnosis import catalogue, recovery
from grader.diagnosis.bench import whereabouts
from grader.exercise import Exercise
from grader.outcome import Outcome
from grader.sandbox import Sandbox
from grader.session import Job, Pace, Session
from grader.submission import Cell, parse_submission, read_submission
from grader.trial import judged
from grader.worker.wire import Answer, Array, Loaded, Opaque, Program, Raised, Record, Seq, SourceCell

TESTS = Path(__file__).resolve().parent.parent
WRONG, RIGHT = TESTS / "wrong", TESTS / "right"
SEED = 2025
SIGNIFICANT = 6  # digits of a value: enough for a step of 1e-4 to show, too few for rounding to
MADE = 2  # programs made from a right one for each idea
FOLDERS = sorted(path.parent.name for path in WRONG.glob("*/expected.json"))
PLAIN = {
    "exercise1": "temporaries.py",
    "exercise2": "copies.py",
    "exercise3": "book_style.py",
    "exercise4": "book_style.py",
    "exercise5": "book.py",
    "exercise6": "book.py",
}  # a right program that most ideas can be put into
SAME_RUN = (
    # a name that nothing is bound to: which one was meant, or what it lacks, the text tells
    {
        "comma-for-dot",
        "misspelt-name",
        "misspelt-numpy-name",
        "missing-self",
        "nested-methods",
        "parameter-name-mismatch",
        "step-literal-typo",
        "undefined-variable",
    },
    # a key that nothing is kept under
    {"misspelt-key", "undefined-variable"},
    # an object has no attribute of that name: the name is wrong, or the object is
    {"misspelt-attribute", "swapped-arguments"},
    # the second call of f is at x: by a step too few, an array of two names, or one step too many
    {"aliased-copy", "half-forward-difference", "wrong-second-step"},
    # x stays where the second call had it: no line puts it back, or one puts back something else
    {"not-restored", "restores-wrong-value"},
    # `x[i] == keep - h` for `x[i] = keep - h`
    {"comparison-for-assignment", "same-side-twice"},
    # of a descent only the gradient's effect on it shows: uphill, or as good as none
    {"ascends", "flipped-sign"},
    {"aliased-copy", "step-too-small"},
    {"missing-denominator-parentheses", "multiplies-by-step"},
    # sums of the wrong shape, which then do not fit the scores
    {"softmax-missing-keepdims", "softmax-wrong-axis"},
    # a product of shapes that do not fit, by its order, its weight or its other side
    {"gradient-transposed", "product-order", "second-layer-takes-input", "weight-copy-paste"},
    {"swapped-arguments", "weights-fed-as-input"},
    # an accuracy that is the same number by two ways
    {"accuracy-wrong-axis", "max-for-argmax"},
    {"accuracy-counts-errors", "max-for-argmax"},
    {"accuracy-compares-with-itself", "batch-size-wrong-axis"},
    # what a method is not, or is not yet: no value, but something to be called
    {"brackets-for-call", "loss-called-too-early"},
)

Signature = tuple[object, ...]


def _plain(value: object) -> object:
    """Write a value with its numbers rounded, so that equal ones are equal."""
    if isinstance(value, Opaque):
        return value.kind  # its text holds an address
    if isinstance(value, Seq):
        return tuple(_plain(item) for item in value.items)
    numbers = read_any(value) if isinstance(value, Array | float | int) else None  # type: ignore[arg-type]
    if numbers is None:
        return repr(value)
    return numbers.shape, tuple(f"{number:.{SIGNIFICANT}g}" for number in np.ravel(numbers))


def _raised(raised: Raised | None) -> object:
    """Write an exception without the names and numbers that its text quotes: those are the program's own."""
    return None if raised is None else (raised.type, re.sub(r"'[^']*'|\d+", "_", raised.message))


def _record(record: Record) -> Signature:
    calls = tuple((_plain(call.point), _plain(call.value), call.raised) for call in record.calls)
    changed = tuple((change.argument, _plain(change.after)) for change in record.changed)
    return _plain(record.value), _raised(record.raised), record.call_count, calls, changed


def signature(sandbox: Sandbox, exercise: Exercise, cells: Sequence[Cell]) -> Signature:
    """Run a program once and return what it showed."""
    sources = [SourceCell(cell.number, cell.source, cell.prose) for cell in cells]
    pace, loops = Pace(0.1, 0.5, 0.5, 10.0), targets.loops(exercise)
    with Session(sandbox, sources, targets.wanted(exercise), pace=pace, loops=loops) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        faults = tuple((fault.kind, _raised(fault.raised)) for fault in loaded.faults)
        choices = targets.choose(exercise, loaded.definitions)
        found = tuple((name, choice.near) for name, choice in choices.items())
        main = choices.get(exercise.main.name)
        defaults = tuple(repr(each.default) for each in main.definition.parameters) if main else ()
        trial = judged(session, exercise, SEED, whereabouts, loaded, choices)
        reading: object = None
        if main is not None and exercise.id in recovery.EXERCISES:
            steps = recovery.steps_for(exercise, main.definition)
            job = Job(Program("recovery", steps, 0.5), exercise.main.name)
            for _, answer in session.run({exercise.main.name: main.definition.index}, [job] if steps else []):
                if isinstance(answer, Answer):
                    reading = (
                        recovery.read(exercise, answer.records).told,
                        tuple(map(_record, answer.records)),
                    )
    checks = tuple((verdict.id, verdict.outcome, verdict.message.id) for verdict in trial.verdicts)
    answers = tuple(
        (name, answer.ended, tuple(map(_record, answer.records)))
        for name, answer in sorted(trial.answers.items())
    )
    return faults, found, defaults, checks, answers, repr(reading)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def ideas(folder: str) -> dict[str, str]:
    """Return the files that hold one fault, with its idea."""
    table: dict[str, Any] = json.loads((WRONG / folder / "expected.json").read_text(encoding="utf-8"))
    single = {
        name: entry["misconceptions"] for name, entry in table.items() if len(entry["misconceptions"]) == 1
    }
    return {name: faults[0][0] for name, faults in single.items()}


def collisions(
    signatures: Mapping[str, Signature], named: Mapping[str, str]
) -> dict[frozenset[str], list[str]]:
    """Return the pairs of ideas that a run does not tell apart, each with two files that show it.

    signatures  by file; named  the idea of each file
    """
    alike: dict[Signature, list[str]] = defaultdict(list)
    for name, seen in signatures.items():
        alike[seen].append(name)
    found: dict[frozenset[str], list[str]] = {}
    for names in alike.values():
        for one, other in combinations(names, 2):
            if named[one] != named[other]:
                found.setdefault(frozenset((named[one], named[other])), [one, other])
    return found


def cells_of(source: str) -> Sequence[Cell]:
    return parse_submission(source.encode(), "a.py").cells


def programs(folder: str) -> Iterator[tuple[str, str, Sequence[Cell]]]:
    """Yield (name, idea, cells) of every program with one fault: by hand, and made from a right one."""
    for name, idea in ideas(folder).items():
        yield name, idea, read_submission(str(WRONG / folder / name)).cells
    if folder not in PLAIN:
        return
    path = RIGHT / folder / PLAIN[folder]
    exercise = exercise_of(folder)
    subject = run(path.read_text(encoding="utf-8"), exercise.id, {}).subject
    for entry in catalogue.entries_for(exercise.topic):
        if entry.spoil is not None and entry.kind == "misconception":
            for number, fix in enumerate(islice(entry.spoil(subject, Random(SEED)), MADE)):
                source = subject.draft.apply(fix).texts[0].source
                yield f"{entry.id} in {path.name} ({number})", entry.id, cells_of(source)


@cache
def exercise_of(folder: str) -> Exercise:
    return course.load(course.find(folder)[0])


def is_right(shown: Signature) -> bool:
    """Tell whether every check passed: what is put in is not wrong in every exercise."""
    checks: Any = shown[3]
    return all(outcome in (Outcome.PASSED, Outcome.SKIPPED) for _, outcome, _ in checks)


def told_apart_by_text(one: str, other: str) -> bool:
    """Tell whether two ideas are said to look the same in a run."""
    alike = {entry.id: {entry.id, *entry.same_as} for entry in catalogue.entries()}
    if other in alike[one] or one in alike[other]:
        return True
    return any({one, other} <= group for group in SAME_RUN)


@pytest.fixture(scope="module")
def found(sandbox: Sandbox) -> Mapping[str, dict[frozenset[str], list[str]]]:
    """Return the collisions of each exercise; every program is run once."""
    by_folder = {}
    for folder in FOLDERS:
        made = list(programs(folder))
        exercise = exercise_of(folder)
        seen = {name: signature(sandbox, exercise, cells) for name, _, cells in made}
        seen = {name: shown for name, shown in seen.items() if name in ideas(folder) or not is_right(shown)}
        by_folder[folder] = collisions(seen, {name: idea for name, idea, _ in made})
    return by_folder


@pytest.mark.parametrize("folder", FOLDERS)
def test_two_ideas_differ_in_what_their_programs_do_or_are_said_to_look_the_same(
    folder: str, found: Mapping[str, dict[frozenset[str], list[str]]]
) -> None:
    unsaid = {
        tuple(sorted(ideas)): shown
        for ideas, shown in found[folder].items()
        if not told_apart_by_text(*sorted(ideas))
    }
    assert unsaid == {}


def test_what_is_said_to_look_the_same_does(
    found: Mapping[str, dict[frozenset[str], list[str]]],
) -> None:
    seen = {ideas for pairs in found.values() for ideas in pairs}
    for group in SAME_RUN:
        assert any(ideas <= group for ideas in seen), group


def test_one_program_under_two_names_is_a_collision(sandbox: Sandbox) -> None:
    cells = cells_of("def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / h\n")
    again = cells_of("def numerical_diff(g, a):\n  e = 1e-4\n  return (g(a + e) - g(a - e)) / e\n")
    other = cells_of("def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) + f(x - h)) / (2 * h)\n")
    exercise = exercise_of("exercise1")
    signatures = {
        name: signature(sandbox, exercise, each)
        for name, each in (("a.py", cells), ("b.py", again), ("c.py", other))
    }
    named = {"a.py": "divides-by-h", "b.py": "fake", "c.py": "plus-instead-of-minus"}
    assert collisions(signatures, named) == {frozenset({"divides-by-h", "fake"}): ["a.py", "b.py"]}


@pytest.mark.parametrize("folder", PLAIN)
def test_a_program_shows_the_same_each_time(folder: str, sandbox: Sandbox) -> None:
    cells = read_submission(str(RIGHT / folder / PLAIN[folder])).cells
    exercise = exercise_of(folder)
    assert signature(sandbox, exercise, cells) == signature(sandbox, exercise, cells)
