"""Grading a class: against the floor, nbgrader and otter in one run, and its cost from 100 to 10,000 files.

    python benchmarks/class.py                      all of it; makes an environment for the peers
    python benchmarks/class.py --peers PYTHON       with one that has nbgrader and otter-grader
    python benchmarks/class.py --no-peers --sizes 100,1000

The floor and the grader take turns, on two processes each, so that whatever else the machine does falls on
both; what counts is the ratio, by wall time and by CPU time, of the least and of the median of the turns. The
grader is the real command, start and gradebook included. Memory is the proportional set size (PSS) of the
whole process tree, looked at twice a second.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

import class_peers
from class_calls import recorded
from class_work import EXERCISES, ROOT, cells

sys.path.insert(0, str(ROOT))

from grader.sandbox import Sandbox

PROCESSES = 2
OF_NBGRADER, OF_OTTER = 8, 4  # submissions: theirs take seconds each


@dataclass(frozen=True)
class Turn:
    """One measurement of some submissions: seconds of wall and of CPU time, peak bytes."""

    count: int
    wall: float
    cpu: float
    peak: int = 0

    def each(self) -> tuple[float, float]:
        """Milliseconds of wall and of CPU time for one submission."""
        return self.wall / self.count * 1e3, self.cpu / self.count * 1e3


def write_class(folder: Path, count: int) -> None:
    """Write so many submissions, each its own text."""
    folder.mkdir()
    for number, texts in enumerate(islice(cells(), count)):
        (folder / f"student{number:05d}.py").write_text("\n\n".join(texts), encoding="utf-8")


def of_grader(folder: Path, count: int, watch: bool = False) -> Turn:
    """Grade a class anew by the command."""
    shutil.rmtree(folder / ".grader", ignore_errors=True)
    words = ["class", "grade", str(folder), "--no-repair", "--jobs", str(PROCESSES)]
    words += [word for exercise in EXERCISES for word in ("--exercise", exercise)]
    before, start = _cpu_of_children(), perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "grader", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as started:
        peak = _Peak(started.pid) if watch else None
        told, _ = started.communicate()
    wall = perf_counter() - start
    _take_in_orphans()
    if f"Results graded: {count * len(EXERCISES)}" not in told or told.count(f"{count} of {count}") != 5:
        raise SystemExit(f"not everything was graded and passed:\n{told}")
    return Turn(count, wall, _cpu_of_children() - before, peak.stop() if peak else 0)


def of_floor(file: Path, count: int) -> Turn:
    """Run the floor over the same submissions."""
    command = [sys.executable, str(ROOT / "benchmarks" / "class_floor.py"), str(file), str(PROCESSES)]
    told = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    wall, cpu = map(float, told.stdout.split())
    return Turn(count, wall, cpu)


def _adopt_orphans() -> None:
    """Have what the command's processes leave behind become children of this one: their time counts, too."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _take_in_orphans() -> None:
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass


def _cpu_of_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


class _Peak:
    """Watches the memory of a process tree until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Return the greatest sum seen, in bytes."""
        self._over.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self._most = max(self._most, sum(map(_pss, _tree(self._pid))))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def compare(root: Path, count: int, turns: int) -> tuple[list[Turn], list[Turn]]:
    """Let the floor and the grader take turns."""
    work = root / "work.pickle"
    with Sandbox() as sandbox:
        mixes: dict[str, object] = {}
        rows = []
        for texts in islice(cells(), count):
            key = "".join(text.partition("\n")[2] for text in texts)  # without the student's own line
            if key not in mixes:
                mixes[key] = recorded(texts, sandbox)
            rows.append((texts, mixes[key]))
        work.write_bytes(pickle.dumps(rows))
    write_class(root / "compared", count)
    floor, ours = [], []
    for _ in range(turns):
        floor.append(of_floor(work, count))
        ours.append(of_grader(root / "compared", count))
    return floor, ours


def show_comparison(floor: Sequence[Turn], ours: Sequence[Turn]) -> None:
    """Print the times of one submission and the ratios."""
    print(
        f"\n{floor[0].count} right submissions of five exercises, {PROCESSES} processes, {len(floor)} turns"
    )
    print(f"{'ms a submission':24}{'least wall':>12}{'median wall':>13}{'least CPU':>12}{'median CPU':>12}")
    table = {}
    for name, turns in (("floor", floor), ("class grade", ours)):
        walls, cpus = zip(*(turn.each() for turn in turns), strict=True)
        table[name] = (min(walls), statistics.median(walls), min(cpus), statistics.median(cpus))
        print(f"{name:24}" + "".join(f"{value:12.2f}" for value in table[name]))
    ratios = [ours / floor for ours, floor in zip(table["class grade"], table["floor"], strict=True)]
    print(f"{'ratio':24}" + "".join(f"{value:12.2f}" for value in ratios))


def show_peers(root: Path, python: Path, ours: Sequence[Turn]) -> None:
    """Run the peers and print how many times longer they take for one submission."""
    least = min(turn.each()[0] for turn in ours)
    print(f"\n{'seconds a submission':24}{'peer':>10}{'times class grade':>20}")
    for name, count, act in (
        ("nbgrader autograde", OF_NBGRADER, class_peers.nbgrader),
        ("otter run", OF_OTTER, class_peers.otter),
    ):
        folder = root / name.split()[0]
        folder.mkdir()
        seconds = act(python, folder, list(islice(cells(), count))) / count
        print(f"{name:24}{seconds:10.2f}{seconds * 1e3 / least:20.0f}")


def show_sizes(root: Path, sizes: Sequence[int], figure: Path | None) -> None:
    """Grade classes of several sizes; print cost and memory, and draw them."""
    print(f"\n{'submissions':>12}{'seconds':>10}{'ms each':>10}{'CPU ms each':>13}{'peak PSS MiB':>14}")
    turns = []
    for count in sizes:
        folder = root / f"class{count}"
        write_class(folder, count)
        turn = of_grader(folder, count, watch=True)
        turns.append(turn)
        wall, cpu = turn.each()
        print(f"{count:12}{turn.wall:10.1f}{wall:10.2f}{cpu:13.2f}{turn.peak / 2**20:14.0f}", flush=True)
        shutil.rmtree(folder)
    if figure is not None:
        from class_figure import drawn

        figure.write_text(drawn([(turn.count, turn.each()[1], turn.peak / 2**20) for turn in turns]), "utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--peers", type=Path, help="a Python that has nbgrader and otter-grader")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--figure", type=Path)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",") if size]
    _adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        floor, ours = compare(root, options.submissions, options.turns)
        show_comparison(floor, ours)
        if not options.no_peers:
            show_peers(root, options.peers or class_peers.environment(root / "peers"), ours)
        if sizes:
            show_sizes(root, sizes, options.figure)


if __name__ == "__main__":
    main()
