"""Text exports of notebooks and IPython sessions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.submission import Submission

Read = Callable[[str], Submission]


def sources(submission: Submission) -> list[str]:
    assert submission.kind == "export"
    return [cell.source for cell in submission.cells]


@pytest.mark.parametrize("mark", ["In [3]:", "In [None]:", "In [ ]:", "In [*]:", "In[12]:", "In []:"])
def test_a_marker_on_its_own_line_begins_a_cell(read: Read, mark: str) -> None:
    submission = read(f"text, isn't it?\n\n{mark}\nx = 1\n\ny = 2\n\n{mark}\nz = 3\n")
    assert sources(submission) == ["x = 1\n\ny = 2", "z = 3"]
    assert [cell.number for cell in submission.cells] == [1, 2]
    assert [line.number for line in submission.cells[0].lines] == [4, 5, 6]
    assert all(cell.prose for cell in submission.cells)


def test_code_may_follow_a_marker_on_its_line(read: Read) -> None:
    submission = read("In [3]: x = 1\ny = 2\nIn [4]:z = 3\n")
    assert sources(submission) == ["x = 1\ny = 2", "z = 3"]
    assert [line.prefix for line in submission.cells[0].lines] == ["In [3]: ", ""]
    assert submission.cells[1].lines[0].prefix == "In [4]:"


@pytest.mark.parametrize(
    "output",
    [
        "Out[3]:\narray([1])",
        "Out[3]: 1",
        "Out [3]: 1",
        "Traceback (most recent call last):\n  File",
        "-" * 75 + "\nNameError    Traceback (most recent call last)",
        "NameError                                 Traceback (most recent call last)",
        "NameError: name 'plt' is not defined",
        "numpy.linalg.LinAlgError: Singular matrix",
        "KeyboardInterrupt: ",
    ],
)
def test_what_is_surely_output_is_cut_to_the_next_marker(read: Read, output: str) -> None:
    assert sources(read(f"In [3]:\nx = 1\n\n{output}\n\n## text\nmore\n\nIn [4]:\ny = 2\n")) == [
        "x = 1",
        "y = 2",
    ]


def test_output_and_prose_without_marks_are_kept_for_a_later_stage(read: Read) -> None:
    (source,) = sources(read("In [3]:\nprint(x)\n\n[[0.1 0.2]]\n\n## Titel\n说明。\n"))
    assert source == "print(x)\n\n[[0.1 0.2]]\n\n## Titel\n说明。"


def test_marks_of_output_in_a_string_are_program_text(read: Read) -> None:
    text = 'def f():\n    """Say.\n\nOut[3]: 1\nNameError: no\n    """\n    return 1'
    assert sources(read(f"In [1]:\n{text}\n")) == [text]


def test_an_error_class_of_the_learners_is_program_text(read: Read) -> None:
    text = "class StepError(Exception):\n    pass\nraise StepError"
    assert sources(read(f"In [1]:\n{text}\n")) == [text]


def test_a_console_session_is_its_prompted_lines_only(read: Read) -> None:
    submission = read(
        "In [1]: def f(x):\n   ...:     return x\n   ...: \n\n"
        "In [10]: f(\n    ...: 2)\n2 apples\n\nIn [11]: x = 1\n"
    )
    assert sources(submission) == ["def f(x):\n    return x", "f(\n2)", "x = 1"]
    assert [line.prefix for line in submission.cells[0].lines] == ["In [1]: ", "   ...: "]
    assert [cell.prose for cell in submission.cells] == [False, False, True]


def test_a_fence_in_the_prose_of_an_export_hides_no_marker(read: Read) -> None:
    assert sources(read("text\n```\npip\n```\n\nIn [1]:\nx = 1\n")) == ["x = 1"]
    assert sources(read("text\n```\npip\n\nIn [1]:\nx = 1\n")) == ["x = 1"]


def test_an_indented_cell_is_moved_to_the_left_edge(read: Read) -> None:
    submission = read("In [1]:\n    x = 1\n    y = 2\n")
    assert sources(submission) == ["x = 1\ny = 2"]
    assert [line.prefix for line in submission.cells[0].lines] == ["    ", "    "]
