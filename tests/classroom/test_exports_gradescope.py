"""autograder.zip, unpacked and run as Gradescope does it: right, wrong, missing and hostile submissions."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import result_schemas

from grader.classroom.exports.gradescope import GradescopeOptions, autograder_zip
from grader.classroom.exports.gradescope_run import files_of, for_exercise, read_metadata
from grader.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]
FIRST, THIRD = "exercise1_numerical_diff", "exercise3_gradient_descent"
POLICY = 'due = 2026-11-20T23:59:00+01:00\ngrace = "5 min"\n[late]\noff = 10\n'
pytestmark = pytest.mark.skipif(os.name != "posix", reason="run_autograder is a script of bash")


def archive(**given: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(autograder_zip(GradescopeOptions((FIRST, THIRD), **given), bytes(32))))


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive unpacked into source/, the scripts executable, as on Gradescope's machine."""
    folder = tmp_path_factory.mktemp("gradescope")
    policy = folder / "policy.toml"
    policy.write_text(POLICY)
    with archive(policy=str(policy)) as found:
        found.extractall(folder / "source")
        (folder / "source" / "run_autograder").chmod(0o755)
    return folder


@pytest.fixture
def root(kit: Path, tmp_path: Path) -> Path:
    """A machine's /autograder: the source, a submission to be filled, no results."""
    (tmp_path / "source").symlink_to(kit / "source")
    (tmp_path / "submission").mkdir()
    return tmp_path


def run(root: Path, **environment: str) -> dict[str, Any]:
    settings = {"GRADER_GRADESCOPE_ROOT": str(root), "GRADER_GRADESCOPE_PYTHON": sys.executable}
    result = subprocess.run(
        [root / "source" / "run_autograder"],
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(root)} | settings | environment,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    found: dict[str, Any] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, result_schemas.GRADESCOPE)
    return found


def hand_in(root: Path, *names: str, created: str = "", extension: str = "") -> None:
    for name in names:
        shutil.copy(ROOT / "solutions" / f"{name}.py", root / "submission")
    if created:
        person = {"assignment": {"due_date": extension}} if extension else {}
        document = {
            "created_at": created,
            "assignment": {"due_date": "2030-01-01T00:00:00Z"},
            "users": [person],
        }
        (root / "submission_metadata.json").write_text(json.dumps(document))


def points(found: dict[str, Any]) -> float:
    return float(sum(test["score"] for test in found["tests"]))


def test_the_scripts_lie_in_the_root_and_may_be_executed() -> None:
    with archive() as found:
        for name in ("setup.sh", "run_autograder"):
            assert stat.S_IMODE(found.getinfo(name).external_attr >> 16) == 0o755
            assert found.read(name).startswith(b"#!/usr/bin/env bash\n")
        names = found.namelist()
        assert "numpy==" in found.read("requirements.txt").decode()
    assert "kit/grader/__main__.py" in names
    assert "kit/reference/numerical.py" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_scripts_are_sound_bash(kit: Path) -> None:
    for name in ("setup.sh", "run_autograder"):
        assert subprocess.run(["bash", "-n", kit / "source" / name], check=False).returncode == 0


def test_each_archive_has_a_secret_of_its_own() -> None:
    made = [autograder_zip(GradescopeOptions((FIRST,))) for _ in range(2)]
    salts = {json.loads(zipfile.ZipFile(io.BytesIO(each)).read("options.json"))["salt"] for each in made}
    assert len(salts) == 2


