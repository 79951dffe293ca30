"""What the tests of a class share: a folder with hand-ins, and the command line as its user has it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., list[str]]:
    """Make the words of a `class` command."""

    def words(*given: object) -> list[str]:
        return [sys.executable, "-m", "grader", "class", *map(str, given)]

    return words


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment that says nothing about the reader."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "GRADER", "LANG"))
    }
    return {**kept, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path / "state"), "COLUMNS": "80"}


@pytest.fixture
def run(
    command: Callable[..., list[str]], surroundings: dict[str, str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a `class` command to its end."""

    def ran(*given: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command(*given), env=surroundings, capture_output=True, text=True, timeout=150)

    return ran
