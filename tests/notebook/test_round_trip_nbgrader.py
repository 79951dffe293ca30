"""The way through the real nbgrader, in processes of its own: from our source to points in its gradebook."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.course import load
from grader.grading import grade
from grader.notebook.build import build_notebooks
from grader.notebook.kinds import drafts_of
from grader.notebook.script import read_script
from grader.outcome import Report
from grader.report.catalogue import catalogue
from grader.sandbox import Sandbox
from grader.submission import read_submission

for needed in ("nbgrader", "jupytext", "ipykernel"):
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed", allow_module_level=True)

ROOT = Path(__file__).resolve().parent.parent.parent
EXERCISE = "exercise5_two_layer_net"
ASSIGNMENT = "chapter4"
SECONDS = 900  # far above what it takes: a machine of CI may be slow
STUDENTS = ("partly", "short", "stub")
# nbgrader's own commands one after the other, in one process: to load it takes longer than most of them do.
COMMANDS = """
import json, sys
from nbgrader.apps.nbgraderapp import NbGraderApp
for words in json.loads(sys.argv[1]):
    NbGraderApp.clear_instance()
    try:
        NbGraderApp.launch_instance(words)
    except SystemExit as end:
        if end.code:
            raise
    print(sys.argv[2], flush=True)
"""
GRADEBOOK = """
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    for student in sys.argv[5:]:
        found = book.find_submission_notebook(sys.argv[4], sys.argv[3], student)
        scores = {grade.cell.name: grade.auto_score for grade in found.grades}
        print(json.dumps([student, found.score, found.max_score, scores, found.needs_manual_grade]))
"""
END = "--- the end of a command ---"


@dataclass(frozen=True)
class Row:
    """What the gradebook says of one student's notebook."""

    score: float
    most: float
    cells: Mapping[str, float]
    manual: bool


def answers() -> dict[str, str]:
    """The solution's answers, by the id of their cell."""
    script = read_script(ROOT / "solutions" / f"{EXERCISE}.py")
    drafts = drafts_of(script, "instructor", "en")
    return {draft.role: draft.source for draft in drafts if draft.role.startswith("answer-")}


def edited(solved: Mapping[str, str], *edits: tuple[str, str]) -> dict[str, str]:
    """Make edits in the answers; each of them is found exactly once."""
    made = dict(solved)
    for old, new in edits:
        (name,) = (name for name, source in made.items() if old in source)
        assert made[name].count(old) == 1
        made[name] = made[name].replace(old, new)
    return made


def handins() -> dict[str, dict[str, str]]:
    """Student -> answers: one of four gradients wrong; no bend, and no optional method; untouched."""
    solved = answers()
    network = solved["answer-TwoLayerNet"]
    short = {**solved, "answer-TwoLayerNet": network[: network.index("    def gradient(self")]}
    return {
        "partly": edited(solved, ("return grads\n", 'grads["b1"] *= 2\n        return grads\n')),
        "short": edited(short, ("hidden = sigmoid(", "hidden = (")),
        "stub": {},
    }


@dataclass(frozen=True)
class Course:
    """A course folder of nbgrader's; what validation wrote, and lines of what its gradebook says."""

    folder: Path
    environment: Mapping[str, str]
    validated: str = ""
    gradebook: str = ""

    def notebook(self, room: str, student: str = "") -> Path:
        return self.folder / room / student / ASSIGNMENT / f"{EXERCISE}.ipynb"

    def run(self, *commands: Sequence[str], more: str = "", words: Sequence[str] = ()) -> list[str]:
        """Run commands of nbgrader, and more code behind them; returns what each of them wrote."""
        done = subprocess.run(
            [sys.executable, "-c", COMMANDS + more, json.dumps(commands), END, *words],
            cwd=self.folder,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout.split(f"{END}\n")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, tool_environment: Mapping[str, str]) -> Course:
    """Build, release, hand in, validate, grade, and give feedback: each once."""
    made = Course(tmp_path_factory.mktemp("course"), tool_environment)
    source = made.notebook("source").parent
    build_notebooks(ROOT / "solutions", [EXERCISE], "nbgrader", source)
    made.run(["generate_assignment", ASSIGNMENT])
    for student, solved in handins().items():
        document = json.loads(made.notebook("release").read_text("utf-8"))
        for cell in document["cells"]:
            cell["source"] = solved.get(cell["id"], cell["source"])
        file = made.notebook("submitted", student)
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(document), encoding="utf-8")
    validated, _, _, gradebook = made.run(
        ["validate", str(made.notebook("source")), str(made.notebook("submitted", "partly"))],
        ["autograde", ASSIGNMENT],
        ["generate_feedback", ASSIGNMENT, "--student", "partly"],
        more=GRADEBOOK,
        words=[ASSIGNMENT, EXERCISE, *STUDENTS],
    )
    return replace(made, validated=validated, gradebook=gradebook)


