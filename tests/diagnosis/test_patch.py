"""Repairs put back into the learner's file: bytes outside the edit stay, whatever file it is."""

from __future__ import annotations

import json

import pytest

from grader.diagnosis.patch import patched_bytes, unified_diff
from grader.diagnosis.text import Draft, Fix, Splice
from grader.submission import Submission, parse_submission
from grader.worker.wire import SourceCell

PROGRAM = "# Größe 値\ndef f(x):\n\treturn x / 2*h   # comment\n\nprint(f(1))\n"


def draft_of(submission: Submission) -> Draft:
    return Draft.of_cells(SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells)


def edited(submission: Submission, old: str, new: str) -> Draft:
    """Return a submission's draft with the only place of a text replaced."""
    draft = draft_of(submission)
    (cell,) = [text.number for text in draft.texts if old in text.source]
    text = draft.text(cell)
    assert text.source.count(old) == 1
    at = text.source.index(old)
    return draft.apply(Fix("id", (Splice(cell, at, at + len(old), new),), cell, text.line_of(at)))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_only_the_edited_characters_of_a_program_change(newline: str, encoding: str) -> None:
    raw = PROGRAM.replace("\n", newline).encode(encoding)
    submission = parse_submission(raw, "a.py")
    after = patched_bytes(submission, edited(submission, "2*h", "(2*h)"))
    assert after == PROGRAM.replace("2*h", "(2*h)").replace("\n", newline).encode(encoding)


def test_a_file_of_another_encoding_keeps_it() -> None:
    source = "# -*- coding: gbk -*-\n# 数值微分\nx = 1\n"
    submission = parse_submission(source.encode("gbk"), "a.py")
    after = patched_bytes(submission, edited(submission, "x = 1", "x = 2"))
    assert after == source.replace("x = 1", "x = 2").encode("gbk")


def test_an_unedited_draft_gives_the_same_bytes_and_no_diff() -> None:
    submission = parse_submission(PROGRAM.replace("\n", "\r\n").encode(), "a.py")
    assert patched_bytes(submission, draft_of(submission)) == submission.raw
    assert unified_diff(submission, draft_of(submission)) == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("old", "new"), [("b = 2\n", "b = 2\nc = 3\n"), ("a = 1\n", ""), ("a = 1\nb = 2\n", "d = 4\n")]
)
def test_lines_may_be_put_in_and_taken_out(newline: str, old: str, new: str) -> None:
    source = "import numpy\na = 1\nb = 2\nprint(a)\n"
    submission = parse_submission(source.replace("\n", newline).encode(), "a.py")
    after = patched_bytes(submission, edited(submission, old, new))
    assert after.decode() == source.replace(old, new).replace("\n", newline)


def test_a_last_line_without_an_end_stays_so() -> None:
    submission = parse_submission(b"def f(x):\n    retun x", "a.py")
    assert patched_bytes(submission, edited(submission, "retun", "return")) == b"def f(x):\n    return x"


def test_a_diff_is_against_the_file_and_names_it() -> None:
    submission = parse_submission(PROGRAM.encode(), "folder/a.py")
    diff = unified_diff(submission, edited(submission, "2*h", "(2*h)"))
    assert diff.splitlines()[:2] == ["--- a/folder/a.py", "+++ b/folder/a.py"]
    changed = [line for line in diff.splitlines()[3:] if line[0] in "+-"]
    assert changed == ["-\treturn x / 2*h   # comment", "+\treturn x / (2*h)   # comment"]


def test_a_notebook_changes_in_one_cell_and_nothing_else() -> None:
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3"}},
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# 値\n"]},
            {
                "cell_type": "code",
                "metadata": {"tags": ["x"]},
                "outputs": [],
                "source": ["a = 1\n", "b = a\n", "b"],
            },
            {"cell_type": "code", "metadata": {}, "outputs": [{"x": 1}], "source": "c = b / 2*a"},
        ],
    }
    raw = json.dumps(document, ensure_ascii=False, indent=1).encode()
    submission = parse_submission(raw, "a.ipynb")
    after = json.loads(patched_bytes(submission, edited(submission, "2*a", "(2*a)")))
    document["cells"][2]["source"] = "c = b / (2*a)"  # type: ignore[index]
    assert after == document
    longer = patched_bytes(submission, edited(submission, "b = a\n", "b = a\nd = 0\n"))
    document["cells"][2]["source"] = "c = b / 2*a"  # type: ignore[index]
    document["cells"][1]["source"] = ["a = 1\n", "b = a\n", "d = 0\n", "b"]  # type: ignore[index]
    assert longer == json.dumps(document, ensure_ascii=False, indent=1).encode()
    assert "cell 3" in unified_diff(submission, edited(submission, "2*a", "(2*a)"))


def test_code_in_markdown_is_patched_where_it_stands() -> None:
    source = "# Title\n\n```python\ndef f(x):\n    return x / 2*h\n```\n\ntext\n"
    submission = parse_submission(source.encode(), "a.md")
    after = patched_bytes(submission, edited(submission, "2*h", "(2*h)")).decode()
    assert after == source.replace("2*h", "(2*h)")


def test_a_patched_file_reads_as_the_draft_says() -> None:
    for raw, name in (
        (PROGRAM.encode(), "a.py"),
        (b"# T\n\n```python\ndef f(x): return x / 2*h\n```\n", "a.md"),
    ):
        submission = parse_submission(raw, name)
        draft = edited(submission, "2*h", "(2*h)\n# and a line" if name == "a.py" else "(2*h)")
        again = parse_submission(patched_bytes(submission, draft), name)
        assert [cell.source for cell in again.cells] == [text.source for text in draft.texts]
