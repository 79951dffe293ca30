"""Laws that hold for any text: the line map is exact, and nothing but a refusal is raised."""

from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import UnreadableSubmission
from grader.submission import Cell, Submission, parse_submission, split_lines

Check = Callable[[Cell, list[str]], None]
FRAGMENTS = [
    "```python", "```", "~~~", "~~~py", "> ```", "> x = 1", "- ```py", "  ", "\t", "    ", "In [3]:",
    "In [4]: x = 1", "   ...: y", "Out[3]: 1", ">>> x = 1", ">>> def f():", "... ", "...     return 1",
    "def f(x):", "    return x", '"""', "'''", "'", "%matplotlib inline", "    !ls", "x = !ls \\", "np.sum?",
    "%%bash", "%%time", "x = (", ")", "NameError: x", "# comment", "这是说明。", "Some plain words", "x = 1",
    "", "",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=14)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def attempt(raw: bytes) -> Submission | UnreadableSubmission:
    """Return the submission or its refusal; anything else raised fails the test."""
    try:
        return parse_submission(raw, "a")
    except UnreadableSubmission as error:
        return error


@QUICK
@given(TEXTS, ENDS)
def test_every_line_of_a_cell_is_its_line_of_the_file(
    assert_mapped: Check, fragments: list[str], end: str
) -> None:
    text = end.join(fragments)
    submission = parse_submission(text.encode(), "a.txt")
    lines = split_lines(text)
    numbers = [line.number for cell in submission.cells for line in cell.lines]
    assert numbers == sorted(set(numbers))
    assert [cell.number for cell in submission.cells] == list(range(1, len(submission.cells) + 1))
    for cell in submission.cells:
        assert cell.source.strip()
        assert_mapped(cell, lines)


@QUICK
@given(st.lists(TEXTS, max_size=4), ENDS)
def test_every_line_of_a_notebooks_cell_is_its_line_of_the_cell(
    assert_mapped: Check, cells: list[list[str]], end: str
) -> None:
    texts = [end.join(fragments) for fragments in cells]
    document = {"nbformat": 4, "cells": [{"cell_type": "code", "source": text} for text in texts]}
    for cell in parse_submission(json.dumps(document).encode(), "a.ipynb").cells:
        assert_mapped(cell, split_lines(texts[cell.number - 1]))


@QUICK
@given(TEXTS, st.sampled_from(["utf-8-sig", "utf-16", "gbk", "gb18030", "big5"]))
def test_the_map_holds_in_other_encodings(assert_mapped: Check, fragments: list[str], codec: str) -> None:
    text = "\n".join(["# 說明" if "big5" in codec else "# 说明梯度", *fragments])
    submission = parse_submission(text.encode(codec, "ignore"), "a.txt")
    for cell in submission.cells:
        assert_mapped(cell, split_lines(submission.text))


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    result = attempt(raw)
    if isinstance(result, UnreadableSubmission):
        assert result.message
        assert result.hint
        return
    assert result.raw == raw
    assert result.text.encode(result.encoding).decode(result.encoding) == result.text
    for cell in result.cells:
        assert cell.source.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("x = 1\n"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "cell_type", "source", "input", "nbformat"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(JSON, JSON, JSON)
def test_any_json_is_read_or_refused(cells: object, source: object, version: object) -> None:
    cell = {"cell_type": "code", "source": source}
    for document in ({"cells": cells, "nbformat": version}, {"cells": [cell]}, {"worksheets": [cells, cell]}):
        result = attempt(json.dumps(document).encode())
        assert result.hint if isinstance(result, UnreadableSubmission) else result.kind == "notebook"
