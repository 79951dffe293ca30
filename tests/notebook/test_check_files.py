"""Notebooks as learners hand them in: graded whatever stands in them beside the code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.grading import grade
from grader.outcome import Outcome, Report
from grader.sandbox import Sandbox
from grader.submission import parse_submission

RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)"
WRONG = RIGHT.replace("(2 * h)", "2 * h")


def graded(sandbox: Sandbox, *cells: str | dict[str, object], **document: object) -> Report:
    made = [cell if isinstance(cell, dict) else {"cell_type": "code", "source": cell} for cell in cells]
    raw = json.dumps({"nbformat": 4, "cells": made, **document}).encode()
    return next(grade(parse_submission(raw, "a.ipynb"), ("exercise1_numerical_diff",), sandbox))


@pytest.mark.parametrize(
    "cells",
    [
        ("import grader", "%load_ext grader", RIGHT, 'grader.check("exercise1")', "%check exercise1"),
        (f"%%check exercise1 --hint 2\n{RIGHT}",),
        (RIGHT, "checked = grader.check(1)", "float(checked.score)"),
        ("from grader.notebook.points import points", RIGHT, 'float(points("exercise1", "values"))'),
        (
            "import otter\ngrader = otter.Notebook('a.ipynb')",
            RIGHT,
            'grader.check("q1")',
            "grader.check_all()",
        ),
        ("from grader.notebook.lend import lend\n\nlend()", RIGHT),
    ],
)
def test_cells_that_call_a_grader_draw_no_note(sandbox: Sandbox, cells: tuple[str, ...]) -> None:
    if cells[0].startswith(RIGHT):
        cells = ("import grader", *cells)
    report = graded(sandbox, *cells)
    assert (report.outcome, report.notes) == (Outcome.PASSED, ())


@pytest.mark.parametrize(
    "cell",
    [
        f"%%time\n{RIGHT}",
        f"%%capture out\n{RIGHT}",
        f"%%writefile mine.py\n{RIGHT}",
        f"!pip install numpy\n{RIGHT}\nnumerical_diff?\n%timeit 1",
        "%time numerical_diff = lambda f, x: (f(x + 1e-4) - f(x - 1e-4)) / 2e-4",
    ],
)
def test_the_code_of_a_cell_with_magics_is_graded(sandbox: Sandbox, cell: str) -> None:
    assert graded(sandbox, cell).outcome is Outcome.PASSED


def test_a_cell_of_another_language_is_no_code(sandbox: Sandbox) -> None:
    assert graded(sandbox, f"%%bash\n{RIGHT}").outcome is Outcome.MISSING


def test_cells_count_in_the_order_of_the_file_whatever_their_execution_counts(sandbox: Sandbox) -> None:
    cells = [
        {"cell_type": "code", "source": source, "execution_count": count}
        for source, count in (("y = numerical_diff(abs, 1.0)", 9), (WRONG, 12), (RIGHT, 3))
    ]
    report = graded(sandbox, *cells)
    assert report.outcome is Outcome.PASSED
    assert [note.id for note in report.notes] == ["note.statement-raised"]


def test_metadata_may_be_gone_or_double(sandbox: Sandbox) -> None:
    twice = {"cell_type": "code", "id": "same", "source": RIGHT, "metadata": {"nbgrader": {"grade_id": "a"}}}
    assert graded(sandbox, {**twice, "source": WRONG}, twice).outcome is Outcome.PASSED
    assert graded(sandbox, {"cell_type": "code", "source": RIGHT, "metadata": None}).outcome is Outcome.PASSED


def test_a_statement_that_awaits_is_told_as_one_that_was_not_run(sandbox: Sandbox) -> None:
    report = graded(sandbox, f"import asyncio\nawait asyncio.sleep(0)\n{RIGHT}", "[x async for x in y()]")
    assert report.outcome is Outcome.PASSED
    assert [note.id for note in report.notes] == ["note.statement-awaits"] * 2
    inside = graded(sandbox, f"{RIGHT}\ndef f():\n    await x")
    assert [note.id for note in inside.notes] == ["note.statement-raised"]


def test_a_failing_cell_hides_nothing(sandbox: Sandbox) -> None:
    report = graded(sandbox, "1 / 0", f"{RIGHT}\nint('x')", "def broken(:")
    assert report.outcome is Outcome.PASSED
    assert len(report.notes) == 3


def test_outside_a_notebook_the_way_to_grade_a_file_is_told(
    tool_environment: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    code = "import grader\nprint(grader.check(1, submission='mine.py'))\ngrader.check(1)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=tool_environment, capture_output=True, text=True)
    assert done.stdout == "✓ exercise1_numerical_diff  100 / 100\n"
    last = done.stderr.splitlines()[-1]
    assert "grader.check looks at the cells that ran in a notebook, and this is none" in last
    assert "--submission FILE" in last
