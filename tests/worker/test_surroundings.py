"""What the worker is given: no file of the project or of other packages, no variable of the user's."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import numpy as np
import pytest

from grader.worker import surroundings

PROJECT = Path(__file__).resolve().parent.parent.parent


def covers(paths: list[str], file: Path) -> bool:
    return any(file.resolve().is_relative_to(path) for path in paths)


@pytest.fixture(scope="module")
def paths() -> list[str]:
    return surroundings.readable(surroundings.packages(), PROJECT)


def test_numpy_and_the_standard_library_may_be_read(paths: list[str]) -> None:
    assert covers(paths, Path(np.__file__))
    assert covers(paths, Path(os.__file__))
    assert covers(paths, Path(os.__file__).parent / "lib-dynload")


@pytest.mark.parametrize("file", ["reference/analytic.py", "solutions", "grader/judge.py", "pyproject.toml"])
def test_nothing_of_the_project_may_be_read(paths: list[str], file: str) -> None:
    assert (PROJECT / file).exists()
    assert not covers(paths, PROJECT / file)


def test_no_other_package_may_be_read(paths: list[str]) -> None:
    assert not covers(paths, Path(pytest.__file__))
    assert not covers(paths, Path(surroundings.packages()["msgspec"]) / "msgspec" / "__init__.py")
    assert not covers(paths, Path(sysconfig.get_path("stdlib")) / "site-packages" / "anything.py")


def test_a_project_inside_the_standard_library_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "lib" / "site-packages"
    for folder in (project / "grader", project / "numpy", tmp_path / "lib" / "json"):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (tmp_path / "lib" / "os.py").touch()
    monkeypatch.setattr(sysconfig, "get_path", lambda name, **options: str(tmp_path / "lib"))
    found = surroundings.readable({"numpy": str(project)}, project)
    assert covers(found, tmp_path / "lib" / "os.py")
    assert covers(found, tmp_path / "lib" / "json" / "__init__.py")
    assert covers(found, project / "numpy" / "__init__.py")
    assert not covers(found, project / "grader" / "__init__.py")


def test_only_paths_that_exist_are_named(paths: list[str]) -> None:
    assert all(os.path.exists(path) for path in paths)
    assert len(paths) == len(set(paths))


def test_folders_lie_in_memory_only_where_there_is_room_and_the_user_names_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(surroundings, "_MEMORY", str(tmp_path))
    assert surroundings.folder_in_memory(1) == str(tmp_path)
    assert surroundings.folder_in_memory(2**62) is None
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert surroundings.folder_in_memory(1) is None
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(surroundings, "_MEMORY", str(tmp_path / "gone"))
    assert surroundings.folder_in_memory(1) is None


def test_of_the_users_variables_only_library_paths_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONPATH", "/x")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/libraries")
    variables = surroundings.environment()
    assert variables["LD_LIBRARY_PATH"] == "/libraries"
    assert variables["OPENBLAS_NUM_THREADS"] == "1"
    assert not {"SECRET_TOKEN", "PYTHONPATH", "HOME"} & set(variables)