@pytest.fixture(scope="module")
def rows(course: Course) -> Mapping[str, Row]:
    lines = course.gradebook.splitlines()[-len(STUDENTS) :]
    return {name: Row(*row) for name, *row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def reports(course: Course, sandbox: Sandbox) -> Mapping[str, Report]:
    """Our own report on each file that was handed in."""
    files = {name: read_submission(course.notebook("submitted", name)) for name in STUDENTS}
    return {name: next(grade(file, [EXERCISE], sandbox)) for name, file in files.items()}


def test_no_answer_is_released(course: Course) -> None:
    released = json.loads(course.notebook("release").read_text("utf-8"))
    text = "".join("".join(line.split()) for cell in released["cells"] for line in cell["source"])
    for answer in answers().values():
        lines = ["".join(line.split()) for line in answer.split("\n")]
        unsolved = [line for line in lines if len(line) >= 10 and line not in text]
        assert len(unsolved) >= 1
    assert "self.params={" not in text
    assert "SOLUTION" not in text


@pytest.mark.parametrize("student", ["partly", "stub"])
def test_the_gradebook_holds_the_points_of_our_own_report(
    student: str, rows: Mapping[str, Row], reports: Mapping[str, Report]
) -> None:
    row, report = rows[student], reports[student]
    assert (row.score, row.most) == (report.score, report.max_score)
    assert row.cells == {f"points-{verdict.id}": verdict.score for verdict in report.checks}
    assert not row.manual


def test_the_points_of_the_partly_right_and_the_untouched_differ(rows: Mapping[str, Row]) -> None:
    assert [rows[name].score for name in ("partly", "stub")] == [96.0, 0.0]
    assert rows["partly"].cells["points-numerical-gradient"] == 12.0  # three of four parameters


def test_what_is_left_out_earns_the_share_of_the_rest(
    rows: Mapping[str, Row], reports: Mapping[str, Report]
) -> None:
    report, row = reports["short"], rows["short"]
    optional = sum(check.points for check in load(EXERCISE).checks if check.optional)
    assert report.max_score == 100 - optional
    assert 0 < report.score < report.max_score
    assert row.score / row.most == pytest.approx(report.score / report.max_score, abs=1e-6)


@pytest.mark.parametrize("student", STUDENTS)
def test_every_test_cell_ends_in_a_plain_float_with_stderr_clean(student: str, course: Course) -> None:
    document = json.loads(course.notebook("autograded", student).read_text("utf-8"))
    tests = [cell for cell in document["cells"] if cell["id"].startswith("points-") and "outputs" in cell]
    assert len(tests) == len(load(EXERCISE).checks)
    for cell in tests:
        (output,) = cell["outputs"]
        assert output["output_type"] == "execute_result"
        text = "".join(output["data"]["text/plain"])
        assert repr(float(text)) == text


def test_the_feedback_shows_the_report(course: Course, reports: Mapping[str, Report]) -> None:
    page = course.folder / "feedback" / "partly" / ASSIGNMENT / f"{EXERCISE}.html"
    text = page.read_text("utf-8")
    for verdict in reports["partly"].checks:
        assert catalogue("en").text(verdict.title.id) in text


def test_validation_passes_what_is_right_and_names_what_is_not(course: Course) -> None:
    right, failing, partly = course.validated.partition("VALIDATION FAILED")
    assert "Success! Your notebook passes all the tests." in right
    assert (failing + partly).startswith("VALIDATION FAILED ON 1 CELL(S)!")
    assert 'points("exercise5", "numerical-gradient")' in partly
