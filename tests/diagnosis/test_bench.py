"""Drafts tried in a child: what a trial scores, that trials do not touch each other, what confirms one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from grader import course, targets
from grader.diagnosis import Finding, diagnose
from grader.diagnosis.bench import Bench, result_of
from grader.diagnosis.text import Draft
from grader.exercise import Exercise
from grader.grading import default_seed
from grader.outcome import Location, Outcome
from grader.sandbox import Sandbox
from grader.session import Session
from grader.submission import parse_submission
from grader.targets import wanted
from grader.trial import Trial, attempt, plans_for
from grader.worker.wire import Call, Place, SourceCell

RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
FACTOR = RIGHT.replace("(2 * h)", "h")
CRASHES = RIGHT.replace("x - h", "x - k")
GRADIENT = """import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        keep = x[idx]
        x[idx] = keep + h
        a = f(x)
        x[idx] = keep - h
        b = f(x)
        x[idx] = keep
        grad[idx] = (a - b) / (2 * h)
    return grad
"""


def draft(source: str) -> Draft:
    return Draft.of_cells([SourceCell(1, source)])


def exercise(number: int = 1) -> Exercise:
    return course.load(course.EXERCISES[number - 1])


@pytest.fixture
def bench(sandbox: Sandbox) -> Iterator[Bench]:
    with Bench(sandbox, exercise(), 7, time.monotonic() + 30) as made:
        yield made


def score(bench: Bench, source: str) -> tuple[float, ...]:
    result = bench.evaluate(draft(source))
    assert result is not None
    return result.points, *result.reached


def test_a_right_draft_is_complete_with_all_points(bench: Bench) -> None:
    result = bench.evaluate(draft(RIGHT))
    assert result is not None
    assert result.complete
    assert result.points == 100


def test_the_further_a_draft_gets_the_higher_it_scores(bench: Bench) -> None:
    ladder = [
        "def numerical_diff(f, x:\n    return 1\n",
        "x = 1\n",
        RIGHT.replace("    h = 1e-4", "    h = q"),
        CRASHES.replace("x + h", "x + k"),
        CRASHES,
        FACTOR,
        RIGHT.replace("f(x - h)", "f(x)").replace("(2 * h)", "h"),
        RIGHT,
    ]
    scores = [score(bench, source) for source in ladder]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_points_are_those_of_an_unstaged_trial(sandbox: Sandbox) -> None:
    for number, source in (
        (1, FACTOR),
        (1, CRASHES),
        (2, GRADIENT),
        (2, GRADIENT.replace("keep - h", "keep")),
    ):
        asked = exercise(number)
        with Bench(sandbox, asked, 7, time.monotonic() + 30) as bench:
            staged = bench.trial(draft(source))
        with Session(sandbox, draft(source).cells(), wanted(asked)) as session:
            whole = attempt(session, asked, 7, lambda place: None)
        assert staged is not None
        assert staged.score == whole.score
        assert [verdict.outcome for verdict in staged.verdicts] == [
            verdict.outcome for verdict in whole.verdicts
        ]
        assert len(staged.answers) <= len(whole.answers)


def test_one_draft_leaves_nothing_to_the_next(bench: Bench) -> None:
    first = score(bench, RIGHT)
    for bad in (
        RIGHT + "numerical_diff = None\n",
        "import numpy as np\n" + RIGHT.replace("    h", "    np.exp = None\n    h"),
        "import numpy as np\nnp.seterr(all='raise')\n" + RIGHT,
        "h = 3\n" + RIGHT,
        "while True: pass\n" + RIGHT,
        RIGHT.replace("    h", "    while True: pass\n    h"),
        "import os\n" + RIGHT.replace("    h", "    os._exit(1)\n    h"),
    ):
        bench.evaluate(draft(bad))
        assert score(bench, RIGHT.replace("h", "k")) == first


def test_what_a_draft_takes_from_offered_modules_is_left_out_however_many_drafts_came_before(
    sandbox: Sandbox,
) -> None:
    source = (
        "import numpy as np\nfrom common.functions import *\n\nclass simpleNet:\n    def __init__(self):\n"
        "        self.W = np.random.randn(2, 3)\n    def predict(self, x):\n        return x @ self.W\n"
        "    def loss(self, x, t):\n        return cross_entropy_error(softmax(self.predict(x)), t)\n"
    )
    with Bench(sandbox, exercise(4), 7, time.monotonic() + 30) as bench:
        for _ in range(3):
            result = bench.evaluate(draft(source))
            assert result is not None
            assert result.complete
        own = bench.trial(draft(source + "\ndef softmax(x):\n    return x\n"))
        assert own is not None
        assert "softmax" not in own.loaded.offered
        assert {verdict.id for verdict in own.verdicts if not verdict.counted} >= {"cross-entropy-sample"}
        assert own.outcome is Outcome.FAILED


def test_what_a_draft_computes_is_recovered(sandbox: Sandbox, bench: Bench) -> None:
    assert bench.reading(draft(FACTOR)).ids == ("divides-by-h",)
    assert bench.reading(draft(RIGHT)).ids == ()
    for nothing in (
        "",
        "def numerical_diff(f, x:\n    pass\n",
        "def numerical_diff(f, x):\n    while True: pass\n",
    ):
        assert bench.reading(draft(nothing)).ids == ()
    assert bench.reading(draft(FACTOR)).ids == ("divides-by-h",)
    with Bench(sandbox, exercise(4), 7, time.monotonic() + 30) as other:
        assert other.reading(draft(RIGHT)).told == ()
        assert other.runs == 0


def test_a_draft_without_definitions_scores_nothing_and_ends_nothing(bench: Bench) -> None:
    result = bench.evaluate(draft(""))
    assert result is not None
    assert result.points == 0
    assert not result.complete


def test_exceptions_come_with_their_lines_and_failures_with_their_relations(bench: Bench) -> None:
    crashed, doubled = bench.evaluate(draft(CRASHES)), bench.evaluate(draft(FACTOR))
    assert crashed is not None
    assert doubled is not None
    raised = crashed.subject.raised[0]
    assert (raised.type, raised.trace[-1].line) == ("NameError", 3)
    assert doubled.subject.failed["values"] == "factor"
    assert doubled.subject.targets == {"numerical_diff": (1, 1)}
    assert doubled.subject.parameters == {"numerical_diff": 2}


def test_only_what_passes_on_fresh_inputs_is_confirmed(bench: Bench) -> None:
    assert bench.confirm(draft(RIGHT))
    assert not bench.confirm(draft(FACTOR))
    assert not bench.confirm(draft("def numerical_diff(f, x:\n    pass\n"))


def test_a_draft_that_knows_the_inputs_of_the_search_is_not_confirmed(bench: Bench) -> None:
    """It answers right for the points that the search asks, and for no others."""
    trial = bench.trial(draft(RIGHT))
    assert trial is not None
    plans = plans_for(trial.exercise, targets.found(trial.choices), {}, bench.seed)
    calls = [step for plan in plans.values() for step in plan.steps if isinstance(step, Call)]
    points = sorted({round(x, 3) for call in calls for x in call.args if isinstance(x, (int, float))})
    overfitted = RIGHT.replace("    h = 1e-4", f"    h = 1e-4 if round(float(x), 3) in {points} else 1.0")
    result = bench.evaluate(draft(overfitted))
    assert result is not None
    assert result.complete
    assert not bench.confirm(draft(overfitted))


def test_no_draft_runs_when_time_is_over(sandbox: Sandbox) -> None:
    with Bench(sandbox, exercise(), 7, time.monotonic() - 1) as bench:
        assert bench.evaluate(draft(RIGHT)) is None
        assert not bench.confirm(draft(RIGHT))
        assert bench.runs == 0


def test_a_subject_is_made_of_a_trial(bench: Bench) -> None:
    trial = bench.trial(draft(FACTOR))
    assert trial is not None
    result = result_of(draft(FACTOR), trial)
    assert set(result.subject.failed) <= {verdict.id for verdict in trial.verdicts}
    assert result.subject.scopes[0][1].name == "numerical_diff"


# --- the whole way --------------------------------------------------------------------------------


def graded(sandbox: Sandbox, source: str) -> tuple[Trial, Finding]:
    submission = parse_submission(source.encode(), "a.py")
    cells = [SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells]
    seed = default_seed(submission)
    with Session(sandbox, cells, wanted(exercise())) as session:
        trial = attempt(session, exercise(), seed, lambda place: None)
    found = diagnose(submission, exercise(), trial, sandbox, seed, lambda place: Location(place.line))
    return trial, found


def test_a_diagnosis_is_named_on_its_line_with_a_repair(sandbox: Sandbox) -> None:
    _, found = graded(sandbox, RIGHT.replace("(2 * h)", "2 * h"))
    (named,) = found.diagnoses
    assert named.location is not None
    assert found.repair is not None
    assert (named.misconception, named.location.line) == ("missing-denominator-parentheses", 3)
    assert found.repair.verified
    assert "+    return (f(x + h) - f(x - h)) / (2 * h)" in found.repair.patch


def test_of_a_right_program_nothing_is_said(sandbox: Sandbox) -> None:
    trial, found = graded(sandbox, RIGHT)
    assert trial.outcome is Outcome.PASSED
    assert found.diagnoses == ()
    assert found.repair is None


def test_of_a_program_that_no_rule_mends_nothing_is_named(sandbox: Sandbox) -> None:
    _, found = graded(sandbox, "def numerical_diff(f, x):\n    return f(f(f(x))) ** f(2) % 7 - len(str(x))\n")
    assert found.repair is None or found.repair.verified
    if found.repair is None:
        assert found.diagnoses == ()


@pytest.mark.parametrize("much", [f"x = {'-' * 90}1\n", f"x = [{'1, ' * 25_000}]\n"])
def test_text_that_is_too_deep_or_too_large_is_not_parsed_here(sandbox: Sandbox, much: str) -> None:
    assert graded(sandbox, FACTOR)[1].diagnoses
    assert graded(sandbox, much + FACTOR)[1].diagnoses == ()


@pytest.mark.parametrize("source", ["(" * 3000, f"x = {'1 + ' * 9000}1\n{FACTOR}", "def f(:\n" * 400])
def test_text_that_breaks_the_parser_is_survived(sandbox: Sandbox, source: str) -> None:
    start = time.monotonic()
    graded(sandbox, source)
    assert time.monotonic() - start < 10


def test_a_place_is_told_by_cell_and_line() -> None:
    from grader.diagnosis.bench import whereabouts

    assert whereabouts(Place(2, 5, 3, 0, "f")) == Location(5, 2, column=3, function="f")
