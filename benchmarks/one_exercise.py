"""Grading one passing exercise, against cold scripts and pytest that run the same asserts unprotected.

Run it with the project's own Python:  python benchmarks/one_exercise.py [--runs 15]
They take turns, so that whatever else the machine does falls on all of them. What counts is the ratio of
the medians. One script compares by bare asserts, the other by numpy.testing as such scripts mostly do. The
peak memory is the sum of the resident sets of the whole process tree, pages that processes share counted
once for each.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = """
import numpy as np


def numerical_diff(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)
"""

CASES = [  # (call, what it must come near)
    (f"numerical_diff({function}, {x})", derivative.format(x))
    for x in (0.3, 0.7, 1.1, 1.9, 2.3)
    for function, derivative in (
        ("np.exp", "np.exp({})"),
        ("np.sin", "np.cos({})"),
        ("np.tanh", "1 / np.cosh({}) ** 2"),
        ("np.square", "2 * {}"),
    )
]
ASSERTS = "\n".join(f"    assert abs({call} - {value}) < 1e-6" for call, value in CASES)
TESTING = "\n".join(f"    np.testing.assert_allclose({call}, {value}, rtol=1e-6)" for call, value in CASES)

TEST = f"{PROGRAM}\n\ndef test_numerical_diff():\n{ASSERTS}\n"
SCRIPT = f"{TEST}\n\ntest_numerical_diff()\n"
TESTING_SCRIPT = f"{PROGRAM}\n\ndef test_numerical_diff():\n{TESTING}\n\n\ntest_numerical_diff()\n"


def commands(folder: Path) -> dict[str, list[str]]:
    """Write the files and return the commands by name."""
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    (folder / "testing.py").write_text(TESTING_SCRIPT, encoding="utf-8")
    (folder / "test_program.py").write_text(TEST, encoding="utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    return {
        "cold script": [sys.executable, str(folder / "script.py")],
        "numpy.testing": [sys.executable, str(folder / "testing.py")],
        "pytest": [*pytest, "--rootdir", str(folder), str(folder / "test_program.py")],
        "grader": [sys.executable, "-m", "grader", "exercise1", "--submission", str(folder / "program.py")],
    }


def timed(command: Sequence[str]) -> float:
    """Run a command that must succeed; returns its wall time in seconds."""
    start = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def peak_memory(command: Sequence[str]) -> int:
    """Return the greatest sum of resident sets of a command's process tree, in bytes (Linux)."""
    peak = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_resident, _tree(process.pid))))
            time.sleep(0.001)
    return peak


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return 0


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        table = commands(Path(name))
        times: dict[str, list[float]] = {key: [] for key in table}
        for command in table.values():
            timed(command)  # files into the page cache, bytecode written
        for _ in range(runs):
            for key, command in table.items():
                times[key].append(timed(command))
        medians = {key: statistics.median(values) for key, values in times.items()}
        print(f"{'':14} {'median':>9} {'least':>9} {'/ cold script':>15} {'/ numpy.testing':>16}")
        for key, median in medians.items():
            ratios = f"{median / medians['cold script']:15.2f} {median / medians['numpy.testing']:16.2f}"
            print(f"{key:14} {median * 1e3:6.0f} ms {min(times[key]) * 1e3:6.0f} ms {ratios}")
        if sys.platform.startswith("linux"):
            peak = max(peak_memory(table["grader"]) for _ in range(3))
            print(f"peak memory of the grader's process tree: {peak / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
