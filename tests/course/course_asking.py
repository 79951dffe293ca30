"""Asks an exercise's checks of a program within this process: for programs written in these tests alone."""

from __future__ import annotations

import ast
import warnings
import zlib
from contextlib import nullcontext

import numpy as np

from grader import course, judge, targets
from grader.exercise import Found
from grader.outcome import Outcome, Verdict
from grader.worker.definitions import Definitions
from grader.worker.steps import run_program
from grader.worker.wire import Answer, Program


def definitions_of(source: str) -> Definitions:
    """Run a program statement by statement and return what it defines."""
    namespace: dict[str, object] = {"__name__": "program"}
    definitions = Definitions()
    for statement in ast.parse(source).body:
        exec(compile(ast.Module([statement], []), "<program>", "exec"), namespace)
        definitions.take(statement, 1, namespace)
    return definitions


def ask(
    exercise: str, source: str, seed: int = 1, offered: dict[str, str] | None = None
) -> dict[str, Verdict]:
    """Return the verdicts on a program by check."""
    asked = course.load(exercise)
    definitions = definitions_of(source)
    found = targets.found(targets.choose(asked, definitions.finish({})))
    plans = {
        check.id: check.plan(np.random.default_rng([seed, zlib.crc32(check.id.encode())]), found)
        for check in judge.questions(asked, found, offered or {})
    }
    bound = {name: definitions.objects[definition.index] for name, definition in found.definitions.items()}
    answers = {name: run(name, plan.steps, bound) for name, plan in plans.items() if plan.steps}
    around = judge.Circumstances(offered or {})
    return {verdict.id: verdict for verdict in judge.verdicts(asked, found, plans, answers, around)}


def run(name: str, steps: tuple, bound: dict[str, object]) -> Answer:
    """Run the steps of one check as a worker does."""
    with warnings.catch_warnings(action="ignore"):
        return run_program(Program(name, list(steps), 10.0), bound, lambda seconds: nullcontext())


def failures(verdicts: dict[str, Verdict]) -> set[str]:
    """Return the checks that did not pass, without those that wait for another or are left out."""
    quiet = (Outcome.PASSED, Outcome.SKIPPED)
    return {name for name, verdict in verdicts.items() if verdict.outcome not in quiet}


def outcome_of(exercise: str, source: str, found: Found | None = None, **options: object) -> Outcome:
    """Return how a program ends in an exercise."""
    asked = course.load(exercise)
    if found is None:
        found = targets.found(targets.choose(asked, definitions_of(source).finish({})))
    verdicts = ask(exercise, source, **options)  # type: ignore[arg-type]
    return judge.outcome(asked, found, tuple(verdicts.values()))
