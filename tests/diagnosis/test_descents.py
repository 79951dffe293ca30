"""What a descent does is recovered from where it ends, in the sandbox, whatever its spelling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import course, targets
from grader.diagnosis import descents
from grader.diagnosis.stencil import Reading
from grader.sandbox import Sandbox
from grader.session import Job, Session
from grader.worker.wire import Answer, Definition, Loaded, Parameter, Program, Record, SourceCell

TESTS = Path(__file__).resolve().parent.parent
NAME = "gradient_descent"
GRADIENT = "lambda f, x: np.array([(f(x + e) - f(x - e)) / 2e-4 for e in 1e-4 * np.eye(x.size)])"
SEEN = {
    "adds-the-gradient",
    "ascends",
    "assigns-the-step",
    "divides-by-learning-rate",
    "ignores-learning-rate",
    "ignores-step-count",
    "off-by-one-steps",
    "restarts-each-step",
    "return-inside-loop",
    "stale-gradient",
    "update-not-kept",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def reading(sandbox: Sandbox, source: str) -> Reading:
    asked = course.load("exercise3_gradient_descent")
    with Session(sandbox, [SourceCell(1, source)], targets.wanted(asked)) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        definition = targets.choose(asked, loaded.definitions)[NAME].definition
        program = Program("recovery", descents.steps_for(definition), 2.0)
        ((_, answer),) = session.run({NAME: definition.index}, [Job(program, NAME)])
        assert isinstance(answer, Answer)
        return descents.read(answer.records)


def loop(update: str, count: str = "step_num", first: str = "pass") -> str:
    return (
        f"import numpy as np\ngradient = {GRADIENT}\n\n"
        f"def gradient_descent(f, init_x, lr=0.01, step_num=100):\n    x = init_x.copy()\n    {first}\n"
        f"    for _ in range({count}):\n        {update}\n    return x\n"
    )


def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def wrong() -> list[tuple[str, str]]:
    table = json.loads((TESTS / "wrong" / "exercise3" / "expected.json").read_text(encoding="utf-8"))
    single = [(name, entry["misconceptions"]) for name, entry in table.items()]
    return [(name, faults[0][0]) for name, faults in single if len(faults) == 1 and faults[0][0] in SEEN]


@pytest.mark.parametrize("name", sorted(path.name for path in (TESTS / "right" / "exercise3").glob("*.py")))
def test_of_a_right_descent_nothing_is_told(sandbox: Sandbox, name: str) -> None:
    found = reading(sandbox, text(TESTS / "right" / "exercise3" / name))
    assert (found.ids, found.told) == ((), ())


@pytest.mark.parametrize(("name", "idea"), wrong())
def test_a_wrong_descent_fits_its_misconception(sandbox: Sandbox, name: str, idea: str) -> None:
    found = reading(sandbox, text(TESTS / "wrong" / "exercise3" / name))
    assert idea in found.ids
    assert found.told
    assert len(found.ids) <= 5


@pytest.mark.parametrize(
    ("source", "name", "fields"),
    [
        (loop("x += lr * gradient(f, x)"), "up", {}),
        (loop("pass"), "still", {}),
        (loop("x = -lr * gradient(f, x)"), "assigned", {"step": "-lr * gradient"}),
        (loop("x -= lr + gradient(f, x)"), "rate-added", {"step": "gradient + lr"}),
        (loop("x = x - lr + gradient(f, x)"), "rate-added", {"step": "lr - gradient"}),
        (
            loop("x -= 0.05 * gradient(f, x)"),
            "rate-idle",
            {"one": "0.13", "other": "0.37", "used": "0.05"},
        ),
        (loop("x -= gradient(f, x) / lr"), "divided", {}),
        (loop("x -= lr * gradient(f, x)", "7"), "count-idle", {"made": "7"}),
        (
            loop("x -= lr * gradient(f, x)", "step_num - 1"),
            "count-off",
            {"asked": 2, "made": "1", "asked_long": 5, "made_long": "4"},
        ),
        (loop("x -= lr * 3 * gradient(f, x)"), "factor", {"factor": "3"}),
        (loop("x -= lr * g", first="g = gradient(f, x)"), "stale", {}),
    ],
)
def test_what_each_form_does_is_told_with_its_numbers(
    sandbox: Sandbox, source: str, name: str, fields: dict[str, object]
) -> None:
    (told,) = reading(sandbox, source).told
    assert told.id == f"recovered.descent-{name}"
    assert told.fields == fields


def test_uphill_and_a_step_too_few_are_both_told(sandbox: Sandbox) -> None:
    found = reading(sandbox, loop("x += lr * gradient(f, x)", "step_num - 1"))
    assert [message.id for message in found.told] == ["recovered.descent-up", "recovered.descent-count-off"]


@pytest.mark.parametrize(
    "update",
    ["x = x * 2 - 1", "x[0] -= lr * gradient(f, x)[0]", "x = x / 0", "x = x - lr * gradient(f, x)[0]"],
)
def test_what_has_no_known_form_is_not_named(sandbox: Sandbox, update: str) -> None:
    assert reading(sandbox, loop(update)) == Reading()


def test_what_cannot_be_read_names_nothing() -> None:
    assert descents.read([]) == Reading()
    assert descents.read([Record()] * 8) == Reading()
    assert descents.read([Record(value="text")] * 8) == Reading()


def test_a_function_that_lacks_a_parameter_is_not_asked() -> None:
    bare = [Parameter("f", "positional", True), Parameter("init_x", "positional", True)]
    assert descents.steps_for(Definition(0, NAME, "function", 1, 1, 2, bare)) == []
