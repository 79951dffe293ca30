"""The way through the real otter-grader: from our source to its results; it runs as its own process."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.grading import grade
from grader.notebook.build import build_notebooks
from grader.notebook.kinds import drafts_of
from grader.notebook.script import read_script
from grader.report.catalogue import catalogue
from grader.sandbox import Sandbox
from grader.submission import read_submission

for needed in ("otter", "jupytext", "ipykernel"):
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed", allow_module_level=True)

ROOT = Path(__file__).resolve().parent.parent.parent
EXERCISE = "exercise3_gradient_descent"
ANSWER = "answer-gradient_descent"
SECONDS = 900  # far above what it takes: a machine of CI may be slow


@dataclass(frozen=True)
class Assignment:
    """A folder in which `otter assign` has made the student's notebook and the autograder."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def released(self) -> Path:
        return self.folder / "dist" / "student" / f"{EXERCISE}.ipynb"

    def run(self, *words: str) -> str:
        """Run otter with this interpreter; returns what it wrote."""
        done = subprocess.run(
            [sys.executable, "-m", "otter", *words],
            cwd=self.folder,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def hand_in(self, answer: str) -> Path:
        """Write the student's notebook with an answer in."""
        document = json.loads(self.released.read_text("utf-8"))
        sources = ["".join(cell["source"]) for cell in document["cells"]]
        (number,) = (n for n, source in enumerate(sources) if "def gradient_descent" in source)
        document["cells"][number]["source"] = answer
        file = self.folder / "handin" / f"{EXERCISE}.ipynb"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(document), encoding="utf-8")
        return file

    def results(self, file: Path) -> dict[str, Any]:
        """Grade a file with the autograder; returns what it says."""
        (autograder,) = (self.folder / "dist" / "autograder").glob("*.zip")
        out = self.folder / "results"
        out.mkdir(exist_ok=True)
        self.run("run", "-a", str(autograder), "-o", str(out), str(file))
        found: dict[str, Any] = json.loads((out / "results.json").read_text("utf-8"))
        return found


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory, tool_environment: Mapping[str, str]) -> Assignment:
    """A folder after `otter assign`, which runs the tests against the answers, too."""
    made = Assignment(tmp_path_factory.mktemp("otter"), tool_environment)
    build_notebooks(ROOT / "solutions", [EXERCISE], "otter", made.folder)
    told = made.run("assign", "-v", f"{EXERCISE}.ipynb", "dist")
    assert "Total points: 100" in told
    assert "All autograder tests passed." in told
    return made


@pytest.fixture(scope="module")
def answer() -> str:
    drafts = drafts_of(read_script(ROOT / "solutions" / f"{EXERCISE}.py"), "instructor", "en")
    return next(draft.source for draft in drafts if draft.role == ANSWER)


def test_otter_releases_the_stub_and_no_answer(assignment: Assignment, answer: str) -> None:
    document = json.loads(assignment.released.read_text("utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in document["cells"])
    assert "    raise NotImplementedError\n" in text + "\n"
    assert "numerical_gradient(f, x)" in answer
    assert "numerical_gradient(f, x)" not in text
    assert "SOLUTION" not in text
    assert 'grader.check("exercise3_gradient_descent")' in text


def test_otter_gives_the_points_of_our_own_report(
    assignment: Assignment, answer: str, sandbox: Sandbox
) -> None:
    file = assignment.hand_in(answer.replace("range(step_num)", "range(step_num + 1)"))
    report = next(grade(read_submission(file), [EXERCISE], sandbox))
    tests = assignment.results(file)["tests"]
    scored = [test for test in tests if test.get("max_score")]
    assert sum(test["max_score"] for test in scored) == 100
    # The history is left out of the report; its test fails, since less than half of the rest is earned.
    assert 0 < report.score / report.max_score < 0.5
    assert sum(test["score"] for test in scored) == report.score
    output = tests[0]["output"]
    for verdict in report.checks:
        assert (f"expect('exercise3', '{verdict.id}')" in output) == (verdict.score == 0)
    assert catalogue("en").text("notebook.left-out") in output
