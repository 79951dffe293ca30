"""The same submissions through nbgrader autograde and otter run; knows their folders and commands, not ours.

Each is run as its documents say: nbgrader on a folder of submissions, otter on one notebook after the other.
The tests are four asserts a question, twenty in all. A run counts only if every submission gets full marks.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

TESTS = (
    """
import numpy as np
assert abs(numerical_diff(np.exp, 0.7) - np.exp(0.7)) < 1e-6
assert abs(numerical_diff(np.sin, 1.1) - np.cos(1.1)) < 1e-6
assert abs(numerical_diff(np.tanh, 0.5) - 1 / np.cosh(0.5) ** 2) < 1e-6
assert abs(numerical_diff(lambda x: x**3, 1.9) - 3 * 1.9**2) < 1e-6
""",
    """
x = np.array([0.7, -1.3, 0.4])
f = lambda x: np.sum(np.exp(x))
assert np.allclose(numerical_gradient(f, x), np.exp(x), atol=1e-6)
assert np.allclose(x, [0.7, -1.3, 0.4])
g = lambda x: x[0] ** 2 * x[1]
assert np.allclose(numerical_gradient(g, np.array([0.7, 1.3])), [1.82, 0.49], atol=1e-6)
assert np.allclose(numerical_gradient(lambda x: np.sum(x**3), np.ones((2, 3))), 3, atol=1e-6)
""",
    """
bowl, start = lambda x: np.sum(x**2), np.array([1.0, -2.0])
assert np.allclose(gradient_descent(bowl, start.copy(), lr=0.1, step_num=1), [0.8, -1.6], atol=1e-6)
assert np.allclose(gradient_descent(bowl, start.copy(), lr=0.1, step_num=0), [1.0, -2.0])
assert np.allclose(gradient_descent(bowl, start.copy(), lr=0.2, step_num=2), [0.36, -0.72], atol=1e-6)
assert np.allclose(gradient_descent(bowl, np.array([3.0, 4.0]), lr=0.1, step_num=100), 0, atol=1e-6)
""",
    """
assert np.allclose(softmax(np.array([1.0, 2.0, 3.0])), [0.09003057, 0.24472847, 0.66524096])
assert np.isclose(np.sum(softmax(np.array([1000.0, 1001.0, 0.0]))), 1)
net = simpleNet()
assert net.W.shape == (2, 3)
assert np.isfinite(net.loss(np.array([0.6, 0.9]), np.array([0.0, 0.0, 1.0])))
""",
    """
net = TwoLayerNet(4, 3, 2)
x, t = np.random.rand(5, 4), np.eye(2)[[0, 1, 0, 1, 1]]
assert net.predict(x).shape == (5, 2)
assert 0 <= net.accuracy(x, t) <= 1
grads = net.numerical_gradient(x, t)
assert grads["W1"].shape == (4, 3)
assert np.allclose(grads["W1"], net.gradient(x, t)["W1"], atol=1e-6)
""",
)
_KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def nbgrader(python: Path, folder: Path, submissions: Sequence[Sequence[str]]) -> float:
    """Return the seconds that `nbgrader autograde` takes for all submissions."""
    (folder / "source" / "ps1").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'class'\n")
    _write(folder / "source" / "ps1" / "ps1.ipynb", _for_nbgrader(submissions[0]))
    _call(python, folder, "nbgrader", "generate_assignment", "ps1", "--create")
    for number, cells in enumerate(submissions):
        (folder / "submitted" / f"student{number}" / "ps1").mkdir(parents=True)
        _write(folder / "submitted" / f"student{number}" / "ps1" / "ps1.ipynb", _for_nbgrader(cells))
    seconds = _call(python, folder, "nbgrader", "autograde", "ps1", "--create")
    _call(python, folder, "nbgrader", "export", "--to", "grades.csv")
    rows = [line.split(",") for line in (folder / "grades.csv").read_text().splitlines()]
    score = rows[0].index("score")
    if [float(row[score]) for row in rows[1:]] != [100.0] * len(submissions):
        raise SystemExit("nbgrader did not give every submission full marks")
    return seconds


def otter(python: Path, folder: Path, submissions: Sequence[Sequence[str]]) -> float:
    """Return the seconds that `otter run` takes for all submissions."""
    (folder / "tests").mkdir(parents=True)
    for number, text in enumerate(TESTS, 1):
        cases = [{"code": _doctest(text), "hidden": False, "locked": False}]
        suite = {
            "name": f"q{number}",
            "points": 20,
            "suites": [{"cases": cases, "scored": True, "type": "doctest"}],
        }
        (folder / "tests" / f"q{number}.py").write_text(f"OK_FORMAT = True\n\ntest = {suite!r}\n")
    _call(python, folder, "otter", "generate", "-t", "tests", "--no-environment")
    seconds = 0.0
    for number, cells in enumerate(submissions):
        _write(folder / f"student{number}.ipynb", _notebook([_code(text) for text in cells]))
        seconds += _call(python, folder, "otter", "run", "-a", "autograder.zip", f"student{number}.ipynb")
        told = json.loads((folder / "results.json").read_text())
        if sum(test.get("score", 0) for test in told["tests"]) != 100:
            raise SystemExit("otter did not give every submission full marks")
    return seconds


def _call(python: Path, folder: Path, program: str, *words: str) -> float:
    start = time.perf_counter()
    command = [str(python.parent / program), *words]
    path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"  # nbgrader calls alembic by its name
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start


def _doctest(text: str) -> str:
    lines = re.sub(r"\n\s*\n", "\n", text.strip()).splitlines()
    return "\n".join(f">>> {line}" for line in lines)


def _for_nbgrader(cells: Sequence[str]) -> object:
    made = []
    for number, (text, test) in enumerate(zip(cells, TESTS, strict=True), 1):
        solution = f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"
        made.append(_code(solution, nbgrader=_marks(f"answer{number}", solution=True)))
        made.append(_code(test.strip(), nbgrader=_marks(f"test{number}", points=20)))
    return _notebook(made)


def _marks(name: str, solution: bool = False, points: int | None = None) -> dict[str, object]:
    marks: dict[str, object] = {
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return marks if points is None else {**marks, "points": points}


def _code(text: str, **metadata: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": metadata, "outputs": [], "execution_count": None, "source": text}


def _notebook(cells: Sequence[dict[str, object]]) -> object:
    numbered = [{**cell, "id": f"cell{number}"} for number, cell in enumerate(cells)]
    return {"cells": numbered, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}


def _write(path: Path, notebook: object) -> None:
    path.write_text(json.dumps(notebook), encoding="utf-8")


def environment(folder: Path) -> Path:
    """Make a virtual environment with both; returns its Python. Needs the package index."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    packages = ["nbgrader>=0.9.5", "otter-grader>=6", "jupyterlab>=4.2", "numpy"]
    subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True)
    return python
