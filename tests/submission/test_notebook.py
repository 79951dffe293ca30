"""Notebooks: formats 3 and 4, whole, broken and hostile."""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
import pytest

from grader.errors import UnreadableSubmission
from grader.submission import Cell, Line, Submission, parse_submission


def written(**document: object) -> bytes:
    return json.dumps(document).encode()


def refusal(raw: bytes, path: str = "a.txt") -> str:
    with pytest.raises(UnreadableSubmission) as caught:
        parse_submission(raw, path)
    assert caught.value.hint
    return caught.value.message


def code(source: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, **more}


def test_code_cells_keep_their_number_among_all_cells() -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# text\n```python\nno = 1\n```"),
            nbformat.v4.new_code_cell("x = 1\ny = 2"),
            nbformat.v4.new_raw_cell("raw"),
            nbformat.v4.new_code_cell("  \n"),
            nbformat.v4.new_code_cell("z = 3"),
        ]
    )
    submission = parse_submission(nbformat.writes(notebook).encode(), "a.txt")
    assert submission.kind == "notebook"
    assert submission.is_notebook
    assert submission.cells == (
        Cell(2, "x = 1\ny = 2", (Line(1, "", "x = 1"), Line(2, "", "y = 2"))),
        Cell(5, "z = 3", (Line(1, "", "z = 3"),)),
    )


def test_a_notebook_of_format_3_is_read_sheet_by_sheet() -> None:
    sheet = nbformat.v3.new_worksheet(
        cells=[nbformat.v3.new_text_cell("markdown", "text"), nbformat.v3.new_code_cell("x = 1")]
    )
    other = nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("y = 2\nz = 3")])
    notebook = nbformat.v3.new_notebook(worksheets=[sheet, other])
    submission = parse_submission(nbformat.v3.writes_json(notebook).encode(), "a.ipynb")
    assert [(cell.number, cell.source) for cell in submission.cells] == [(2, "x = 1"), (3, "y = 2\nz = 3")]


def test_a_source_may_be_a_text_or_a_list_of_lines() -> None:
    raw = written(nbformat=4, cells=[code("x = 1\r\ny = 2\n"), code(["a = 1\n", "b = 2"]), code([])])
    assert [cell.source for cell in parse_submission(raw, "a").cells] == ["x = 1\ny = 2", "a = 1\nb = 2"]


@pytest.mark.parametrize(
    "raw",
    [
        written(cells=[code("x = 1")]),
        written(nbformat="4", cells=[code("x = 1")]),
        written(nbformat=4.0, cells=[{"cell_type": "code"}, code(None), 3, None, [], code("x = 1")]),
        written(
            nbformat=5, cells=[{"source": "no"}, {"cell_type": 3}, code("x = 1", outputs=7, metadata=[])]
        ),
        b'{"cells": 3, "nbformat": 2, "nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}',
        b'\xef\xbb\xbf \n{"cells": [{"cell_type": "code", "source": "x = 1", "n": NaN}]}\n',
        b'{"cells": [{"cell_type": "code", "source": "x = 1", "output": "a\tb\x0c"}]}',
        json.dumps({"cells": [code("x = 1")]}).encode("utf-16"),
        written(worksheets=[None, {}, {"cells": 3}, {"cells": [{"cell_type": "code", "input": "x = 1"}]}]),
    ],
)
def test_what_no_reader_needs_may_be_missing_or_wrong(raw: bytes) -> None:
    assert [cell.source for cell in parse_submission(raw, "a.txt").cells] == ["x = 1"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"nbformat": 4, "cells": [}', "broken at line 1, column 27"),
        (b'{\n "cells": [\n  {"cell_type": "code"', "broken at line 3"),
        (b'{"cells": []}\n}', "broken at line 2"),
        (written(nbformat=2, worksheets=[]), "of format 2"),
        (written(nbformat=4), "no list of cells"),
        (written(nbformat=4, cells={}), "no list of cells"),
        (written(nbformat=3, worksheets=7), "no list of cells"),
        (written(learning_rate=0.1), "holds JSON, but no notebook"),
        (written(cells=["x", code(7)]), "cell 2 has no text"),
        (written(cells=[code(["x", 7])]), "cell 1 has no text"),
        (b'{"cells": ' + b"[" * 100_000, "nested too deep"),
        (b'{"cells": ' * 100_000, "nested too deep"),
        (b'{"cells": [' + b"1" * 10_000 + b"]}", "a number too long"),
        (b'{"cells": [' + b"[]," * 1_000_001 + b"0]}", "more data in it"),
        (written(cells=[code("\n" * 200_001 + "x")]), "more than a program"),
        (written(cells=[code("x" * 2**20)] * 3), "more than a program"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_refused_with_the_reason(raw: bytes, words: str) -> None:
    assert words in refusal(raw)


def test_text_in_front_of_a_notebook_is_told_by_its_name() -> None:
    raw = b"<<<<<<< HEAD\n" + written(cells=[code("x = 1")])
    assert "other text in front" in refusal(raw, "a.ipynb")


def test_brackets_in_outputs_are_no_reason_to_refuse() -> None:
    output = '\\"[{' * 400_000
    raw = written(cells=[code("x = 1", outputs=[{"text": output}])])
    assert parse_submission(raw, "a").cells[0].source == "x = 1"


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_written() -> None:
    raw = b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\\ud83d\\ude00\'"}]}'
    (cell,) = parse_submission(raw, "a").cells
    assert cell.source == "x = '\ufffd\U0001f600'"
    cell.source.encode()


def test_indentation_of_the_first_line_is_cut_as_ipython_does(
    read_notebook: Callable[..., Submission],
) -> None:
    (cell,) = read_notebook("\n    x = 1\n    if x:\n        y = 2\n\nz = 3").cells
    assert cell.source == "\nx = 1\nif x:\n    y = 2\n\nz = 3"
    assert [line.prefix for line in cell.lines] == ["", "    ", "    ", "    ", "", ""]


def test_prompts_pasted_into_a_cell_are_cut_and_lines_keep_their_numbers(
    read_notebook: Callable[..., Submission],
) -> None:
    first, second = read_notebook(
        ">>> x = 1\n>>> x\n1\n>>> y = 2", "In [1]: x = 1\nIn [2]: x\nOut[2]: 1"
    ).cells
    assert (first.source, [line.number for line in first.lines]) == ("x = 1\nx\ny = 2", [1, 2, 4])
    assert (second.source, [line.number for line in second.lines]) == ("x = 1\nx", [1, 2])
