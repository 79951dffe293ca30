"""The whole way: stubs, solutions and the source documents, graded as the command line grades them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import course
from grader.exercise import Limits
from grader.grading import grade
from grader.outcome import Outcome
from grader.sandbox import Sandbox
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
E1, E2, E3, E4, E5, E6 = course.EXERCISES

# document -> exercise -> (outcome, checks that fail themselves, misconceptions with their lines)
DOCUMENTS: dict[str, dict[str, tuple[str, set[str], list[tuple[str, int]]]]] = {
    "000": {
        E2: ("passed", set(), []),
        E3: ("passed", set(), []),
        E4: ("failed", {"softmax-batch"}, [("softmax-over-whole-batch", 75)]),
    },
    "001": {
        E1: ("failed", {"calls-f"}, [("step-too-small", 3), ("missing-numerator-parentheses", 4)]),
        E2: ("passed", set(), []),
        E3: ("passed", set(), []),
        E4: ("passed", set(), []),
    },
    "002": {exercise: ("passed", set(), []) for exercise in (E1, E2, E3, E5, E6)},
    "003": {
        E1: ("passed", set(), []),
        E2: ("passed", set(), []),
        E3: ("failed", {"direction"}, [("uses-numerical-diff", 123)]),
    },
    "004": {
        E2: ("failed", {"any-shape"}, [("one-dimensional-only", 102)]),
        E3: ("passed", set(), []),
        E4: ("passed", set(), []),
        E5: ("passed", set(), []),
    },
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits()) as started:
        yield started


@pytest.mark.parametrize("exercise", course.EXERCISES)
def test_a_solution_passes_with_full_marks(exercise: str, sandbox: Sandbox) -> None:
    submission = read_submission(str(ROOT / "solutions" / f"{exercise}.py"))
    (report,) = grade(submission, (exercise,), sandbox)
    assert report.outcome is Outcome.PASSED
    assert report.score == report.max_score > 0
    assert not [diagnosis for diagnosis in report.diagnoses if diagnosis.kind == "misconception"]


@pytest.mark.parametrize("exercise", course.EXERCISES)
def test_a_stub_is_graded_as_unsolved_and_nothing_is_named(exercise: str, sandbox: Sandbox) -> None:
    submission = read_submission(str(ROOT / "exercises" / f"{exercise}.py"))
    (report,) = grade(submission, (exercise,), sandbox, mend=True)
    assert report.outcome is not Outcome.PASSED
    assert report.score == 0
    assert report.diagnoses == ()
    assert report.repair is None


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents do not lie beside this checkout")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_source_document_gets_what_it_deserves(document: str) -> None:
    (path,) = SEEDS.glob(f"{document}_*.txt")
    command = [sys.executable, "-m", "grader", "all", "--submission", str(path), "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    reports: dict[str, dict[str, Any]] = {
        report["exercise"]: report for report in json.loads(done.stdout)["reports"]
    }
    assert done.returncode == any(outcome != "passed" for outcome, _, _ in DOCUMENTS[document].values())
    for exercise in course.EXERCISES:
        report = reports[exercise]
        outcome, failing, named = DOCUMENTS[document].get(exercise, ("missing", set(), []))
        assert report["outcome"] == outcome, exercise
        if outcome == "missing":
            continue
        failed = {check["id"] for check in report["checks"] if check["outcome"] in ("failed", "crashed")}
        assert failed == failing, exercise
        found = [
            (diagnosis["misconception"], diagnosis["line"])
            for diagnosis in report["diagnoses"]
            if diagnosis["kind"] == "misconception"
        ]
        assert found == named, exercise
        assert bool(report["repair"]) is bool(named)
    if document == "001":
        assert any("numercial_diff" in note for note in map(str, reports[E1]["notes"]))
    if document in ("000",):
        assert any("gradient_decent" in note for note in map(str, reports[E3]["notes"]))
