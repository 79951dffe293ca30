"""How well diagnosis names and repairs: programs with one, two and three faults, made from right ones.

    python benchmarks/repairs.py                          120 made programs of each exercise
    python benchmarks/repairs.py --only exercise1 exercise2 --faults 2 --failures
    python benchmarks/repairs.py --files tests/wrong      programs written by hand, with what they must draw
    python benchmarks/repairs.py --right tests/right      right programs, which must draw nothing

Each program goes the way of a submission: file, sandbox, judge, search within its own 10 seconds. A made
program is wrong, and a repair right, by an oracle that shares nothing with the judge (oracle.py). Times are
wall times from the file's bytes to the finding, in a sandbox whose fork server runs; its start is told apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from byhand import changes, chosen, run_files, run_right
from crew import crew, in_order, ready
from made import Made, make
from measured import Measured, measure
from oracle import EXERCISES
from proportions import percent, quantile, table

from grader.diagnosis import catalogue

_SHARES = {1: 66, 2: 36, 3: 18}  # programs of each exercise, by the number of their faults
_CHEAPER = 20  # of so many programs one is searched exhaustively


@dataclass(frozen=True)
class Case:
    """A program, the ids that it must draw, and what it drew."""

    made: Made
    measured: Measured

    @property
    def injected(self) -> tuple[str, ...]:
        """The ids of its faults."""
        return tuple(name for name, _ in self.made.faults)

    @property
    def named(self) -> tuple[str, ...]:
        """The ids that were named."""
        return tuple(name for name, _ in self.measured.named)

    @property
    def first_right(self) -> bool:
        """The first diagnosis is one of the faults."""
        return bool(self.named) and self.named[0] in _alike(self.injected)

    @property
    def all_right(self) -> bool:
        """Every fault is named, and nothing else."""
        return not self.wrong and all(_alike([name]) & set(self.named) for name in self.injected)

    @property
    def wrong(self) -> list[str]:
        """The ids that were named and are no fault of the program."""
        return [name for name in self.named if name not in _alike(self.injected)]


def _alike(ids: Iterable[str]) -> set[str]:
    """Return ids with those that no probe tells from them."""
    known = catalogue.entries()
    asked = set(ids)
    return asked | {
        other for entry in known for other in (entry.id, *entry.same_as) if asked & {entry.id, *entry.same_as}
    }


# --- running --------------------------------------------------------------------------------------


def _generate(exercise: str, faults: int, count: int, seed: int) -> list[Made]:
    return list(make(exercise, faults, count, seed))


def _measure_made(made: Made, exhaustive: bool) -> Measured:
    name = f"{made.exercise.split('_')[0]}-{made.file}"
    return measure(ready(), made.raw, name, made.exercise, exhaustive)


def run_made(options: argparse.Namespace, pool: ProcessPoolExecutor) -> list[Case]:
    """Make programs and diagnose them."""
    exercises = chosen(options.only)
    numbers = [options.faults] if options.faults else list(_SHARES)
    jobs = []
    for faults in numbers:
        share = -(-options.count // len(exercises)) if options.count else _SHARES[faults]
        jobs += [(_generate, exercise, faults, share, options.seed) for exercise in exercises]
    made = [each for part in in_order(pool, jobs, "made") for each in part]
    every = max(options.cheaper, 0)
    tasks = [(_measure_made, each, bool(every) and number % every == 0) for number, each in enumerate(made)]
    return [Case(*pair) for pair in zip(made, in_order(pool, tasks, "diagnosed"), strict=True)]


# --- telling --------------------------------------------------------------------------------------

_HEAD = [
    "exercise",
    "faults",
    "programs",
    "first name right",
    "all names right",
    "wrong names",
    "repaired",
    "rejected",
    "cheaper exists",
    "median s",
    "95 % s",
    "max s",
]


def _row(name: str, faults: str, cases: Sequence[Case]) -> list[str]:
    count = len(cases)
    named = sum(len(case.named) for case in cases)
    looked = [case.measured.cheaper for case in cases if case.measured.cheaper not in (None, "?")]
    times = [case.measured.seconds for case in cases]
    return [
        name,
        faults,
        str(count),
        percent(sum(case.first_right for case in cases), count),
        percent(sum(case.all_right for case in cases), count),
        percent(sum(len(case.wrong) for case in cases), named),
        percent(sum(case.measured.repaired for case in cases), count),
        str(sum(case.measured.rejected is not None for case in cases)),
        f"{sum(bool(told) for told in looked)} of {len(looked)}",
        *(f"{quantile(times, share):.2f}" for share in (0.5, 0.95, 1.0)),
    ]


def tabulate(cases: Sequence[Case]) -> str:
    """Return the table of results, by exercise and number of faults."""
    rows = [_HEAD]
    for exercise in (*EXERCISES, ""):
        for faults in (1, 2, 3, 0):
            chosen = [
                case
                for case in cases
                if case.made.exercise.startswith(exercise) and faults in (0, len(case.injected))
            ]
            if chosen and (faults or not exercise):
                rows.append(_row(exercise.split("_")[0] or "all", str(faults or "any"), chosen))
    return table(rows)


def _record(case: Case) -> dict[str, Any]:
    made = asdict(case.made)
    made["raw"] = case.made.raw.decode("utf-8", "replace")
    told = {"first_right": case.first_right, "all_right": case.all_right, "wrong": case.wrong}
    return made | asdict(case.measured) | told


def _failures(cases: Iterable[Case]) -> Iterator[str]:
    """Yield what was missed, compactly."""
    for case in cases:
        seen = case.measured
        if case.all_right and seen.repaired and seen.rejected is None and not seen.cheaper:
            continue
        faults = ", ".join(f"{name}:{line}" for name, line in case.made.faults)
        named = ", ".join(f"{name}:{line}" for name, line in seen.named) or "nothing"
        yield f"--- {case.made.exercise.split('_')[0]} {case.made.file}: {faults}"
        state = "repaired" if seen.repaired else f"not repaired ({seen.outcome})"
        yield f"    named {named}; {state}, {seen.seconds:.1f} s"
        if seen.rejected:
            yield f"    REJECTED {seen.rejected}"
        if seen.cheaper:
            yield f"    cheaper: {seen.cheaper}"
        yield from changes("right to wrong", case.made.diff)
        if seen.patch:
            yield from changes("its repair", seen.patch)


def _write(path: Path, cases: Sequence[Case], text: str, options: argparse.Namespace) -> None:
    """Write the table as Markdown and every case as JSON beside it."""
    ids = Counter(name for case in cases for name in case.injected)
    head = f"# Repairs of made programs, seed {options.seed}\n\n{len(cases)} programs, {len(ids)} ids.\n\n"
    path.write_text(f"{head}{text}\n\nIntervals are Wilson's, 95 %.\n", encoding="utf-8")
    records = [_record(case) for case in cases]
    path.with_suffix(".json").write_text(json.dumps(records, indent=1, ensure_ascii=False), encoding="utf-8")


def main() -> int:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", default=(), help="some exercises")
    parser.add_argument("--faults", type=int, choices=(1, 2, 3), help="faults in each program")
    parser.add_argument("--count", type=int, help="programs with each number of faults, over the exercises")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with a sandbox of its own")
    parser.add_argument(
        "--cheaper", type=int, default=_CHEAPER, help="search every N-th exhaustively; 0 none"
    )
    parser.add_argument("--failures", action="store_true", help="print what was missed")
    parser.add_argument("--output", type=Path, help="Markdown file; every case goes into a .json beside it")
    parser.add_argument("--files", type=Path, help="folder of wrong programs with expected.json")
    parser.add_argument("--right", type=Path, help="folder of right programs")
    options = parser.parse_args()
    with crew(options.jobs) as pool:
        if options.files:
            return min(run_files(options, pool), 1)
        if options.right:
            return min(run_right(options, pool), 1)
        start = time.monotonic()
        cases = run_made(options, pool)
    text = tabulate(cases)
    if options.failures:
        print("\n".join(_failures(cases)))
    print(text)
    print(f"{time.monotonic() - start:.0f} s in all", file=sys.stderr)
    if options.output:
        _write(options.output, cases, text, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