def test_a_wrong_policy_is_told_before_the_archive_is_made(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("keep = 'none'")
    with pytest.raises(CourseError, match="keep"):
        archive(policy=str(tmp_path / "bad.toml"))


def test_right_files_get_all_points_and_a_late_one_loses_what_the_policy_says(root: Path) -> None:
    hand_in(root, FIRST, THIRD, created="2026-11-22T00:30:00.000000+01:00")
    found = run(root)
    raw = found["extra_data"]["raw_score"]
    assert points(found) == raw == sum(each["score"] for each in found["extra_data"]["exercises"])
    assert found["extra_data"]["late_by_s"] == 24 * 3600 + 31 * 60
    most = sum(each["max_score"] for each in found["extra_data"]["exercises"])
    assert (raw, most) == (190, 190)  # the solution keeps no history, so that 10 points are left out
    assert found["score"] == pytest.approx(200 - 0.2 * 200)
    assert "24.5 h" in found["output"]


def test_who_passes_all_that_counts_has_all_points_though_something_is_left_out(root: Path) -> None:
    hand_in(root, FIRST, created="2026-11-20T12:00:00Z")
    shutil.copy(ROOT / "solutions" / f"{THIRD}.py", root / "submission" / "alice_exercise3 (2).py")
    found = run(root)
    assert (found["score"], points(found)) == (200, 190)
    assert "24" not in found["output"].split("\n")[0]


def test_in_time_the_score_is_the_sum_of_the_tests_and_a_missing_exercise_is_nothing(root: Path) -> None:
    hand_in(root, FIRST, created="2026-11-20T12:00:00Z")
    found = run(root)
    assert "score" not in found
    assert points(found) == 100
    missing = [test for test in found["tests"] if THIRD in test.get("tags", ())]
    assert [(test["score"], test["max_score"], test["status"]) for test in missing] == [(0, 100, "failed")]


def test_a_wrong_file_shows_the_question_and_any_name_of_a_file_will_do(root: Path) -> None:
    text = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / 2 * h\n"
    (root / "submission" / "my work (1).py").write_text(text)
    (root / "submission" / "notes.pdf").write_bytes(b"%PDF")
    found = run(root)
    assert 0 <= points(found) < 100
    assert any(test["output"].startswith("line 3: ") for test in found["tests"])


def test_a_hostile_submission_neither_scores_nor_writes_the_results(root: Path) -> None:
    text = (
        "import os, json\n"
        "for path in ('../results/results.json', os.environ.get('HOME', '') + '/results/results.json'):\n"
        "    try:\n        open(path, 'w').write(json.dumps({'score': 999}))\n"
        "    except OSError:\n        pass\n"
        "print('::error::attacked')\n"
        "def numerical_diff(f, x):\n    os._exit(0)\n"
    )
    (root / "submission" / f"{FIRST}.py").write_text(text)
    (root / "submission" / f"{THIRD}.py").symlink_to(ROOT / "solutions" / f"{THIRD}.py")
    (root / "submission_metadata.json").write_text('{"created_at": [], "users": 3}')
    found = run(root)
    assert points(found) == 0
    assert "score" not in found
    assert "no file of its own" in found["output"]


def test_a_submission_that_cannot_be_read_is_refused_in_words(root: Path) -> None:
    (root / "submission" / f"{FIRST}.py").write_bytes(b"\x00\x01\x02" * 100)
    found = run(root)
    assert points(found) == 0
    assert f"{FIRST}.py" in found["output"]


def test_an_empty_submission_has_results_too(root: Path) -> None:
    assert [test["score"] for test in run(root)["tests"]] == [0, 0]


def test_a_grader_that_cannot_start_or_dies_still_leaves_results(root: Path, tmp_path: Path) -> None:
    assert run(root, GRADER_GRADESCOPE_PYTHON="/no/such/python")["score"] == 0
    dying = tmp_path / "dying"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o755)
    found = run(root, GRADER_GRADESCOPE_PYTHON=str(dying))
    assert (found["score"], found["tests"]) == (0, [])


def test_broken_options_are_told_to_the_student_in_a_sentence(kit: Path, tmp_path: Path) -> None:
    shutil.copytree(kit / "source", tmp_path / "source")
    (tmp_path / "source" / "options.json").write_text("{}")
    (tmp_path / "submission").mkdir()
    found = run(tmp_path)
    assert found["score"] == 0
    assert "instructor" in found["output"]


# --- the pieces -----------------------------------------------------------------------------------


def test_an_extension_of_one_student_is_later_than_the_assignments_due_date(tmp_path: Path) -> None:
    file = tmp_path / "submission_metadata.json"
    users = [{"assignment": {"due_date": "2026-12-01T00:00:00-08:00"}}, {"assignment": None}, 3]
    file.write_text(json.dumps({"assignment": {"due_date": "2026-11-20T00:00:00-08:00"}, "users": users}))
    found = read_metadata(file)
    assert found.at is None
    assert found.due is not None
    assert found.due.isoformat() == "2026-12-01T00:00:00-08:00"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"created_at": "2026-11-20"}', "[" * 100_000])
def test_odd_metadata_tells_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "submission_metadata.json"
    file.write_text(text)
    found = read_metadata(file)
    assert (found.at, found.due) == (None, None)
    assert read_metadata(tmp_path / "none.json").at is None


def test_a_file_named_after_an_exercise_is_graded_on_it_alone(tmp_path: Path) -> None:
    for name in ("exercise1.py", "all.ipynb", ".hidden.py", "b.txt"):
        (tmp_path / name).write_text("x = 1\n")
    files, refused = files_of(tmp_path)
    assert refused == []
    assert [path.name for path in for_exercise(FIRST, files)] == ["exercise1.py"]
    assert [path.name for path in for_exercise(THIRD, files)] == ["all.ipynb", "b.txt"]
