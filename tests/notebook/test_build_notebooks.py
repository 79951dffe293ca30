"""The notebooks made from solutions/: what each kind holds, what it does when run, whose work is kept."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
import traceback
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.build import BEGIN, END
from grader.cli import KINDS as CLI_KINDS
from grader.cli import main
from grader.course import EXERCISES, load
from grader.errors import CourseError, HostError
from grader.notebook import kinds
from grader.notebook.build import build_notebooks, notebook_bytes
from grader.notebook.lend import Lender, lend
from grader.report.catalogue import LANGUAGES

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
pytest.importorskip("jupytext", reason="jupytext is not installed")

SOLUTIONS = Path(__file__).resolve().parent.parent.parent / "solutions"
WRITTEN = ("student", "nbgrader", "otter")  # the instructor's is executed, and made once for all tests
Cells = list[dict[str, Any]]

SMALL = f"""\
# %% [markdown]
# # A number
#
# Replace the line below, then type
#
#     python -m grader exercise1

# %%
def numerical_diff(f, x):
    {BEGIN}
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
    {END}

# %%
print(numerical_diff(abs, 1.0))
"""


def solution(exercise: str) -> Path:
    return SOLUTIONS / f"{exercise}.py"


def cells(data: bytes) -> Cells:
    found: Cells = json.loads(data)["cells"]
    for cell in found:
        cell["source"] = "".join(cell["source"])
    return found


@cache
def built(exercise: str, kind: str) -> bytes:
    """The notebook of an exercise, made once; the instructor's is executed."""
    if kind == "instructor":
        pytest.importorskip("nbclient", reason="nbclient is not installed")
        pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    return notebook_bytes(solution(exercise), kind)


@pytest.fixture
def lent() -> Iterator[None]:
    """The tools are lent, and what was imported of them is forgotten after the test."""
    lend()
    lend()
    assert sum(isinstance(finder, Lender) for finder in sys.meta_path) == 1
    yield
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Lender)]
    for name in [
        name for name in sys.modules if name.split(".")[0] in ("common", "dataset", "two_layer_net")
    ]:
        del sys.modules[name]


def answer_lines(exercise: str) -> list[str]:
    """The lines of a solution's answers that are long enough to be told from other code, without spaces."""
    inside, found = False, []
    for line in solution(exercise).read_text("utf-8").split("\n"):
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside and len("".join(line.split())) >= 10:
            found.append("".join(line.split()))
    assert found
    return found


# --- what a notebook is ---------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("kind", WRITTEN)
def test_a_notebook_is_valid_and_the_same_bytes_each_time(exercise: str, kind: str) -> None:
    data = built(exercise, kind)
    nbformat.validate(nbformat.reads(data.decode("utf-8"), as_version=4))
    assert json.loads(data)["nbformat"] == 4
    assert json.loads(data)["nbformat_minor"] >= 5
    names = [cell["id"] for cell in cells(data)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in names)
    assert notebook_bytes(solution(exercise), kind) == data


def test_a_cell_more_leaves_the_ids_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "exercise1_numerical_diff.py"
    file.write_text(SMALL)
    before = {cell["source"]: cell["id"] for cell in cells(notebook_bytes(file, "student"))}
    file.write_text(SMALL + "\n# %% [markdown]\n# More\n\n# %%\nprint(2)\n")
    after = {cell["source"]: cell["id"] for cell in cells(notebook_bytes(file, "student"))}
    changed = {source for source, name in before.items() if after[source] != name}
    assert changed == {source for source in before if before[source] in ("text", "code")}
    assert len(after) == len(before) + 2


