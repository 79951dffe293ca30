"""Markdown: fences and indented blocks, wherever writers put them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.submission import Submission

Read = Callable[[str], Submission]


def sources(submission: Submission) -> list[str]:
    assert submission.kind == "markdown"
    return [cell.source for cell in submission.cells]


@pytest.mark.parametrize("fence", ["```", "~~~", "`````", "~~~~~~"])
@pytest.mark.parametrize(
    "info",
    ["python", "py", "Python3", " ipython", "{python}", "{.python .numberLines}", "python=", "python title=x",
     "{code-cell} ipython3", "{code-block} python", "pycon", ""],
)  # fmt: skip
def test_blocks_of_python_are_taken(read: Read, fence: str, info: str) -> None:
    submission = read(f"# Title\n\nText, isn't it?\n{fence}{info}\nx = 1\n\ny = 2\n{fence}\nmore\n")
    assert sources(submission) == ["x = 1\n\ny = 2"]
    assert [line.number for line in submission.cells[0].lines] == [5, 6, 7]
    assert submission.cells[0].prose is (info == "")


@pytest.mark.parametrize(
    "info", ["bash", "r", "c++", "text", "pytb", "{r}", "json", "{code-block} bash", "javascript"]
)
def test_blocks_of_other_languages_are_left_out(read: Read, info: str) -> None:
    assert sources(read(f"```{info}\nx = 1\n```\n\n```py\ny = 2\n```\n")) == ["y = 2"]
    assert sources(read(f"```{info}\nx = 1\n```\n")) == []


def test_a_block_ends_at_a_fence_of_its_own_kind_and_length(read: Read) -> None:
    text = "````python\nx = '''\n```\n~~~~\n'''\n````  \ntext\n~~~python\ny = 2\n```\n~~~~\n"
    assert sources(read(text)) == ["x = '''\n```\n~~~~\n'''", "y = 2\n```"]


def test_a_block_without_end_goes_to_the_end_of_the_file(read: Read) -> None:
    assert sources(read("text\n```python\nx = 1\n\ny = 2")) == ["x = 1\n\ny = 2"]


def test_code_within_a_line_opens_no_block(read: Read) -> None:
    assert sources(read("```x = 1```\n\ntext\n\n```python\ny = 2\n```\n")) == ["y = 2"]


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("  ```py\n  if x:\n      y = 1\n  ```\n", ["  ", "  "]),
        ("\t```py\n\tif x:\n\t    y = 1\n\t```\n", ["\t", "\t"]),
        ("- ```py\n  if x:\n      y = 1\n  ```\n", ["  ", "  "]),
        ("1. text\n\n    ```py\n    if x:\n        y = 1\n    ```\n", ["    ", "    "]),
        ("10. ```py\n    if x:\n        y = 1\n    ```\n", ["    ", "    "]),
        ("> ```py\n> if x:\n>     y = 1\n> ```\n", ["> ", "> "]),
        ("> > ```py\n>> if x:\n> >     y = 1\n> > ```\n", [">> ", "> > "]),
        ("> - ```py\n>   if x:\n>       y = 1\n>   ```\n", [">   ", ">   "]),
        ("```py\n  if x:\n      y = 1\n```\n", ["  ", "  "]),
        ("  ```py\nif x:\n    y = 1\n  ```\n", ["", ""]),
        ("> ```py\nif x:\n    y = 1\n```\n", ["", ""]),
    ],
)
def test_what_stands_in_front_of_a_block_is_cut_off(read: Read, text: str, prefixes: list[str]) -> None:
    submission = read("Some text\n\n" + text + "\nmore\n")
    assert sources(submission) == ["if x:\n    y = 1"]
    assert [line.prefix for line in submission.cells[0].lines] == prefixes


def test_a_block_ends_with_its_block_quote(read: Read) -> None:
    assert sources(read("> ```py\n> x = 1\n\ntext\n\n```py\ny = 2\n```\n")) == ["x = 1", "y = 2"]


def test_tabs_inside_a_block_are_kept(read: Read) -> None:
    assert sources(read("```python\ndef f(x):\n\treturn x\n```\n")) == ["def f(x):\n\treturn x"]


def test_a_session_in_a_block_loses_its_prompts_and_answers(read: Read) -> None:
    submission = read(
        "text\n\n  ```python\n  >>> def f(x):\n  ...     return x\n  ...\n  >>> f(2)\n  2\n  ```\n"
    )
    assert sources(submission) == ["def f(x):\n    return x", "f(2)"]
    assert [(line.number, line.prefix) for line in submission.cells[0].lines] == [
        (4, "  >>> "),
        (5, "  ... "),
    ]
    assert submission.cells[1].lines[0].number == 7
    assert not submission.cells[0].prose


def test_an_ipython_session_in_a_block_loses_its_markers_and_outputs(read: Read) -> None:
    assert sources(read("```ipython\nIn [1]: x = 1\n\nIn [2]: x\nOut[2]: 1\n```\n")) == ["x = 1", "x"]


def test_indented_blocks_count_where_there_is_no_fence(read: Read) -> None:
    submission = read(
        "Gradient\n========\n\nThis is some text (about `f`).\n\n    def f(x):\n\n        return x\n\n"
        "More text here\n    not a block\n\n\ty = f(1)\n"
    )
    assert sources(submission) == ["def f(x):\n\n    return x", "y = f(1)"]
    assert [line.prefix for line in submission.cells[0].lines] == ["    ", "", "    "]
    assert all(cell.prose for cell in submission.cells)


def test_front_matter_and_stray_quotes_hide_no_block(read: Read) -> None:
    text = '---\ntitle: it\'s\n---\n\nUse `"""` for docstrings, don\'t you?\n\n```python\nx = 1\n```\n'
    assert sources(read(text)) == ["x = 1"]


def test_blocks_with_windows_line_ends_are_read(read: Read) -> None:
    submission = read("text\r\n\r\n```python\r\nx = 1\r\n```\r\n")
    assert sources(submission) == ["x = 1"]
    assert submission.newline == "\r\n"
