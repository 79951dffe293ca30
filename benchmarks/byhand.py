"""Programs written by hand: wrong ones with what they must draw, right ones that must draw nothing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from crew import in_order, ready
from made import right_programs
from measured import Measured, cells_of, measure
from oracle import EXERCISES, accepts
from proportions import percent, quantile, table

from grader import course
from grader.diagnosis import catalogue
from grader.submission import read_submission


def chosen(only: Sequence[str]) -> tuple[str, ...]:
    """Return the exercises of these names; without names, those that the oracle asks about."""
    return tuple(exercise for name in only for exercise in course.find(name)) or EXERCISES


def changes(name: str, diff: str) -> Iterator[str]:
    """Yield the lines that a diff takes out and puts in."""
    yield f"    {name}"
    lines = [line for line in diff.splitlines() if line[:3] not in ("---", "+++")]
    yield from (f"      {line}" for line in lines if line[:1] in "+-")


def _measure_file(path: str, exercise: str) -> Measured:
    return measure(ready(), Path(path).read_bytes(), path, exercise)


def _expected(folder: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for known in sorted(folder.glob("expected*.json")):
        found |= json.loads(known.read_text(encoding="utf-8"))
    return found


def run_files(options: argparse.Namespace, pool: ProcessPoolExecutor) -> int:
    """Diagnose the files of tests/wrong; returns how many did not draw exactly what they must."""
    jobs: list[tuple[Any, ...]] = []
    told = []
    for exercise in chosen(options.only):
        folder = options.files / exercise.split("_")[0]
        expected = _expected(folder)
        for name in sorted(expected):
            told.append((exercise, folder / name, expected[name]))
            jobs.append((_measure_file, str(folder / name), exercise))
        for path in sorted(set(folder.glob("*.py")) - {folder / name for name in expected}):
            print(f"{path}: no word of what it must draw")
    groups: dict[tuple[str, bool], list[bool]] = {}
    slow = []
    for (exercise, path, entry), seen in zip(told, in_order(pool, jobs, "diagnosed"), strict=True):
        wanted = sorted((name, line) for name, line in entry["misconceptions"] if _is_named(name))
        right = sorted(seen.named) == wanted and seen.rejected is None and (seen.repaired or not wanted)
        groups.setdefault((exercise, bool(entry.get("holdout"))), []).append(right)
        slow.append(seen.seconds)
        if not right:
            print(
                f"{path}: wanted {wanted}, named {sorted(seen.named)}, {seen.outcome}, {seen.seconds:.1f} s"
            )
            if seen.rejected:
                print(f"    REJECTED {seen.rejected}")
            if options.failures and seen.patch:
                print("\n".join(changes("its repair", seen.patch)))
    rows = [["exercise", "set aside", "files", "exactly right"]]
    for (exercise, apart), rights in sorted(groups.items()):
        rows.append(
            [
                exercise.split("_")[0],
                "yes" if apart else "no",
                str(len(rights)),
                percent(sum(rights), len(rights)),
            ]
        )
    everything = [right for rights in groups.values() for right in rights]
    rows.append(["all", "", str(len(everything)), percent(sum(everything), len(everything))])
    print(table(rows))
    print(
        "seconds: median {:.2f}, 95 % {:.2f}, most {:.2f}".format(
            *(quantile(slow, q) for q in (0.5, 0.95, 1.0))
        )
    )
    return everything.count(False)


def _is_named(name: str) -> bool:
    known = {entry.id: entry.kind for entry in catalogue.entries()}
    return known.get(name) != "advice"


def run_right(options: argparse.Namespace, pool: ProcessPoolExecutor) -> int:
    """Grade right programs; returns how many did not pass or drew something."""
    exercises = chosen(options.only)
    files = [(path, exercise) for exercise in exercises for path in right_programs(exercise, options.right)]
    results = in_order(pool, [(_measure_file, str(path), exercise) for path, exercise in files], "graded")
    bad = 0
    for (path, exercise), seen in zip(files, results, strict=True):
        wrong = accepts(cells_of(read_submission(path)), exercise, options.seed)
        if seen.outcome != "passed" or seen.named or wrong:
            bad += 1
            print(f"{path}: {seen.outcome}, named {list(seen.named)}, oracle: {wrong or 'right'}")
    print(f"{len(files)} right programs, {bad} of them accused")
    return bad