def test_the_kinds_of_the_command_line_are_those_that_can_be_built() -> None:
    assert CLI_KINDS == kinds.KINDS


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_answer_stands_in_a_students_notebook(exercise: str) -> None:
    text = "".join("".join(cell["source"].split()) for cell in cells(built(exercise, "student")))
    for line in answer_lines(exercise):
        assert line not in text
    assert "SOLUTION" not in text


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_notebook_sends_nobody_to_the_command_line(exercise: str) -> None:
    for kind in WRITTEN:
        text = "\n".join(cell["source"] for cell in cells(built(exercise, kind)))
        assert "python -m grader" not in text
        assert f'check("{exercise.split("_")[0]}")' in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_frame_and_the_report_are_in_the_language_asked_for_and_the_rest_as_it_is(lang: str) -> None:
    found = cells(notebook_bytes(solution(EXERCISES[2]), "student", lang))
    english = cells(notebook_bytes(solution(EXERCISES[2]), "student"))
    roles = {"how", "lend-text", "check-text", "check"}
    for cell, plain in zip(found, english, strict=True):
        assert (cell["source"] != plain["source"]) == (cell["id"] in roles and lang != "en"), cell["id"]
    (how,) = (cell["source"] for cell in found if cell["id"] == "how")
    (check,) = (cell["source"] for cell in found if cell["id"] == "check")
    assert f"`{check.splitlines()[-1]}`" in how
    assert f'lang="{lang}"' in check if lang != "en" else check.endswith('grader.check("exercise3")')
    assert "`raise NotImplementedError`" in how


# --- what it does ---------------------------------------------------------------------------------


