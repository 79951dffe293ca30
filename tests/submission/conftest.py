"""What the tests of the readers share: the five documents, and the law of the line map."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import Cell, Submission, parse_submission

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    """The five documents in the order of their numbers."""
    found = sorted((ROOT.parent / "shared" / "seeds").glob("00*.txt"))
    if len(found) != 5:
        pytest.skip("the five documents are not beside the checkout")
    return found


@pytest.fixture
def read() -> Callable[[str], Submission]:
    """Read a text as if it were a UTF-8 file named a.txt."""
    return lambda text: parse_submission(text.encode(), "a.txt")


@pytest.fixture
def read_notebook() -> Callable[..., Submission]:
    """Read a notebook of format 4 with code cells of the given sources."""

    def reader(*sources: object) -> Submission:
        cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": s} for s in sources]
        return parse_submission(json.dumps({"nbformat": 4, "cells": cells}).encode(), "a.ipynb")

    return reader


@pytest.fixture
def assert_mapped() -> Callable[[Cell, list[str]], None]:
    """Check that every line of a cell is its line of the file, or a comment that quotes its end."""

    def check(cell: Cell, lines: list[str]) -> None:
        sources = cell.source.split("\n")
        assert len(sources) == len(cell.lines)
        for source, line in zip(sources, cell.lines, strict=True):
            raw = lines[line.number - 1]
            assert raw.startswith(line.prefix)
            text = raw.removeprefix(line.prefix)
            if source != text:
                code, mark, quoted = source.partition("# ")
                assert mark
                assert text.endswith(quoted)
                assert text.removesuffix(quoted) == code.removesuffix("pass  ").removesuffix("None  ")

    return check
