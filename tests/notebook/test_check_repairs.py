"""Repairs put into notebooks of every make: one cell's source changes, and not a byte beside it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import pytest

from grader.grading import mended
from grader.sandbox import Sandbox
from grader.submission import parse_submission

WRONG = "def numerical_diff(f, x):\n    h = 1e-4  # 刻み幅\n    return (f(x + h) - f(x - h)) / 2 * h"
RIGHT = WRONG.replace("2 * h", "(2 * h)")
OLD, NEW = b"/ 2 * h", b"/ (2 * h)"


def format_4(source: str) -> dict[str, object]:
    picture = nbformat.v4.new_output("display_data", {"image/png": "iVBORw0K" * 99}, metadata={"a": 1e-7})
    code = nbformat.v4.new_code_cell(source, id="kept", execution_count=3, outputs=[picture])
    code.metadata = {"tags": ["é"], "zz": 1.0}
    again = nbformat.v4.new_code_cell("2 * h / 2 * h", id="other")
    text = nbformat.v4.new_markdown_cell("# 題", id="text")
    return dict(nbformat.v4.new_notebook(cells=[text, code, again]))


def format_3(source: str) -> dict[str, object]:
    cells = [
        nbformat.v3.new_text_cell("markdown", "text"),
        nbformat.v3.new_code_cell(source, prompt_number=3),
    ]
    first = nbformat.v3.new_worksheet(cells=cells[:1])
    return dict(nbformat.v3.new_notebook(worksheets=[first, nbformat.v3.new_worksheet(cells=cells[1:])]))


def in_lines(document: dict[str, object]) -> dict[str, object]:
    """Return a notebook with every source as a list of lines, as Jupyter saves them."""
    text = json.dumps(document)
    made: dict[str, object] = json.loads(
        text,
        object_hook=lambda each: {
            key: value.splitlines(keepends=True)
            if key in ("source", "input") and isinstance(value, str)
            else value
            for key, value in each.items()
        },
    )
    return made


DUMPS: dict[str, Callable[[dict[str, object]], bytes]] = {
    "as Jupyter saves it": lambda document: (
        json.dumps(in_lines(document), ensure_ascii=False, indent=1) + "\n"
    ).encode(),
    "sources as one text": lambda document: json.dumps(document, ensure_ascii=False, indent=2).encode(),
    "on one line, escaped": lambda document: json.dumps(in_lines(document)).encode(),
    "sorted, with a mark and CRLF": lambda document: (
        json.dumps(in_lines(document), ensure_ascii=False, indent="\t", sort_keys=True)
        .replace("\n", "\r\n")
        .encode("utf-8-sig")
    ),
    "UTF-16": lambda document: json.dumps(document, ensure_ascii=False).encode("utf-16"),
    "UTF-16, the other way round": lambda document: b"\xfe\xff" + json.dumps(document).encode("utf-16-be"),
}


@pytest.mark.parametrize(
    ("made", "dump"),
    [(format_4, dump) for dump in DUMPS.values()] + [(format_3, DUMPS["as Jupyter saves it"])],
    ids=[*DUMPS, "format 3"],
)
def test_only_the_repaired_line_changes(
    sandbox: Sandbox, made: Callable[[str], dict[str, object]], dump: Callable[[dict[str, object]], bytes]
) -> None:
    raw = dump(made(WRONG))
    report, repaired = mended(parse_submission(raw, "a.ipynb"), "exercise1_numerical_diff", sandbox)
    assert repaired is not None
    (found,) = report.diagnoses
    assert found.location is not None
    assert (found.location.cell, found.location.line) == (2, 3)
    assert repaired == dump(made(RIGHT))


def test_the_command_writes_the_repair_into_the_notebook(
    tool_environment: Mapping[str, str], tmp_path: Path
) -> None:
    raw = DUMPS["as Jupyter saves it"](format_4(WRONG))
    (tmp_path / "mine.ipynb").write_bytes(raw)
    shutil.copy(tmp_path / "mine.ipynb", tmp_path / "old.ipynb")
    command = [sys.executable, "-m", "grader", "hint", "exercise1", "--submission", "mine.ipynb"]
    done = subprocess.run(
        [*command, "--apply", "--yes"], cwd=tmp_path, env=tool_environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "mine.ipynb").read_bytes() == raw.replace(OLD, NEW, 1)
    assert (tmp_path / "mine.ipynb.bak").read_bytes() == raw


def test_a_timed_line_keeps_its_magic(sandbox: Sandbox) -> None:
    source = "%time numerical_diff = lambda f, x: (f(x + 1e-4) - f(x - 1e-4)) / 2 * 1e-4"
    raw = json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()
    report, repaired = mended(parse_submission(raw, "a.ipynb"), "exercise1_numerical_diff", sandbox)
    assert report.score < report.max_score
    assert repaired is not None
    assert b"%time numerical_diff = lambda f, x: (f(x + 1e-4) - f(x - 1e-4)) / (2 * 1e-4)" in repaired