def run(code: Cells) -> list[tuple[BaseException, str]]:
    """Run the code cells that need no grader in one namespace; yields (exception, cell that raised it)."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    raised = []
    for cell in code:
        if cell["cell_type"] == "code" and not re.match("(from|import) grader", cell["source"]):
            try:
                exec(compile(cell["source"], cell["id"], "exec"), scope)
            except BaseException as error:
                raised.append((error, traceback.extract_tb(error.__traceback__)[-1].filename))
    return raised


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_students_notebook_raises_at_the_stubs_and_nowhere_else(
    exercise: str, lent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # its import fails, as where it is not installed
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raised = run(cells(built(exercise, "student")))
    assert raised
    for error, where in raised:
        assert isinstance(error, NotImplementedError), error
        assert where.startswith("answer-")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_instructors_notebook_holds_the_answers_and_what_they_print(exercise: str) -> None:
    nbformat.validate(nbformat.reads(built(exercise, "instructor").decode("utf-8"), as_version=4))
    found = cells(built(exercise, "instructor"))
    text = "".join("".join(cell["source"].split()) for cell in found)
    assert all(line in text for line in answer_lines(exercise))
    assert "SOLUTION" not in text
    outputs = [output for cell in found for output in cell.get("outputs", [])]
    assert any(output["output_type"] == "stream" and output["name"] == "stdout" for output in outputs)
    assert not any(output["output_type"] == "error" for output in outputs)
    assert not any(output.get("name") == "stderr" for output in outputs)
    (check,) = (cell for cell in found if cell["id"] == "check")
    assert any("text/html" in output.get("data", {}) for output in check["outputs"])


def test_an_executed_notebook_is_the_same_bytes_each_time_also_where_it_draws_at_random(
    tmp_path: Path,
) -> None:
    pytest.importorskip("nbclient", reason="nbclient is not installed")
    draws = "np.random.rand(3), np.random.default_rng().random(3), np.random.default_rng(5).random(3)"
    file = tmp_path / "exercise1_numerical_diff.py"
    file.write_text(f"{SMALL}\n# %%\nimport numpy as np\n\nprint({draws})\n")
    first = notebook_bytes(file, "instructor")
    assert notebook_bytes(file, "instructor") == first
    (drawn,) = (cell for cell in cells(first) if "np.random.rand(3)" in cell["source"])
    numbers = [float(number) for number in re.findall(r"0\.[0-9]+", "".join(drawn["outputs"][0]["text"]))]
    assert len(set(numbers)) == 9


def test_an_example_that_raises_is_a_fault_of_the_course(tmp_path: Path) -> None:
    file = tmp_path / "exercise1_numerical_diff.py"
    file.write_text(SMALL + "\n# %%\nprint(1 / 0)\n")
    with pytest.raises(
        CourseError, match=r"exercise1_numerical_diff\.py: a cell raised ZeroDivisionError"
    ) as told:
        notebook_bytes(file, "instructor")
    assert told.value.hint == "The cell begins: print(1 / 0)"


def test_tools_are_lent_only_where_nothing_else_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lent: None
) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "__init__.py").write_text("")
    (tmp_path / "common" / "gradient.py").write_text("numerical_gradient = 'of the learner'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    scope: dict[str, Any] = {}
    exec("from common.gradient import numerical_gradient\nfrom common.functions import softmax", scope)
    assert scope["numerical_gradient"] == "of the learner"
    assert scope["softmax"]([0.0, 0.0]).tolist() == [0.5, 0.5]
    with pytest.raises(ImportError):
        exec("import common_of_nobody", scope)


# --- the sources for other graders ----------------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES)
def test_nbgrader_sources_keep_to_its_schema_and_ask_for_every_point(exercise: str) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    spec = importlib.util.find_spec("nbgrader")
    if spec is None or spec.origin is None:
        pytest.skip("nbgrader is not installed")
    schema = json.loads((Path(spec.origin).parent / "nbgraderformat" / "v3.json").read_text("utf-8"))
    marked = [cell for cell in cells(built(exercise, "nbgrader")) if "nbgrader" in cell["metadata"]]
    said = [cell["metadata"]["nbgrader"] for cell in marked]
    for each in said:
        jsonschema.validate(each, schema)
    names = [each["grade_id"] for each in said]
    assert len(set(names)) == len(names)
    checks = load(exercise).checks
    assert {each["grade_id"]: each["points"] for each in said if each["grade"]} == {
        f"points-{check.id}": check.points for check in checks
    }
    assert sum(each["points"] for each in said if each["grade"]) == 100
    for cell in marked:
        last = ast.parse(cell["source"]).body[-1]
        if cell["metadata"]["nbgrader"]["grade"]:
            assert isinstance(last, ast.Expr)
            assert ast.unparse(last).startswith("float(points(")
        else:
            assert cell["source"].count(BEGIN) == cell["source"].count(END) >= 1


@pytest.mark.parametrize("exercise", EXERCISES)
def test_otter_sources_ask_for_every_point_and_leave_the_name_grader_alone(exercise: str) -> None:
    found = cells(built(exercise, "otter"))
    tests = [cell["source"] for cell in found if "BEGIN TEST CONFIG" in cell["source"]]
    worth = [float(match[1]) for test in tests if (match := re.search(r"^points: (.+)$", test, re.M))]
    assert len(worth) == len(tests) == sum(check.parts for check in load(exercise).checks)
    assert sum(worth) == pytest.approx(100)
    for cell in found:
        if cell["cell_type"] == "code":
            assert not re.search(r"^\s*import grader|^\s*grader\s*=", cell["source"], re.M), cell["id"]
    raw = [cell["source"].split("\n")[0] for cell in found if cell["cell_type"] == "raw"]
    assert raw[:3] == ["# ASSIGNMENT CONFIG", "# BEGIN QUESTION", "# BEGIN SOLUTION"]
    assert raw[-4:] == ["# END SOLUTION", "# BEGIN TESTS", "# END TESTS", "# END QUESTION"]


# --- whose work is kept ---------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder of one small solution."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / f"{EXERCISES[0]}.py").write_text(SMALL)
    return tmp_path / "solutions"


def edit_text(document: dict[str, Any]) -> None:
    document["cells"][0]["source"] = ["# Mine"]


def edit_points(document: dict[str, Any]) -> None:
    (test,) = (cell for cell in document["cells"] if cell["id"] == "points-values")
    test["metadata"]["nbgrader"]["points"] = 1


def remove_a_cell(document: dict[str, Any]) -> None:
    del document["cells"][-1]


@pytest.mark.parametrize("edit", [edit_text, edit_points, remove_a_cell])
def test_an_edited_notebook_is_kept_and_a_forced_build_saves_it_first(
    edit: Any, course: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    file = target / f"{EXERCISES[0]}.ipynb"

    def build(force: bool = False) -> tuple[str, Path | None]:
        (result,) = build_notebooks(course, EXERCISES[:1], "nbgrader", target, force=force)
        return result.state, result.backup

    assert [build()[0], build()[0]] == ["written", "unchanged"]
    fresh = file.read_bytes()
    document = json.loads(fresh)
    edit(document)
    work = json.dumps(document).encode()
    file.write_bytes(work)
    assert build() == ("kept", None)
    assert file.read_bytes() == work
    assert build(force=True) == ("replaced", target / f"{file.name}.bak")
    assert (target / f"{file.name}.bak").read_bytes() == work
    assert file.read_bytes() == fresh


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"cells": 3, "metadata": {"grader": {"seal": 1}}}', b"\xff"]
)
def test_a_file_that_is_no_notebook_of_ours_is_kept(content: bytes, course: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.ipynb"
    file.write_bytes(content)
    (result,) = build_notebooks(course, EXERCISES[:1], "student", file)
    assert (result.state, file.read_bytes()) == ("kept", content)


def test_a_notebook_that_was_only_run_is_unchanged_until_its_solution_changes(
    course: Path, tmp_path: Path
) -> None:
    file = tmp_path / "run.ipynb"
    build_notebooks(course, EXERCISES[:1], "student", file)
    document = json.loads(file.read_bytes())
    document["cells"][-1]["execution_count"] = 7
    document["metadata"]["kernelspec"]["name"] = "other"
    file.write_text(json.dumps(document))
    (result,) = build_notebooks(course, EXERCISES[:1], "student", file)
    assert (result.state, json.loads(file.read_bytes())) == ("unchanged", document)
    source = course / f"{EXERCISES[0]}.py"
    source.write_text(SMALL.replace("A number", "A slope"))
    (result,) = build_notebooks(course, EXERCISES[:1], "student", file)
    assert result.state == "written"
    assert cells(file.read_bytes())[0]["source"].startswith("# A slope")


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_where_it_is_told_and_says_what_it_kept(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["notebook", "1", "--lang", "en"]) == 0
    file = tmp_path / "notebooks" / "student" / f"{EXERCISES[0]}.ipynb"
    assert file.is_file()
    assert main(["notebook", "exercise1", "-o", "a/b.ipynb", "--kind", "otter", "--lang", "ja"]) == 0
    assert "BEGIN QUESTION" in (tmp_path / "a" / "b.ipynb").read_text("utf-8")
    file.write_text("mine")
    capsys.readouterr()
    assert main(["notebook", "1", "--lang", "en"]) == 1
    assert capsys.readouterr().out == f"  notebooks/student/{file.name}: kept: it holds your work\n"
    assert main(["notebook", "1", "--force", "--lang", "en"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.endswith(f"written anew; your work is in notebooks/student/{file.name}.bak")


def test_wrong_use_of_the_command_is_told(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words, told in [
        (["exercise2"], "exercise2_numerical_gradient.py: there is no such solution"),
        (["1", "2", "-o", "one.ipynb"], "one.ipynb is one file for 2 notebooks"),
        (["9"], "there is no exercise '9'"),
        ([], "Missing argument"),
        (["1", "--kind", "exam"], "'exam' is not one of"),
    ]:
        assert main(["notebook", *words]) == 2
        assert told in capsys.readouterr().err
    assert not (tmp_path / "notebooks").exists()


@pytest.mark.parametrize(("kind", "lacking"), [("student", "jupytext"), ("instructor", "nbclient")])
def test_a_library_that_lacks_is_named_with_the_command_that_gets_it(
    kind: str,
    lacking: str,
    course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, lacking, None)
    monkeypatch.chdir(tmp_path)
    assert main(["notebook", "1", "--kind", kind]) == HostError.exit_code
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{lacking} is not installed, and notebooks need it"
    assert said[1].startswith("Run: python -m pip install jupytext nbformat nbclient ipykernel")


def test_a_solution_whose_cell_defines_two_answers_is_a_fault_of_the_course(tmp_path: Path) -> None:
    file = tmp_path / "exercise1_numerical_diff.py"
    file.write_text(SMALL.replace(f"    {END}\n", f"    {END}\n\ndef other():\n    pass\n"))
    with pytest.raises(CourseError, match="a cell with an answer defines numerical_diff, other"):
        notebook_bytes(file, "student")


def test_a_cell_that_begins_inside_an_answer_is_a_fault_of_the_course(tmp_path: Path) -> None:
    file = tmp_path / "exercise1_numerical_diff.py"
    file.write_text(SMALL.replace(f"    {BEGIN}\n", f"    {BEGIN}\n    h = 1\n# %%\n"))
    with pytest.raises(CourseError, match="a cell begins inside an answer"):
        notebook_bytes(file, "student")
