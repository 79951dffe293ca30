"""Every wrong program is named exactly and repaired, no right one is accused: the real way through.

The oracles of the other tests here prove the wrong files wrong; this is about what the grader says of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader import course
from grader.diagnosis import catalogue
from grader.exercise import Limits
from grader.grading import grade, mended
from grader.outcome import Outcome
from grader.sandbox import Sandbox
from grader.submission import parse_submission, read_submission

TESTS = Path(__file__).resolve().parent.parent
SEED = 4242


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits()) as started:
        yield started


@cache
def expected() -> dict[str, dict[str, Any]]:
    """Return what is expected of each wrong file, by "exerciseN/name"."""
    found: dict[str, dict[str, Any]] = {}
    for table in sorted((TESTS / "wrong").glob("*/expected*.json")):
        entries = json.loads(table.read_text(encoding="utf-8"))
        found |= {f"{table.parent.name}/{name}": entry for name, entry in entries.items()}
    return found


def exercise_of(name: str) -> str:
    return course.find(name.split("/")[0])[0]


def wrong_files() -> list[str]:
    return sorted(name for name, entry in expected().items() if not entry.get("advice"))


def advised_files() -> list[str]:
    return sorted(name for name, entry in expected().items() if entry.get("advice"))


def right_files() -> list[str]:
    return sorted(f"{path.parent.name}/{path.name}" for path in (TESTS / "right").glob("*/*.py"))


def test_every_wrong_file_has_its_expectation() -> None:
    files = {f"{path.parent.name}/{path.name}" for path in (TESTS / "wrong").glob("*/*.py")}
    assert files == set(expected())


def test_every_id_of_the_catalogue_has_a_wrong_file() -> None:
    shown = {idea for entry in expected().values() for idea, _ in entry["misconceptions"]}
    alike = {idea for entry in catalogue.entries() for idea in entry.same_as}
    lacking = {entry.id for entry in catalogue.entries()} - shown - alike
    assert not lacking


@pytest.mark.parametrize("name", wrong_files())
def test_a_wrong_program_is_named_exactly_and_its_repair_passes(name: str, sandbox: Sandbox) -> None:
    exercise = exercise_of(name)
    submission = read_submission(str(TESTS / "wrong" / name))
    report, repaired = mended(submission, exercise, sandbox, seed=SEED)
    named = [
        [diagnosis.misconception, diagnosis.location.line if diagnosis.location else 0]
        for diagnosis in report.diagnoses
        if diagnosis.kind == "misconception"
    ]
    alike = {entry.id: {entry.id, *entry.same_as} for entry in catalogue.entries()}
    wanted = expected()[name]["misconceptions"]
    assert report.outcome is not Outcome.PASSED
    assert len(named) == len(wanted), f"named {named}, wanted {wanted}"
    for (idea, line), (other, at) in zip(sorted(named), sorted(wanted), strict=True):
        assert other in alike[idea] or idea in alike.get(other, {other}), f"named {named}, wanted {wanted}"
        assert line == at, f"named {named}, wanted {wanted}"
    assert repaired is not None
    again = parse_submission(repaired, submission.path)
    (second,) = grade(again, (exercise,), sandbox, seed=SEED + 1)
    assert second.outcome is Outcome.PASSED


@pytest.mark.parametrize("name", advised_files())
def test_what_is_only_unwise_passes_and_is_advised_against(name: str, sandbox: Sandbox) -> None:
    exercise = exercise_of(name)
    submission = read_submission(str(TESTS / "wrong" / name))
    report, repaired = mended(submission, exercise, sandbox, seed=SEED)
    advised = {diagnosis.misconception for diagnosis in report.diagnoses if diagnosis.kind == "advice"}
    wanted = {idea for idea, _ in expected()[name]["misconceptions"]}
    assert report.outcome is Outcome.PASSED
    assert wanted <= advised
    assert repaired is None


@pytest.mark.parametrize("name", right_files())
def test_a_right_program_passes_and_draws_no_misconception(name: str, sandbox: Sandbox) -> None:
    submission = read_submission(str(TESTS / "right" / name))
    (report,) = grade(submission, (exercise_of(name),), sandbox, seed=SEED, mend=True)
    assert report.outcome is Outcome.PASSED
    assert [diagnosis for diagnosis in report.diagnoses if diagnosis.kind == "misconception"] == []
    assert report.repair is None


def test_there_are_at_least_sixty_right_programs() -> None:
    assert len(right_files()) >= 60
