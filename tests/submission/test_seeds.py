"""The five documents, read as they are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.submission import Submission, read_submission, split_lines

# kind, cells, and functions and classes defined at the left edge, as counted by eye in the documents
EXPECTED = [
    ("export", 9, ["function_2", "numerical_gradient", "gradient_decent", "softmax", "simple_net", "f"]),
    ("notebook", 31, ["numerical_diff", "numercial_diff", "gradient_descent", "simpleNet"]),
    ("markdown", 17, ["numerical_diff", "numerical_gradient", "gradient_descent", "TwoLayerNet", "softmax"]),
    ("markdown", 6, ["numerical_diff", "func1", "numerical_gradient", "gradient_descent"]),
    ("export", 35, ["numerical_gradient", "gradient_descent", "simpleNet", "TwoLayerNet"]),
]


@pytest.mark.parametrize("number", range(5))
def test_a_document_is_read_as_what_its_content_is(seeds: list[Path], number: int) -> None:
    submission = read_submission(seeds[number])
    kind, cells, _ = EXPECTED[number]
    assert (submission.kind, submission.encoding, submission.newline) == (kind, "utf-8", "\n")
    assert len(submission.cells) == cells


@pytest.mark.parametrize("number", range(5))
def test_every_definition_of_a_document_is_in_a_cell(seeds: list[Path], number: int) -> None:
    submission = read_submission(seeds[number])
    lines = {line for cell in submission.cells for line in cell.source.split("\n")}
    for name in EXPECTED[number][2]:
        assert any(line.startswith((f"def {name}(", f"class {name}")) for line in lines), name


@pytest.mark.parametrize("number", range(5))
def test_cells_without_prose_parse_as_they_are(seeds: list[Path], number: int) -> None:
    for cell in read_submission(seeds[number]).cells:
        if not cell.prose:
            ast.parse(cell.source)


@pytest.mark.parametrize("number", [0, 2, 3, 4])
def test_lines_of_a_text_document_are_found_where_the_map_says(seeds: list[Path], number: int) -> None:
    submission = read_submission(seeds[number])
    lines = split_lines(seeds[number].read_text(encoding="utf-8"))
    for cell in submission.cells:
        for source, line in zip(cell.source.split("\n"), cell.lines, strict=True):
            assert lines[line.number - 1] == line.prefix + source


def test_the_output_of_a_failed_cell_is_no_part_of_it(seeds: list[Path]) -> None:
    sources = [cell.source for cell in read_submission(seeds[4]).cells]
    assert not any("NameError" in source for source in sources)


def test_a_notebook_numbers_its_cells_among_all_cells(seeds: list[Path]) -> None:
    submission: Submission = read_submission(seeds[1])
    assert [cell.number for cell in submission.cells][:4] == [2, 3, 4, 6]
    assert submission.cells[0].source.split("\n")[1].startswith("def numerical_diff(f, x):")
    assert submission.cells[0].lines[1].number == 2
