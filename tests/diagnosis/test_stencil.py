"""The formula of a program is recovered from its answers, in the sandbox, whatever its spelling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader import course, targets
from grader.diagnosis import stencil, stencil_names
from grader.diagnosis.stencil import Reading
from grader.sandbox import Sandbox
from grader.session import Job, Session
from grader.worker.wire import Answer, Loaded, Program, Record, SourceCell

TESTS = Path(__file__).resolve().parent.parent
SCALAR, VECTOR = "exercise1_numerical_diff", "exercise2_numerical_gradient"
H = 1e-4


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def reading(sandbox: Sandbox, exercise: str, source: str) -> Reading:
    asked = course.load(exercise)
    with Session(sandbox, [SourceCell(1, source)], targets.wanted(asked)) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        name = asked.main.name
        index = targets.choose(asked, loaded.definitions)[name].definition.index
        program = Program("stencil", stencil.steps_for(exercise), 2.0)
        ((_, answer),) = session.run({name: index}, [Job(program, name)])
        assert isinstance(answer, Answer)
        return stencil.read(answer.records)


def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def programs(kind: str, exercise: str) -> list[str]:
    folder = TESTS / kind / exercise.split("_")[0]
    if kind == "right":
        return [path.name for path in sorted(folder.glob("*.py"))]
    table = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    unseen = {"step-literal-typo__3.py", "integer-truncation.py", "two-faults-vector-and-component.py"}
    return [name for name in table if name not in unseen]


def wanted(exercise: str, name: str) -> set[str]:
    table = json.loads(
        (TESTS / "wrong" / exercise.split("_")[0] / "expected.json").read_text(encoding="utf-8")
    )
    return {idea for idea, _ in table[name]["misconceptions"]}


@pytest.mark.parametrize(
    ("exercise", "name"), [(each, name) for each in (SCALAR, VECTOR) for name in programs("right", each)]
)
def test_a_right_formula_fits_no_misconception(sandbox: Sandbox, exercise: str, name: str) -> None:
    assert reading(sandbox, exercise, text(TESTS / "right" / exercise.split("_")[0] / name)).ids == ()


@pytest.mark.parametrize(
    ("exercise", "name"), [(each, name) for each in (SCALAR, VECTOR) for name in programs("wrong", each)]
)
def test_a_wrong_formula_fits_its_misconception(sandbox: Sandbox, exercise: str, name: str) -> None:
    found = reading(sandbox, exercise, text(TESTS / "wrong" / exercise.split("_")[0] / name))
    assert wanted(exercise, name) <= set(found.ids)
    assert len(found.ids) <= 4


def test_the_formula_of_the_documents_first_attempt_is_written_out(sandbox: Sandbox) -> None:
    source = "def numerical_diff(f, x):\n    h = 1e-3\n    return (f(x+h)-f(x) / h)\n"
    found = reading(sandbox, SCALAR, source)
    assert found.fields["formula"] == "f(x + h) - f(x)/h"
    assert found.fields["step"] == "0.001"
    assert found.ids[0] == "missing-numerator-parentheses"


def test_spelling_does_not_change_the_stencil(sandbox: Sandbox) -> None:
    plain = "def numerical_diff(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4\n"
    odd = (
        "def numerical_diff(f, x):\n    d, v = 1e-4, {}\n    for s in (1, -1):\n        v[s] = f(x + s * d)\n"
        "    return sum(s * y for s, y in v.items()) / (d + d)\n"
    )
    first, second = (reading(sandbox, SCALAR, source).stencil for source in (plain, odd))
    assert first is not None
    assert second is not None
    assert np.allclose(first.weights, second.weights, rtol=1e-12)
    assert np.allclose(first.offsets, second.offsets, rtol=0, atol=1e-15)
    assert np.allclose(first.weights, [[5000.0], [-5000.0]])


def test_what_cannot_be_read_names_nothing() -> None:
    assert stencil.read([]) == Reading()
    assert stencil.read([Record()] * 4) == Reading()
    assert stencil.read([Record(value="text")] * 40).ids == ()


def test_only_the_two_exercises_on_differences_have_steps() -> None:
    with pytest.raises(KeyError):
        stencil.steps_for("exercise4_simple_net")


@pytest.mark.parametrize(
    ("weights", "idea"),
    [
        ((1, -0.5 / H), "missing-numerator-parentheses"),
        ((H / 2, -H / 2), "missing-denominator-parentheses"),
        ((1 / H, -1 / H), "divides-by-h"),
        ((0.5 / H, 0.5 / H), "plus-instead-of-minus"),
        ((-0.5 / H, 0.5 / H), "flipped-sign"),
        ((1, -1), "missing-division"),
        ((2 * H, -2 * H), "multiplies-by-step"),
        ((0.5, -0.5), "wrong-denominator"),
    ],
)
def test_weights_of_a_central_pair_name_one_misconception(weights: tuple[float, float], idea: str) -> None:
    assert stencil_names.of_pair(np.array([H, -H]), np.array(weights), H) == [idea]
    assert stencil_names.of_pair(np.array([-H, H]), np.array(weights[::-1]), H) == [idea]


def test_a_five_point_formula_is_right() -> None:
    offsets = np.array([2, 1, -1, -2]) * H
    weights = np.array([-1, 8, -8, 1]) / (12 * H)
    assert stencil_names.of_pair(offsets, weights, H) == []
