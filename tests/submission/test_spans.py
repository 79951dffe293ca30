"""Cells and their sources found in a notebook's bytes, and outputs stepped over unread."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UnreadableSubmission
from grader.submission import MAX_NOTEBOOK, parse_submission, read_submission
from grader.submission.spans import BrokenError, elements, places_of, without_outputs

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
_SOURCE = st.text() | st.lists(st.text(), max_size=4)
_CELL = st.dictionaries(st.sampled_from(("outputs", "metadata", "id", "attachments", 'a"]}')), _JSON).flatmap(
    lambda rest: st.builds(lambda source: {**rest, "source": source}, _SOURCE)
)


@given(st.lists(_CELL, max_size=4), _JSON, st.none() | st.integers(0, 2), st.booleans())
def test_every_source_stands_where_it_is_found(
    cells: list[dict[str, object]], more: object, indent: int | None, ascii_: bool
) -> None:
    document = {"metadata": more, "cells": cells, "nbformat": 4}
    raw = json.dumps(document, indent=indent, ensure_ascii=ascii_).encode("utf-8", "surrogatepass")
    places = places_of(raw).sources
    assert [json.loads(raw[place.start : place.end]) for place in places if place] == [
        cell["source"] for cell in cells
    ]
    lean = json.loads(without_outputs(raw))
    for cell in cells:
        for key in {"outputs", "metadata", "attachments"} & set(cell):
            cell[key] = None
    assert lean == {**document, "metadata": None}


@given(values=st.lists(_JSON, max_size=5), indent=st.none() | st.integers(0, 2))
def test_every_element_of_a_list_stands_where_it_is_found(values: list[object], indent: int | None) -> None:
    raw = json.dumps(values, indent=indent).encode()
    assert [json.loads(raw[span.start : span.end]) for span in elements(raw)] == values


def test_of_two_members_of_one_name_the_last_holds() -> None:
    raw = b'{"cells": [{"source": "no"}], "cells": [{"source": "a", "source": "b"}]}'
    assert [raw[place.start : place.end] for place in places_of(raw).sources if place] == [b'"b"']


def test_cells_of_all_worksheets_are_counted_together() -> None:
    raw = b'{"worksheets": [{"cells": [{"input": "a"}]}, {"cells": [{}, {"input": "b"}]}]}'
    found = [place and raw[place.start : place.end] for place in places_of(raw).sources]
    assert found == [b'"a"', None, b'"b"']
    again = b'{"cells": null, "worksheets": [{"cells": [{"input": "no"}], "cells": [{"input": "a"}]}]}'
    assert [place and again[place.start : place.end] for place in places_of(again).sources] == [b'"a"']


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        (b'{"cells": [', 11),
        (b'{"cells": [{"source": "a}]}', 22),
        (b'{"cells": [{"source" "a"}]}', 21),
        (b'{"cells": [}', 11),
        (b'{"cells": [{"outputs": [[]}]}', 27),
        (b'{"a": 1 "cells": []}', 8),
        (b"{", 1),
    ],
)
def test_broken_json_is_told_by_its_place(raw: bytes, at: int) -> None:
    with pytest.raises(BrokenError) as caught:
        places_of(raw)
    assert caught.value.at == at


def large(outputs: list[object], code: str = "x = 1\ny = 2") -> bytes:
    cell = nbformat.v4.new_code_cell(code, outputs=[])
    document = nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_code_cell("z = 3")])
    document.cells[0].outputs = outputs
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def test_large_outputs_cost_no_memory() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "iVBO" * 2**20}, "metadata": {}}
    printed = {"output_type": "stream", "name": "stdout", "text": ["loss 0.25 値\n"] * 2**18}
    raw = large([picture] * 4 + [printed])
    assert len(raw) > 20 * 2**20  # more than any other file may have
    tracemalloc.start()
    try:
        submission = parse_submission(raw, "a.ipynb")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [cell.source for cell in submission.cells] == ["x = 1\ny = 2", "z = 3"]
    assert peak < 4 * 2**20


def test_a_large_notebook_is_read_from_a_file_and_another_large_file_is_not(tmp_path: Path) -> None:
    raw = large([{"data": {"image/png": "A" * (21 * 2**20)}}])
    (tmp_path / "a.ipynb").write_bytes(raw)
    assert len(read_submission(tmp_path / "a.ipynb").cells) == 2
    (tmp_path / "a.py").write_bytes(b"#" * (21 * 2**20))
    (tmp_path / "b.ipynb").write_bytes(large([], "x = '" + "A" * (21 * 2**20) + "'"))
    (tmp_path / "c.txt").write_bytes(b'{"a": "' + b"A" * (21 * 2**20) + b'"}')
    with (tmp_path / "d.ipynb").open("wb") as file:
        file.write(b'{"cells": [')
        file.truncate(MAX_NOTEBOOK + 1)
    for name, words in (
        ("a.py", "larger than 20 MiB"),
        ("b.ipynb", "larger than 20 MiB, the outputs of a notebook aside"),
        ("c.txt", "larger than 20 MiB"),
        ("d.ipynb", "larger than 256 MiB"),
    ):
        with pytest.raises(UnreadableSubmission) as caught:
            read_submission(tmp_path / name)
        assert words in caught.value.message


def test_a_large_broken_notebook_is_told_by_line_and_column() -> None:
    raw = large([{"data": {"image/png": "A" * (3 * 2**20)}}])
    cut = raw.replace(b'"source": "z = 3"', b'"source": z = 3"')
    line = raw[: raw.index(b'"source": "z = 3"')].count(b"\n") + 1
    with pytest.raises(UnreadableSubmission) as caught:
        parse_submission(cut, "a.ipynb")
    assert f"broken at line {line}, column" in caught.value.message


def test_more_lists_than_are_stepped_over_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.submission import spans

    monkeypatch.setattr(spans, "MAX_BRACKETS", 1000)
    raw = large([[[]] * 2**20])
    with pytest.raises(UnreadableSubmission) as caught:
        parse_submission(raw, "a.ipynb")
    assert "more data in it than can be read" in caught.value.message
